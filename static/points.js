// Reads what plugins/site/points.py sends: lines of JSON, each with some thousand rows, column by column.

// The edge of the world in Leaflet's projection.
const EDGE = 85.0511287798;

export class Points {
  constructor() {
    this.length = 0;
    this.columns = {};
    // What the numbers in coded columns stand for.
    this.words = {};
    // Where on the map, from 0 to 1, from west to east and from north to south.
    this.x = [];
    this.y = [];
    this.more = false;
  }

  add(line) {
    for (const [name, words] of Object.entries(line.words)) {
      this.words[name] ??= [];
      for (const word of words) this.words[name].push(word);
    }
    for (const [name, values] of Object.entries(line)) {
      if (name === "words") continue;
      const column = (this.columns[name] ??= []);
      for (const value of values) column.push(value);
    }
    for (const longitude of line.longitude) this.x.push((longitude + 180) / 360);
    for (const latitude of line.latitude) {
      const sine = Math.sin((Math.max(-EDGE, Math.min(EDGE, latitude)) * Math.PI) / 180);
      this.y.push(0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
    }
    this.length += line.longitude.length;
  }

  // A value as it stands in the table; undefined where the table has no such column.
  value(name, index) {
    const value = this.columns[name]?.[index];
    return this.words[name] && value !== undefined ? this.words[name][value] : value;
  }

  // Whether each word of a coded column passes a test: asked once for a word, and not for a row.
  passing(name, test) {
    return (this.words[name] ?? []).map((word) => test(word));
  }
}

// Yields the points each time that some more of them have come.
export async function* readPoints(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? answer.statusText);
  const points = new Points();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    let grown = false;
    for (const text of lines) {
      const line = JSON.parse(text);
      if (line.error) throw new Error(line.error);
      if (line.end) points.more = line.more;
      else if (line.words) {
        points.add(line);
        grown = true;
      }
    }
    if (grown) yield points;
  }
  yield points;
}
