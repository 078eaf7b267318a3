// A page that shows what is on now has to reload when that has ended.

import { useEffect } from "react";

const GRACE = 1000; // milliseconds late rather than early: on the server's clock, too, the moment must have passed

/**
 * Renders nothing; calls `onTime` once the server's clock shows `moment`. Both moments are ISO with a zone; `serverNow` is
 * the server's clock as they were sent, so it works on a phone whose clock is wrong.
 */
export function Alarm({ moment, serverNow, onTime }) {
  useEffect(() => {
    if (!moment || !serverNow) return;
    const due = Date.now() + Date.parse(moment) - Date.parse(serverNow) + GRACE;
    let timer;
    const check = () => {
      if (Date.now() < due || document.hidden) return; // a hidden page reloads when it is visible again
      stop();
      onTime();
    };
    const stop = () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", check);
    };
    timer = setInterval(check, 1000);
    document.addEventListener("visibilitychange", check); // a sleeping phone skips ticks
    return stop;
  }, [moment, serverNow]);
  return null;
}
