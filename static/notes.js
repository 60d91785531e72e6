// Opens a note, a disagreement or a word of the glossary beside its mark, and all that a page folds at once, and marks in its contents where the
// reader is. Without this script the mark leads to the note.

const box = document.createElement("div");
box.className = "note-box";
box.setAttribute("role", "dialog");
box.setAttribute("aria-label", "Note");
box.tabIndex = -1;
let opener = null;

function close(back) {
  if (!opener) return;
  box.remove();
  opener.removeAttribute("aria-expanded");
  if (back) opener.focus();
  opener = null;
}

const line = (words) => Object.assign(document.createElement("p"), { textContent: words });

// Copies a claim with its reference; where a page may not write to the clipboard, it marks them to be copied.
function copier(words) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy with the reference" });
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words);
      button.textContent = "Copied";
    } catch {
      const text = line(words);
      button.replaceWith(text);
      getSelection().selectAllChildren(text);
    }
  });
  return button;
}

// What a claim says, and the way to its passage, stand on its own page: hundreds of them would make the page of a group
// as long again. A copy on a disk can ask for none.
async function addWords(part) {
  if (!location.protocol.startsWith("http")) return;
  const answer = await fetch(part.querySelector("a").href).catch(() => null);
  if (!answer?.ok) return;
  const claim = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [says, link, quote, reference] = ["h1.says", ".way-in .deep-link", ".way-in .quiet", ".cite-claim"].map((each) => claim.querySelector(each));
  if (says) {
    // With what limits it, which the note says, too.
    part.querySelector(".hedge")?.remove();
    part.prepend(line(says.textContent));
  }
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
  button.setAttribute("aria-label", "Close");
  button.textContent = "×";
  button.addEventListener("click", () => close(true));
  box.append(button);
  for (const target of targets) {
    const part = document.createElement("div");
    for (const child of target.childNodes) part.append(child.cloneNode(true));
    for (const each of part.querySelectorAll("[id]")) each.removeAttribute("id");
    box.append(part);
    if (target.matches(".notes li")) addWords(part);
  }
  document.body.append(box);
  const at = mark.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 16);
  box.style.left = `${Math.max(16, left) + scrollX}px`;
  box.style.top = `${at.bottom + scrollY + 6}px`;
  box.focus();
  box.scrollIntoView({ block: "nearest" });
}

// A word of the glossary, which is a page of its own; where there is none to be had, the link leads there.
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

// Whoever follows a link to a section that is folded whole finds it open, as its heading says then.
function unfold() {
  const part = document.getElementById(location.hash.slice(1))?.firstElementChild;
  if (part?.localName === "details") part.open = true;
}
addEventListener("hashchange", unfold);
unfold();

// The section that is read is that at a quarter of the window's height; the contents name it where they are closed, and close
// when one is chosen.
const contents = document.querySelector(".contents details");
const links = new Map([...document.querySelectorAll('.contents a[href^="#"]')].map((link) => [link.hash.slice(1), link]));
const there = new Set();
const watch = new IntersectionObserver(
  (entries) => {
    // Two are there between them, of which one leaves without another that comes.
    for (const { isIntersecting, target } of entries) there[isIntersecting ? "add" : "delete"](target.id);
    const link = links.get([...links.keys()].findLast((id) => there.has(id)));
    if (!link) return;
    for (const each of links.values()) each.toggleAttribute("aria-current", each === link);
    contents.querySelector(".current").textContent = link.textContent.trim();
  },
  { rootMargin: "-25% 0px -74% 0px" },
);
contents?.addEventListener("click", (event) => {
  if (event.target.closest("a")) contents.open = false;
});
for (const id of links.keys()) watch.observe(document.getElementById(id));
