// How a map moves: the wheel is the page's until somebody clicks into the map or holds Ctrl or Cmd, so that no reader is held
// fast on the way down; and a button leads back to all points. `all` looks there.
export function ownMoves(map, element, all) {
  const wheel = map.scrollWheelZoom;
  const isIn = (now) => {
    element.classList.toggle("is-in", now);
    if (now) wheel.enable();
    else wheel.disable();
  };
  isIn(false);
  element.addEventListener("pointerdown", () => isIn(true), { capture: true });
  element.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && isIn(false));
  // On its way down, before the map hears of it. With Ctrl a browser would make the page larger.
  element.addEventListener("wheel", (event) => {
    if (element.classList.contains("is-in")) return;
    if (event.ctrlKey || event.metaKey) wheel.enable();
    else wheel.disable();
  }, { capture: true, passive: true });

  const button = Object.assign(document.createElement("button"), { type: "button", className: "show-all", textContent: "Back to all points" });
  // It is there once a reader has moved the map: before, all points are in sight.
  const moved = (is) => element.classList.toggle("is-moved", is);
  map.on("moveend", () => moved(element.classList.contains("is-in") || element.contains(document.activeElement) || location.hash.length > 1));
  button.addEventListener("click", () => {
    all();
    moved(false);
  });
  // Below the map, where it lies on no point and no name.
  element.after(button);
}
