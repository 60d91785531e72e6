// The page /map: a selection filters the map once it is submitted, and the rest comes from the server's page.
import { legendOf, tintsOf } from "./map-words.js";
import { AttackMap } from "./map.js";

const form = document.querySelector(".map-form");
const element = document.querySelector("#map");
const legend = document.querySelector("#legend");
const limit = document.querySelector(".map-limit");
const field = (name) => form.elements[name];
// In the order in which the server writes them in addresses.
const CHOICES = ["from", "to", "type", "country", "group", "source", "rule", "size"];

// ------------------------------------------------------------------------ what is chosen

function chosen() {
  const asked = new URLSearchParams();
  for (const name of CHOICES) if (field(name).value) asked.set(name, field(name).value);
  return asked;
}

function setChosen(asked) {
  for (const name of CHOICES) field(name).value = asked.get(name) ?? "";
  form.classList.remove("changed");
}

const style = () => ({ size: field("size").value || "count" });
// The selection as in the address: first as requested, then without what the server has rejected.
let taken = document.querySelector("#summary").dataset.asked;

// The map and the months show what was taken, as the counts do, not what stands in the form.
// A year or a month; the server parses any other spelling.
function filter() {
  const asked = new URLSearchParams(taken);
  const month = (name) => (/^\d{4}(-\d{2})?$/.test(asked.get(name) ?? "") ? asked.get(name) : "");
  const one = (name) => (asked.get(name) ? [asked.get(name)] : []);
  return { from: month("from"), to: month("to"), type: one("type"), country: one("country") };
}

let address = document.querySelector("#summary").dataset.points;
const map = new AttackMap(element, {
  points: address,
  table: element.dataset.table,
  query: () => document.querySelector("#list p:last-child a").search,
  tints: () => tintsOf(document.querySelector("#summary").dataset),
  placed: true,
  ...style(),
});
map.setFilter(filter());
map
  .on("change", drawLegend)
  .on("sizes", drawLegend)
  .on("place", share)
  .on("error", () => {
    limit.hidden = false;
    limit.textContent = "The points could not be read, or took too long to find. Narrow down, or try again.";
  });

function drawLegend() {
  const entries = legendOf(map, document.querySelector("#summary").dataset);
  // It never shrinks: the map would move, and as the signs of labels arrive move back.
  legend.style.minHeight ||= `${legend.offsetHeight}px`;
  legend.hidden = !entries.length;
  legend.replaceChildren(...entries);
}

