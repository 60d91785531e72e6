// The map of attacks on a page that has nothing to choose: the home page, and pages of other sites.
import { createMap, inFull } from "./map.js";

const element = document.querySelector("#map");
const limit = document.querySelector(".map-limit");
const say = (words) => {
  limit.hidden = false;
  limit.textContent = words;
};
createMap(element, { points: element.dataset.points, table: element.dataset.table, query: () => new URL(element.dataset.points, location).search })
  .on("change", ({ total, more }) => more && say(`The map shows the newest ${inFull.format(total)} of them.`))
  .on("error", () => say("The points could not be read, or took too long to find. Try again."));
