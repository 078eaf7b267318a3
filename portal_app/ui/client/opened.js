// A link to one item of a page: the item is scrolled to, marked and focused as soon as the page has drawn it.

import { useEffect } from "react";

const PATIENCE = 10000; // milliseconds: the page's content arrives after its frame

/** Renders nothing; brings the element with the id `target` into view, once for each target ("" for none). */
export function BringIntoView({ target }) {
  useEffect(() => {
    if (!target) return;
    const find = () => {
      const found = document.getElementById(target);
      if (!found) return false;
      stop();
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const row = found.closest("tr, li") ?? found;
      row.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
      found.tabIndex = -1;
      found.focus({ preventScroll: true });
      return true;
    };
    const watcher = new MutationObserver(find);
    const timer = setTimeout(() => watcher.disconnect(), PATIENCE);
    const stop = () => {
      clearTimeout(timer);
      watcher.disconnect();
    };
    if (!find()) watcher.observe(document.body, { childList: true, subtree: true });
    return stop;
  }, [target]);
  return null;
}
