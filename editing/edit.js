// Reload after each build, and show what is wrong with the files on top of the page.
"use strict";

const address = new URL("state", document.currentScript.src);
let shown = null;

function showMessages(messages, questions) {
  document.getElementById("edit-messages")?.remove();
  if (!messages.length && !questions.length) return;
  const box = document.createElement("section");
  box.id = "edit-messages";
  box.setAttribute("role", "alert");
  box.style.cssText =
    "position:sticky;top:0;z-index:1000;max-height:50vh;overflow:auto;padding:.5rem 1rem;" +
    "background:#fff4f2;color:#5c0f00;border-bottom:2px solid #b3261e;font:14px/1.5 monospace;" +
    "white-space:pre-wrap";
  const count = document.createElement("strong");
  count.textContent = messages.length
    ? `${messages.length} to mend; this page is of the last build that went well.`
    : "Built, with a question:";
  box.append(count);
  for (const message of [...messages, ...questions]) {
    const line = document.createElement("div");
    line.textContent = message;
    box.append(line);
  }
  document.body.prepend(box);
}

async function look() {
  try {
    const state = await (await fetch(address, { cache: "no-store" })).json();
    if (shown !== null && shown !== state.build && !state.messages.length) location.reload();
    if (shown !== state.build) showMessages(state.messages, state.questions);
    shown = state.build;
  } catch {
    // The server is not there, or not yet again.
  }
  setTimeout(look, 100);
}

look();

// On the page of a text: the lines for the words that are selected.
document.addEventListener("selectionchange", async () => {
  const lines = document.getElementById("edit-lines");
  if (!lines) return;
  const selection = getSelection();
  const passage = selection.anchorNode?.parentElement?.closest("[data-passage]");
  const words = selection.toString().trim();
  if (!passage || !words) return;
  const ask = new URL(lines.dataset.anchor, location.href);
  ask.search = new URLSearchParams({ passage: passage.dataset.passage, words });
  const answer = await fetch(ask);
  lines.textContent = answer.ok ? await answer.text() : "Select whole words of one passage.";
  const button = document.getElementById("edit-copy");
  button.textContent = "Copy";
  button.disabled = !answer.ok;
});

// Selects the lines and copies the selection: that needs no permission, and no https.
document.addEventListener("click", (event) => {
  if (event.target.id !== "edit-copy") return;
  getSelection().selectAllChildren(document.getElementById("edit-lines"));
  event.target.textContent = document.execCommand("copy") ? "Copied" : "Selected: press Ctrl+C";
});
