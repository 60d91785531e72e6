// The markers of a map: circles for the attacks in a square of its grid, by number or by people killed.
import * as L from "leaflet";
import { inFull, inWords, make } from "./map-words.js";

const LARGEST = 60;
const LEAST = 22;
// A marker for up to this many attacks has the date of each beside it.
const MOST_TOLD = 2;
const VAGUE = new Set(["region", "country"]);
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export class Markers {
  constructor(points, size) {
    this.points = points;
    this.isToll = size === "killed";
    // The largest number of people killed that is in view.
    this.largest = 1;
  }

  // The largest circle is the largest number of people killed among some squares.
  scaleTo(squares) {
    this.largest = squares.reduce((most, { killed }) => Math.max(most, killed), 1);
  }

  measure = (square) => (this.isToll ? square.killed : square.members.length);

  // For people killed, the area is proportional if there is room for the number.
  width = (square) => {
    if (!this.isToll) return square.members.length === 1 ? 26 : Math.round(26 + 9 * Math.log10(1 + this.measure(square)));
    return square.told ? Math.max(LEAST, Math.round(LARGEST * Math.sqrt(square.killed / this.largest))) : LEAST;
  };

  // Among people killed, an attack without a number has no part in a circle.
  counts = (index) => !this.isToll || (this.points.columns.killed_best?.[index] ?? null) !== null;

  // How many attacks of a square are certainly and possibly by the group, and by others.
  byWhom(square) {
    const told = { certain: 0, possible: 0, other: 0 };
    for (const index of square.members) if (this.counts(index) || !square.told) told[this.points.value("by_whom", index) ?? "other"] += 1;
    return told;
  }

  // The same as two circles inside the outer one.
  colours({ certain, possible, other }) {
    const inner = (part) => `${(100 * Math.sqrt(part / (certain + possible + other))).toFixed(1)}%`;
    return `radial-gradient(closest-side, var(--colour) ${inner(certain)}, var(--doubt) 0 ${inner(certain + possible)}, var(--other) 0)`;
  }

  toll(square) {
    if (!this.isToll) return "";
    if (!square.told) return ", no number of killed stated";
    const left = square.members.length - square.told;
    return `, ${inFull.format(square.killed)} killed${left ? `, not stated for ${inFull.format(left)} of them` : ""}`;
  }

  name(square) {
    const count = square.members.length;
    const [first] = square.members;
    const toll = this.toll(square);
    if (count > 1) return `${inFull.format(count)} near this point${toll}`;
    const type = this.points.value("attack_type", first);
    const day = this.points.value("date_earliest", first)?.slice(0, 4);
    return [type && inWords(type), day].filter(Boolean).join(", ") + toll || "An attack";
  }

  // What a marker looks like: one of the same key is kept when the map moves.
  key(square) {
    const { key, members } = square;
    return [key, members.length, members[0], this.isToll, this.width(square), this.colours(this.byWhom(square))].join(":");
  }

  // The attacks to name beside a marker, and whether it stands for one attack, or for several in one place.
  spot(square) {
    const { x, y, columns } = this.points;
    const [first, ...others] = square.members;
    const onePlace = others.every((index) => x[index] === x[first] && y[index] === y[first]);
    const ids = square.members.slice(0, others.length < MOST_TOLD ? MOST_TOLD : 1).map((index) => columns.id[index]);
    return { ids, single: !others.length, onePlace, toll: this.toll(square), untold: !square.told };
  }

  // A marker at a place; `open` is called with whether a key opened it.
  marker(square, at, open) {
    const count = square.members.length;
    const size = this.width(square);
    const vague = count === 1 && VAGUE.has(this.points.value("geo_precision", square.members[0]));
    const untold = this.isToll && !square.told;
    const label = !untold && (count > 1 || this.isToll) ? compact.format(this.measure(square)) : "";
    const whose = this.byWhom(square);
    const who = whose.certain ? "" : whose.possible ? "possible" : "other";
    const kinds = [who, count === 1 ? "single" : "several", vague && "vague", this.isToll && "toll", untold && "untold"];
    const icon = L.divIcon({
      className: ["spot", ...kinds].filter(Boolean).join(" "),
      html: make("span", {}, label),
      iconSize: [Math.max(24, size), Math.max(24, size)],
    });
    const marker = L.marker(at, { icon, keyboard: true, riseOnHover: true, zIndexOffset: count, spot: this.spot(square) });
    marker.on("add", () => {
      const button = marker.getElement();
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", this.name(square));
      button.title = this.name(square);
      button.dataset.rows = count;
      button.style.setProperty("--size", `${size}px`);
      button.style.setProperty("--colours", this.colours(whose));
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open(marker, true);
      });
    });
    return marker.on("click", () => open(marker, false));
  }
}
