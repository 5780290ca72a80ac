// Hours after the start as moments of the calendar (UTC), and where an axis has its ticks.

const START_MS = Date.parse(DATA.start);
const HOUR_MS = 3600000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function moment(hours) {
  return new Date(START_MS + hours * HOUR_MS);
}

function two(number) {
  return (number < 10 ? "0" : "") + number;
}

/** A date as "2 Jan 2031". */
function dayText(hours) {
  const date = moment(hours);
  return date.getUTCDate() + " " + MONTHS[date.getUTCMonth()] + " " + date.getUTCFullYear();
}

/** A time as "2031-01-02 07:19". */
function stamp(hours) {
  const date = new Date(Math.round((START_MS + hours * HOUR_MS) / 60000) * 60000);
  return (
    date.getUTCFullYear() + "-" + two(date.getUTCMonth() + 1) + "-" + two(date.getUTCDate()) +
    " " + two(date.getUTCHours()) + ":" + two(date.getUTCMinutes())
  );
}

const HOUR_STEPS = [1, 3, 6, 12];
const DAY_STEPS = [1, 2, 5, 10];
const MONTH_STEPS = [1, 2, 3, 6];
const YEAR_STEPS = [1, 2, 5, 10, 20];

/** Ticks between two times [h], at most `most`: [{at, text}]. */
function ticks(first, last, most) {
  const span = last - first;
  for (const step of HOUR_STEPS) if (span / step <= most) return hourTicks(first, last, step);
  for (const step of DAY_STEPS) if (span / 24 / step <= most) return dayTicks(first, last, step);
  for (const step of MONTH_STEPS) if (span / 730 / step <= most) return monthTicks(first, last, step);
  for (const step of YEAR_STEPS) if (span / 8766 / step <= most) return monthTicks(first, last, 12 * step);
  return [];
}

function hourTicks(first, last, step) {
  const found = [];
  for (let at = Math.ceil(first / step) * step; at <= last; at += step) {
    const date = moment(at);
    const hour = date.getUTCHours();
    found.push({ at: at, text: hour ? two(hour) + ":00" : date.getUTCDate() + " " + MONTHS[date.getUTCMonth()] });
  }
  return found;
}

function dayTicks(first, last, step) {
  const found = [];
  for (let at = Math.ceil(first / 24) * 24; at <= last; at += 24) {
    const date = moment(at);
    const day = date.getUTCDate();
    // Every fifth from the first of the month, without a 31st beside the 1st.
    if (step > 1 && ((day - 1) % step || day > 31 - step / 2)) continue;
    found.push({ at: at, text: day === 1 ? "1 " + MONTHS[date.getUTCMonth()] : day + " " + MONTHS[date.getUTCMonth()] });
  }
  return found;
}

function monthTicks(first, last, step) {
  const found = [];
  const from = moment(first);
  let month = from.getUTCFullYear() * 12 + from.getUTCMonth();
  month = Math.floor(month / step) * step;
  for (; ; month += step) {
    const year = Math.floor(month / 12);
    const at = (Date.UTC(year, month % 12, 1) - START_MS) / HOUR_MS;
    if (at > last) return found;
    if (at < first - 1e-6) continue;
    found.push({ at: at, text: month % 12 ? MONTHS[month % 12] : String(year) });
  }
}
