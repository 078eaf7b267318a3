// The portal as an installed app: its service worker, the banner about a new version, and the hint to install it.

import { createElement, useEffect, useState } from "react";

const HOUR = 3_600_000;
const LATER = "portal.install-later";
const inBrowser = typeof window !== "undefined";
const changes = inBrowser ? new EventTarget() : null;

let registration = null;
let hasNewVersion = false;
let installPrompt = null; // Chromium's own prompt, kept until the user presses "Install"

if (inBrowser) {
  window.addEventListener("portal-new-version", announce);
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installPrompt = event;
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
    const next = registration.installing;
    next.addEventListener("statechange", () => {
      if (next.state === "installed" && navigator.serviceWorker.controller) announce();
    });
  });
  checkForUpdates();
}

/** Look for a new version when the user comes back to the app, which may have been open for days. */
function checkForUpdates() {
  let checkedAt = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - checkedAt < HOUR) return;
    checkedAt = Date.now();
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
    const update = () => redraw((count) => count + 1);
    update();
    changes.addEventListener("change", update);
    return () => changes.removeEventListener("change", update);
  }, []);
}

/** The banner of a new version: drawn while there is one. A reload would lose what is typed, so the user chooses when. */
export function NewVersion({ children, ...rest }) {
  useChanges();
  return hasNewVersion ? createElement("div", rest, children) : null;
}

/** Change to the new version: the waiting worker takes over, then the page reloads. */
export function applyUpdate() {
  const waiting = registration?.waiting;
  if (!waiting) return window.location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
  waiting.postMessage("take-over");
}

/** How this browser can install the portal: "prompt" (it has one of its own), "share" (iOS), or "" for not at all. */
function installMethod() {
  if (isInstalled()) return "";
  return installPrompt ? "prompt" : navigator.standalone === false ? "share" : "";
}

function isInstalled() {
  return navigator.standalone === true || window.matchMedia("(display-mode: standalone)").matches;
}

/** The hint that the portal can be put on the home screen; `once`: until somebody says "not now". */
export function InstallHint({ once = false, children, ...rest }) {
  useChanges();
  const [method, setMethod] = useState("");
  useEffect(() => setMethod(once && localStorage.getItem(LATER) ? "" : installMethod()));
  return method ? createElement("section", { ...rest, "data-method": method }, children) : null;
}

/** Show the browser's own install prompt. */
export async function install() {
  const event = installPrompt;
  installPrompt = null; // a prompt can be shown only once
  await event?.prompt();
  changes.dispatchEvent(new Event("change"));
}

/** Keep the hint away from the home page on this device. */
export function dismissInstallHint() {
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
