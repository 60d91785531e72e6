// A button beside each citation that copies it. Without this script the text is there to select.

const told = document.createElement("span");
told.className = "cite-told";
told.setAttribute("role", "status");

async function copy(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard without permission, or on pages that are not served by https: copy what is marked.
    source.closest("details")?.setAttribute("open", "");
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

function copier(source, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words;
  button.setAttribute("aria-label", `Copy ${source.dataset.copy}`);
  button.addEventListener("click", async () => {
    const done = await copy(source.textContent.trim(), source);
    told.textContent = done ? `Copied ${source.dataset.copy}.` : "Marked: copy it with your keyboard.";
    button.after(told);
  });
  return button;
}

// Where a machine has a list of where to send a page, as telephones do, a button opens it.
function sharer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Share";
  button.hidden = !navigator.share;
  button.addEventListener("click", () => navigator.share?.({ title: document.title, url: location.href }).catch(() => {}));
  return button;
}

for (const source of document.querySelectorAll('.cite-text:not([data-copy="the link"])')) source.after(copier(source, "Copy"));
// The link to a chart, as it stands, is copied beside its pictures.
for (const source of document.querySelectorAll('[data-copy="the link"]')) {
  source.closest("details").previousElementSibling.prepend(copier(source, "Copy link"), sharer());
}
// Where all this is folded, the reference can be copied all the same.
document.querySelector(".cite-fold")?.after(copier(document.querySelector(".cite-text"), "Copy the reference"), sharer());
