// The chart of what the library holds: drag across it, or move its two handles, to choose the days.
(() => {
  "use strict";
  let chosen = ["", "", []];
  let from = null; // the bar where a drag began
  let calm = 0;

  const chart = () => document.querySelector("#window .window");
  const bars = (place) => place.dataset.bars.split("|").map((bar) => bar.split(","));
  const handle = (place, name) => place.querySelector(`input.${name}`);

  function show(place, first, last) {
    handle(place, "first").value = first;
    handle(place, "last").value = last;
    const named = bars(place);
    for (const [name, at] of [["first", first], ["last", last]]) {
      handle(place, name).setAttribute("aria-valuetext", named[at][2]);
    }
    place.querySelectorAll("rect").forEach((rect, at) => {
      rect.classList.toggle("out", at < first || at > last);
    });
    const whole = first === 0 && last === named.length - 1;
    const [start, end] = place.querySelectorAll(".ends span");
    start.textContent = whole || first === 0 ? named[0][2] : named[first][2];
    end.textContent = named[last][2];
  }

  function take(place, first, last) {
    const named = bars(place);
    const days = [
      first === 0 ? "" : named[first][0],
      last === named.length - 1 ? "" : named[last][1],
    ];
    chosen = [...days, chosen[2]];
    window.dateline.signal("window");
  }

  function at(place, event) {
    const box = place.querySelector(".plot").getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const count = bars(place).length;
    return Math.min(Math.max(Math.floor(share * count), 0), count - 1);
  }

  document.addEventListener("pointerdown", (event) => {
    const plot = event.target.closest?.("#window .plot");
    if (!plot || event.target.closest("input") || event.button) return;
    from = at(chart(), event);
    event.preventDefault();
    show(chart(), from, from);
  });
  document.addEventListener("pointermove", (event) => {
    if (from === null || !chart()) return;
    const to = at(chart(), event);
    show(chart(), Math.min(from, to), Math.max(from, to));
  });
  document.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const to = at(chart(), event);
    take(chart(), Math.min(from, to), Math.max(from, to));
    from = null;
  });
  document.addEventListener("pointercancel", () => {
    if (from !== null) narrowed(...chosen);
    from = null;
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("#window input")) return;
    const place = chart();
    let [first, last] = ["first", "last"].map((name) => Number(handle(place, name).value));
    // A handle that passes the other one takes it along.
    if (first > last) [first, last] = event.target.matches(".first") ? [first, first] : [last, last];
    show(place, first, last);
    clearTimeout(calm);
    calm = setTimeout(() => take(place, first, last), 250);
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".widen")) return;
    chosen = ["", "", []];
    window.dateline.signal("window");
    window.dateline.focusBox();
  });

  // Called whenever a filter has changed, whoever changed it.
  function narrowed(first, last, outlets) {
    chosen = [first ?? "", last ?? "", outlets ?? []];
    const line = document.querySelector(".narrowed");
    if (line) {
      const days = [first && `from ${first}`, last && `to ${last}`].filter(Boolean).join(" ");
      const told = [days, (outlets ?? []).join(", ")].filter(Boolean).join(" · ");
      line.hidden = !told;
      line.querySelector(".told").textContent = told && `Only ${told}`;
    }
    const place = chart();
    if (!place || from !== null) return;
    const named = bars(place);
    const start = named.findIndex((bar) => bar[1] >= (first || ""));
    const end = named.findLastIndex((bar) => !last || bar[0] <= last);
    if (start >= 0 && end >= start) show(place, start, end);
  }

  Object.assign(window.dateline, {
    window: () => chosen,
    narrowed,
    drawn: () => {
      const place = chart();
      if (!place || place.dataset.drawn) return;
      place.dataset.drawn = "yes";
      narrowed(...chosen);
    },
  });
})();
