// What a page takes over from outside: the school's color, the reader's focus.

import { useEffect } from "react";
import { useLocation } from "react-router";

/** Draws nothing: hands the school's color to the style sheets, which keep its contrast right. */
export function SchoolAccent({ color }) {
  useEffect(() => {
    const style = document.documentElement.style;
    if (/^#[0-9a-f]{6}$/i.test(color ?? "")) style.setProperty("--school", color);
    return () => style.removeProperty("--school");
  }, [color]);
  return null;
}

let lastPath;

/** Draws nothing: after a change of page the focus goes to the new content, as it would with a document of its own. */
export function RouteFocus({ target }) {
  const { pathname } = useLocation();
  useEffect(() => {
    if (lastPath !== undefined && lastPath !== pathname) document.getElementById(target)?.focus({ preventScroll: true });
    lastPath = pathname;
  }, [pathname]);
  return null;
}
