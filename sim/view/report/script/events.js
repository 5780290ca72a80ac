// The list of events: search, filters, order; a page of rows at a time.

const PAGE = 60;
const ROUTINE = new Set(["repair started", "repaired", "failed", "shed", "restored", "delivery"]);

/** All events as rows, and of each kind the set of runs that had it. */
function readEvents() {
  const raw = DATA.events;
  const runsOf = raw.kinds.map(function () { return new Set(); });
  const rows = [];
  raw.runs.forEach(function (flat, run) {
    for (let i = 0; i < flat.length; i += 3) {
      const kind = raw.kinds[flat[i + 1]];
      runsOf[flat[i + 1]].add(run);
      rows.push({
        time: DATA.runs[run].offset + flat[i] / 3600, run: run, kind: flat[i + 1],
        system: kind[0], subject: kind[1], event: kind[2], asset: kind[3], detail: raw.details[flat[i + 2]],
      });
    }
  });
  for (const row of rows) row.text = [stamp(row.time), DATA.runs[row.run].label, row.system, row.asset, row.subject, row.event, row.detail].join(" ").toLowerCase();
  return { rows: rows, runsOf: runsOf };
}

function startEvents() {
  const table = byId("event-table");
  const body = table.tBodies[0];
  const several = DATA.runs.length > 1;
  const events = readEvents();
  const search = byId("event-search"), only = byId("event-only"), routine = byId("event-routine"), inView = byId("event-view");
  const boxes = all("[data-event-system]");
  let key = "time", way = 1, page = PAGE, found = [];

  function wanted(row, words, systems) {
    if (!state.shown[row.run] || !systems.has(row.system)) return false;
    if (routine.value === "chief" && ROUTINE.has(row.event)) return false;
    if (inView.checked && (row.time < state.first || row.time > state.last)) return false;
    const runs = events.runsOf[row.kind];
    if (only && only.value === "new" && runs.has(0)) return false;
    if (only && only.value !== "" && only.value !== "new" && !(runs.size === 1 && runs.has(Number(only.value)))) return false;
    return matches(row.text, words);
  }

  function apply() {
    const words = wordsOf(search);
    const systems = new Set(boxes.filter(function (b) { return b.checked; }).map(function (b) { return b.dataset.eventSystem; }));
    found = events.rows.filter(function (row) { return wanted(row, words, systems); });
    found.sort(function (a, b) { return compareKeys(a[key], b[key], way) || a.time - b.time || a.run - b.run; });
    write();
  }

  function write() {
    body.textContent = "";
    const shown = found.slice(0, page);
    for (const row of shown) body.appendChild(line(row));
    const much = shown.length.toLocaleString("en") + " of " + found.length.toLocaleString("en");
    byId("event-count").textContent = much + " shown";
    byId("event-more").hidden = found.length <= page;
    byId("event-extract").textContent = found.length > page ? "An extract: the first " + much + " events that were asked for; the HTML file has all." : "";
    if (found.length) return;
    const none = element("td", "No event matches the search and the filters.", "muted");
    none.colSpan = table.tHead.rows[0].cells.length;
    body.appendChild(element("tr")).appendChild(none);
  }

  function line(row) {
    const made = element("tr");
    made.dataset.run = row.run;
    const when = element("button", stamp(row.time), "when");
    when.type = "button";
    when.title = "Show the days around it in the charts";
    when.addEventListener("click", function () {
      state.look(row.time - 120, row.time + 120);
      state.point(row.time);
      byId("charts").scrollIntoView();
      sayView();
    });
    cell(made, "time").appendChild(when);
    if (several) cell(made, "run", DATA.runs[row.run].label);
    const system = element("span", row.system, "system");
    system.dataset.system = row.system;
    cell(made, "system").appendChild(system);
    const subject = cell(made, "subject", row.subject);
    if (row.asset) subject.appendChild(element("small", " " + row.asset));
    cell(made, "event", row.event);
    cell(made, "detail", row.detail);
    return made;
  }

  function cell(line, key, text) {
    const made = line.appendChild(element("td", text));
    made.dataset.cell = key;
    return made;
  }

  function anew() {
    page = PAGE;
    apply();
  }
  search.addEventListener("input", anew);
  for (const input of [routine, only, inView].concat(boxes)) if (input) input.addEventListener("change", anew);
  state.listen("runs", anew);
  state.listen("time", oncePerFrame(function () { if (inView.checked) anew(); }));
  byId("event-more").addEventListener("click", function () { page += 5 * PAGE; write(); });
  for (const head of all("thead th[data-key]", table)) {
    head.querySelector("button").addEventListener("click", function () {
      way = turnHead(head, table, 1);
      key = head.dataset.key;
      anew();
    });
  }
  apply();
}