// The link, the embed code and the pictures, for the current selection and view.
function share() {
  const query = taken ? `?${taken}` : "";
  const here = query + location.hash;
  const [link, line] = document.querySelectorAll("#embed .cite-text");
  link.textContent = link.textContent.replace(/([?#].*)?$/, () => here);
  line.textContent = line.textContent.replace(/(?<=\/embed\/map)[^"]*/, () => here.replaceAll("&", "&amp;"));
  for (const picture of document.querySelectorAll("#pictures a")) picture.search = picture.search.includes("width=narrow") ? `${query}${query ? "&" : "?"}width=narrow` : query;
}

// ------------------------------------------------------------- what the server says of it

let asking = null;

async function renew({ push = true, focus = null } = {}) {
  const asked = chosen(), typed = { from: field("from").value, to: field("to").value };
  const page = `${form.action.split("?")[0]}${asked.size ? `?${asked}` : ""}`;
  if (push) history.pushState(null, "", page + location.hash);
  taken = asked.toString();
  share();
  markMonths();
  map.setFilter(filter());
  asking?.abort();
  const mine = (asking = new AbortController());
  try {
    const answer = await fetch(page, { signal: mine.signal });
    const text = await answer.text();
    const told = new DOMParser().parseFromString(text, "text/html");
    if (mine.signal.aborted) return;
    if (!answer.ok || !told.querySelector("#summary")) return location.reload();
    document.title = told.title;
    document.querySelector("#cite .cite-text").textContent = told.querySelector("#cite .cite-text").textContent;
    const scrolled = document.querySelector("#months")?.scrollLeft ?? 0;
    const unfolded = document.querySelector("#chart details")?.open ?? false;
    const had = document.activeElement?.dataset?.month ?? focus;
    for (const part of document.querySelectorAll("[data-part]")) {
      const other = told.getElementById(part.id);
      if (other) part.replaceWith(other);
    }
    // Keep what was selected while the response was on its way.
    for (const name of ["type", "country"]) {
      const now = field(name).value;
      field(name).replaceChildren(...told.getElementById(name).children);
      field(name).value = now;
      if (field(name).value !== now) field(name).value = "";
    }
    // As parsed by the server: March 2018 is 2018-03.
    for (const name of ["from", "to"]) if (field(name).value === typed[name]) field(name).value = told.getElementById(name).value;
    const { asked: read, points: next } = document.querySelector("#summary").dataset;
    taken = read;
    map.setFilter(filter());
    document.querySelector("#months")?.scrollTo(scrolled, 0);
    document.querySelector("#chart details")?.toggleAttribute("open", unfolded);
    oneStop(had);
    share();
    if (next !== address) {
      address = next;
      await map.load(address);
    }
  } catch (error) {
    if (!mine.signal.aborted) throw error;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  map.setStyle(style());
  // Show all of the selection, also in links to it.
  renew().then(() => map.fit());
  // On a phone the form is below the map.
  document.querySelector("#summary").scrollIntoView({ block: "nearest" });
});
window.addEventListener("popstate", () => {
  setChosen(new URLSearchParams(location.search));
  map.setStyle(style());
  renew({ push: false });
});

// ------------------------------------------------------------------------------ the months

share();
let anchor = field("from").value || null;
let dragged = false;

const bars = () => [...document.querySelectorAll("#months [data-month]")];

function markMonths() {
  const { from, to } = filter();
  for (const bar of bars()) {
    const inside = (from || to) && (!from || bar.dataset.month >= from) && (!to || bar.dataset.month <= `${to}-31`);
    bar.toggleAttribute("aria-current", Boolean(inside));
    if (inside) bar.setAttribute("aria-current", "true");
  }
}

function choose(from, to, focus) {
  [field("from").value, field("to").value] = from <= to ? [from, to] : [to, from];
  renew({ focus });
}

function chooseMonth(month, extend) {
  const { from, to } = filter();
  if (extend && anchor) return choose(anchor, month, month);
  anchor = month;
  // Selecting the only selected month again selects all months.
  if (from === month && to === month) {
    field("from").value = field("to").value = "";
    return renew({ focus: month });
  }
  choose(month, month, month);
}

// One tab stop for all months; the arrow keys move between them.
function oneStop(month) {
  const all = bars();
  const current = all.find((bar) => bar.dataset.month === month) ?? all.find((bar) => bar.hasAttribute("aria-current")) ?? all.at(-1);
  for (const bar of all) bar.tabIndex = bar === current ? 0 : -1;
  if (month && current) current.focus({ preventScroll: true });
}

// Without event data there are none.
const time = document.querySelector(".map-time") ?? document.createElement("section");
time.addEventListener("click", (event) => {
  const bar = event.target.closest("[data-month]");
  const year = event.target.closest("[data-from]");
  if (event.ctrlKey || event.metaKey || !(bar || year || event.target.closest(".map-all"))) return;
  event.preventDefault();
  if (dragged) dragged = false;
  else if (bar) chooseMonth(bar.dataset.month, event.shiftKey);
  else if (year) choose((anchor = year.dataset.from), year.dataset.to);
  else {
    field("from").value = field("to").value = "";
    renew();
  }
});
time.addEventListener("keydown", (event) => {
  const month = event.target.dataset.month;
  if (!month) return;
  const all = bars();
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -12, ArrowDown: 12, Home: -all.length, End: all.length }[event.key];
  if (event.key === " ") {
    event.preventDefault();
    chooseMonth(month, event.shiftKey);
  }
  if (!step) return;
  event.preventDefault();
  const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(event.target) + step))];
  oneStop(to.dataset.month);
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (event.shiftKey) chooseMonth(to.dataset.month, Boolean(anchor));
});
// Dragging over months selects them all.
let pressed = null;
time.addEventListener("pointerdown", (event) => {
  pressed = event.pointerType === "mouse" && event.button === 0 ? event.target.closest("[data-month]") : null;
});
time.addEventListener("dragstart", (event) => event.preventDefault());
time.addEventListener("pointerup", (event) => {
  const bar = event.target.closest("[data-month]");
  if (!pressed || !bar || bar === pressed) return;
  dragged = true;
  anchor = pressed.dataset.month;
  choose(anchor, bar.dataset.month, bar.dataset.month);
  setTimeout(() => (dragged = false));
});

oneStop(null);
const months = document.querySelector("#months");
const current = months?.querySelector("[aria-current]");
if (months) months.scrollLeft = current ? current.getBoundingClientRect().left - months.getBoundingClientRect().left - months.clientWidth / 3 : months.scrollWidth;
