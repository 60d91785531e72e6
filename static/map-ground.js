// The background of the map: land, borders, and names of countries and towns, as in drawn maps. They are from a file of the
// site (loaders/borders.py). A switch lays street tiles over it, as far as these go.
import * as L from "leaflet";

const CREDIT = 'Borders: Natural Earth; towns: GeoNames';
// Closer than this zoom level, all towns are named.
const CLOSE = 7;
// The gap between a name and anything else, in pixels.
const GAP = 3;
const LAID = { interactive: false, pane: "ground" };

export const overlap = (one, other) => one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
export const isWithin = (box, { x, y }) => box.left >= 0 && box.top >= 0 && box.right <= x && box.bottom <= y;

// Differences in hundredths of a degree, as [latitude, longitude].
function decoded(steps) {
  let [x, y] = [0, 0];
  const line = [];
  for (let at = 0; at < steps.length; at += 2) line.push([(y += steps[at + 1]) / 100, (x += steps[at]) / 100]);
  return line;
}

// A map of the part of the world around the centre, in a corner: where this is.
function addInset(map, countries, rings) {
  const { lat, lng } = map.getCenter();
  // Not what the 180th meridian cuts in two.
  const isWhole = (ring) => Math.max(...ring.map(([, east]) => east)) - Math.min(...ring.map(([, east]) => east)) < 180;
  const line = (ring) => `M${ring.map(([north, east]) => `${Math.round(east - lng)},${Math.round(lat - north)}`).join(" ")}z`;
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => {
    const box = L.DomUtil.create("div", "map-inset");
    box.innerHTML = '<svg viewBox="-45 -45 90 90" width="90" height="90" aria-hidden="true"><path/><rect/></svg>';
    const [path, rect] = box.firstChild.children;
    path.setAttribute("d", countries.flatMap(([, , , found]) => rings(found).filter(isWhole).map(line)).join(""));
    const show = () => {
      const [view, zoom] = [map.getBounds(), map.getZoom()];
      box.hidden = zoom < 4;
      const [x, y, width, height] = [view.getWest() - lng, lat - view.getNorth(), view.getEast() - view.getWest(), view.getNorth() - view.getSouth()];
      for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, value.toFixed(1));
    };
    map.on("moveend", show);
    show();
    return box;
  };
  control.addTo(map);
}

// Adds the background. Returns `name`, a function that writes its names where nothing else is, and `capitals`, one that returns
// those of the countries that are tinted: `tints` returns the class of each by its code; `ready` is called once they are known.
export function addGround(map, { ground, tiles, tileOptions }, taken, tints, ready) {
  for (const [pane, zIndex] of [["ground", 150], ["names", 160]]) Object.assign(map.createPane(pane).style, { zIndex, pointerEvents: "none" });
  map.attributionControl.addAttribution(CREDIT);
  L.control.layers(null, { "Street map": L.tileLayer(tiles, tileOptions) }, { collapsed: false, position: "topright" }).addTo(map);
  map.getContainer().querySelector(".leaflet-control-layers").title = "OpenStreetMap, from this site: nothing is loaded from elsewhere";
  const names = L.layerGroup().addTo(map);
  const pen = document.createElement("canvas").getContext("2d");
  const found = L.layerGroup().addTo(map);
  let [loaded, toned] = [null, ""];

  fetch(ground)
    .then((answer) => answer.json())
    .then(({ arcs, countries, towns }) => {
      const lines = arcs.map(decoded);
      const ring = (numbers) => numbers.flatMap((n) => (n < 0 ? lines[~n].toReversed() : lines[n]));
      const renderer = L.svg({ pane: "ground", padding: 1 });
      const land = L.polygon(countries.map(([, , , rings]) => rings.map(ring)), { ...LAID, renderer, stroke: false, className: "land" }).addTo(map);
      L.polyline(lines, { ...LAID, renderer, weight: 1, className: "border" }).addTo(map);
      addInset(map, countries, (rings) => rings.map(ring));
      const tone = (classes) => {
        found.clearLayers();
        // Below the borders, which are drawn after the land.
        for (const [code, , , rings] of countries) {
          if (classes.has(code)) L.polygon(rings.map(ring), { ...LAID, renderer, stroke: false, className: `land ${classes.get(code)}` }).addTo(found).bringToBack();
        }
        land.bringToBack();
      };
      loaded = { countries, towns, tone };
      ready();
      name();
    })
    // Without the background, the points are still on the map.
    .catch(() => {});

  function write(words, at, kind) {
    const html = Object.assign(document.createElement("span"), { textContent: words });
    L.marker(at, { interactive: false, pane: "names", keyboard: false, icon: L.divIcon({ className: `ground-name ${kind}`, html, iconSize: [0, 0] }) }).addTo(names);
  }

  const capitals = () => (loaded?.towns ?? []).filter((town) => tints().has(town[4] ?? null));

  function name() {
    names.clearLayers();
    if (!loaded) return;
    const classes = tints();
    if (toned !== (toned = [...classes].join())) loaded.tone(classes);
    const [size, zoom, view] = [map.getSize(), map.getZoom(), map.getBounds()];
    const used = taken();
    // Writes a name at a place if there is room for it, and returns whether there is.
    const fits = (words, [longitude, latitude], kind) => {
      if (!view.contains([latitude, longitude])) return false;
      const { x, y } = map.latLngToContainerPoint([latitude, longitude]);
      const wide = pen.measureText(kind === "town" ? words : words.toUpperCase()).width;
      const left = kind === "town" ? x : x - wide / 2;
      const box = { left: left - GAP, right: left + wide + GAP + (kind === "town" ? 8 : 0), top: y - 9, bottom: y + 9 };
      if (!isWithin(box, size) || used.some((each) => overlap(each, box))) return false;
      used.push(box);
      write(words, [latitude, longitude], kind);
      return true;
    };
    const family = getComputedStyle(map.getContainer()).fontFamily;
    pen.font = `12px ${family}`;
    pen.letterSpacing = "0px";
    for (const [words, longitude, latitude] of capitals()) fits(words, [longitude, latitude], "town");
    pen.font = `11px ${family}`;
    pen.letterSpacing = "1px";
    for (const [, words, places, rings] of loaded.countries) {
      // A country smaller than its name is named only close up.
      if (places.length > 1 || zoom > 5) places.some((place) => fits(words, place, "country"));
    }
    pen.font = `12px ${family}`;
    pen.letterSpacing = "0px";
    for (const [words, longitude, latitude, from] of loaded.towns) if (from < zoom || zoom > CLOSE) fits(words, [longitude, latitude], "town");
  }
  return { name, capitals };
}
