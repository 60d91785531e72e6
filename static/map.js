// The map: thousands of points, clustered where they would overlap.
//
//   const map = new AttackMap(element, { points: "/-/points/DATABASE/attacks" });
//   map.setFilter({ from: "2018-03", to: "2018-07", type: ["raid"] });
//   map.on("change", ({ shown, total, more }) => …);
//
// Points in the same spot are one marker, which is a button, so that it can be reached with the
// keyboard and has a name. There are never many: at most one for each square of the grid.
import * as L from "leaflet";
import { addGround } from "./map-ground.js";
import { boxesOf, nameMarkers, writeBeside } from "./map-labels.js";
import { Markers } from "./map-markers.js";
import { ownMoves } from "./map-moves.js";
import { openMarker } from "./map-popups.js";
import { apart, squaresIn } from "./map-squares.js";
import { make, wordsOf } from "./map-words.js";
import { readPoints } from "./points.js";

// The lowest and highest zoom levels: the background's towns end a level before.
const [FARTHEST, CLOSEST] = [2, 9];
// How far from the attacks a capital is still shown, as a share of the world.
const NEAR = 0.03;

export class AttackMap {
  points = null;
  // Which points pass the filter; and the markers that stand for them, by their key.
  shown = [];
  #markers = new Map();
  #filter = {};
  #listeners = new Map();
  // Whether a reader has moved the map, which then stays where it is.
  #touched = false;
  #loading = null;
  #naming = null;
  #conflict = false;

