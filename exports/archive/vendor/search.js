// Searches the pages of this archive with MiniSearch (MIT, beside this file); nothing is sent anywhere.
(() => {
const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f'’ʿʾ`]/g, "").toLowerCase();
const search = new MiniSearch({
  fields: ["title", "text"],
  storeFields: ["title", "href", "kind"],
  processTerm: plain,
  searchOptions: { boost: { title: 4 }, prefix: true, combineWith: "AND", fuzzy: (term) => (term.length > 4 ? 0.25 : false) },
});
search.addAll(window.PAGES);

const box = document.getElementById("q");
const list = document.getElementById("results");
const outcome = document.querySelector(".outcome");
const MOST = 100;

function show(query) {
  const hits = query.trim() ? search.search(query) : [];
  outcome.textContent = query.trim() ? `${hits.length} found for “${query}”.` : "";
  list.replaceChildren(
    ...hits.slice(0, MOST).map((hit) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = hit.href;
      link.textContent = hit.title;
      const kind = document.createElement("span");
      kind.className = "role";
      kind.textContent = ` ${hit.kind}`;
      item.append(link, kind);
      return item;
    })
  );
}

box.value = new URLSearchParams(location.search).get("q") ?? "";
box.addEventListener("input", () => show(box.value));
show(box.value);
})();
