// Opens a note, a disagreement or a glossary entry next to its mark, unfolds all of a page at once, and marks the reader's
// position in the contents. Without this script the mark is a link to the note.

const box = document.createElement("div");
box.className = "note-box";
box.setAttribute("role", "dialog");
box.setAttribute("aria-label", "Note");
box.tabIndex = -1;
let opener = null;
const { lang } = document.documentElement;
const [COPY_CLAIM, COPIED, CLOSE] = lang === "fr"
  ? ["Copier en note de bas de page", "Copié", "Fermer"]
  : ["Copy as footnote", "Copied", "Close"];

function close(back) {
  if (!opener) return;
  box.remove();
  opener.removeAttribute("aria-expanded");
  if (back) opener.focus();
  opener = null;
}

// On the page in French, a source's name stands for the note on its claim, whose words are in English.
const CLAIM = '.french .by.inline > a[href*="/claims/"]';
const line = (words) => Object.assign(document.createElement("p"), { textContent: words });

// Copies a claim with its reference; without access to the clipboard, it selects them for copying.
function copier(words) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", lang, textContent: COPY_CLAIM });
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words);
      button.textContent = COPIED;
    } catch {
      const text = line(words);
      button.replaceWith(text);
      getSelection().selectAllChildren(text);
    }
  });
  return button;
}

// A claim's statement and the link to its passage are fetched from its own page: hundreds of them would double the
// length of a group's page. A copy on a disk cannot fetch any.
async function addWords(part) {
  if (!location.protocol.startsWith("http")) return;
  const answer = await fetch(part.querySelector("a").href).catch(() => null);
  if (!answer?.ok) return;
  const claim = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [says, link, quote, reference] = ["h1.says > :last-child", ".way-in .deep-link", ".way-in .quiet", ".cite-claim"].map((each) => claim.querySelector(each));
  if (says) part.prepend(line(says.textContent));
  if (link && !part.querySelector("a ~ a:not(.verdict)")) part.append(" ", link);
  if (quote) part.append(line(quote.textContent));
  if (says && reference) part.append(copier(reference.textContent.trim()));
  box.scrollIntoView({ block: "nearest" });
}

function open(mark, targets) {
  close(false);
  opener = mark;
  mark.setAttribute("aria-expanded", "true");
  box.replaceChildren();
  const button = document.createElement("button");
  button.className = "close";
  button.type = "button";
  button.setAttribute("aria-label", CLOSE);
  button.textContent = "×";
  button.addEventListener("click", () => close(true));
  box.append(button);
  for (const target of targets) {
    const part = document.createElement("div");
    part.lang = target.lang;
    for (const child of target.childNodes) part.append(child.cloneNode(true));
    for (const each of part.querySelectorAll("[id]")) each.removeAttribute("id");
    box.append(part);
    if (target.matches(".notes li") || mark.matches(CLAIM)) addWords(part);
  }
  document.body.append(box);
  const at = mark.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 16);
  box.style.left = `${Math.max(16, left) + scrollX}px`;
  box.style.top = `${at.bottom + scrollY + 6}px`;
  box.focus();
  box.scrollIntoView({ block: "nearest" });
}

// A glossary entry, fetched from the glossary's page; if that fails, the link leads there.
async function explain(word) {
  const answer = await fetch(word.href).catch(() => null);
  const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
  const term = page.getElementById(word.hash.slice(1));
  if (!term) return location.assign(word.href);
  const part = document.createElement("div");
  part.append(Object.assign(document.createElement("b"), { textContent: term.textContent }), ": ", term.nextElementSibling.textContent);
  open(word, [part]);
}

document.addEventListener("click", (event) => {
  const word = event.target.closest("a.term");
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey) && location.protocol.startsWith("http");
  if (word && plain) {
    event.preventDefault();
    return opener === word ? close(true) : explain(word);
  }
  const claim = event.target.closest(CLAIM);
  if (claim && plain) {
    event.preventDefault();
    const told = Object.assign(document.createElement("p"), { lang: "en" });
    told.append(claim.cloneNode(true));
    return opener === claim ? close(true) : open(claim, [told]);
  }
  const mark = event.target.closest('a[href^="#n"]:not([href^="#na"], [href^="#no"]), a.disputed[href^="#d-"]');
  if (!mark) {
    if (!box.contains(event.target)) close(false);
    return;
  }
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  const kind = mark.classList.contains("disputed") ? "d-" : "n";
  const ids = [mark.hash.slice(1), ...(mark.dataset.more ?? "").split(" ").filter(Boolean).map((id) => kind + id)];
  const targets = ids.map((id) => document.getElementById(id)).filter(Boolean);
  if (!targets.length) return;
  event.preventDefault();
  if (opener === mark) close(true);
  else open(mark, targets);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close(true);
});

const all = document.querySelector(".open-all");
all?.removeAttribute("hidden");
all?.addEventListener("click", () => {
  const opens = all.textContent === "Open all";
  for (const part of document.querySelectorAll("main details.more")) part.open = opens;
  all.textContent = opens ? "Close all" : "Open all";
});

// A link to a folded section opens it, and its heading says so.
function unfold() {
  const part = document.getElementById(location.hash.slice(1))?.firstElementChild;
  if (part?.localName === "details") part.open = true;
}
addEventListener("hashchange", unfold);
unfold();

// The current section is the one at a quarter of the window's height; closed contents show its name, and open ones close
// when an entry is chosen.
const contents = document.querySelector(".contents details");
const links = new Map([...document.querySelectorAll('.contents a[href^="#"]')].map((link) => [link.hash.slice(1), link]));
const there = new Set();
const watch = new IntersectionObserver(
  (entries) => {
    // Between two sections both count as visible, so one can leave without another entering.
    for (const { isIntersecting, target } of entries) there[isIntersecting ? "add" : "delete"](target.id);
    const link = links.get([...links.keys()].findLast((id) => there.has(id)));
    if (!link) return;
    for (const each of links.values()) each.toggleAttribute("aria-current", each === link);
    if (contents) contents.querySelector(".current").textContent = link.textContent.trim();
  },
  { rootMargin: "-25% 0px -74% 0px" },
);
contents?.addEventListener("click", (event) => {
  if (event.target.closest("a")) contents.open = false;
});
for (const id of links.keys()) watch.observe(document.getElementById(id));
