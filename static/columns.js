// Makes the column menus of Datasette's table.js work with a keyboard.
document.addEventListener("DOMContentLoaded", () => {
  const menu = document.querySelector("body > .dropdown-menu");
  let opener = null;
  for (const icon of document.querySelectorAll(".dropdown-menu-icon")) {
    const column = icon.closest("th").dataset.column;
    icon.setAttribute("role", "button");
    icon.setAttribute("tabindex", "0");
    icon.setAttribute("aria-label", `Menu of the column ${column}`);
    icon.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      opener = icon;
      icon.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      [...menu.querySelectorAll("a")].find((link) => link.offsetParent)?.focus();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu || menu.style.display === "none") return;
    menu.style.display = "none";
    opener?.focus();
  });
});
