// The background of the map: land, borders, and names of countries and towns, as in drawn maps. They are from a file of the
// site (loaders/borders.py). A switch lays street tiles over it, as far as these go.
import * as L from "leaflet";

const CREDIT = 'Borders: Natural Earth; towns: GeoNames';
// Closer than this zoom level, all towns are named.
const CLOSE = 7;
// The gap between a name and anything else, and the size of the squares in which the map remembers borders, in pixels.
const [GAP, SQUARE] = [3, 4];
// A country's name is also tried this many pixels beside each of its places.
const NEAR = [0, 8, -8, 16, -16, 24, -24];
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

// Adds the background. Returns `capitals`, a function that returns those of the countries that are tinted, `begin`, one that writes
// them, but for `called`, and returns the areas that they take, `crossings`, which counts how often a border runs through an area,
// and `name`, which writes all other names where nothing else is. `tints` returns the class of each country by its code; `ready` is
// called once they are known.
export function addGround(map, { ground, tiles, tileOptions }, taken, tints, ready) {
  for (const [pane, zIndex] of [["ground", 150], ["names", 160]]) Object.assign(map.createPane(pane).style, { zIndex, pointerEvents: "none" });
  map.attributionControl.addAttribution(CREDIT);
  L.control.scale({ imperial: false, maxWidth: 80, position: "bottomright" }).addTo(map);
  // It has names of its own.
  const streets = L.tileLayer(tiles, tileOptions);
  L.control.layers(null, { "Street map": streets }, { collapsed: false, position: "topright" }).addTo(map);
  map.on("overlayadd overlayremove", () => map.fire("moveend"));
  map.getContainer().querySelector(".leaflet-control-layers").title = "OpenStreetMap, from this site: nothing is loaded from elsewhere";
  const names = L.layerGroup().addTo(map);
  const pen = document.createElement("canvas").getContext("2d");
  const found = L.layerGroup().addTo(map);
  let [loaded, toned, used, borders] = [null, "", [], null];

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
      loaded = { countries, towns, tone, lines: lines.map((line) => [line, L.latLngBounds(line)]) };
      ready();
      map.fire("moveend");
    })
    // Without the background, the points are still on the map.
    .catch(() => {});

  function write(words, at, kind) {
    const html = Object.assign(document.createElement("span"), { textContent: words });
    L.marker(at, { interactive: false, pane: "names", keyboard: false, icon: L.divIcon({ className: `ground-name ${kind}`, html, iconSize: [0, 0] }) }).addTo(names);
  }

  const capitals = () => (loaded?.towns ?? []).filter((town) => tints().has(town[4] ?? null));

  // For each corner of the grid, in how many squares above it and left of it there is a border.
  function setBorders() {
    const [wide, high] = [Math.ceil(map.getSize().x / SQUARE), Math.ceil(map.getSize().y / SQUARE)];
    const across = wide + 1;
    const sums = new Int32Array(across * (high + 1));
    const view = map.getBounds();
    for (const [line] of loaded.lines.filter(([, bounds]) => view.intersects(bounds))) {
      const points = line.map((at) => map.latLngToContainerPoint(at).divideBy(SQUARE));
      points.slice(1).forEach(({ x, y }, at) => {
        const from = points[at];
        const steps = Math.ceil(Math.max(Math.abs(x - from.x), Math.abs(y - from.y), 1));
        for (let step = 0; step <= steps; step += 1) {
          const [column, row] = [Math.floor(from.x + ((x - from.x) * step) / steps), Math.floor(from.y + ((y - from.y) * step) / steps)];
          if (column >= 0 && column < wide && row >= 0 && row < high) sums[(row + 1) * across + column + 1] = 1;
        }
      });
    }
    for (let at = across + 1; at < sums.length; at += 1) if (at % across) sums[at] += sums[at - 1] + sums[at - across] - sums[at - across - 1];
    borders = { wide, high, sums };
  }

  function crossings({ left, right, top, bottom }) {
    if (!borders) return 0;
    const { wide, high, sums } = borders;
    const within = (at, most) => Math.min(Math.max(at, 0), most);
    const [west, east] = [within(Math.floor(left / SQUARE), wide), within(Math.ceil(right / SQUARE), wide)];
    const [north, south] = [within(Math.floor(top / SQUARE), high), within(Math.ceil(bottom / SQUARE), high)];
    const sum = (column, row) => sums[row * (wide + 1) + column];
    return sum(east, south) - sum(west, south) - sum(east, north) + sum(west, north);
  }

  const isFree = (box) => isWithin(box, map.getSize()) && !used.some((each) => overlap(each, box));

  function setPen(kind) {
    pen.font = `${kind === "town" ? 12 : 11}px ${getComputedStyle(map.getContainer()).fontFamily}`;
    pen.letterSpacing = kind === "town" ? "0px" : "1px";
  }

  // Writes the name of a town beside its dot, if there is room; `anywhere` also across a border.
  function writeTown([words, longitude, latitude], anywhere) {
    const { x, y } = map.latLngToContainerPoint([latitude, longitude]);
    const wide = pen.measureText(words).width + GAP + 8;
    const sides = [["town", x - GAP, x + wide], ["town left", x - wide, x + GAP]].map(([kind, left, right]) => [kind, { left, right, top: y - 9, bottom: y + 9 }]);
    const [kind, box] = sides.find(([, each]) => isFree(each) && (anywhere || !crossings(each))) ?? [];
    if (!box) return;
    used.push(box);
    write(words, [latitude, longitude], kind);
  }

  // Writes a country's name, in one line or in as many as it has words, where it crosses no border.
  function writeCountry([, words, places]) {
    const [zoom, at] = [map.getZoom(), places.map(([longitude, latitude]) => map.latLngToContainerPoint([latitude, longitude]))];
    // Of the whole world, the places alone are enough.
    const near = zoom < 4 ? [0] : NEAR;
    for (const lines of [[words], words.split(" ")]) {
      const wide = Math.max(...lines.map((line) => pen.measureText(line.toUpperCase()).width)) / 2 + GAP;
      const high = 6 * lines.length + GAP;
      for (const down of near) for (const aside of near) for (const place of at) {
        const { x, y } = place.add([aside, down]);
        const box = { left: x - wide, right: x + wide, top: y - high, bottom: y + high };
        if (!isFree(box) || crossings(box)) continue;
        used.push(box);
        write(lines.join("\n"), map.containerPointToLatLng([x, y]), "country");
        return;
      }
    }
  }

  function begin(called) {
    names.clearLayers();
    used = [];
    if (!loaded || map.hasLayer(streets)) return used;
    const classes = tints();
    if (toned !== (toned = [...classes].join())) loaded.tone(classes);
    setBorders();
    setPen("town");
    capitals().filter(([words]) => !called.includes(words)).forEach((town) => writeTown(town, true));
    return [...used];
  }

  function name() {
    if (!loaded || map.hasLayer(streets)) return;
    const zoom = map.getZoom();
    used.push(...taken());
    setPen("country");
    // A country smaller than its name is named only close up.
    loaded.countries.filter(([, , places]) => places.length > 1 || zoom > 5).forEach(writeCountry);
    setPen("town");
    loaded.towns.filter(([, , , from]) => from < zoom || zoom > CLOSE).forEach((town) => writeTown(town, false));
  }
  return { name, capitals, begin, crossings };
}
