// The language of the screen: which one, its catalog, and how it writes numbers, dates and plurals.
// English is the key of every message and needs no catalog, so it is what the server prerenders; another language
// arrives as one hashed file and every text on the screen changes in place. `portal_app/ui/i18n.py` writes the calls.

import { useEffect, useSyncExternalStore } from "react";
import { catalogs } from "$/utils/portal/catalogs/index";

const SOURCE = "en";
const REGION = "US"; // see infrastructure/translation.py
const STORED = "portal.language";
const DATE_STYLES = {
  short: { weekday: "short", month: "short", day: "numeric" },
  day: { month: "short", day: "numeric" },
  medium: { month: "short", day: "numeric", year: "numeric" },
  long: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  month: { month: "long", year: "numeric" },
  weekday: { weekday: "long" },
};
const DECIMAL = { maximumFractionDigits: 6 };
const PERCENT = { ...DECIMAL, style: "unit", unit: "percent" };
const TIME = { hour: "numeric", minute: "2-digit" };

const english = translator(SOURCE, { plural: { one: 0, other: 1 }, messages: {} });
const listeners = new Set();
let current = english;
let wanted = SOURCE;

/** Return the text function of a language; a function of its own per language, so that React sees the change. */
function translator(language, { plural, messages }) {
  const made = new Map();
  const written = language.includes("-") ? language : `${language}-${REGION}`;
  // the first of each kind takes a phone as long as drawing a screen: none is made before it is needed
  const intl = (Kind, options) => {
    const key = Kind.name + JSON.stringify(options ?? {});
    if (!made.has(key)) made.set(key, new Kind(written, options));
    return made.get(key);
  };
  const number = (value, options) => intl(Intl.NumberFormat, options).format(value);
  const dateFormat = (options) => intl(Intl.DateTimeFormat, { timeZone: "UTC", ...options });

  function t(text, params, pluralText) {
    const found = messages[text];
    const forms = found ?? (pluralText === undefined ? text : [text, pluralText]);
    const form = Array.isArray(forms) ? forms[plural[intl(Intl.PluralRules).select(Number(params?.n))] ?? forms.length - 1] : forms;
    return params ? fill(form, params) : form;
  }
  const fill = (form, params) =>
    form.replace(/\{(\w+)\}(\.?)/g, (whole, name, stop) => (name in params ? joinedTo(stop, shown(params[name])) : whole));
  // "until 1:30 p.m." ends its sentence with the one full stop
  const joinedTo = (stop, value) => (value.endsWith(".") ? value : value + stop);
  const shown = (value) => {
    if (typeof value === "number") return number(value, DECIMAL);
    if (Array.isArray(value)) return joined(value);
    return typeof value?.percent === "number" ? number(value.percent, PERCENT) : String(value ?? "");
  };
  // the terms of a sum, its products (pairs), or names: what a step of a grade's explanation holds
  const joined = (values) =>
    values.map((value) => (Array.isArray(value) ? value.map(shown).join(" × ") : shown(value))).join(typeof values[0] === "string" ? ", " : " + ");

  t.language = language;
  t.number = (value, options) =>
    blank(value) || Number.isNaN(Number(value)) ? String(value ?? "") : number(Number(value), options);
  t.date = (iso, style, today) => (blank(iso) ? "" : nearby(iso, today) ?? (DATE_STYLES[style].year ? String : whole)(dateFormat(DATE_STYLES[style]).format(wall(iso))));
  t.time = (iso) => (blank(iso) ? "" : whole(dateFormat(TIME).format(wall(iso))));
  t.moment = (iso, style, today) => (blank(iso) ? "" : t("{date}, {time}", { date: t.date(iso, style, today), time: t.time(iso) }));
  t.list = (items) => intl(Intl.ListFormat).format(items ?? []);

  function nearby(iso, today) {
    if (blank(today)) return undefined;
    const days = Math.round((wall(iso.slice(0, 10)) - wall(today.slice(0, 10))) / 86_400_000);
    return { "-1": t("yesterday"), 0: t("today"), 1: t("tomorrow") }[days];
  }
  return t;
}

/** Keep what is short on one line: never "10:33" at the end of one and "AM" at the beginning of the next. */
const whole = (text) => text.replace(/\s/g, "\u00a0");

const blank = (value) => value === undefined || value === null || value === "";

/** Read "2026-03-02", "2026-03-02T10:40" or "10:40" as the school's wall clock, whatever zone the phone is in. */
function wall(iso) {
  const text = iso.includes("-") ? iso : `1970-01-01T${iso}`;
  const [, year, month, day, hour = 0, minute = 0] = text.match(/^(\d+)-(\d+)-(\d+)(?:[T ](\d+):(\d+))?/) ?? [];
  return new Date(Date.UTC(year, month - 1, day, hour, minute));
}

/** Return the text function of the language in use; the calling component is drawn again when that changes. */
export function useTranslation() {
  return useSyncExternalStore(subscribe, () => current, () => english);
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Use `language` from now on, on this device too: the pages before sign-in know no account. */
export async function setLanguage(language) {
  if (!isKnown(language)) return;
  localStorage.setItem(STORED, language);
  await apply(language);
}

async function apply(language) {
  wanted = language;
  const next = language === SOURCE ? english : translator(language, (await catalogs[language]()).default);
  if (wanted !== language) return; // another one was chosen while this one was on its way
  current = next;
  document.documentElement.lang = language;
  listeners.forEach((listener) => listener());
}

/** Point to the manifest in the language in use: what the phone shows when the app is put on the home screen. */
function nameApp(language) {
  const link = document.querySelector("link[rel=manifest]");
  if (!link?.dataset.languages.split(" ").includes(language)) return;
  link.setAttribute("href", language === SOURCE ? "/manifest.webmanifest" : `/manifest.${language}.webmanifest`);
}

const isKnown = (language) => language === SOURCE || Object.hasOwn(catalogs, language);

/** Renders nothing: changes to the account's language once the server has sent it ("": the browser's language). */
export function AccountLanguage({ language }) {
  useEffect(() => {
    if (language && language !== current.language) setLanguage(language);
  }, [language]);
  return null;
}

/** Renders nothing: names the browser's tab, and the app on a home screen, in the language in use. */
export function PageTitle({ text }) {
  useEffect(() => {
    document.title = text;
    nameApp(current.language);
  }, [text]);
  return null;
}

function preferred() {
  const stored = localStorage.getItem(STORED);
  const wanted = [stored, ...navigator.languages].filter(Boolean);
  const primary = (tag) => (isKnown(tag) ? tag : tag.split("-")[0]);
  return wanted.map(primary).find(isKnown) ?? SOURCE;
}

if (typeof window !== "undefined" && preferred() !== SOURCE) apply(preferred());
