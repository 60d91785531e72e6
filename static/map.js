// Prepares the cluster map before it draws: paths get the site's own address in front, and
// markers get a name and a role, for those who do not see them.
const map = document.querySelector("#map");
const base = map.dataset.base.replace(/\/$/, "");
const here = (path) => (path.startsWith("/") ? base + path : path);

window.DATASETTE_CLUSTER_MAP_TILE_LAYER = here(window.DATASETTE_CLUSTER_MAP_TILE_LAYER);

// A row without a popup of its own shows what the table shows of it, and the way to the row.
const columns = new Map(
  [...document.querySelectorAll("th[data-column]:not([hidden])")].map((th) => [
    th.dataset.column,
    th.innerText.trim(),
  ])
);
function shorten(list) {
  const terms = [...list.querySelectorAll("dt")];
  const id = terms.find((term) => term.textContent === "id")?.nextElementSibling.textContent;
  for (const term of terms) {
    const value = term.nextElementSibling;
    const name = columns.get(term.textContent);
    value.querySelector("span")?.remove();
    if (!name || value.textContent === "null" || value.textContent === id) {
      term.remove();
      value.remove();
    } else {
      term.textContent = name;
    }
  }
  list.removeAttribute("style");
  if (document.body.classList.contains("table") && /^[\w-]+$/.test(id)) {
    const link = document.createElement("a");
    link.href = `${location.pathname}/${id}`;
    link.textContent = "Open the row";
    list.after(link);
  }
  return list.querySelector("dd")?.textContent;
}

import(datasette.leaflet.JAVASCRIPT_URL).then(() => {
  const initIcon = L.Marker.prototype._initIcon;
  L.Marker.include({
    bindPopup(content) {
      const popup = document.createElement("template");
      popup.innerHTML = content;
      const list = popup.content.querySelector("dl");
      const link = popup.content.querySelector("a");
      if (link) link.setAttribute("href", here(link.getAttribute("href")));
      const title = list ? shorten(list) : popup.content.querySelector("strong")?.textContent;
      this.options.alt = this.options.title = title || "A row of the table";
      const maxWidth = Math.min(300, map.clientWidth - 80);
      return L.Layer.prototype.bindPopup.call(this, popup.innerHTML, { maxWidth });
    },
    _initIcon() {
      initIcon.call(this);
      this._icon.setAttribute("role", "button");
      if (this.getChildCount) {
        this._icon.setAttribute("aria-label", `${this.getChildCount()} rows near this point`);
      }
    },
  });
});
