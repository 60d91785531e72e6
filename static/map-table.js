// The map on the page of a table or query: all rows of the page's filters, whatever page is shown.
import { createMap, inFull } from "./map.js";

const element = document.querySelector("#map");
const limit = document.querySelector(".map-limit");
const columns = new Map(
  [...document.querySelectorAll("th[data-column]:not([hidden])")].map((th) => [
    th.dataset.column,
    th.dataset.label ?? th.innerText.trim(),
  ])
);
createMap(element, {
  points: element.dataset.points,
  table: element.dataset.table || null,
  query: () => location.search,
  columns,
})
  .on("change", ({ total, more, complete }) => {
    if (!complete || !more) return;
    limit.hidden = false;
    limit.textContent = `The map shows ${inFull.format(total)} of them. Narrow down to see others.`;
  })
  .on("error", () => {
    limit.hidden = false;
    limit.textContent = "The points could not be read, or took too long to find. Narrow down, or try again.";
  });
