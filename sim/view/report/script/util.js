// Small things that all parts use. Text from a scenario only ever enters the page as text.

const SVG = "http://www.w3.org/2000/svg";

/** The element with an id, or null. */
function byId(id) {
  return document.getElementById(id);
}

/** All elements that a selector finds, as an array. */
function all(selector, root) {
  return Array.from((root || document).querySelectorAll(selector));
}

/** A new HTML element with text and a class. */
function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined && text !== "") made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** A new SVG element with attributes. */
function shape(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const key of Object.keys(attributes || {})) made.setAttribute(key, attributes[key]);
  if (parent) parent.appendChild(made);
  return made;
}

/** Say something to those who listen instead of looking. */
function say(text) {
  byId("status").textContent = text;
}

/** Call a function once before the next painting, however often it was asked for. */
function oncePerFrame(work) {
  let asked = false;
  return function () {
    if (asked) return;
    asked = true;
    requestAnimationFrame(function () {
      asked = false;
      work();
    });
  };
}

/** A number for people: grouped thousands, three significant digits below a thousand. */
function numberText(value, counted) {
  if (!isFinite(value)) return "–";
  const size = Math.abs(value);
  let digits = size >= 100 || counted ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  if (size < 0.0005) { value = 0; digits = 0; }
  const plain = Math.abs(value).toFixed(digits);
  const grouped = digits ? plain : plain.replace(/\B(?=(\d{3})+$)/g, ",");
  return (value < 0 && Number(value.toFixed(digits)) !== 0 ? "−" : "") + grouped;
}
