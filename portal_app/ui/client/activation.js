// An activation letter's QR code opens the activation page with the key behind a #: a browser never sends that part to
// a server by itself, and so that the page doesn't either, it is taken out of the address before anything else runs.

import { useEffect } from "react";

const keyFromUrl = typeof window === "undefined" ? "" : takeKey();

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

/** Renders nothing: puts the letter's key into the form's field, also after the field was rendered again. */
export function KeyFromLetter({ field, typed }) {
  useEffect(() => {
    const input = document.getElementById(field);
    if (keyFromUrl && input) input.value = keyFromUrl;
  }, [field, typed]);
  return null;
}
