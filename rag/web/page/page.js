// What the page does by itself: chips open source cards at the quoted words, the latest answer's
// sources are shown, and screen readers hear when an answer is there.
(() => {
  "use strict";
  let shown = null; // the turn whose sources are shown; null for the latest
  let latest = -1;
  let chosen = null; // the turn and number of the chip that was clicked last
  let moved = false; // whether the reader has scrolled since the latest question

  let reading = null; // the button that opened the whole article
  let returning = 0; // the timer of the way back to it
  let offered = ""; // the follow-ups that have been announced
  let pointedAt = null; // the chip whose words are shown
  let silent = false; // whether a chip gets the focus back, and need not show its words again
  const behind = []; // on a phone: where its "back" leads, the latest last

  const chipOf = ({ turn, number }) =>
    document.querySelector(`.chip[data-turn="${turn}"][data-number="${number}"]`);
  const cardOf = ({ turn, number }) =>
    document.querySelector(`.card[data-turn="${turn}"][data-numbers~="${number}"]`);
  const markOf = (card, number) => card.querySelector(`mark[data-number="${number}"]`);
  const isSmall = () => window.innerWidth < 768;
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
      const card = cardOf(chip.dataset);
      const open = Boolean(card && card.open && !card.closest(".group").hidden);
      const expanded = String(open);
      if (chip.getAttribute("aria-expanded") === expanded) continue;
      chip.classList.toggle("is-open", open);
      chip.setAttribute("aria-expanded", expanded);
    }
  }

  function unlight() {
    document.getElementById("peek")?.remove();
    for (const lit of document.querySelectorAll("mark.is-lit")) lit.classList.remove("is-lit");
    for (const card of document.querySelectorAll(".card[data-peek]")) {
      delete card.dataset.peek;
      card.open = false;
    }
  }

  // Opens the card of a chip and lights the words that the sentence rests on.
  function light(chip) {
    const card = cardOf(chip.dataset);
    if (!card) return null;
    unlight();
    shown = chip.dataset.turn;
    showGroup();
    if (!card.open) {
      card.dataset.peek = "yes";
      card.open = true;
    }
    lightMarks(card, chip.dataset.number);
    return card;
  }

  function lightMarks(card, number) {
    for (const mark of card.querySelectorAll(`mark[data-number="${number}"]`)) {
      mark.classList.add("is-lit");
    }
  }

  // What a chip that is pointed at, or reached by keyboard, rests on, without leaving the answer.
  function peek(chip) {
    const card = light(chip);
    const mark = card && markOf(card, chip.dataset.number);
    if (!mark) return;
    pointedAt = chip;
    if (isSmall()) peekBeside(chip, card);
    else intoColumn(mark);
  }

  // Where the sources are out of sight, the words themselves come to the chip.
  function peekBeside(chip, card) {
    const box = document.createElement("div");
    box.id = "peek";
    const marks = card.querySelectorAll(`mark[data-number="${chip.dataset.number}"]`);
    const words = document.createElement("p");
    words.className = "words";
    words.textContent = [...marks].map((mark) => mark.textContent).join(" ");
    const meta = document.createElement("p");
    meta.className = "meta";
    meta.textContent = card.querySelector(".meta").textContent.trim();
    box.append(words, meta);
    box.setAttribute("aria-hidden", "true"); // the chip's own name says it
    document.body.append(box);
    placePeek(chip);
  }

  // Below its chip, or above where there is no room.
  function placePeek(chip) {
    const box = document.getElementById("peek");
    if (!box) return;
    const at = chip.getBoundingClientRect();
    const below = at.bottom + 8;
    const fits = below + box.offsetHeight <= window.innerHeight;
    box.style.top = `${Math.max(fits ? below : at.top - box.offsetHeight - 8, 4)}px`;
  }

  function unpeek() {
    unlight();
    const card = chosen && cardOf(chosen);
    if (card?.open) lightMarks(card, chosen.number);
  }

  function intoColumn(element) {
    const column = document.getElementById("sources-column");
    const [inner, outer] = [element.getBoundingClientRect(), column.getBoundingClientRect()];
    if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
    column.scrollBy({ top: inner.top - outer.top - 80, behavior: calm() ? "auto" : "smooth" });
  }

  // On a phone the sources are another place: its own "back" leads out of them, step by step.
  function enter(back) {
    if (!isSmall()) return;
    behind.push(back);
    history.scrollRestoration = "manual"; // or the browser would undo where "back" leads
    history.pushState(null, "");
  }
  const leave = (back) => (behind.length ? history.back() : back());
  window.addEventListener("popstate", () => behind.pop()?.());

  function openCard(chip) {
    if (document.querySelector("#article .whole")) window.dateline.signal("close");
    const card = light(chip);
    if (!card) return;
    delete card.dataset.peek;
    chosen = { ...chip.dataset };
    for (const other of document.querySelectorAll(".card[open]")) {
      if (other !== card) other.open = false;
      other.classList.remove("is-chosen");
    }
    card.classList.add("is-chosen");
    markChips();
    card.querySelector("summary").focus({ preventScroll: true });
    const mark = markOf(card, chip.dataset.number) ?? card;
    if (!isSmall()) return scrollTo(mark, "nearest");
    if (!behind.length) enter(() => goBack(chip.dataset));
    const depth = mark.getBoundingClientRect().bottom - card.getBoundingClientRect().top;
    if (depth < window.innerHeight * 0.7) scrollTo(card, "start");
    else scrollTo(mark, "center");
  }

  function goBack(place) {
    clearTimeout(returning);
    const chip = chipOf(place);
    if (!chip) return;
    silent = true;
    chip.focus({ preventScroll: true });
    silent = false;
    scrollTo(chip, "center");
  }

  function read(button) {
    reading = button;
    enter(close);
    const { turn, number, nearest } = button.dataset;
    window.dateline.point({ turn, number, nearest });
    window.dateline.signal("read");
  }

  function close() {
    window.dateline.signal("close");
    returning = setTimeout(() => {
      reading?.focus({ preventScroll: true });
      if (reading?.isConnected) scrollTo(reading, "center");
    }, 60);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".chip, .read, .close, .back");
    if (!button) return;
    if (button.matches(".chip")) openCard(button);
    else if (button.matches(".read")) read(button);
    else if (button.matches(".close")) leave(close);
    else leave(() => goBack(chosen && cardOf(chosen)?.contains(button) ? chosen : button.dataset));
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const chip = event.target.closest?.(".chip");
    if (chip && !chip.contains(event.relatedTarget)) peek(chip);
  });
  document.addEventListener("pointerout", (event) => {
    const chip = event.target.closest?.(".chip");
    if (!chip || event.pointerType !== "mouse" || chip.contains(event.relatedTarget)) return;
    unpeek();
  });
  document.addEventListener("focusin", (event) => {
    if (!silent && event.target.matches?.(".chip:focus-visible")) peek(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.(".chip")) unpeek();
  });
  document.addEventListener("scroll", () => pointedAt?.isConnected && placePeek(pointedAt), true);

  // Closes what was opened last: the words at a chip, the whole article, the card of a chip.
  window.dateline.closeLatest = () => {
    if (document.getElementById("peek")) return unpeek();
    if (document.querySelector("#article .whole")) return leave(close);
    const chip = chosen;
    const card = chip && cardOf(chip);
    if (!card?.open) return;
    chosen = null;
    leave(() => {
      card.open = false;
      unlight();
      goBack(chip);
    });
  };
  document.addEventListener("toggle", markChips, true);

  // An article has been opened, or gone.
  function showArticle() {
    const whole = document.querySelector("#article .whole");
    if (!whole || whole.dataset.seen) return;
    whole.dataset.seen = "yes";
    whole.focus({ preventScroll: true });
    const asked = whole.querySelector(`mark[data-number="${reading?.dataset.number}"]`);
    const mark = asked ?? whole.querySelector("mark");
    asked?.classList.add("is-lit");
    if (isSmall()) scrollTo(mark ?? whole, mark ? "center" : "start");
    else {
      document.getElementById("sources-column").scrollTop = 0;
      if (mark) intoColumn(mark);
    }
  }

  // The words of the buttons that show an icon, for the style sheet to show beside it.
  function nameActions() {
    for (const button of document.querySelectorAll("#actions button:not([data-words])")) {
      button.dataset.words = button.textContent.trim();
    }
  }

  // Follow-ups are heard a while after the answer, so that neither hides the other.
  function offer() {
    const group = document.getElementById("followups");
    const buttons = group?.offsetParent ? [...group.querySelectorAll("button")] : [];
    const questions = buttons.map((button) => button.textContent.trim()).filter(Boolean);
    const now = questions.join("\n");
    if (now === offered) return;
    offered = now;
    group?.setAttribute("role", "group");
    group?.setAttribute("aria-label", "Questions to ask next");
    const count = questions.length;
    const told = `${count} question${count === 1 ? "" : "s"} to ask next below the answer`;
    if (count) setTimeout(() => offered === now && window.dateline.announce(told), 1500);
  }

  // What is heard of a turn that has ended.
  function outcomeOf(turn) {
    if (turn.dataset.progress === "stopped") return "Stopped";
    const told = turn.querySelector(".refused, .fault-line");
    if (told) return told.firstChild.textContent.trim();
    const count = turn.querySelectorAll(".chip").length;
    if (!count) return turn.querySelector(".answer")?.textContent.trim() ?? "";
    return `The answer is there, with ${count} citation${count === 1 ? "" : "s"}`;
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
      const { progress } = turn.dataset;
      if (progress === "waiting") window.dateline.announce("Looking for the answer");
      else if (progress !== "answering" && turn.dataset.heard !== "yes") {
        turn.dataset.heard = "yes";
        // The page may have been too short for it while the answer was still to come.
        if (!moved && progress === "finished") scrollTo(turn, "start");
        window.dateline.announce(outcomeOf(turn));
      }
    } else latest = -1;
    showGroup();
    markChips();
    nameActions();
    offer();
    showArticle();
    window.dateline.drawn();
    if (document.getElementById("kept-list")?.childElementCount === 0) window.dateline.list();
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
