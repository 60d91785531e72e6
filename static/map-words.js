// What the map says of attacks: its legend, their rows, fetched once each, and the text of popups. Text from the database is only ever
// inserted as text.
const MOST_LISTED = 8;
// Most characters of a name, and of other texts in a popup. Direction marks are left out: they could
// reverse the text that follows.
const NAME = 200;
export const brief = (text, most = NAME) => {
  const plain = String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
};
export const inFull = new Intl.NumberFormat("en");
export const inWords = (word) => (word ? word.charAt(0).toUpperCase() + word.slice(1).replaceAll("-", " ") : "Not stated");

// Creates an element whose content is text or other elements.
export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...content.filter((each) => each !== null && each !== undefined));
  return element;
}

// An entry of a legend: a dot with a class.
const entry = (mark, words) => make("span", {}, make("i", { class: mark }), brief(words));

// The legend for whose attacks the dots are; empty if all attacks, not only those with a number of killed, are certainly the group's.
function keyOf({ byWhom, isToll }, { by: name, how }) {
  if (!isToll && byWhom.every((each) => each === "certain")) return [];
  const words = { certain: `by ${name}`, possible: `by ${name}, ${how}`, other: "by others, or not stated" };
  return byWhom.map((each) => entry(each, words[each]));
}

// How each country is tinted, by its code: where a source has the group active, and where above all.
export const tintsOf = ({ active = "", most = "" }) => new Map(active.split(",").map((code) => [code, most.split(",").includes(code) ? "most" : "active"]));

// The legend: whose attacks circles stand for, and what their numbers count. The page's data give the group, and in which
// way the uncertain ones are by it.
export function legendOf(map, data) {
  return [
    ...keyOf(map, data),
    ...(map.several ? [entry("several", map.several === "here" ? "two or more here" : "several near each other")] : []),
    ...(map.isToll ? [make("span", {}, "number in a circle: people killed")] : []),
    ...(map.hasUntold ? [entry("ring", "no number stated")] : []),
    ...(map.hasConflict ? [make("span", {}, make("b", {}, "≠"), " sources conflict")] : []),
    ...(data.active ? [entry("active", data.activeSaid)] : []),
    ...(data.most ? [entry("most", data.mostSaid)] : []),
  ];
}

// A line with the sign of a conflict between its two sides, if that is what sources conflict on.
function against(line, conflict) {
  const [what, between] = line.startsWith("killed: ") ? ["the dead", "; "] : line.startsWith("wounded: ") ? ["the wounded", "; "] : ["the date", " or "];
  const sides = line.split(new RegExp(`(?<=\\))${between}`));
  return conflict.includes(what) && sides.length === 2 ? sides.join(" ≠ ") : line;
}

export function wordsOf({ base = "", table }) {
  const site = base.replace(/\/$/, "");
  // A path on this site, preceded by the site's address; anything else is not a link.
  const here = (path) => (/^\/(?![/\\\s])/.test(path ?? "") ? site + path : null);
  const known = new Map();

  async function rowsOf(ids) {
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length) {
      const asked = new URLSearchParams({ _shape: "objects", _size: String(missing.length), _labels: "on", _nofacet: "1", _nocount: "1" });
      asked.set("id__in", JSON.stringify(missing));
      const answer = await fetch(`${table}.json?${asked}`);
      if (!answer.ok) throw new Error(answer.statusText);
      for (const row of (await answer.json()).rows) known.set(row.id, row);
    }
    return ids.map((id) => known.get(id)).filter(Boolean);
  }

  // The link in the table leads to Datasette's row page, for those who open the file without our pages.
  function headOf(popup) {
    const { title = "An attack", link, description = "" } = JSON.parse(popup ?? "{}");
    return { title: brief(title), link: here(link?.replace(/^\/[^/]+(?=\/attacks\/)|#possible$/g, "")), description };
  }

  // The date, attacker, toll and what sources conflict on, each with its sources. The map shows the place; citations, and all of a
  // doubt or of who cites whom, are for the page.
  function linesOf(description, location) {
    const lines = description.split(" · ").filter((line) => !(location && line.startsWith(location)) && !line.startsWith("citation problem"));
    const conflict = lines.find((line) => line.startsWith("sources conflict on ")) ?? "";
    const told = lines.map((line) => against(line.replaceAll(/ that may not be the original|, unlike [^;)]+, which it cites/g, ""), conflict));
    return told.map((line) => make("span", { class: "line" }, brief(line, 2 * NAME)));
  }

  // The content of a popup on attacks, the newest first; `all` is the address of the table with all of them.
  async function describe(ids, all) {
    const rows = await rowsOf(ids.slice(0, MOST_LISTED));
    const items = rows.map(({ popup, location }) => {
      const { title, link, description } = headOf(popup);
      return make(ids.length > 1 ? "li" : "div", {}, make("a", { href: link }, title), ...linesOf(description, location));
    });
    if (ids.length === 1) return items;
    const told = [make("strong", {}, `${inFull.format(ids.length)} near this point`), make("ul", {}, ...items)];
    if (ids.length > rows.length) told.push(make("p", {}, make("a", { href: all }, `All ${inFull.format(ids.length)} in the table`)));
    return told;
  }

  return { rowsOf, headOf, describe };
}
