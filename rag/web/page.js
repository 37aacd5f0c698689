// What the page does by itself: chips open source cards, the latest answer's sources are shown,
// and screen readers hear when an answer is there. No call to the server is made from here.
(() => {
  "use strict";
  let shown = null; // the turn whose sources are shown; null for the latest
  let latest = -1;
  let moved = false; // whether the reader has scrolled since the latest question

  const find = (selector, turn, number) =>
    document.querySelector(`${selector}[data-turn="${turn}"][data-number="${number}"]`);
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const scrollTo = (element, block) =>
    element.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });

  function showGroup() {
    const groups = [...document.querySelectorAll("#sources .group")];
    if (!groups.length) return;
    const wanted = groups.some((group) => group.dataset.turn === shown)
      ? shown
      : groups[groups.length - 1].dataset.turn;
    for (const group of groups) group.hidden = group.dataset.turn !== wanted;
  }

  function markChips() {
    for (const chip of document.querySelectorAll(".chip")) {
      const card = find(".card", chip.dataset.turn, chip.dataset.number);
      const open = Boolean(card && card.open && !card.closest(".group").hidden);
      chip.classList.toggle("is-open", open);
      chip.setAttribute("aria-expanded", String(open));
    }
  }

  function openCard(chip) {
    const { turn, number } = chip.dataset;
    const card = find(".card", turn, number);
    if (!card) return;
    shown = turn;
    showGroup();
    for (const other of document.querySelectorAll(".card[open]")) {
      if (other !== card) other.open = false;
      other.classList.remove("is-chosen");
    }
    card.open = true;
    card.classList.add("is-chosen");
    markChips();
    card.querySelector("summary").focus({ preventScroll: true });
    scrollTo(card, window.innerWidth < 768 ? "start" : "nearest");
  }

  function goBack(button) {
    const chip = find(".chip", button.dataset.turn, button.dataset.number);
    if (!chip) return;
    chip.focus({ preventScroll: true });
    scrollTo(chip, "center");
  }

  document.addEventListener("click", (event) => {
    const chip = event.target.closest?.(".chip");
    const back = event.target.closest?.(".back");
    if (chip) openCard(chip);
    else if (back) goBack(back);
  });
  document.addEventListener("toggle", markChips, true);

  function announce(text) {
    let place = document.getElementById("heard");
    if (!place) {
      place = document.createElement("div");
      place.id = "heard";
      place.className = "only-heard";
      place.setAttribute("aria-live", "polite");
      document.body.append(place);
    }
    if (place.textContent !== text) place.textContent = text;
  }

  function follow() {
    const turn = document.querySelector("#current .turn");
    if (turn) {
      const number = Number(turn.dataset.turn);
      if (number !== latest) {
        latest = number;
        shown = null;
        moved = false;
        scrollTo(turn, "start");
      }
      if (turn.dataset.progress === "waiting") announce("Looking for the answer");
      else if (turn.dataset.progress === "finished" && turn.dataset.heard !== "yes") {
        turn.dataset.heard = "yes";
        // The page may have been too short for it while the answer was still to come.
        if (!moved) scrollTo(turn, "start");
        const count = document.querySelectorAll(`#current .chip`).length;
        announce(`The answer is there, with ${count} citation${count === 1 ? "" : "s"}`);
      }
    } else latest = -1;
    showGroup();
    markChips();
  }

  for (const kind of ["wheel", "touchmove"]) {
    document.addEventListener(kind, () => (moved = true), { passive: true });
  }

  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      follow();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
