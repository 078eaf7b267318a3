// What was on screen for two seconds, or was opened, counts as read.

import { useEffect, useRef } from "react";

const LONG_ENOUGH = 2000; // milliseconds
const GATHERED = 300; // milliseconds in which several items become one message
const UNREAD = '[data-unread]:not([data-unread=""])';

/** Renders nothing; calls `onSeen` with the numbers in the `data-unread` of what has been seen. */
export function SeenItems({ onSeen }) {
  const report = useRef(onSeen);
  report.current = onSeen;
  useEffect(() => {
    const timers = new Map();
    const told = new Set();
    let gathered = [];
    let sending;

    const send = () => {
      clearTimeout(sending);
      sending = undefined;
      if (gathered.length) report.current(gathered);
      gathered = [];
    };
    const note = (element) => {
      for (const id of (element.dataset.unread ?? "").split(" ").filter(Boolean).map(Number)) {
        if (told.has(id)) continue;
        told.add(id);
        gathered.push(id);
      }
      sending ??= setTimeout(send, GATHERED);
    };
    const forget = (element) => {
      clearTimeout(timers.get(element));
      timers.delete(element);
    };
    const onScreen = new IntersectionObserver(
      (changes) => {
        for (const { target, isIntersecting } of changes) {
          forget(target);
          if (isIntersecting && !document.hidden) timers.set(target, setTimeout(note, LONG_ENOUGH, target));
        }
      },
      { threshold: 0.6 },
    );
    const watch = () => {
      onScreen.disconnect();
      for (const element of document.querySelectorAll(UNREAD)) onScreen.observe(element);
    };
    const watchAgain = () => {
      [...timers.keys()].forEach(forget); // nobody looks at a hidden page, and two seconds begin anew
      watch();
    };
    const opened = (event) => {
      const element = event.target.closest?.(UNREAD);
      if (!element) return;
      note(element);
      send(); // now: the page may be about to leave
    };
    const drawn = new MutationObserver(() => {
      for (const element of [...timers.keys()]) if (!element.isConnected) forget(element);
      for (const element of document.querySelectorAll(UNREAD)) onScreen.observe(element);
    });
    watch();
    drawn.observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-unread"] });
    document.addEventListener("visibilitychange", watchAgain);
    document.addEventListener("click", opened, { capture: true });
    return () => {
      [...timers.keys()].forEach(forget);
      clearTimeout(sending);
      onScreen.disconnect();
      drawn.disconnect();
      document.removeEventListener("visibilitychange", watchAgain);
      document.removeEventListener("click", opened, { capture: true });
    };
  }, []);
  return null;
}
