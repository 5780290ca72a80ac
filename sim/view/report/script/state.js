// What the reader has chosen: which scenarios, which stretch of time, where the crosshair is. Parts listen to it.

const DATA = JSON.parse(byId("data").textContent);
const SHORTEST_H = 6 * DATA.binHours;

const state = {
  first: DATA.first,
  last: DATA.last,
  cursor: null,
  shown: DATA.runs.map(function () { return true; }),
  /** Number of the run whose band is drawn; null for none: bands of several merge into one grey. */
  band: null,
  listeners: [],

  /** Call `work` whenever something of `what` ("time", "cursor", "runs", "band") changes. */
  listen: function (what, work) {
    this.listeners.push([what, work]);
  },

  tell: function (what) {
    for (const entry of this.listeners) if (entry[0] === what) entry[1]();
  },

  /** Show a stretch of time [h], kept within what there is. */
  look: function (first, last) {
    const whole = DATA.last - DATA.first;
    const length = Math.min(Math.max(last - first, Math.min(SHORTEST_H, whole)), whole);
    const middle = (first + last) / 2;
    const begin = Math.min(Math.max(middle - length / 2, DATA.first), DATA.last - length);
    if (begin === this.first && begin + length === this.last) return;
    this.first = begin;
    this.last = begin + length;
    this.tell("time");
  },

  /** Zoom by a factor about a moment [h], which stays where it is. */
  zoom: function (factor, about) {
    const at = about === undefined ? (this.first + this.last) / 2 : about;
    const length = Math.min(Math.max((this.last - this.first) / factor, SHORTEST_H), DATA.last - DATA.first);
    const share = (at - this.first) / (this.last - this.first);
    this.look(at - share * length, at + (1 - share) * length);
  },

  /** Move along by a share of what is shown. */
  move: function (share) {
    const by = share * (this.last - this.first);
    const clear = Math.min(Math.max(by, DATA.first - this.first), DATA.last - this.last);
    this.look(this.first + clear, this.last + clear);
  },

  reset: function () {
    this.look(DATA.first, DATA.last);
  },

  point: function (time) {
    this.cursor = time;
    this.tell("cursor");
  },

  show: function (run, shown) {
    this.shown[run] = shown;
    this.tell("runs");
  },
};
