// Mouse, wheel, fingers and keys on a chart: all of them move the one time axis.

const LEAST_DRAG_PX = 6;
const TAP_PX = 10;

/** Let a chart be zoomed and moved. `timeOf(clientX)` tells the time under a pointer [h]. */
function gestures(svg, timeOf, mark) {
  const pointers = new Map();
  let drag = null;

  function spread() {
    const xs = Array.from(pointers.values());
    return { distance: Math.abs(xs[0] - xs[1]) || 1, middle: (xs[0] + xs[1]) / 2 };
  }

  svg.addEventListener("pointerdown", function (event) {
    if (event.button) return;
    pointers.set(event.pointerId, event.clientX);
    svg.setPointerCapture(event.pointerId);
    svg.focus({ preventScroll: true });
    if (pointers.size === 2) {
      drag = { kind: "pinch", distance: spread().distance };
      mark(null);
      return;
    }
    const touch = event.pointerType === "touch";
    const moving = event.shiftKey || touch;
    drag = { kind: moving ? "move" : "mark", x: event.clientX, at: timeOf(event.clientX), tap: touch };
    svg.classList.toggle("moving", moving);
  });

  svg.addEventListener("pointermove", function (event) {
    if (drag && drag.tap) {
      // A finger is never quite still: it moves the view only once it has left its place.
      if (Math.abs(event.clientX - drag.x) < TAP_PX) return;
      drag.tap = false;
    }
    if (pointers.has(event.pointerId)) pointers.set(event.pointerId, event.clientX);
    if (drag && drag.kind === "pinch" && pointers.size === 2) {
      const now = spread();
      state.zoom(now.distance / drag.distance, timeOf(now.middle));
      drag.distance = now.distance;
    } else if (drag && drag.kind === "move") {
      const by = drag.at - timeOf(event.clientX);
      state.move(by / (state.last - state.first));
    } else if (drag && drag.kind === "mark") {
      mark(Math.abs(event.clientX - drag.x) < LEAST_DRAG_PX ? null : [drag.at, timeOf(event.clientX)]);
    }
    state.point(timeOf(event.clientX));
  });

  function end(event) {
    pointers.delete(event.pointerId);
    svg.classList.remove("moving");
    if (drag && drag.kind === "mark" && event.type === "pointerup" && Math.abs(event.clientX - drag.x) >= LEAST_DRAG_PX) {
      const to = timeOf(event.clientX);
      state.look(Math.min(drag.at, to), Math.max(drag.at, to));
      sayView();
    }
    // What a finger has pointed at stays, for it hides what it points at.
    if (drag && drag.tap && event.type === "pointerup") state.point(drag.at);
    drag = null;
    mark(null);
  }
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
  svg.addEventListener("pointerleave", function (event) {
    if (!drag && event.pointerType !== "touch") state.point(null);
  });
  svg.addEventListener("dblclick", function (event) { state.zoom(2, timeOf(event.clientX)); });

  svg.addEventListener("wheel", function (event) {
    // A page full of charts must still scroll: the wheel is theirs only where the reader has chosen one.
    if (document.activeElement !== svg && !event.ctrlKey) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      state.move(Math.sign(event.deltaX || event.deltaY) * 0.1);
    } else {
      state.zoom(event.deltaY < 0 ? 1.25 : 0.8, timeOf(event.clientX));
    }
  }, { passive: false });

  svg.addEventListener("keydown", function (event) {
    // Brackets may need AltGr, which some systems tell as Alt, or as Ctrl and Alt.
    const typed = event.getModifierState("AltGraph") || (event.altKey && (event.key === "[" || event.key === "]"));
    if (event.metaKey || ((event.altKey || event.ctrlKey) && !typed)) return;
    const far = event.shiftKey ? 0.5 : 0.1;
    const keys = {
      ArrowLeft: function () { state.move(-far); },
      ArrowRight: function () { state.move(far); },
      "+": function () { state.zoom(1.5); },
      "=": function () { state.zoom(1.5); },
      "-": function () { state.zoom(1 / 1.5); },
      "0": function () { state.reset(); },
      Home: function () { state.reset(); },
      "[": function () { stepCursor(-1); },
      ",": function () { stepCursor(-1); },
      "]": function () { stepCursor(1); },
      ".": function () { stepCursor(1); },
      Escape: function () { svg.blur(); state.point(null); },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
    if ("[],.".indexOf(event.key) >= 0) sayValues(svg);
    else if (event.key !== "Escape") sayView();
  });
}

/** Move the crosshair by a hundredth of the view. */
function stepCursor(way) {
  const length = state.last - state.first;
  const at = state.cursor === null ? (state.first + state.last) / 2 : state.cursor + way * length / 100;
  state.point(Math.min(Math.max(at, state.first), state.last));
}

function sayView() {
  say("Shown: " + byId("view").textContent);
}

/** Read the values under the crosshair of one chart. */
function sayValues(svg) {
  const entries = all(".legend > span", svg.closest(".chart"));
  requestAnimationFrame(function () {
    requestAnimationFrame(function () {
      say(entries.map(function (e) { return e.querySelector(".name").textContent + " " + e.querySelector("b").textContent; }).join(", "));
    });
  });
}
