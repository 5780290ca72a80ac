// One chart: its series, its legend that doubles as readout, its picture.

/** Letters of the longest number below a hundred, and of what stands between three numbers of a readout. */
const LONGEST_FRACTION = 5;
const BETWEEN = " ( to )".length;
/** Width of a letter of a name; one that is wider after all ends in an ellipsis. */
const LETTER_CH = 0.9;

function makeChart(host, spec) {
  const place = host.querySelector(".plot");
  const legend = host.querySelector(".legend");
  const series = spec.series.map(function (raw, i) { return decodeSeries(raw, DATA.runs[i], DATA.binHours); });
  const highest = Math.max.apply(null, series.map(function (s) {
    return s ? (s.end || s.high).reduce(function (a, b) { return Math.max(a, b); }, 0) : 0;
  }));
  const wholeAxis = valueAxis(0, spec.top || (highest > 0 ? highest * 1.05 : 1));
  let axis = wholeAxis;
  const svg = shape("svg", { role: "application", tabindex: "0", "aria-roledescription": "chart", "aria-describedby": host.querySelector(".how").id }, place);
  svg.setAttribute("aria-label", spec.title + " along time, in " + spec.unit + "; arrow keys move, plus and minus zoom");
  const clip = "clip-" + spec.key;
  let width = 0, shownBins = [], cursorGroup = null, markRect = null;
  const values = [];

  series.forEach(function (s, i) {
    const entry = element("span");
    entry.dataset.run = i;
    const sample = shape("svg", { viewBox: "0 0 26 8" }, entry);
    const line = shape("line", { x1: 0, x2: 26, y1: 4, y2: 4, "stroke-width": DATA.runs[i].width + 0.4 }, sample);
    if (DATA.runs[i].dashes) line.setAttribute("stroke-dasharray", DATA.runs[i].dashes);
    line.style.stroke = "var(--run-" + i + ")";
    entry.appendChild(element("span", DATA.runs[i].label + (s ? "" : " has none"), "name"));
    values.push(entry.appendChild(element("b")));
    legend.appendChild(entry);
  });

  /** Keep room for the longest readout: nothing may move under the pointer when values come and go. */
  function reserve() {
    const total = spec.mode === "total";
    const whole = total && spec.counted;
    const digits = Math.max(numberText(highest, whole).length, whole ? 1 : LONGEST_FRACTION);
    const letters = state.band !== null && !total ? 3 * digits + BETWEEN : digits;
    for (const value of values) value.style.minWidth = letters + "ch";
    const names = DATA.runs.map(function (run, i) { return run.label.length + (series[i] ? 0 : 9); });
    legend.style.setProperty("--entry", letters + LETTER_CH * Math.max.apply(null, names) + "ch");
  }

  /** The axis of what is shown: a sum that only grows is seen to grow within any stretch of time. */
  function axisInView() {
    if (spec.mode !== "total" || (state.first === DATA.first && state.last === DATA.last)) return wholeAxis;
    let low = Infinity, high = -Infinity;
    series.forEach(function (s, i) {
      if (!s || !state.shown[i]) return;
      const last = s.edges[s.edges.length - 1];
      if (state.last < s.edges[0] || state.first > last) return;
      low = Math.min(low, valueAt(s, null, Math.max(state.first, s.edges[0])).end);
      high = Math.max(high, valueAt(s, null, Math.min(state.last, last)).end);
    });
    if (low > high) return wholeAxis;
    // What hardly grows is not blown up to look as if it did.
    const room = Math.max(high - low, wholeAxis.end / 200) * 0.08;
    const begin = low - room < 0.1 * high ? 0 : low - room;
    return valueAxis(begin, Math.max(high, low + wholeAxis.end / 200) + room);
  }

  const size = {
    get width() { return width; },
    x: function (t) { return MARGIN.left + (t - state.first) / (state.last - state.first) * (width - MARGIN.left - MARGIN.right); },
    y: function (v) {
      const share = (v - axis.begin) / (axis.end - axis.begin);
      return HEIGHT - MARGIN.bottom - share * (HEIGHT - MARGIN.top - MARGIN.bottom);
    },
  };

  function timeOf(clientX) {
    const box = svg.getBoundingClientRect();
    const x = (clientX - box.left) / box.width * width;
    const share = (x - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
    return state.first + Math.min(Math.max(share, 0), 1) * (state.last - state.first);
  }

  function draw() {
    width = Math.round(place.clientWidth) || width;
    if (!width) return;
    axis = axisInView();
    svg.textContent = "";
    svg.setAttribute("viewBox", "0 0 " + width + " " + HEIGHT);
    shape("rect", { x: MARGIN.left, y: 0, width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.bottom + 1 }, shape("clipPath", { id: clip }, svg));
    drawFrame(svg, size, axis, state.first, state.last);
    const inside = shape("g", { "clip-path": "url(#" + clip + ")" }, svg);
    const bands = shape("g", {}, inside);
    const lines = shape("g", {}, inside);
    shownBins = series.map(function (s, i) {
      return s && state.shown[i] ? drawSeries(bands, lines, s, i, size, state.first, state.last) : null;
    });
    markRect = shape("rect", { class: "mark", y: MARGIN.top, height: HEIGHT - MARGIN.top - MARGIN.bottom, visibility: "hidden" }, svg);
    cursorGroup = shape("g", {}, svg);
    point();
  }

  function mark(span) {
    if (!markRect) return;
    markRect.setAttribute("visibility", span ? "visible" : "hidden");
    if (!span) return;
    const from = size.x(Math.min(span[0], span[1]));
    markRect.setAttribute("x", from);
    markRect.setAttribute("width", size.x(Math.max(span[0], span[1])) - from);
  }

  function point() {
    if (!cursorGroup) return;
    cursorGroup.textContent = "";
    const at = state.cursor;
    const seen = at !== null && at >= state.first && at <= state.last;
    if (seen) {
      const x = size.x(at);
      shape("line", { class: "cursor", x1: x, x2: x, y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom }, cursorGroup);
      const anchor = x > width - 110 ? "end" : "start";
      shape("text", { class: "cursor-time", x: anchor === "end" ? x - 5 : x + 5, y: MARGIN.top + 10, "text-anchor": anchor }, cursorGroup).textContent = stamp(at);
    }
    series.forEach(function (s, i) {
      const found = seen && s && state.shown[i] ? valueAt(s, shownBins[i], at) : null;
      values[i].textContent = found ? readout(found, i) : "";
    });
  }

  function readout(found, i) {
    if (found.end !== undefined) return numberText(found.end, spec.counted);
    const mean = numberText(found.mean), low = numberText(found.low), high = numberText(found.high);
    return low === high || state.band !== i ? mean : mean + " (" + low + " to " + high + ")";
  }

  reserve();
  state.listen("band", reserve);
  gestures(svg, timeOf, mark);
  return { draw: draw, point: point };
}
