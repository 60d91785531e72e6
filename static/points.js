// Parses the response of plugins/site/map_points.py: attacks, column by column.

// The limit of latitude in Leaflet's projection.
const EDGE = 85.0511287798;

export class Points {
  constructor({ columns, words, more }) {
    this.columns = columns;
    // The words for the numbers in coded columns.
    this.words = words;
    this.more = more;
    this.length = columns.longitude.length;
    // Positions on the map from 0 to 1, west to east and north to south.
    this.x = columns.longitude.map((longitude) => (longitude + 180) / 360);
    this.y = columns.latitude.map((latitude) => {
      const sine = Math.sin((Math.max(-EDGE, Math.min(EDGE, latitude)) * Math.PI) / 180);
      return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    });
  }

  // A value as in the table; undefined if there is no such column.
  value(name, index) {
    const value = this.columns[name]?.[index];
    return this.words[name] && value !== undefined ? this.words[name][value] : value;
  }

  // Whether each word of a coded column passes a test, which is run once per word, not per row.
  passing(name, test) {
    return (this.words[name] ?? []).map((word) => test(word));
  }
}

export async function readPoints(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(answer.statusText);
  return new Points(await answer.json());
}
