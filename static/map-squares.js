// Points in squares of a grid, so that a map of many thousands has few markers.
const CELL = 58;

// The shown points by square of a grid that is fixed to the ground.
export function squaresIn(map, points, shown) {
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

// Merges circles that would overlap, large ones first.
export function apart(found, width) {
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
