const { manifest, routes, entry, ahead } = JSON.parse(document.querySelector("meta[name=start]").content);
const field = document.querySelector("input[name=installed]");
if (field && (navigator.standalone || matchMedia("(display-mode: standalone)").matches)) field.value = "yes";
await new Promise((go) => (document.hidden ? go() : requestAnimationFrame(() => setTimeout(go))));
if (!ahead.length) for (const first of [Intl.DateTimeFormat, Intl.NumberFormat]) setTimeout(() => new first().format(0)); // the first takes long: better now than with the answers
const sheet = document.getElementById("later-styles");
const styled = new Promise((go) => (sheet.onload = sheet.onerror = go));
sheet.disabled = false;
for (const href of ahead) document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
const [, ...modules] = await Promise.all([manifest, ...Object.values(routes)].map((path) => import(path)));
window.__reactRouterRouteModules = Object.fromEntries(Object.keys(routes).map((name, at) => [name, modules[at]]));
await styled;
import(entry);
