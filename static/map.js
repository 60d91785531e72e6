// The map: thousands of points, clustered where they would overlap.
//
//   const map = createMap(element, { points: "/-/points/DATABASE/attacks" });
//   map.setFilter({ from: "2018-03", to: "2018-07", type: ["raid"] });
//   map.on("change", ({ shown, total, more }) => …);
//
// Points in the same spot are one marker, which is a button, so that it can be reached with the
// keyboard and has a name. There are never many: at most one for each square of the grid.
// Text from the database is only ever inserted as text.
import * as L from "leaflet";
import { ownMoves } from "./map-moves.js";
import { readPoints } from "./points.js";

const CELL = 58;
const LARGEST = 60;
const LEAST = 22;
const MOST_LISTED = 8;
const MOST_NAMED = 60;
// Up to this many markers have the name of their place next to them.
const MOST_WRITTEN = 15;
// Around these, the background shows no names within this many pixels.
const QUIET = 22;
// Most characters of a name, and of other texts in a popup. Direction marks are left out: they could
// reverse the text that follows.
const NAME = 200;
const brief = (text, most) => {
  const plain = String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
};
// The width of the zoom buttons with their margin; they are twice as high.
const BUTTONS = 62;
const VAGUE = new Set(["region", "country"]);

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
export const inFull = new Intl.NumberFormat("en");
const inWords = (word) =>
  word ? word.charAt(0).toUpperCase() + word.slice(1).replaceAll("-", " ") : "Not stated";

// Creates an element whose content is text or other elements.
export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...content.filter((each) => each !== null && each !== undefined));
  return element;
}

// An entry of a legend: a dot with a class.
const entry = (mark, words) => make("span", {}, make("i", { class: mark }), brief(words, NAME));

// The legend for whose attacks the dots are; empty if all attacks, and not only those with a number of killed, are certainly by the group.
function keyOf({ byWhom, isToll }, name) {
  if (!isToll && byWhom.every((each) => each === "certain")) return [];
  const words = { certain: `by ${name}`, possible: `by ${name}, implied or possibly`, other: "by others, or not stated" };
  return byWhom.map((each) => entry(each, words[each]));
}

// The legend: whose attacks circles stand for, and what their numbers count.
export function legendOf(map, by) {
  return [
    ...keyOf(map, by),
    ...(map.hasSeveral ? [entry("several", "several near each other")] : []),
    ...(map.isToll ? [make("span", {}, "number in a circle: people killed")] : []),
    ...(map.hasUntold ? [entry("ring", "no number stated")] : []),
  ];
}

