// The page that is shown instead of any other while there is no connection: in the user's language, reloads by itself.

function applyTheme() {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.classList.add(theme);
}

/** Show the section in the language that was chosen or that the browser prefers; with neither, the first one. */
function applyLanguage() {
  const sections = [...document.querySelectorAll("section[lang]")];
  const languages = [localStorage.getItem("portal.language"), ...navigator.languages].filter(Boolean);
  const found = languages.map((tag) => sections.find(({ lang }) => lang === tag || lang === tag.split("-")[0])).find(Boolean);
  const shown = found ?? sections[0];
  for (const section of sections) section.hidden = section !== shown;
  document.documentElement.lang = shown.lang;
  document.title = shown.querySelector("h1").textContent;
}

/** Reload the page as soon as the portal responds: a phone's "online" event does not mean that it does. */
async function reloadWhenReachable() {
  const response = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (response?.ok) window.location.reload();
}

applyTheme();
applyLanguage();
window.addEventListener("online", reloadWhenReachable);
setInterval(reloadWhenReachable, 3000);
