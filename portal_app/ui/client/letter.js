// An activation letter's QR code opens the activation page with the key behind a #: a browser never sends that part to
// a server by itself, and so that the page doesn't either, it is taken out of the address before anything else runs.

import { useEffect } from "react";

const taken = typeof window === "undefined" ? "" : takeKey();

function takeKey() {
  const found = /^#key=(.{1,120})$/.exec(window.location.hash);
  if (!found) return "";
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  try {
    return decodeURIComponent(found[1]).slice(0, 80);
  } catch {
    return ""; // not an address of ours
  }
}

/** Draws nothing: puts the letter's key into the form's field, also when the field is drawn anew with what was typed. */
export function KeyFromLetter({ field, typed }) {
  useEffect(() => {
    const input = document.getElementById(field);
    if (taken && input) input.value = taken;
  }, [field, typed]);
  return null;
}