export function createMap(element, given) {
  const options = { size: "count", ...JSON.parse(element.dataset.options ?? "{}"), ...given };
  const base = (options.base ?? "").replace(/\/$/, "");
  // A path on this site, preceded by the site's address; anything else is not a link.
  const here = (path) => (/^\/(?![/\\\s])/.test(path ?? "") ? base + path : null);
  const listeners = new Map();
  const tell = (event, detail) => (listeners.get(event) ?? []).forEach((each) => each(detail));

  const frame = make("div", { class: "map-frame", role: "group", "aria-label": "Map" });
  element.querySelector("noscript")?.remove();
  element.append(frame);
  // One finger scrolls the page, as elsewhere; two move the map.
  const map = L.map(frame, { worldCopyJump: true, zoomSnap: 0.5, fadeAnimation: false, dragging: !matchMedia("(pointer: coarse)").matches });
  L.tileLayer(options.tiles, options.tileOptions).addTo(map);
  map.attributionControl.setPrefix(false);
  const least = options.tileOptions?.minZoom ?? 2;
  const most = options.tileOptions?.maxZoom ?? 7;
  map.setView(options.centre ?? [0, 0], Math.min(4, most));

  let points = null;
  let filter = {};
  let shown = [];
  let touched = false;
  let loading = null;
  let drawn = new Map();
  let naming = null;
  // In the capture phase, because the zoom buttons stop propagation.
  for (const event of ["pointerdown", "keydown"]) {
    frame.addEventListener(event, () => (touched = true), { passive: true, once: true, capture: true });
  }
  frame.addEventListener("wheel", () => (touched ||= map.scrollWheelZoom.enabled()), { passive: true, capture: true });
  ownMoves(map, element, fit);

  // The view in the address, as #5.5/15.2/-1.75: zoom, latitude and longitude.
  function look() {
    const [, zoom, ...centre] = (/^#(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(location.hash) ?? []).map(Number);
    if (!centre.length) return;
    touched = true;
    map.setView(centre, zoom, { animate: false });
  }

  function place() {
    if (!options.placed || !touched) return;
    const { lat, lng } = map.getCenter();
    history.replaceState(history.state, "", `#${map.getZoom()}/${lat.toFixed(3)}/${lng.toFixed(3)}`);
    tell("place");
  }

  // ------------------------------------------------------------------------ which are shown

  function passes() {
    if (typeof filter === "function") return filter;
    const tests = [];
    const coded = (name, test) => {
      const codes = points.columns[name];
      const passing = points.passing(name, test);
      tests.push((index) => passing[codes?.[index]]);
    };
    const among = (wanted) => (word) => [wanted].flat().includes(word);
    if (filter.from) coded("date_earliest", (day) => day !== null && day >= `${filter.from}-01`);
    if (filter.to) coded("date_latest", (day) => day !== null && day <= `${filter.to}-31`);
    if (filter.type?.length) coded("attack_type", among(filter.type));
    if (filter.country?.length) coded("country_code", among(filter.country));
    return (index) => tests.every((test) => test(index));
  }

  function choose() {
    const pass = passes();
    shown = [];
    for (let index = 0; index < points.length; index += 1) if (pass(index)) shown.push(index);
  }

  // -------------------------------------------------------------------------- what is drawn

  // The shown points by square of a grid that is fixed to the ground.
  function squares() {
    const scale = 256 * 2 ** map.getZoom();
    const bounds = map.getPixelBounds();
    const [west, east] = [Math.floor(bounds.min.x / CELL) - 1, Math.floor(bounds.max.x / CELL) + 1];
    const [north, south] = [Math.floor(bounds.min.y / CELL) - 1, Math.floor(bounds.max.y / CELL) + 1];
    const killed = points.columns.killed_best ?? [];
    const { x, y } = points;
    const found = new Map();
    for (const index of shown) {
      const left = x[index] * scale;
      const top = y[index] * scale;
      const column = Math.floor(left / CELL);
      if (column < west || column > east) continue;
      const row = Math.floor(top / CELL);
      if (row < north || row > south) continue;
      const key = `${column},${row}`;
      let square = found.get(key);
      if (!square) found.set(key, (square = { key, left: 0, top: 0, killed: 0, told: 0, members: [] }));
      square.left += left;
      square.top += top;
      // Not stated is not zero.
      if (killed[index] !== null && killed[index] !== undefined) {
        square.killed += killed[index];
        square.told += 1;
      }
      square.members.push(index);
    }
    return [...found.values()];
  }

  const measure = (square) => (options.size === "killed" ? square.killed : square.members.length);
  // For people killed, the area is proportional if there is room for the number, and the largest circle is the largest number in view.
  let largest = 1;
  const across = (killed) => Math.max(LEAST, Math.round(LARGEST * Math.sqrt(killed / largest)));
  function width(square) {
    if (options.size === "killed") return square.told ? across(square.killed) : LEAST;
    return square.members.length === 1 ? 26 : Math.round(26 + 9 * Math.log10(1 + measure(square)));
  }

  // Merges circles that would overlap, large ones first.
  function apart(found) {
    found.sort((one, other) => other.members.length - one.members.length);
    const kept = [];
    for (const square of found) {
      const count = square.members.length;
      const near = kept.find((other) => {
        const right = other.left / other.members.length - square.left / count;
        const down = other.top / other.members.length - square.top / count;
        return Math.hypot(right, down) < 0.42 * (width(other) + width(square));
      });
      if (near) {
        near.left += square.left;
        near.top += square.top;
        near.killed += square.killed;
        near.told += square.told;
        near.members.push(...square.members);
      } else kept.push(square);
    }
    return kept;
  }

  // Among people killed, an attack without a number has no part in a circle.
  const counts = (index) => options.size !== "killed" || (points.columns.killed_best?.[index] ?? null) !== null;

  // The shares of attacks certainly and possibly by the group: the two circles inside the outer one.
  function byWhom(square) {
    const told = { certain: 0, possible: 0, other: 0 };
    for (const index of square.members) if (counts(index) || !square.told) told[points.value("by_whom", index) ?? "other"] += 1;
    return told;
  }

  function share(square) {
    const { certain, possible, other } = byWhom(square);
    const inner = (part) => `${(100 * Math.sqrt(part / (certain + possible + other))).toFixed(1)}%`;
    return `radial-gradient(closest-side, var(--colour) ${inner(certain)}, var(--doubt) 0 ${inner(certain + possible)}, var(--other) 0)`;
  }

  function tollOf(square) {
    if (options.size !== "killed") return "";
    if (!square.told) return ", no number of killed stated";
    const left = square.members.length - square.told;
    return `, ${inFull.format(square.killed)} killed${left ? `, not stated for ${inFull.format(left)} of them` : ""}`;
  }

  function name(square) {
    const count = square.members.length;
    const [first] = square.members;
    const toll = tollOf(square);
    if (count > 1) return `${inFull.format(count)} attacks near this point${toll}`;
    const type = points.value("attack_type", first);
    const day = points.value("date_earliest", first)?.slice(0, 4);
    return [type && inWords(type), day].filter(Boolean).join(", ") + toll || "An attack";
  }

  function draw() {
    if (!points) return;
    const zoom = map.getZoom();
    const now = new Map();
    const found = squares();
    const most = (some) => some.reduce((one, { killed }) => Math.max(one, killed), 1);
    largest = most(found);
    const kept = apart(found);
    largest = most(kept);
    for (const square of kept) {
      const count = square.members.length;
      const colours = share(square);
      const key = `${zoom}:${square.key}:${count}:${square.members[0]}:${options.size}:${width(square)}:${colours}`;
      const old = drawn.get(key);
      drawn.delete(key);
      now.set(key, old ?? markerOf(square, colours, zoom));
    }
    for (const marker of drawn.values()) marker.remove();
    for (const marker of now.values()) if (!marker._map) marker.addTo(map);
    drawn = now;
    quieten();
    tell("sizes");
    clearTimeout(naming);
    naming = setTimeout(nameSpots, 300);
  }

  const quiet = L.layerGroup().addTo(map);
  function quieten() {
    quiet.clearLayers();
    if (drawn.size > MOST_WRITTEN) return;
    for (const marker of drawn.values()) {
      quiet.addLayer(L.circleMarker(marker.getLatLng(), { radius: QUIET, stroke: false, fillOpacity: 0.92, className: "halo", interactive: false }));
    }
  }

  // The side of a marker on which words overlap no other one, are within the map, and not under its buttons: right, left or below.
  function sideOf(marker, wide) {
    const { x, y } = map.latLngToContainerPoint(marker.getLatLng());
    const others = [...drawn.values()].filter((each) => each !== marker).map((each) => map.latLngToContainerPoint(each.getLatLng()));
    const isFree = (left, right, top, bottom) => !others.some((at) => at.x > left && at.x < right && at.y > top && at.y < bottom);
    if (x < frame.clientWidth - 110 && isFree(x, x + wide + 25, y - 20, y + 20)) return "";
    const first = x - wide - 20;
    if (first > 0 && !(first < BUTTONS && y < 2 * BUTTONS) && isFree(first, x, y - 20, y + 20)) return "before";
    return isFree(x - wide / 2 - 8, x + wide / 2 + 8, y, y + 50) ? "under" : "before";
  }

  // The names of attacks that are alone in view, and the places of a few markers.
  async function nameSpots() {
    const written = drawn.size <= MOST_WRITTEN;
    const spots = [...drawn.values()].filter(({ options: { spot } }) => spot.single || (written && spot.onePlace)).slice(0, MOST_NAMED);
    if (!spots.length) return;
    const found = await rowsOf(spots.map((marker) => marker.options.spot.first)).catch(() => []);
    const rows = new Map(found.map((row) => [row.id, row]));
    for (const marker of spots) {
      const { first, single, toll } = marker.options.spot;
      const row = rows.get(points.columns.id[first]);
      const button = marker.getElement();
      if (!row || !button) continue;
      const { title } = headOf(row.popup);
      if (single && title) {
        button.title = title;
        button.setAttribute("aria-label", title + toll);
      }
      if (written && row.location && !button.querySelector(".place")) {
        const called = brief(row.location.split(",")[0], 30);
        // Below the place: what it was if not just an attack, its date, and whether sources conflict.
        const type = points.value("attack_type", first) ?? "unspecified";
        const kind = /attack|assault|unspecified/.test(type) ? "" : inWords(type);
        const lines = single ? [[kind, brief(row.date_words ?? "", 30)].filter(Boolean).join(", "), row.disputed ? "≠ sources conflict" : ""].filter(Boolean) : [];
        const side = sideOf(marker, Math.max(8 * called.length, ...lines.map((line) => 6.2 * line.length)));
        button.append(make("span", { class: `place ${side}`.trim(), "data-when": lines.join("\n") || null }, called));
      }
    }
  }

  // The attack that names a marker, and whether it is the only one or all are in one place.
  function spotOf(square) {
    const [first, ...others] = square.members;
    const onePlace = others.every((index) => points.x[index] === points.x[first] && points.y[index] === points.y[first]);
    return { first, single: !others.length, onePlace, toll: tollOf(square), untold: !square.told };
  }

  function markerOf(square, colours, zoom) {
    const count = square.members.length;
    const size = width(square);
    const vague = count === 1 && VAGUE.has(points.value("geo_precision", square.members[0]));
    const untold = options.size === "killed" && !square.told;
    const label = untold ? "" : count > 1 || options.size === "killed" ? compact.format(measure(square)) : "";
    const { certain, possible } = byWhom(square);
    const who = certain ? "" : possible ? " possible" : " other";
    const icon = L.divIcon({
      className: `spot${who} ${count === 1 ? "single" : "several"}${vague ? " vague" : ""}${options.size === "killed" ? " toll" : ""}${untold ? " untold" : ""}`,
      html: make("span", {}, label),
      iconSize: [Math.max(24, size), Math.max(24, size)],
    });
    const at = map.unproject([square.left / count, square.top / count], zoom);
    const marker = L.marker(at, { icon, keyboard: true, riseOnHover: true, zIndexOffset: count, spot: spotOf(square) });
    marker.on("add", () => {
      const button = marker.getElement();
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", name(square));
      button.title = name(square);
      button.dataset.rows = count;
      button.style.setProperty("--size", `${size}px`);
      button.style.setProperty("--colours", colours);
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open(square, marker, true);
      });
    });
    return marker.on("click", () => open(square, marker, false));
  }

  // ---------------------------------------------------------------------------- what is told

  const boundsOf = (members) =>
    L.latLngBounds(members.map((index) => [points.value("latitude", index), points.value("longitude", index)]));

  function open(square, marker, byKeyboard) {
    const bounds = boundsOf(square.members);
    const oneSpot = bounds.getSouthWest().distanceTo(bounds.getNorthEast()) < 10;
    if (square.members.length > 1 && !oneSpot && map.getZoom() < most) {
      const closer = Math.min(most, map.getBoundsZoom(bounds.pad(0.2)));
      map.setView(bounds.getCenter(), Math.max(closer, Math.min(most, map.getZoom() + 1)));
      // The marker is gone; the Tab key should continue from here.
      if (byKeyboard) frame.focus();
      return;
    }
    const content = make("div", { class: "popup", tabindex: "-1" }, make("p", {}, "…"));
    const popup = L.popup({
      maxWidth: Math.min(300, frame.clientWidth - 110),
      maxHeight: Math.max(120, frame.clientHeight - 110),
      offset: [0, -6],
      autoPanPaddingTopLeft: [52, 10],
      autoPanPaddingBottomRight: [10, 24],
    });
    popup.setLatLng(marker.getLatLng()).setContent(content).openOn(map);
    const back = () => {
      const button = marker.getElement();
      if (byKeyboard && button?.isConnected) button.focus();
    };
    map.once("popupclose", back);
    describe(square.members)
      .catch(() => [make("p", {}, "This could not be read. Try again.")])
      .then((told) => {
        content.replaceChildren(...told);
        popup.update();
        if (byKeyboard) content.focus();
      });
  }

  async function rowsOf(members) {
    const ids = members.map((index) => points.columns.id[index]);
    const asked = new URLSearchParams({ _shape: "objects", _size: String(members.length), _labels: "on", _nofacet: "1", _nocount: "1" });
    asked.set("id__in", JSON.stringify(ids));
    const answer = await fetch(`${options.table}.json?${asked}`);
    if (!answer.ok) throw new Error(answer.statusText);
    const { rows } = await answer.json();
    const place = new Map(ids.map((id, at) => [id, at]));
    return rows.sort((one, other) => place.get(one.id) - place.get(other.id));
  }

  async function describe(members) {
    const day = (index) => points.value("date_earliest", index) ?? "";
    const newest = members.toSorted((one, other) => (day(one) < day(other)) - (day(one) > day(other)));
    const rows = await rowsOf(newest.slice(0, MOST_LISTED));
    if (members.length === 1) return describeOne(rows[0]);
    const items = rows.map(({ popup }) => {
      const { title, link, description } = headOf(popup);
      return make("li", {}, make("a", { href: link }, title), ...linesOf(description));
    });
    const told = [make("strong", {}, `${inFull.format(members.length)} attacks near this point`), make("ul", {}, ...items)];
    if (members.length > rows.length) {
      told.push(make("p", {}, make("a", { href: tableOf(members) }, `All ${inFull.format(members.length)} in the table`)));
    }
    return told;
  }

  // The link in the table leads to Datasette's row page, for those who open the file without our pages.
  function headOf(popup) {
    const { title = "An attack", link, description = "" } = JSON.parse(popup ?? "{}");
    return { title: brief(title, NAME), link: here(link?.replace(/^\/[^/]+(?=\/attacks\/)|#possible$/g, "")), description };
  }

  function describeOne({ popup }) {
    const { title, link, description } = headOf(popup);
    return [make("p", {}, make("a", { href: link }, title)), ...linesOf(description)];
  }

  // The date, place, attacker, toll and what sources conflict on, each with its sources.
  const linesOf = (description) => description.split(" · ").map((line) => make("span", { class: "line" }, brief(line, 2 * NAME)));

  // The table's page with the rows of a marker: those within its bounds, with the same filters.
  function tableOf(members) {
    const bounds = boundsOf(members);
    const asked = new URLSearchParams(options.query?.() ?? "");
    asked.append("latitude__gte", (bounds.getSouth() - 1e-5).toFixed(5));
    asked.append("latitude__lte", (bounds.getNorth() + 1e-5).toFixed(5));
    asked.append("longitude__gte", (bounds.getWest() - 1e-5).toFixed(5));
    asked.append("longitude__lte", (bounds.getEast() + 1e-5).toFixed(5));
    return `${options.table}?${asked}`;
  }

  // ---------------------------------------------------------------------------------- loading

  function fit() {
    if (!points?.length) return;
    let [west, east, north, south] = [1, 0, 1, 0];
    // If nothing is selected, all points.
    for (const index of shown.length ? shown : points.x.keys()) {
      west = Math.min(west, points.x[index]);
      east = Math.max(east, points.x[index]);
      north = Math.min(north, points.y[index]);
      south = Math.max(south, points.y[index]);
    }
    const corner = (x, y) => map.unproject([x * 256, y * 256], 0);
    // Not too close, so that the neighbourhood is visible and the next large town is named.
    map.fitBounds([corner(west, south), corner(east, north)], { padding: [30, 30], maxZoom: most - 1, animate: false });
  }

  const state = () => ({ shown: shown.length, total: points?.length ?? 0, more: points?.more ?? false });

  async function load(address) {
    loading?.abort();
    const mine = (loading = new AbortController());
    frame.setAttribute("aria-busy", "true");
    element.dataset.state = "loading";
    try {
      points = await readPoints(address, mine.signal);
      choose();
      if (!touched) fit();
      draw();
      element.dataset.state = "complete";
    } catch (error) {
      if (mine.signal.aborted) return;
      element.dataset.state = "failed";
      tell("error", error);
    }
    frame.removeAttribute("aria-busy");
    tell("change", state());
  }

  map.on("moveend", draw).on("moveend", place);
  addEventListener("hashchange", look);
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(frame);

  const api = {
    leaflet: map,
    load,
    fit,
    get points() {
      return points;
    },
    // Whether a marker in view has a number.
    get hasSeveral() {
      return options.size === "count" && [...drawn.values()].some((marker) => !marker.options.spot.single);
    },
    // Whether numbers are of people killed, and whether a marker in view has none.
    get isToll() {
      return options.size === "killed";
    },
    get hasUntold() {
      return options.size === "killed" && [...drawn.values()].some((marker) => marker.options.spot.untold);
    },
    // Which of certain, possible and other occur among the attacks shown.
    get byWhom() {
      if (!points) return [];
      const present = new Set(shown.filter(counts).map((index) => points.value("by_whom", index)));
      return ["certain", "possible", "other"].filter((each) => present.has(each));
    },
    on(event, listener) {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
      return api;
    },
    setFilter(wanted) {
      filter = wanted;
      if (!points) return;
      map.closePopup();
      choose();
      draw();
      tell("change", state());
    },
    setStyle(wanted) {
      Object.assign(options, wanted);
      if (!points) return;
      draw();
      tell("change", state());
    },
  };
  map.setMinZoom(least);
  look();
  if (options.points) load(options.points);
  return api;
}
