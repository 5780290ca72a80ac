// From the narrow bins that the page holds to the bins that a view shows: exact extremes, weighted means.

const DAY_H = 24;
const LUNAR_DAY_H = 29.530589 * 24;
const FULL_DETAIL_H = 60 * 24;
const DAILY_DETAIL_H = 400 * 24;

/** Width of the bins for a view of `span` hours: as held up to 60 days, days up to 400, lunar days beyond. */
function binWidth(span) {
  if (span <= FULL_DETAIL_H) return DATA.binHours;
  return Math.max(span <= DAILY_DETAIL_H ? DAY_H : LUNAR_DAY_H, DATA.binHours);
}

function binText(span) {
  const width = binWidth(span);
  if (width === LUNAR_DAY_H) return "a lunar day (29.5 days)";
  if (width === DAY_H) return "a day";
  return width === 1 ? "an hour" : width + " hours";
}

/** First index whose value is greater than `x` in a rising array. */
function after(values, x) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > x) high = middle; else low = middle + 1;
  }
  return low;
}

/** Bins of an envelope series that a view shows: {x0, x1, low, mean, high}, each an array. */
function gather(series, first, last) {
  const edges = series.edges;
  const n = edges.length - 1;
  const width = binWidth(last - first);
  const found = { x0: [], x1: [], low: [], mean: [], high: [] };
  // Bins lie where the run's own begin, wherever the view does: a value does not change as one pans.
  let from = Math.max(after(edges, first) - 1, 0);
  const group = function (i) { return Math.floor((edges[i] - edges[0]) / width + 1e-9); };
  while (from > 0 && group(from - 1) === group(from)) from--;
  let i = from;
  while (i < n && edges[i] < last) {
    const number = group(i);
    let low = Infinity, high = -Infinity, sum = 0, hours = 0;
    const begin = edges[i];
    while (i < n && group(i) === number) {
      const w = edges[i + 1] - edges[i];
      low = Math.min(low, series.low[i]);
      high = Math.max(high, series.high[i]);
      sum += w * series.mean[i];
      hours += w;
      i++;
    }
    found.x0.push(begin);
    found.x1.push(edges[i]);
    found.low.push(low);
    found.mean.push(hours > 0 ? sum / hours : series.mean[i - 1]);
    found.high.push(high);
  }
  return found;
}

/** Points of a sum at the ends of bins: {x, y}; at most about 800. */
function points(series, first, last) {
  const edges = series.edges;
  const from = Math.max(after(edges, first) - 2, 0);
  const to = Math.min(after(edges, last) + 1, edges.length);
  const every = Math.max(1, Math.floor((to - from) / 800));
  const found = { x: [], y: [] };
  for (let i = from; i < to; i += every) {
    found.x.push(edges[i]);
    found.y.push(series.end[i]);
  }
  if (to > from && found.x[found.x.length - 1] !== edges[to - 1]) {
    found.x.push(edges[to - 1]);
    found.y.push(series.end[to - 1]);
  }
  return found;
}

/** What a series says at a moment: {low, mean, high} of the bin shown there, or {end}; null outside. */
function valueAt(series, bins, time) {
  const edges = series.edges;
  if (time < edges[0] || time > edges[edges.length - 1]) return null;
  if (series.end) {
    const i = Math.min(Math.max(after(edges, time) - 1, 0), edges.length - 2);
    const width = edges[i + 1] - edges[i];
    const share = width > 0 ? (time - edges[i]) / width : 0;
    return { end: series.end[i] + share * (series.end[i + 1] - series.end[i]) };
  }
  for (let i = 0; i < bins.x0.length; i++) {
    if (time <= bins.x1[i] && time >= bins.x0[i]) return { low: bins.low[i], mean: bins.mean[i], high: bins.high[i] };
  }
  return null;
}
