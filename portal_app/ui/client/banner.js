// The banner that is shown after a request that the server could not complete.

import { createElement, useEffect, useState } from "react";
import { refs } from "$/utils/state";

/** The ref that the server "focuses" to show the banner (`feedback.request_failed`): of all events this needs no eval. */
const NAME = "ref_error_banner";

/** Shown from when a request has failed until the user's next click or key press. */
export function ErrorBanner({ children, ...rest }) {
  const [isShown, show] = useState(false);
  useEffect(() => {
    refs[NAME] = { current: { focus: () => show(true) } };
    return () => delete refs[NAME];
  }, []);
  useEffect(() => {
    if (!isShown) return;
    const hide = () => show(false);
    for (const act of ["click", "keydown"]) window.addEventListener(act, hide, { once: true });
    return () => ["click", "keydown"].forEach((act) => window.removeEventListener(act, hide));
  }, [isShown]);
  return isShown ? createElement("div", rest, children) : null;
}