  constructor(element, given) {
    this.element = element;
    this.options = { size: "count", tints: () => new Map(), ...JSON.parse(element.dataset.options ?? "{}"), ...given };
    this.words = wordsOf(this.options);
    this.frame = make("div", { class: "map-frame", role: "group", "aria-label": "Map" });
    element.querySelector("noscript")?.remove();
    element.append(this.frame);
    // One finger scrolls the page, as elsewhere; two move the map.
    this.leaflet = L.map(this.frame, { worldCopyJump: true, zoomSnap: 0.25, fadeAnimation: false, dragging: !matchMedia("(pointer: coarse)").matches });
    this.leaflet.attributionControl.setPrefix(false);
    this.leaflet.setView(this.options.centre ?? [0, 0], 4).setMinZoom(FARTHEST).setMaxZoom(CLOSEST);
    const taken = () => boxesOf(this.leaflet, this.frame.querySelectorAll(".spot, .place, .leaflet-control"));
    this.ground = addGround(this.leaflet, this.options, taken, this.options.tints, () => this.#touched || this.fit());
    ownMoves(this.leaflet, element, () => this.fit());
    this.#listen();
    this.#look();
    if (this.options.points) this.load(this.options.points);
  }

  #listen() {
    const touch = () => (this.#touched = true);
    // In the capture phase, because the zoom buttons stop propagation.
    for (const event of ["pointerdown", "keydown"]) this.frame.addEventListener(event, touch, { passive: true, once: true, capture: true });
    this.frame.addEventListener("wheel", () => (this.#touched ||= this.leaflet.scrollWheelZoom.enabled()), { passive: true, capture: true });
    this.frame.addEventListener("keydown", (event) => event.key === "Escape" && this.leaflet.closePopup());
    this.leaflet.on("moveend", () => this.#draw()).on("moveend", () => this.#place());
    addEventListener("hashchange", () => this.#look());
    new ResizeObserver(() => {
      this.leaflet.invalidateSize({ animate: false });
      if (!this.#touched) this.fit();
    }).observe(this.frame);
  }

  // The view in the address, as #5.5/15.2/-1.75: zoom, latitude and longitude.
  #look() {
    const [, zoom, ...centre] = (/^#(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(location.hash) ?? []).map(Number);
    if (!centre.length) return;
    this.#touched = true;
    this.leaflet.setView(centre, zoom, { animate: false });
  }

  #place() {
    if (!this.options.placed || !this.#touched) return;
    const { lat, lng } = this.leaflet.getCenter();
    history.replaceState(history.state, "", `#${this.leaflet.getZoom()}/${lat.toFixed(3)}/${lng.toFixed(3)}`);
    this.#tell("place");
  }

  // ------------------------------------------------------------------------ which are shown

  #choose() {
    const { points } = this;
    const filter = this.#filter;
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
    this.shown = [];
    for (let index = 0; index < points.length; index += 1) if (tests.every((test) => test(index))) this.shown.push(index);
  }

  // -------------------------------------------------------------------------- what is drawn

  #draw() {
    if (!this.points) return;
    const { leaflet, points } = this;
    const zoom = leaflet.getZoom();
    const style = new Markers(points, this.options.size);
    const found = squaresIn(leaflet, points, this.shown);
    style.scaleTo(found);
    const kept = apart(found, style.width);
    style.scaleTo(kept);
    const old = this.#markers;
    this.#markers = new Map();
    for (const square of kept) {
      const key = `${zoom}:${style.key(square)}`;
      const at = leaflet.unproject([square.left / square.members.length, square.top / square.members.length], zoom);
      const open = (marker, byKeyboard) => this.#open(square.members, marker, byKeyboard);
      this.#markers.set(key, old.get(key) ?? style.marker(square, at, open));
      old.delete(key);
    }
    for (const marker of old.values()) marker.remove();
    for (const marker of this.#markers.values()) if (!marker._map) marker.addTo(leaflet);
    this.#tell("sizes");
    this.#write();
    clearTimeout(this.#naming);
    const name = () => nameMarkers([...this.#markers.values()], this.words).then(() => this.#write()).then(() => this.#tell("sizes"));
    this.#naming = setTimeout(name, 300);
  }

  #write() {
    writeBeside(this.leaflet, [...this.#markers.values()], this.ground);
    this.ground.name();
  }

  #open(members, marker, byKeyboard) {
    const { words, options } = this;
    openMarker(this.leaflet, this.points, members, marker, byKeyboard, { words, table: options.table, query: options.query?.() ?? "" });
  }

  // ---------------------------------------------------------------------------------- loading

  // Shows all points of the selection or, if nothing is selected, all points.
  fit() {
    if (!this.points?.length) return;
    const { x, y } = this.points;
    let [west, east, north, south] = [1, 0, 1, 0];
    for (const index of this.shown.length ? this.shown : x.keys()) {
      west = Math.min(west, x[index]);
      east = Math.max(east, x[index]);
      north = Math.min(north, y[index]);
      south = Math.max(south, y[index]);
    }
    // And capitals near them, of the countries that have a tint.
    for (const [right, down] of this.ground.capitals().map(([, longitude, latitude]) => this.leaflet.project([latitude, longitude], 0)).map((at) => [at.x / 256, at.y / 256])) {
      if (right < west - NEAR || right > east + NEAR || down < north - NEAR || down > south + NEAR) continue;
      west = Math.min(west, right);
      east = Math.max(east, right);
      north = Math.min(north, down);
      south = Math.max(south, down);
    }
    const corner = (right, down) => this.leaflet.unproject([right * 256, down * 256], 0);
    // Not too close, so that the surroundings show, and with room for the labels beside markers.
    this.leaflet.fitBounds([corner(west, south), corner(east, north)], { padding: [Math.min(90, this.frame.clientWidth / 14), 46], maxZoom: 6, animate: false });
  }

  async load(address) {
    this.#loading?.abort();
    const mine = (this.#loading = new AbortController());
    this.frame.setAttribute("aria-busy", "true");
    this.element.dataset.state = "loading";
    try {
      this.points = await readPoints(address, mine.signal);
      this.#choose();
      if (!this.#touched) this.fit();
      this.#draw();
      this.element.dataset.state = "complete";
    } catch (error) {
      if (mine.signal.aborted) return;
      this.element.dataset.state = "failed";
      this.#tell("error", error);
    }
    this.frame.removeAttribute("aria-busy");
    this.#changed();
  }

  // ------------------------------------------------------------------------ for its page

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  #tell(event, detail) {
    (this.#listeners.get(event) ?? []).forEach((each) => each(detail));
  }

  #changed() {
    this.#tell("change", { shown: this.shown.length, total: this.points?.length ?? 0, more: this.points?.more ?? false });
  }

  setFilter(wanted) {
    this.#filter = wanted;
    if (!this.points) return;
    this.leaflet.closePopup();
    this.#conflict = false;
    this.#choose();
    this.#draw();
    this.#changed();
  }

  setStyle(wanted) {
    Object.assign(this.options, wanted);
    if (!this.points) return;
    this.#draw();
    this.#changed();
  }

  // Whether numbers are of people killed, and whether a marker in view has none.
  get isToll() {
    return this.options.size === "killed";
  }

  get hasUntold() {
    return this.isToll && this.#spots.some((spot) => spot.untold);
  }

  // What a marker in view with a number stands for, if there is one: "here", attacks at one point, or "near".
  get several() {
    const several = this.isToll ? [] : this.#spots.filter((spot) => !spot.single);
    return several.length && (several.every((spot) => spot.onePlace) ? "here" : "near");
  }

  // Whether a label has had the sign of a conflict. It stays in the legend: as a line of it came and went, so did the labels, as the
  // map had room for them or not.
  get hasConflict() {
    return (this.#conflict ||= [...this.#markers.values()].some(({ label }) => label?.lines.join().includes("≠")));
  }

  get #spots() {
    return [...this.#markers.values()].map((marker) => marker.options.spot);
  }

  // Which of certain, possible and other occur among the attacks shown.
  get byWhom() {
    if (!this.points) return [];
    const { counts } = new Markers(this.points, this.options.size);
    const present = new Set(this.shown.filter(counts).map((index) => this.points.value("by_whom", index)));
    return ["certain", "possible", "other"].filter((each) => present.has(each));
  }
}
