// What opens at a marker: a closer view of its attacks or, if they are in one spot, a list of them.
import * as L from "leaflet";
import { make } from "./map-words.js";

// Up to this width of the map, in pixels, it has no room for a popup.
const NARROW = 480;

// Opens a marker of some attacks (their positions among the points). `words` are the map's (map-words.js), `query` the
// filters of the map's table.
export async function openMarker(map, points, members, marker, byKeyboard, { words, table, query }) {
  const frame = map.getContainer();
  const bounds = L.latLngBounds(members.map((index) => [points.value("latitude", index), points.value("longitude", index)]));
  const oneSpot = bounds.getSouthWest().distanceTo(bounds.getNorthEast()) < 10;
  const closest = map.getMaxZoom();
  if (members.length > 1 && !oneSpot && map.getZoom() < closest) {
    const closer = Math.min(closest, map.getBoundsZoom(bounds.pad(0.2)));
    map.setView(bounds.getCenter(), Math.max(closer, Math.min(closest, map.getZoom() + 1)));
    // The marker is gone; the Tab key should continue from here.
    if (byKeyboard) frame.focus();
    return;
  }
  const day = (index) => points.value("date_earliest", index) ?? "";
  const newest = members.toSorted((one, other) => (day(one) < day(other)) - (day(one) > day(other)));
  const ids = newest.map((index) => points.columns.id[index]);
  const told = await words.describe(ids, `${table}?${within(bounds, query)}`).catch(() => [make("p", {}, "This could not be read. Try again.")]);
  const content = make("div", { class: "popup", tabindex: "-1" }, ...told);
  // On a telephone it stands below the map: on it, it would cover the half of what it is about.
  const isBelow = frame.clientWidth < NARROW;
  if (!isBelow) comeBack(map);
  // The content is set before it opens, because the map moves to make room for it.
  const popup = L.popup({
    maxWidth: isBelow ? frame.clientWidth : Math.min(330, frame.clientWidth - 110),
    maxHeight: isBelow ? null : Math.max(120, frame.clientHeight - 110),
    offset: [0, -6],
    autoPan: !isBelow,
    autoPanPaddingTopLeft: [52, 14],
    autoPanPaddingBottomRight: [14, 24],
  }).setLatLng(marker.getLatLng()).setContent(content).openOn(map);
  if (isBelow) putBelow(map, popup.getElement(), marker.getElement());
  if (!byKeyboard) return;
  content.focus();
  map.once("popupclose", () => marker.getElement()?.focus());
}

// Puts an open popup below the map, and marks what it is about.
function putBelow(map, popup, marker) {
  map.getContainer().parentElement.after(popup);
  marker?.classList.add("is-told");
  map.once("popupclose", () => marker?.classList.remove("is-told"));
  popup.scrollIntoView({ block: "nearest" });
}

// The view before a popup opened; none once a reader has moved the map.
let before = null;

// The map moves to make room for a popup, and back when it closes.
function comeBack(map) {
  before ??= [map.getCenter(), map.getZoom()];
  map.once("dragstart zoomstart", () => (before = null));
  map.once("popupclose", () => setTimeout(() => {
    // Not if another has opened instead; at once, because another may be about to.
    if (!before || map.getContainer().querySelector(".leaflet-popup")) return;
    map.setView(...before, { animate: false });
    before = null;
  }));
}

// The filters of the table for the rows within some bounds.
function within(bounds, query) {
  const asked = new URLSearchParams(query);
  const edges = { latitude: [bounds.getSouth(), bounds.getNorth()], longitude: [bounds.getWest(), bounds.getEast()] };
  for (const [name, [least, most]] of Object.entries(edges)) {
    asked.append(`${name}__gte`, (least - 1e-5).toFixed(5));
    asked.append(`${name}__lte`, (most + 1e-5).toFixed(5));
  }
  return asked;
}
