// The histories that the page holds, back from letters: see sim/view/report/coding.py.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const DIGITS = new Int8Array(128);
for (let i = 0; i < LETTERS.length; i++) DIGITS[LETTERS.charCodeAt(i)] = i;

/** Values of a stream of letters: base + step * (sum of the differences so far). */
function decodeStream(text, base, step, count) {
  const values = new Float64Array(count);
  let total = 0, number = 0, shift = 0, place = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = DIGITS[text.charCodeAt(i)];
    number += (digit & 31) * Math.pow(2, shift);
    shift += 5;
    if (digit < 32) {
      const size = Math.floor(number / 2);
      total += number % 2 ? -size : size;
      values[place++] = base + step * total;
      number = 0;
      shift = 0;
    }
  }
  return values;
}

/** A series of a chart, ready for use; null where the run has none. */
function decodeSeries(raw, run, width) {
  if (!raw) return null;
  const n = raw.bins;
  const edges = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) edges[i] = run.offset + i * width;
  edges[n] = run.offset + run.hours;
  if (raw.end !== undefined) return { edges: edges, end: decodeStream(raw.end, raw.base, raw.step, n + 1) };
  return {
    edges: edges,
    low: decodeStream(raw.low, raw.base, raw.step, n),
    mean: decodeStream(raw.mean, raw.base, raw.step, n),
    high: decodeStream(raw.high, raw.base, raw.step, n),
  };
}
