// A button beside each citation that copies it. Without this script the text is there to select.

// What was done is said on the button, which keeps its width, so that nothing moves; in more words it is told to those who
// hear the page, and seen, at the foot of the window, only where there is more to say.
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
    // No clipboard without permission, or on pages that are not served by https: copy what is marked.
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
  // What is to be seen of it is in its name, by which it may be spoken to.
  button.setAttribute("aria-label", words === "Copy" ? `Copy ${source.dataset.copy}` : words);
  button.addEventListener("click", async () => {
    // What a reader has written into a field is part of it.
    const done = await copy((source.value ?? source.textContent).trim(), source);
    const copied = [`Copied ${source.dataset.copy}.`, source.dataset.but].filter(Boolean).join(" ");
    told.textContent = done ? copied : "Marked: copy it with your keyboard.";
    told.classList.toggle("hide", done && !source.dataset.but);
    clearTimeout(clearing);
    clearing = setTimeout(() => told.classList.add("hide"), SEEN);
    if (!done) return;
    button.style.minWidth = `${button.getBoundingClientRect().width}px`;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, SAID);
  });
  return button;
}

// Where a machine has a list of where to send a page, as telephones do, a button opens it; not for a chart that others
// cannot open.
function sharer(source) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Share";
  button.hidden = !navigator.share || Boolean(source?.dataset.but);
  button.addEventListener("click", () => navigator.share?.({ title: document.title, url: location.href }).catch(() => {}));
  return button;
}

for (const source of document.querySelectorAll('.cite-text:not([data-copy="the link"])')) source.after(copier(source, source.dataset.button ?? "Copy"));
// The link to a chart, as it stands, is copied beside its pictures.
for (const source of document.querySelectorAll('[data-copy="the link"]')) {
  source.closest("details").previousElementSibling.prepend(copier(source, "Copy link"), sharer(source));
}
// Where all this is folded, the reference can be copied all the same.
document.querySelector(".cite-fold")?.after(copier(document.querySelector(".cite-text"), "Copy the reference"), sharer());
