// Prepares the cluster map before it draws: paths get the site's own address in front, and
// markers get a name and a role, for those who do not see them.
const map = document.querySelector("#map");
const base = map.dataset.base.replace(/\/$/, "");
const here = (path) => (path.startsWith("/") ? base + path : path);

window.DATASETTE_CLUSTER_MAP_TILE_LAYER = here(window.DATASETTE_CLUSTER_MAP_TILE_LAYER);

import(datasette.leaflet.JAVASCRIPT_URL).then(() => {
  const initIcon = L.Marker.prototype._initIcon;
  L.Marker.include({
    bindPopup(content) {
      const popup = document.createElement("template");
      popup.innerHTML = content;
      const link = popup.content.querySelector("a");
      if (link) link.setAttribute("href", here(link.getAttribute("href")));
      const title = popup.content.querySelector("strong");
      this.options.alt = this.options.title = title ? title.textContent : "A row of the table";
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
