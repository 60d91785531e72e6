// The slash key moves to the search box, unless the reader is typing.
const box = document.querySelector(".site-search input, .find[role=search] input");
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!box || event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
});

// From the page in French back to the page in English that the reader came from.
const from = document.referrer;
if (document.body.classList.contains("french") && from.startsWith(`${location.origin}/`) && !/\/(fr|search)([?#]|$)/.test(from)) {
  for (const link of document.querySelectorAll(".way-back a, .site-header .in-french")) link.href = from;
  document.querySelector(".way-back").hidden = false;
}

// In every form that selects what a page shows, a change takes effect when its button is pressed. Until then the form says
// that the content below is for the previous selection.
for (const form of document.querySelectorAll(".narrow-by, .ask, .map-form, .filters, form.sql")) {
  form.addEventListener("input", () => form.classList.add("changed"));
  form.addEventListener("submit", () => form.classList.remove("changed"));
}

// Names, questions and help are suggested while the reader types; they are fetched from the search page when first
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

// From the third letter, names in any spelling are suggested. The browser's own list shows only entries that contain the
// letters typed, so names with another spelling have these letters appended.
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

// A list of the menu that covers the page closes like any menu: with Escape, or when the focus moves elsewhere.
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
    // Inside the menu, opening a list closes the other after the click: before, the button pressed would move away.
    if (list && !list.closest("nav").contains(event.target)) list.open = false;
  });
}
