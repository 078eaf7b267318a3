// The page that stands in for any other while there is no connection: in the reader's language, and gone by itself.

function look() {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.classList.add(theme);
}

/** Show the section in the language that was chosen or that the browser asks for; with neither, the first one. */
function speak() {
  const sections = [...document.querySelectorAll("section[lang]")];
  const asked = [localStorage.getItem("portal.language"), ...navigator.languages].filter(Boolean);
  const found = asked.map((tag) => sections.find(({ lang }) => lang === tag || lang === tag.split("-")[0])).find(Boolean);
  const shown = found ?? sections[0];
  for (const section of sections) section.hidden = section !== shown;
  document.documentElement.lang = shown.lang;
  document.title = shown.querySelector("h1").textContent;
}

/** Load the page that was asked for as soon as the portal answers: a phone's own "online" says little about that. */
async function comeBack() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) window.location.reload();
}

look();
speak();
window.addEventListener("online", comeBack);
setInterval(comeBack, 3000);
