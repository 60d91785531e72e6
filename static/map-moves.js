// Map navigation: the wheel scrolls the page until somebody clicks into the map or holds Ctrl or Cmd, so that readers are not
// caught while scrolling; and a button returns to all points, by calling `all`.
export function ownMoves(map, element, all) {
  const wheel = map.scrollWheelZoom;
  const isIn = (now) => {
    element.classList.toggle("is-in", now);
    if (now) wheel.enable();
    else wheel.disable();
  };
  isIn(false);
  // To open a marker is not to move the map.
  element.addEventListener("pointerdown", ({ target }) => target.closest(".spot, .leaflet-popup") || isIn(true), { capture: true });
  element.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && isIn(false));
  // In the capture phase, before the map gets the event. With Ctrl, the browser would zoom the page.
  element.addEventListener("wheel", (event) => {
    if (element.classList.contains("is-in")) return;
    if (event.ctrlKey || event.metaKey) wheel.enable();
    else wheel.disable();
  }, { capture: true, passive: true });

  const button = Object.assign(document.createElement("button"), { type: "button", className: "show-all", textContent: "Back to all points" });
  // It appears once a reader has moved the map: until then, all points are visible.
  const moved = (is) => element.classList.toggle("is-moved", is);
  map.on("moveend", () => moved(element.classList.contains("is-in") || element.contains(document.activeElement) || location.hash.length > 1));
  button.addEventListener("click", () => {
    all();
    moved(false);
  });
  // Below the map and its attribution, so that it covers no point or name.
  (element.parentElement.querySelector(".map-edge") ?? element).after(button);
}
