// A slash leads to the search, unless something is being typed.
const box = document.querySelector(".site-search input, .search .find input");
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!box || event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
});

// On every form that chooses what a page shows, a choice counts when its button is pressed. Until then the form says so:
// what stands below it is of the choice before.
for (const form of document.querySelectorAll(".narrow-by, .ask, .map-form, .filters, form.sql")) {
  form.addEventListener("input", () => form.classList.add("changed"));
  form.addEventListener("submit", () => form.classList.remove("changed"));
}

// Names, questions and help are suggested while one types; they are the search page's own and fetched when they are first
// needed.
box?.addEventListener("focus", async () => {
  if (box.list) return;
  const answer = await fetch(box.form.action);
  const names = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("names-known");
  if (!names) return;
  document.body.append(names);
  box.setAttribute("list", "names-known");
}, { once: true });

// A list of the menu that lies over the page closes like any menu: by Escape, or when one goes elsewhere.
const open = () => document.querySelector("#menu details[open]");
document.addEventListener("keydown", (event) => {
  const list = open();
  if (event.key !== "Escape" || !list) return;
  list.open = false;
  list.querySelector("summary").focus();
});
for (const kind of ["pointerdown", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const list = open();
    // Within the menu one list closes the other by itself, after the click: before it, what is pressed would move away.
    if (list && !list.closest("nav").contains(event.target)) list.open = false;
  });
}
