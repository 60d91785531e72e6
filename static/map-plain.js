// The map of attacks on pages without a form: those of other sites.
import { inFull, legendOf, tintsOf } from "./map-words.js";
import { AttackMap } from "./map.js";

const element = document.querySelector("#map");
const legend = document.querySelector("#legend");
const limit = document.querySelector(".map-limit");
const say = (words) => {
  limit.hidden = false;
  limit.textContent = words;
};
const { size } = element.dataset;
const drawLegend = () => {
  const entries = legendOf(map, element.dataset);
  legend.hidden = !entries.length;
  legend.replaceChildren(...entries);
};
const tints = () => tintsOf(element.dataset);
const map = new AttackMap(element, { tints, size: size || "count", points: element.dataset.points, table: element.dataset.table, query: () => new URL(element.dataset.points, location).search });
map
  .on("change", ({ total, more }) => {
    if (more) say(`The map shows the newest ${inFull.format(total)} of them.`);
    drawLegend();
  })
  .on("sizes", drawLegend)
  .on("error", () => say("The points could not be read, or took too long to find. Try again."));
