// A slash leads to the search, unless something is being typed.
const box = document.querySelector(".site-search input, .find[role=search] input");
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
  const list = document.createElement("datalist");
  list.id = "names-known";
  document.body.append(list);
  box.setAttribute("list", list.id);
  const answer = await fetch(box.form.action);
  const names = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(list.id);
  list.append(...(names?.children ?? []));
}, { once: true });

// Names in any spelling begin to be suggested with the third letter. The list is the browser's own, and shows what has the
// letters typed: a name that is written another way has them behind it.
let asked = new AbortController();
box?.addEventListener("input", async () => {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const typed = box.value.trim();
  if (typed.length < 3) return;
  await new Promise((resolve) => setTimeout(resolve, 150));
  const address = new URL("-/suggest", box.form.action);
  address.searchParams.set("q", typed);
  const answer = signal.aborted ? null : await fetch(address, { signal }).catch(() => null);
  if (!answer?.ok || !box.list) return;
  const names = await answer.json();
  for (const option of box.list.querySelectorAll("[data-typed]")) option.remove();
  box.list.prepend(...names.map((name) => {
    const option = new Option("", name);
    option.dataset.typed = "";
    if (!name.toLowerCase().includes(typed.toLowerCase())) option.label = `${name} (${typed})`;
    return option;
  }));
});

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
