// Scenarios switched on and off everywhere at once: style rules hide what belongs to one, charts and lists listen.

function startScenarios() {
  for (const box of all("[data-toggle]")) {
    const run = Number(box.dataset.toggle);
    const apply = function () {
      document.documentElement.classList.toggle("hide-run-" + run, !box.checked);
      if (state.shown[run] === box.checked) return;
      state.show(run, box.checked);
      say(DATA.runs[run].label + (box.checked ? " shown" : " hidden"));
    };
    box.addEventListener("change", apply);
    // A browser may restore what was ticked before a reload.
    apply();
  }
}
