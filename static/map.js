// The map: thousands of points, clustered where they would overlap.
//
//   const map = createMap(element, { points: "/-/points/DATABASE/attacks" });
//   map.setFilter({ from: "2018-03", to: "2018-07", type: ["raid"] });
//   map.on("change", ({ shown, total, more }) => …);
//
// Points in the same spot are one marker, which is a button, so that it can be reached with the
// keyboard and has a name. There are never many: at most one for each square of the grid.
import * as L from "leaflet";
import { addGround } from "./map-ground.js";
import { boxesOf, writeBeside } from "./map-labels.js";
import { ownMoves } from "./map-moves.js";
import { apart, squaresIn } from "./map-squares.js";
import { brief, inFull, inWords, make, wordsOf } from "./map-words.js";
import { readPoints } from "./points.js";

const LARGEST = 60;
const LEAST = 22;
const MOST_NAMED = 60;
// Of a marker of up to this many attacks, each has its date beside it.
const MOST_TOLD = 2;
// Up to this many markers have the name of their place next to them.
const MOST_WRITTEN = 15;
// The lowest and highest zoom levels: the background's towns end a level before.
const [FARTHEST, CLOSEST] = [2, 9];
const VAGUE = new Set(["region", "country"]);

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export function createMap(element, given) {
  const options = { size: "count", ...JSON.parse(element.dataset.options ?? "{}"), ...given };
  const { rowsOf, headOf, describe } = wordsOf(options);
  const listeners = new Map();
  const tell = (event, detail) => (listeners.get(event) ?? []).forEach((each) => each(detail));

  const frame = make("div", { class: "map-frame", role: "group", "aria-label": "Map" });
  element.querySelector("noscript")?.remove();
  element.append(frame);
  // One finger scrolls the page, as elsewhere; two move the map.
  const map = L.map(frame, { worldCopyJump: true, zoomSnap: 0.5, fadeAnimation: false, dragging: !matchMedia("(pointer: coarse)").matches });
  map.attributionControl.setPrefix(false);
  map.setView(options.centre ?? [0, 0], 4).setMinZoom(FARTHEST).setMaxZoom(CLOSEST);

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

  const measure = (square) => (options.size === "killed" ? square.killed : square.members.length);
  // For people killed, the area is proportional if there is room for the number, and the largest circle is the largest number in view.
  let largest = 1;
  const across = (killed) => Math.max(LEAST, Math.round(LARGEST * Math.sqrt(killed / largest)));
  function width(square) {
    if (options.size === "killed") return square.told ? across(square.killed) : LEAST;
    return square.members.length === 1 ? 26 : Math.round(26 + 9 * Math.log10(1 + measure(square)));
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
    const found = squaresIn(map, points, shown);
    const most = (some) => some.reduce((one, { killed }) => Math.max(one, killed), 1);
    largest = most(found);
    const kept = apart(found, width);
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
    tell("sizes");
    write();
    clearTimeout(naming);
    naming = setTimeout(nameSpots, 300);
  }

  // ---------------------------------------------------------------------- what is written

  const nameGround = addGround(map, options, () => boxesOf(map, frame.querySelectorAll(".spot, .place, .leaflet-control")));
  function write() {
    writeBeside(map, [...drawn.values()]);
    nameGround();
  }

  // The names of attacks that are alone in view, and the places of a few markers.
  async function nameSpots() {
    const written = drawn.size <= MOST_WRITTEN;
    const spots = [...drawn.values()].filter(({ options: { spot } }) => spot.single || (written && spot.onePlace)).slice(0, MOST_NAMED);
    if (!spots.length) return;
    const found = await rowsOf(spots.flatMap((marker) => marker.options.spot.ids)).catch(() => []);
    const rows = new Map(found.map((row) => [row.id, row]));
    for (const marker of spots) {
      const { ids, single, toll } = marker.options.spot;
      const told = ids.map((id) => rows.get(id)).filter(Boolean);
      const [row] = told;
      const button = marker.getElement();
      if (!row || !button) continue;
      const { title } = headOf(row.popup);
      if (single && title) {
        button.title = title;
        button.setAttribute("aria-label", title + toll);
      }
      if (!written || !row.location) continue;
      marker.label = { called: brief(row.location.split(",")[0], 30), lines: told.flatMap(linesOf) };
    }
    write();
  }

  // Below a place: what it was if not just an attack, its date, and whether sources conflict.
  function linesOf({ attack_type: type, date_words: when, disputed }) {
    const { value = "unspecified", label = "" } = type ?? {};
    const kind = /attack|assault|unspecified/.test(value) ? "" : label;
    return [[kind, brief(when ?? "", 30)].filter(Boolean).join(", "), disputed ? "≠ sources conflict" : ""].filter(Boolean);
  }

  // The attacks to name beside a marker, and whether it stands for one attack, or for several in one place.
  function spotOf(square) {
    const [first, ...others] = square.members;
    const onePlace = others.every((index) => points.x[index] === points.x[first] && points.y[index] === points.y[first]);
    const ids = square.members.slice(0, others.length < MOST_TOLD ? MOST_TOLD : 1).map((index) => points.columns.id[index]);
    return { ids, single: !others.length, onePlace, toll: tollOf(square), untold: !square.told };
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

  async function open(square, marker, byKeyboard) {
    const bounds = boundsOf(square.members);
    const oneSpot = bounds.getSouthWest().distanceTo(bounds.getNorthEast()) < 10;
    if (square.members.length > 1 && !oneSpot && map.getZoom() < CLOSEST) {
      const closer = Math.min(CLOSEST, map.getBoundsZoom(bounds.pad(0.2)));
      map.setView(bounds.getCenter(), Math.max(closer, Math.min(CLOSEST, map.getZoom() + 1)));
      // The marker is gone; the Tab key should continue from here.
      if (byKeyboard) frame.focus();
      return;
    }
    const day = (index) => points.value("date_earliest", index) ?? "";
    const newest = square.members.toSorted((one, other) => (day(one) < day(other)) - (day(one) > day(other)));
    const ids = newest.map((index) => points.columns.id[index]);
    const told = await describe(ids, tableOf(square.members)).catch(() => [make("p", {}, "This could not be read. Try again.")]);
    const content = make("div", { class: "popup", tabindex: "-1" }, ...told);
    // With its content, or the map would be moved for a smaller one.
    L.popup({
      maxWidth: Math.min(300, frame.clientWidth - 110),
      maxHeight: Math.max(120, frame.clientHeight - 110),
      offset: [0, -6],
      autoPanPaddingTopLeft: [52, 14],
      autoPanPaddingBottomRight: [14, 24],
    }).setLatLng(marker.getLatLng()).setContent(content).openOn(map);
    if (!byKeyboard) return;
    content.focus();
    map.once("popupclose", () => marker.getElement()?.focus());
  }

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
    // Not too close, so that the neighbourhood is visible; and with room for what is written beside markers.
    map.fitBounds([corner(west, south), corner(east, north)], { padding: [Math.min(90, frame.clientWidth / 6), 46], maxZoom: 6, animate: false });
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
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!touched) fit();
  }).observe(frame);

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
  look();
  if (options.points) load(options.points);
  return api;
}
