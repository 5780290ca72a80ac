// All charts, the time axis that they share, and its buttons.

function startCharts() {
  const made = DATA.charts.map(function (spec) {
    return makeChart(document.querySelector('[data-chart="' + spec.key + '"]'), spec);
  });
  function drawAll() {
    for (const chart of made) chart.draw();
  }
  const redraw = oncePerFrame(drawAll);
  const repoint = oncePerFrame(function () { for (const chart of made) chart.point(); });

  function tellView() {
    byId("view").textContent = dayText(state.first) + " to " + dayText(state.last);
    byId("bins").textContent = "Each step is " + binText(state.last - state.first) + ".";
  }

  state.listen("time", function () { tellView(); redraw(); });
  state.listen("runs", redraw);
  state.listen("cursor", repoint);
  new ResizeObserver(redraw).observe(byId("charts"));
  const more = byId("more-charts");
  if (more) more.addEventListener("toggle", redraw);
  window.addEventListener("beforeprint", drawAll);

  const work = {
    in: function () { state.zoom(2); },
    out: function () { state.zoom(0.5); },
    left: function () { state.move(-0.25); },
    right: function () { state.move(0.25); },
    reset: function () { state.reset(); },
  };
  for (const button of all("[data-time]")) {
    button.addEventListener("click", function () { work[button.dataset.time](); sayView(); });
  }
  for (const button of all(".timebar [data-first]")) {
    button.addEventListener("click", function () {
      state.look(Number(button.dataset.first), Number(button.dataset.last));
      sayView();
    });
  }
  const bands = byId("bands");
  function choose() {
    const off = bands.value === "" || (bands.type === "checkbox" && !bands.checked);
    state.band = off ? null : Number(bands.value);
    state.tell("band");
  }
  bands.addEventListener("change", choose);
  state.listen("band", redraw);
  choose();
  tellView();
  drawAll();
}
