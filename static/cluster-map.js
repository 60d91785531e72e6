// Additions to datasette-cluster-map: its markers get accessible names, links in popups stay on this
// site, rows with the same id and point become one marker, and a possible attacker gets a ring. The
// plugin loads Leaflet and the clusters from the same addresses, so it shares these classes.
import { ownMoves } from "./map-moves.js";

const element = document.querySelector("#map");
const { base: instance, centre, tileOptions } = JSON.parse(element.dataset.options);
const base = instance.replace(/\/$/, "");
// The plugin shows no message if its rows do not arrive, for instance when the site is busy.
addEventListener("unhandledrejection", () => {
  const limit = document.querySelector(".map-limit");
  limit.textContent = "The points could not be read. Load the page again in a few seconds.";
  limit.hidden = false;
});

const { Layer, Map, Marker } = await import(datasette.leaflet.JAVASCRIPT_URL);

// The plugin sets no view until its rows are there. It adds the map to the page after creating it.
Map.addInitHook(function () {
  // One finger scrolls the page, as elsewhere; two move the map.
  if (matchMedia("(pointer: coarse)").matches) this.dragging.disable();
  queueMicrotask(() => this.setView(centre, Math.min(4, tileOptions.maxZoom)));
  // Without animation: moving markers would lose a popup opened by a click.
  let last = null;
  this.fitBounds = (bounds, options) => {
    last = bounds;
    return Map.prototype.fitBounds.call(this, bounds, { ...options, animate: false });
  };
  ownMoves(this, element, () => last && this.fitBounds(last));
});

// Returns a value in the plugin's list, by its column.
const named = (content, name) =>
  [...content.querySelectorAll("dt")].find((term) => term.textContent === name)?.nextElementSibling.textContent;

// Returns what identifies a row, if anything: the link of a card, or its id in a list.
const idOf = (content) => content.querySelector("a")?.getAttribute("href") ?? named(content, "attack_id") ?? named(content, "id");

// Whether an attack is only possibly by the group: from the column who_certainty, or the link of its card.
const isPossible = (content) => named(content, "who_certainty") === "possible" || Boolean(content.querySelector("a[href$='#possible']"));

// Adapts the list or card that the plugin has made for a row, and returns the row's label.
function mend(content) {
  for (const link of content.querySelectorAll("a")) {
    // The link in the table leads to Datasette's row page, for those who open the file without our pages.
    const path = link.getAttribute("href").replace(/^\/[^/]+(?=\/(?:attacks|places)\/)/, "").replace("#possible", "");
    if (/^\/(?![/\\\s])/.test(path)) link.setAttribute("href", base + path);
    else link.replaceWith(...link.childNodes);
  }
  let id = null;
  for (const term of content.querySelectorAll("dt")) {
    const value = term.nextElementSibling;
    if (term.textContent === "id") id = value.textContent;
    if (term.textContent === "id" || value.textContent === "null") [term, value].forEach((each) => each.remove());
  }
  if (id && element.dataset.table) {
    const link = document.createElement("a");
    link.href = `${element.dataset.table}?id=${encodeURIComponent(id)}`;
    link.textContent = "Open the row";
    content.append(link);
  }
  // Without direction marks, which could reverse the text that follows.
  const texts = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
    texts.currentNode.data = text.length > 500 ? `${text.slice(0, 499)}…` : text;
  }
  // For a reference to another row, its label.
  const name = content.querySelector("strong") ?? content.querySelector("dd:has(span)")?.firstChild ?? content.querySelector("dd");
  return (name?.textContent || "A row").slice(0, 200);
}

Marker.include({
  bindPopup(content, options) {
    if (typeof content === "string") {
      const { body } = new DOMParser().parseFromString(content, "text/html");
      content = document.createElement("div");
      content.append(...body.childNodes);
      const id = idOf(content);
      this.options.key = id && `${id} ${this.getLatLng()}`;
      this.options.possible = isPossible(content);
      this.options.title = mend(content);
      options = { maxWidth: Math.min(300, element.clientWidth - 80), maxHeight: Math.max(120, element.clientHeight - 110) };
    }
    return Layer.prototype.bindPopup.call(this, content, options);
  },
});
Marker.addInitHook(function () {
  this.on("add", () => {
    const marker = this.getElement();
    const name = this.options.title || `${this.getChildCount?.()} rows near this point`;
    marker.classList.toggle("possible", Boolean(this.options.possible));
    marker.setAttribute("role", "button");
    marker.setAttribute("aria-label", name);
    if (marker.alt === "") marker.alt = name;
  });
});

// Last, because the plugin waits for the same file, and creates its map as soon as that has loaded.
await import(datasette.cluster_map.MARKERCLUSTER_URL);
const Clusters = window.L.MarkerClusterGroup;
const { addLayers } = Clusters.prototype;
const seen = new Set();
const isNew = ({ options: { key } }) => !key || (!seen.has(key) && seen.add(key));
Clusters.include({
  addLayers(markers, ...rest) {
    return addLayers.call(this, markers.filter(isNew), ...rest);
  },
});
