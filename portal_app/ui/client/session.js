// Warns before a session ends, with a countdown, and then leaves the page. The server ends the session.

import { createElement, useEffect, useRef, useState } from "react";
import { ModalDialog } from "$/utils/portal/dialogs";

/**
 * Warns `warnSeconds` before `endsAt` and goes to `afterwards` when it is over. Both moments are ISO with a zone.
 * `serverNow` is the server's clock as `endsAt` was sent: a phone's clock may be wrong, its ticking is right.
 */
export function SessionWarning({ endsAt, serverNow, warnSeconds = 120, afterwards, children, ...rest }) {
  const [left, setLeft] = useState(Infinity);
  const dismissed = useRef("");
  useEffect(() => {
    if (!endsAt) return setLeft(Infinity);
    const offset = serverNow ? Date.parse(serverNow) - Date.now() : 0;
    const tick = () => {
      const seconds = Math.ceil((Date.parse(endsAt) - Date.now() - offset) / 1000);
      setLeft(seconds);
      if (seconds <= 0 && afterwards) window.location.replace(afterwards);
    };
    tick();
    const timer = setInterval(tick, 1000);
    document.addEventListener("visibilitychange", tick); // a sleeping phone skips ticks
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [endsAt, serverNow]);
  const open = left <= warnSeconds && dismissed.current !== endsAt;
  const onClose = () => (dismissed.current = endsAt);
  const clock = `${Math.floor(Math.max(left, 0) / 60)}:${String(Math.max(left, 0) % 60).padStart(2, "0")}`;
  return createElement(
    ModalDialog,
    { ...rest, open, onClose, role: "alertdialog" },
    open && createElement("p", { className: "figures countdown", "aria-hidden": true }, clock),
    children,
  );
}
