// The portal as an app on the home screen: its worker, the word of a new version, and how to put it there.

import { createElement, useEffect, useState } from "react";

const HOUR = 3_600_000;
const LATER = "portal.install-later";
const inBrowser = typeof window !== "undefined";
const changes = inBrowser ? new EventTarget() : null;

let registration = null;
let hasNewVersion = false;
let offer = null; // Chromium's own question, kept until the reader asks for it

if (inBrowser) {
  window.addEventListener("portal-new-version", announce);
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    changes.dispatchEvent(new Event("change"));
  });
  // after everything that the page needs, so that its first visit is not slowed down
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
}

async function register() {
  if (!navigator.serviceWorker) return;
  try {
    registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    return; // a browser that allows none (a private window): the portal works without
  }
  if (registration.waiting) announce();
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) announce();
    });
  });
  lookAgain();
}

/** Ask for a new version when somebody comes back to the app, which may have lain open for days. */
function lookAgain() {
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - asked < HOUR) return;
    asked = Date.now();
    registration.update().catch(() => {}); // no connection: another time
  });
}

function announce() {
  hasNewVersion = true;
  changes.dispatchEvent(new Event("change"));
}

function useChanges() {
  const [, redraw] = useState(0);
  useEffect(() => {
    const again = () => redraw((count) => count + 1);
    again();
    changes.addEventListener("change", again);
    return () => changes.removeEventListener("change", again);
  }, []);
}

/** The banner of a new version: drawn while there is one. A reload would lose what is typed, so the reader chooses when. */
export function NewVersion({ children, ...rest }) {
  useChanges();
  return hasNewVersion ? createElement("div", rest, children) : null;
}

/** Change to the new version: the waiting worker takes over, then the page loads anew. */
export function takeNewVersion() {
  const waiting = registration?.waiting;
  if (!waiting) return window.location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
  waiting.postMessage("take-over");
}

/** How this browser puts the portal on the home screen: "ask" (it has a question of its own), "share" (iOS), or not. */
function wayIn() {
  if (isInstalled()) return "";
  return offer ? "ask" : navigator.standalone === false ? "share" : "";
}

function isInstalled() {
  return navigator.standalone === true || window.matchMedia("(display-mode: standalone)").matches;
}

/** The hint that the portal can be put on the home screen; `once`: until somebody says "not now". */
export function InstallHint({ once = false, children, ...rest }) {
  useChanges();
  const [way, setWay] = useState("");
  useEffect(() => setWay(once && localStorage.getItem(LATER) ? "" : wayIn()));
  return way ? createElement("section", { ...rest, "data-way": way }, children) : null;
}

/** Have the browser ask its own question. */
export async function install() {
  const asked = offer;
  offer = null; // it can be asked only once
  await asked?.prompt();
  changes.dispatchEvent(new Event("change"));
}

/** Keep the hint away from the home page on this device. */
export function installLater() {
  localStorage.setItem(LATER, "yes");
  changes.dispatchEvent(new Event("change"));
}

/**
 * A hidden field that tells the sign-in whether the portal was opened from the home screen. The page's start has written
 * it already; taken over with any other value, even for a moment, it would be lost to a quick "Sign in".
 */
export function InstalledField({ name }) {
  const [value] = useState(() => (inBrowser && isInstalled() ? "yes" : ""));
  return createElement("input", { type: "hidden", name, value, readOnly: true });
}
