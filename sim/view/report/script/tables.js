// Tables that are in the page already: sorting by a head, searching, and filters by what a row is.

/** What a row is sorted by in a column. */
function sortKey(row, column, kind) {
  const cell = row.cells[column];
  const text = cell.dataset.sort !== undefined ? cell.dataset.sort : cell.textContent.trim();
  if (kind !== "number") return text.toLowerCase();
  const number = Number(text);
  if (text === "") return null;
  // Dates sort among themselves, after all numbers.
  return isNaN(number) ? 1e15 + Date.parse(text) : number;
}

function compareKeys(a, b, way) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (a < b) return -way;
  return a > b ? way : 0;
}

/** Mark a head as the one that a table is sorted by; 1 for rising, -1 for falling. */
function turnHead(head, table, firstWay) {
  const before = head.getAttribute("aria-sort");
  const way = before ? (before === "ascending" ? -1 : 1) : firstWay;
  for (const other of all("thead th[aria-sort]", table)) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
  say("Sorted by " + head.textContent.trim() + ", " + head.getAttribute("aria-sort"));
  return way;
}

function startSorting() {
  for (const table of all("table.sortable")) {
    const body = table.tBodies[0];
    for (const head of all("thead th[data-sort-kind]", table)) {
      head.querySelector("button").addEventListener("click", function () {
        const kind = head.dataset.sortKind;
        const way = turnHead(head, table, kind === "number" ? -1 : 1);
        const column = head.cellIndex;
        const rows = Array.from(body.rows).map(function (row) { return [sortKey(row, column, kind), row]; });
        rows.sort(function (a, b) { return compareKeys(a[0], b[0], way); });
        for (const entry of rows) body.appendChild(entry[1]);
      });
    }
  }
}

/** Whether every word of a search is in a text. */
function matches(text, words) {
  return words.every(function (word) { return text.indexOf(word) >= 0; });
}

function wordsOf(input) {
  return input.value.toLowerCase().split(/\s+/).filter(Boolean);
}

function startFilters() {
  for (const bar of all("[data-filters]")) {
    const rows = Array.from(byId(bar.dataset.filters).tBodies[0].rows);
    const texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    const search = bar.querySelector("[data-search]");
    const facets = all("[data-facet]", bar);
    const count = bar.querySelector("[data-count]");

    const apply = function () {
      const words = wordsOf(search);
      let left = 0;
      rows.forEach(function (row, i) {
        const runs = row.dataset.runs;
        const there = !runs || runs.split(" ").some(function (run) { return state.shown[run]; });
        const kept = facets.every(function (box) {
          const is = row.dataset["facet" + box.dataset.facet[0].toUpperCase() + box.dataset.facet.slice(1)] === box.value;
          return !is || ("inverse" in box.dataset ? !box.checked : box.checked);
        });
        row.hidden = !(there && kept && matches(texts[i], words));
        if (!row.hidden) left++;
      });
      count.textContent = left + " of " + rows.length;
    };
    search.addEventListener("input", apply);
    for (const box of facets) box.addEventListener("change", apply);
    state.listen("runs", apply);
    apply();
  }
}

/** Buttons that copy a text or save it as a file. */
function startCopies() {
  for (const button of all("[data-copy]")) {
    button.addEventListener("click", function () {
      const range = document.createRange();
      range.selectNodeContents(byId(button.dataset.copy));
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      say(document.execCommand("copy") ? "Copied" : "Selected: copy it with your keys");
    });
  }
  for (const button of all("[data-save]")) {
    button.addEventListener("click", function () {
      const blob = new Blob([byId(button.dataset.save).textContent], { type: "text/plain" });
      const link = element("a");
      link.href = URL.createObjectURL(blob);
      link.download = button.dataset.name;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    });
  }
}
