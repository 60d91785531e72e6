// What datasette-cluster-map leaves to a site: its markers get names, the links of its popups stay on
// this site, rows of one id at one point are one marker, and who attacked only possibly has a ring. The
// plugin loads Leaflet and the clusters by the same addresses, and so has the same classes.
import { ownMoves } from "./map-moves.js";

const element = document.querySelector("#map");
const { base: instance, centre, tileOptions } = JSON.parse(element.dataset.options);
const base = instance.replace(/\/$/, "");
// The plugin says nothing where its rows do not come, as when the site is busy.
addEventListener("unhandledrejection", () => {
  const limit = document.querySelector(".map-limit");
  limit.textContent = "The points could not be read. Load the page again in a few seconds.";
  limit.hidden = false;
});

const { Layer, Map, Marker } = await import(datasette.leaflet.JAVASCRIPT_URL);

// The plugin looks nowhere before its rows are there. It puts the map into the page after it has made it.
Map.addInitHook(function () {
  // One finger moves the page, as anywhere on it, and two the map.
  if (matchMedia("(pointer: coarse)").matches) this.dragging.disable();
  queueMicrotask(() => this.setView(centre, Math.min(4, tileOptions.maxZoom)));
  // To the rows at once: markers that are moved lose the popup that a click has opened.
  let last = null;
  this.fitBounds = (bounds, options) => {
    last = bounds;
    return Map.prototype.fitBounds.call(this, bounds, { ...options, animate: false });
  };
  ownMoves(this, element, () => last && this.fitBounds(last));
});

// A value of a list, by its column.
const named = (content, name) =>
  [...content.querySelectorAll("dt")].find((term) => term.textContent === name)?.nextElementSibling.textContent;

// What a row is of, where it says so: the link of a card, or its id in a list.
const idOf = (content) => content.querySelector("a")?.getAttribute("href") ?? named(content, "attack_id") ?? named(content, "id");

// As the column who_certainty says it of an attack, and the link of its card.
const isPossible = (content) => named(content, "who_certainty") === "possible" || Boolean(content.querySelector("a[href$='#possible']"));

// Changes the list or the card that the plugin made of a row, and returns what the row is called.
function mend(content) {
  for (const link of content.querySelectorAll("a")) {
    // The table's link leads to its row, for whoever opens the file without the pages of these.
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
  // What turns the direction of a text round is left out: nothing else is to be read backwards.
  const texts = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
    texts.currentNode.data = text.length > 500 ? `${text.slice(0, 499)}…` : text;
  }
  // Of a reference to another row, its label.
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

// Last: the plugin, which waits for the same file, makes its map as soon as that is there.
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
