// What datasette-cluster-map leaves to a site: its markers get names, and the links of its popups stay
// on this site. The plugin loads Leaflet by the same address, and so has the same classes.
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
  this.fitBounds = (bounds, options) => Map.prototype.fitBounds.call(this, bounds, { ...options, animate: false });
});

// Changes the list or the card that the plugin made of a row, and returns what the row is called.
function mend(content) {
  for (const link of content.querySelectorAll("a")) {
    // The table's link leads to its row, for whoever opens the file without the pages of these.
    const path = link.getAttribute("href").replace(/^\/[^/]+(?=\/(?:attacks|places)\/)/, "");
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
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").slice(0, 1000);
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
    marker.setAttribute("role", "button");
    marker.setAttribute("aria-label", name);
    if (marker.alt === "") marker.alt = name;
  });
});
