// When the parts of a page are drawn: a slow phone does nothing for what nobody sees yet.

import { createElement, useDeferredValue, useState, useSyncExternalStore } from "react";

/** The first child until `ready`, then the rest of them, drawn in small steps so that a tap is answered meanwhile. */
export function Arriving({ ready, children: [lines, ...content] }) {
  return useDeferredValue(ready) ? content : lines;
}

/** A pop-up from below whose content is drawn when it is opened for the first time. */
export function Drawer({ children, ...rest }) {
  const [isDrawn, draw] = useState(false);
  const onBeforeToggle = (event) => event.newState === "open" && draw(true);
  return createElement("div", { ...rest, popover: "auto", onBeforeToggle }, isDrawn && children);
}

const desktop = typeof window === "undefined" ? null : window.matchMedia("(min-width: 60rem)");
const follow = (redraw) => {
  desktop.addEventListener("change", redraw);
  return () => desktop.removeEventListener("change", redraw);
};

/** What is shown on a desktop only. It is prerendered, so that a desktop has it at once. */
export function OnDesktop({ children }) {
  return useSyncExternalStore(follow, () => desktop.matches, () => true) ? children : null;
}
