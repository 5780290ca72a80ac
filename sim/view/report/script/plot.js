// Drawing: axes, bands and lines of one chart as SVG.

const HEIGHT = 190;
const MARGIN = { left: 60, right: 10, top: 8, bottom: 22 };
const MOST_VALUE_TICKS = 4;

/** A value axis from `begin` to `end` with its ticks. */
function valueAxis(begin, end) {
  const rough = (end - begin) / MOST_VALUE_TICKS;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = [1, 2, 2.5, 5, 10].map(function (f) { return f * power; }).find(function (s) { return s >= rough * 0.999; });
  const found = [];
  const reach = end + (end - begin) * 1e-4;
  for (let i = Math.ceil(begin / step - 1e-9); i * step <= reach; i++) found.push(i * step);
  return { begin: begin, end: end, ticks: found, step: step };
}

function tickText(value, step) {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (/^2\.?5/.test(String(step).replace(/^0\.0*/, "")) && step < 10 ? 1 : 0));
  const text = value.toFixed(Math.min(digits, 6));
  return digits ? text : text.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A path of steps: level between x0 and x1 of each bin. */
function stepPath(x0, x1, y) {
  let path = "";
  for (let i = 0; i < y.length; i++) path += (i ? "L" : "M") + x0[i] + " " + y[i] + "H" + x1[i];
  return path;
}

/** A closed band between two stepped lines. */
function bandPath(x0, x1, low, high) {
  let path = stepPath(x0, x1, high);
  for (let i = low.length - 1; i >= 0; i--) path += "L" + x1[i] + " " + low[i] + "H" + x0[i];
  return path + "Z";
}

function linePath(x, y) {
  let path = "";
  for (let i = 0; i < x.length; i++) path += (i ? "L" : "M") + x[i] + " " + y[i];
  return path;
}

function tenth(value) {
  return Math.round(value * 10) / 10;
}

/** The frame of a chart: value grid and time axis. */
function drawFrame(svg, size, axis, first, last) {
  const right = size.width - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  for (const value of axis.ticks) {
    const y = Math.round(size.y(value)) + 0.5;
    shape("line", { class: value ? "grid-line" : "base-line", x1: MARGIN.left, x2: right, y1: y, y2: y }, svg);
    shape("text", { x: MARGIN.left - 6, y: y + 4, "text-anchor": "end" }, svg).textContent = tickText(value, axis.step);
  }
  const room = Math.max(2, Math.floor((right - MARGIN.left) / 62));
  for (const tick of ticks(first, last, room)) {
    const x = Math.round(size.x(tick.at)) + 0.5;
    shape("line", { class: "grid-line", x1: x, x2: x, y1: MARGIN.top, y2: bottom + 4 }, svg);
    const anchor = x > right - 20 ? "end" : "middle";
    shape("text", { x: anchor === "end" ? right : x, y: HEIGHT - 6, "text-anchor": anchor }, svg).textContent = tick.text;
  }
}

/** Line of one run in a chart, and its band if it is the one whose band is drawn; the bins that are shown, for the crosshair. Lines lie above all bands. */
function drawSeries(bands, lines, series, number, size, first, last) {
  const run = DATA.runs[number];
  const colour = "var(--run-" + number + ")";
  const x = function (t) { return tenth(size.x(t)); };
  const y = function (v) { return tenth(size.y(v)); };
  const look = { class: "line", "data-line": number, "stroke-width": run.width };
  if (run.dashes) look["stroke-dasharray"] = run.dashes;
  let bins = null;
  if (series.end) {
    const found = points(series, first, last);
    look.d = linePath(found.x.map(x), found.y.map(y));
  } else {
    bins = gather(series, first, last);
    const x0 = bins.x0.map(x), x1 = bins.x1.map(x);
    if (state.band === number) {
      const band = shape("path", { class: "band", "data-band": number, d: bandPath(x0, x1, bins.low.map(y), bins.high.map(y)) }, bands);
      band.style.fill = colour;
    }
    look.d = stepPath(x0, x1, bins.mean.map(y));
  }
  shape("path", look, lines).style.stroke = colour;
  return bins;
}
