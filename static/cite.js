// A button beside each citation that copies it. Without this script the text is there to select.

const told = document.createElement("p");
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

for (const source of document.querySelectorAll(".cite-text")) source.after(copier(source, "Copy"));
// Where all this is folded, the reference can be copied all the same.
document.querySelector(".cite-fold")?.after(copier(document.querySelector(".cite-text"), "Copy the reference"));
