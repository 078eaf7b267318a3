// Effects of a page on the document: the school's color, the focus after a change of page.

import { useEffect } from "react";
import { useLocation } from "react-router";

/** Renders nothing: passes the school's color to the style sheets, which keep its contrast right. */
export function SchoolAccent({ color }) {
  useEffect(() => {
    const style = document.documentElement.style;
    if (/^#[0-9a-f]{6}$/i.test(color ?? "")) style.setProperty("--school", color);
    return () => style.removeProperty("--school");
  }, [color]);
  return null;
}

let lastPath;

/** Renders nothing: moves the focus to the new content after a change of page, as a new document would. */
export function RouteFocus({ target }) {
  const { pathname } = useLocation();
  useEffect(() => {
    if (lastPath !== undefined && lastPath !== pathname) document.getElementById(target)?.focus({ preventScroll: true });
    lastPath = pathname;
  }, [pathname]);
  return null;
}
