// A slash leads to the search of the page's head, unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector(".site-search input");
  if (!box) return;
  event.preventDefault();
  box.focus();
});
