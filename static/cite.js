// Adds a button to copy each citation. Without this script the text can still be selected.

const [COPY, COPY_LINK, SHARE, COPIED, MARKED] = document.documentElement.lang === "fr"
  ? ["Copier", "Copier le lien", "Partager", "Copié", "Marqué : copiez avec le clavier."]
  : ["Copy", "Copy link", "Share", "Copied", "Marked: copy it with your keyboard."];

// The button shows the result and keeps its width, so that nothing moves. Screen readers get a fuller message, which is
// shown at the foot of the window only if there is more to say.
const told = document.createElement("p");
told.className = "cite-told hide";
told.setAttribute("role", "status");
document.body.append(told);
const SAID = 2000;
const SEEN = 8000;
let clearing;

async function copy(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // There is no clipboard without permission or https: copy the selection instead.
    source.closest("details")?.setAttribute("open", "");
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

function copier(source, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words;
  // Its accessible name contains the visible text, for speech input.
  button.setAttribute("aria-label", words === COPY ? `${COPY} ${source.dataset.copy}` : words);
  button.addEventListener("click", async () => {
    // Copy what a reader has typed into a field; of a list, only its references, one per line.
    const parts = [...source.querySelectorAll(".cite-text")].map((each) => each.textContent.trim());
    const done = await copy((source.value ?? (parts.join("\n") || source.textContent)).trim(), source);
    const copied = [`${COPIED} ${source.dataset.copy}.`, source.dataset.but].filter(Boolean).join(" ");
    told.textContent = done ? copied : MARKED;
    told.classList.toggle("hide", done && !source.dataset.but);
    clearTimeout(clearing);
    clearing = setTimeout(() => told.classList.add("hide"), SEEN);
    if (!done) return;
    button.style.minWidth = `${button.getBoundingClientRect().width}px`;
    button.textContent = COPIED;
    setTimeout(() => { button.textContent = words; }, SAID);
  });
  return button;
}

// If the device has a share dialog, as phones do, add a button that opens it; not for a chart that others
// cannot open.
function sharer(source) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = SHARE;
  button.hidden = !navigator.share || Boolean(source?.dataset.but);
  button.addEventListener("click", () => navigator.share?.({ title: document.title, url: location.href }).catch(() => {}));
  return button;
}

for (const source of document.querySelectorAll('.cite-text:not([data-copy="the link"])')) source.after(copier(source, source.dataset.button ?? COPY));
// Next to the pictures of a chart, a button copies the link to it in its present state.
for (const source of document.querySelectorAll('[data-copy="the link"]')) {
  source.closest("details").before(copier(source, COPY_LINK), sharer(source));
}
// The reference can also be copied while this section is folded; the button says if it is only the page's.
const reference = document.querySelector(".cite-fold .cite-text");
const others = document.querySelectorAll(".cite-short, .cite-documents");
if (reference) document.querySelector(".cite-fold").after(...[reference, ...others].map((each) => copier(each, `${COPY} ${each.dataset.copy}`)), sharer());
