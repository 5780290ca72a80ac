// Where the program of the page begins.

document.documentElement.classList.add("scripted");
startTheme();
startScenarios();
startSorting();
startFilters();
startCopies();
// The page of a study has neither, nor their parts of this program.
if (byId("charts")) startCharts();
if (byId("event-table")) startEvents();

// The bar may take two lines: what one jumps to must still be seen below it.
new ResizeObserver(function () {
  document.documentElement.style.scrollPaddingTop = byId("bar").offsetHeight - 14 + "px";
}).observe(byId("bar"));

// Printing shows what is folded, but for the scenario files; afterwards all is as it was.
const folded = [];
window.addEventListener("beforeprint", function () {
  for (const fold of all("details:not([open]):not(.source)")) {
    if (fold.closest(".chart") || fold.closest("#ledgers")) continue;
    fold.open = true;
    folded.push(fold);
  }
});
window.addEventListener("afterprint", function () {
  while (folded.length) folded.pop().open = false;
});
