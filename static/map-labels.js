// What is written beside markers: within the map, and over nothing else.
import { isWithin, overlap } from "./map-ground.js";
import { brief, make } from "./map-words.js";

// The space between a label and the markers of others, in pixels.
const APART = 6;
const MOST_NAMED = 60;
// Up to this many markers have the name of their place next to them.
const MOST_WRITTEN = 15;

// Where a label of a size can be beside a marker, the best first: right, left, below, above.
function* sides({ left, right, top, bottom }, wide, high) {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  for (const at of [right - 2, left + 2 - wide]) for (const up of [10, high / 2, high - 10, high - 3]) yield [at, y - up];
  for (const at of [x - wide / 2, x - 12, x + 12 - wide]) for (const up of [bottom - 1, top + 1 - high]) yield [at, up];
}

const padded = ({ left, right, top, bottom }) => ({ left: left - APART, right: right + APART, top: top - APART, bottom: bottom + APART });

// Puts a label where there is room for it and it crosses the fewest borders; returns its area, if anywhere, and how many.
function put(label, spot, size, taken, crossings) {
  const [wide, high] = [label.offsetWidth, label.offsetHeight];
  const boxes = [...sides(spot, wide, high)].map(([left, top]) => ({ left, top, right: left + wide, bottom: top + high }));
  const free = boxes.filter((box) => isWithin(padded(box), size) && !taken.some((each) => overlap(each, box)));
  const crossed = free.map(crossings);
  const least = Math.min(...crossed);
  const box = free[crossed.indexOf(least)];
  if (!box) return [null, Infinity];
  // Each line ends at a marker on its right, so that none seems to name what is on its left.
  const textAlign = box.right < spot.right + APART ? "right" : "left";
  Object.assign(label.style, { left: `${box.left - spot.left}px`, top: `${box.top - spot.top}px`, textAlign });
  return [box, least];
}

// The areas of elements of a map, in pixels from its corner.
export function boxesOf(map, elements) {
  const frame = map.getContainer();
  const corner = frame.getBoundingClientRect();
  const [x, y] = [corner.left + frame.clientLeft, corner.top + frame.clientTop];
  return [...elements].map((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left: left - x, top: top - y, right: right - x, bottom: bottom - y };
  });
}

// Writes beside markers what is known of them: in full, or if there is no room only the place, or nothing. Names of the ground that
// come before them are in areas of their own.
export function writeBeside(map, markers, ground) {
  const frame = map.getContainer();
  frame.querySelectorAll(".place").forEach((each) => each.remove());
  const buttons = markers.map((marker) => marker.getElement());
  const spots = boxesOf(map, buttons);
  const taken = [...boxesOf(map, frame.querySelectorAll(".leaflet-control")), ...ground.begin(markers.map(({ label }) => label?.called))];
  for (const [at, { label: words }] of markers.entries()) {
    // A name in the frame whose marker is beyond it would say that the place is here.
    const [x, y] = [(spots[at].left + spots[at].right) / 2, (spots[at].top + spots[at].bottom) / 2];
    if (!words || !isWithin({ left: x, right: x, top: y, bottom: y }, map.getSize())) continue;
    // Clear of other markers, to which it would seem to belong.
    const others = [...taken, ...spots.filter((each, other) => other !== at).map(padded)];
    const whole = words.lines.join("\n");
    // In as few lines as possible; none ends within a day, such as “2 or 3 March”.
    const inTwo = whole.replaceAll(", ", ",\n");
    const inThree = inTwo.replaceAll(" (≠", "\n(≠");
    const ways = [...new Set([whole, inTwo, inThree, inThree.replace(/ (?=\d{4}\b)/g, "\n")])].map((lines) => {
      const label = make("span", { class: "place", "data-when": lines || null }, words.called);
      buttons[at].append(label);
      return [label, ...put(label, spots[at], map.getSize(), others, ground.crossings)];
    });
    let best = ways.reduce((one, other) => (other[2] < one[2] ? other : one));
    if (!best[1]) {
      const label = make("span", { class: "place" }, words.called);
      buttons[at].append(label);
      ways.push((best = [label, ...put(label, spots[at], map.getSize(), others, ground.crossings)]));
    }
    for (const way of ways) if (way !== best || !best[1]) way[0].remove();
    if (best[1]) taken.push(best[1]);
  }
}

// Names attacks that are alone in view, and labels a few markers with their place; `words` are the map's (map-words.js).
export async function nameMarkers(markers, words) {
  const written = markers.length <= MOST_WRITTEN;
  const spots = markers.filter(({ options: { spot } }) => spot.single || (written && spot.onePlace)).slice(0, MOST_NAMED);
  if (!spots.length) return;
  const found = await words.rowsOf(spots.flatMap((marker) => marker.options.spot.ids)).catch(() => []);
  const rows = new Map(found.map((row) => [row.id, row]));
  for (const marker of spots) {
    const { ids, single, toll } = marker.options.spot;
    const told = ids.map((id) => rows.get(id)).filter(Boolean);
    const [row] = told;
    const button = marker.getElement();
    if (!row || !button) continue;
    const { title } = words.headOf(row.popup);
    if (single && title) {
      button.title = title;
      button.setAttribute("aria-label", title + toll);
    }
    if (!written || !row.location) continue;
    marker.label = { called: brief(row.location.split(",")[0], 30), lines: told.map(lineOf) };
  }
}

// Below a place: what it was, its date, and a sign if sources conflict: after the date, or else with what they conflict on.
function lineOf({ attack_type: type, date_words: when, disputed, conflict_words: on }) {
  const { value = "unspecified", label = "" } = type ?? {};
  const kind = /attack|assault|unspecified/.test(value) ? "Attack" : label;
  const sign = on?.startsWith("the date") ? " ≠" : ` (≠${on ? brief(` ${on}`, 40).replaceAll(" the ", " ") : ""})`;
  return [kind, when && brief(when, 30)].filter(Boolean).join(", ") + (disputed ? sign : "");
}
