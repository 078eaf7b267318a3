// A page that says "now" has to ask again when now is over.

import { useEffect } from "react";

const GRACE = 1000; // a little late rather than a little early: the server must agree that the moment has passed

/**
 * Draws nothing; calls `onTime` once the server's clock shows `moment`. Both moments are ISO with a zone; `serverNow` is
 * the server's clock as they were sent, so a phone whose clock is wrong still rings in time.
 */
export function Alarm({ moment, serverNow, onTime }) {
  useEffect(() => {
    if (!moment || !serverNow) return;
    const due = Date.now() + Date.parse(moment) - Date.parse(serverNow) + GRACE;
    let timer;
    const look = () => {
      if (Date.now() < due || document.hidden) return; // a page that nobody looks at rings when it is seen again
      stop();
      onTime();
    };
    const stop = () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
    timer = setInterval(look, 1000);
    document.addEventListener("visibilitychange", look); // a sleeping phone skips ticks
    return stop;
  }, [moment, serverNow]);
  return null;
}
