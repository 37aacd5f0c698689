// What keys do: "/" goes to the box, Escape closes what was opened last, arrows go through the chips.
(() => {
  "use strict";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  function toChip(from, step) {
    const chips = [...document.querySelectorAll(".chip")];
    chips[chips.indexOf(from) + step]?.focus();
  }

  function close() {
    const kept = document.getElementById("kept");
    if (!kept?.open) return window.dateline.closeLatest();
    kept.open = false;
    kept.querySelector("summary").focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing) {
      const box = document.querySelector("#box textarea");
      if (!box?.offsetParent) return;
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && !typing) close();
    else if (event.key in STEPS && event.target.matches?.(".chip")) {
      event.preventDefault(); // the page would scroll
      toChip(event.target, STEPS[event.key]);
    }
  });
})();
