// When the parts of a page are rendered: a slow phone renders nothing that is not visible yet.

import { createElement, useDeferredValue, useState, useSyncExternalStore } from "react";

/** The first child until `ready`, then the others, rendered in small steps so that taps are handled in between. */
export function Deferred({ ready, children: [placeholder, ...content] }) {
  return useDeferredValue(ready) ? content : placeholder;
}

/** A pop-up from below whose content is rendered when it is opened for the first time. */
export function Drawer({ children, ...rest }) {
  const [isRendered, render] = useState(false);
  const onBeforeToggle = (event) => event.newState === "open" && render(true);
  return createElement("div", { ...rest, popover: "auto", onBeforeToggle }, isRendered && children);
}

const desktop = typeof window === "undefined" ? null : window.matchMedia("(min-width: 60rem)");
const subscribe = (redraw) => {
  desktop.addEventListener("change", redraw);
  return () => desktop.removeEventListener("change", redraw);
};

/** What is shown on a desktop only. It is prerendered, so that a desktop has it at once. */
export function OnDesktop({ children }) {
  return useSyncExternalStore(subscribe, () => desktop.matches, () => true) ? children : null;
}
