// What the reader's own browser keeps: conversations, and the link that a page was opened with.
// The server gets a conversation back only to show it again. Texts enter the page as text alone.
window.dateline = (() => {
  "use strict";
  const PLACE = "dateline.conversations";
  const OPEN = "dateline.open"; // of this tab
  const MOST = 50;
  let memory = []; // where the browser keeps nothing, at least as long as the page is open
  let open = null;
  let wanted = null;
  let pointer = null;
  let told = ""; // what the page was last told to keep
  const known = new Set(); // the answers that this tab has shown
  const DRAFT = "dateline.draft"; // of this tab: what is being typed

  function all() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
      return Array.isArray(kept) ? kept.filter((it) => it && Array.isArray(it.turns)) : [];
    } catch {
      return memory;
    }
  }

  function save(conversations) {
    memory = conversations.slice(0, MOST);
    // A full store gives up its oldest conversations first.
    for (let count = memory.length; count >= 0; count--) {
      try {
        localStorage.setItem(PLACE, JSON.stringify(memory.slice(0, count)));
        break;
      } catch {
        /* try with one less */
      }
    }
    list();
  }

  function setOpen(id) {
    open = id;
    try {
      if (id) sessionStorage.setItem(OPEN, id);
      else sessionStorage.removeItem(OPEN);
    } catch {
      /* the tab then forgets it on a reload */
    }
    list();
  }

  // Before anything else can happen to the page on which an answer has just appeared.
  new MutationObserver(() => {
    const current = document.getElementById("current");
    const now = current?.querySelector(".to-keep")?.value;
    // A conversation is open that was kept before: what it is told next may read like the last.
    if (!now && current?.querySelector(".turn")) told = "";
    if (!now || now === told) return;
    told = now;
    keep(JSON.parse(now));
  }).observe(document.documentElement, { childList: true, subtree: true });

  // `kept` is the record of the latest turn, and the numbers of the turns that are still there.
  function keep(kept) {
    const conversations = all();
    let own = conversations.find((it) => it.id === open);
    const isElsewhereToo = own?.turns.some((turn) => !known.has(turn.key));
    if (!own || isElsewhereToo) {
      if (!kept.turn) return;
      // Where another tab went on with the same conversation, both keep what they have.
      const turns = isElsewhereToo ? own.turns.filter((turn) => known.has(turn.key)) : [];
      own = { id: `${Date.now()}-${Math.random().toString(36).slice(2)}`, turns };
      own.title = (turns[0] ?? kept.turn).question.slice(0, 90);
    }
    if (kept.turn) known.add(kept.turn.key);
    own.turns = own.turns.filter(
      (turn) => kept.numbers.includes(turn.number) && turn.number !== kept.turn?.number,
    );
    if (kept.turn) own.turns.push(kept.turn);
    const others = conversations.filter((it) => it.id !== own.id);
    save(own.turns.length ? [own, ...others] : others);
    setOpen(own.turns.length ? own.id : null);
  }

  function turnsOf(id) {
    const turns = all().find((it) => it.id === id)?.turns ?? [];
    for (const turn of turns) known.add(turn.key);
    return turns;
  }

  // The link "#q=…&from=…&to=…&outlet=…", which no server's log sees, or the same after "?"; else
  // what was open in this tab before a reload.
  function arrive() {
    const [hash, search] = [location.hash.slice(1), location.search].map(
      (text) => new URLSearchParams(text),
    );
    const given = new URLSearchParams(hash.get("q") ? hash : search);
    if (given.get("q")) {
      for (const name of ["q", "from", "to", "outlet"]) search.delete(name);
      const rest = search.size ? `?${search}` : "";
      history.replaceState(null, "", location.pathname + rest);
      setOpen(null);
      wanted = given.get("q");
      return {
        question: wanted,
        from: given.get("from") ?? "",
        to: given.get("to") ?? "",
        outlets: given.getAll("outlet"),
      };
    }
    try {
      setOpen(sessionStorage.getItem(OPEN));
    } catch {
      setOpen(null);
    }
    return turnsOf(open);
  }

  function arrived() {
    if (!wanted) return restoreDraft();
    wanted = null;
    // Once the form has taken what the link asks for.
    setTimeout(() => document.querySelector("#send")?.click(), 60);
  }

  // What was being typed when the tab was reloaded, where nothing has been typed since.
  function restoreDraft() {
    const box = document.querySelector("#box textarea");
    const draft = drafted();
    if (!box || box.value || !draft) return;
    box.value = draft;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function drafted(text) {
    try {
      if (text === undefined) return sessionStorage.getItem(DRAFT);
      sessionStorage.setItem(DRAFT, text);
    } catch {
      /* the tab then forgets it on a reload */
    }
    return null;
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("#box textarea")) drafted(event.target.value);
  });
  for (const [kind, asks] of [["keydown", "#box textarea"], ["click", "#send"]]) {
    document.addEventListener(kind, (event) => {
      if (event.key && (event.key !== "Enter" || event.shiftKey)) return;
      if (event.target.closest?.(asks)) drafted("");
    });
  }

  function begin() {
    setOpen(null);
    setTimeout(focusBox, 0);
    return [];
  }

  const chosen = () => turnsOf(open);
  const focusBox = () => document.querySelector("#box textarea")?.focus();
  const signal = (name) => document.getElementById(`signal-${name}`)?.click();
  const point = (place) => {
    pointer = place;
  };
  const pointed = () => pointer;

  // --- the list of conversations

  function button(text, name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function list() {
    const place = document.getElementById("kept-list");
    if (!place) return;
    bringListToLife();
    const conversations = all();
    document.getElementById("kept").hidden = conversations.length === 0;
    const words = document.getElementById("kept-search").value.toLowerCase().split(/\s+/);
    const found = conversations.filter((it) => {
      const text = [it.title, ...it.turns.map((turn) => turn.question)].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    });
    place.replaceChildren(...found.map(entry));
    const none = document.getElementById("kept-none");
    none.hidden = found.length > 0;
  }

  // The first press asks, the second one does it.
  function sure(made, words, act) {
    made.addEventListener("click", () => {
      if (made.dataset.sure) return act();
      made.dataset.sure = "yes";
      made.textContent = words;
    });
  }

  function clearAll() {
    const wasOpen = open;
    memory = [];
    save([]);
    if (!wasOpen) return;
    setOpen(null);
    signal("open");
  }

  function bringListToLife() {
    const clear = document.getElementById("kept-clear");
    if (!clear || clear.dataset.alive) return;
    clear.dataset.alive = "yes";
    sure(clear, "Really delete all", () => {
      delete clear.dataset.sure;
      clear.textContent = "Delete all";
      clearAll();
    });
    document.getElementById("kept-search").addEventListener("input", list);
  }

  function entry(conversation) {
    const item = document.createElement("li");
    const title = button(conversation.title, "kept-title", () => {
      setOpen(conversation.id);
      document.getElementById("kept").open = false;
      signal("open");
    });
    if (conversation.id === open) title.setAttribute("aria-current", "true");
    const rename = button("Rename", "kept-act", () => renaming(item, conversation));
    rename.setAttribute("aria-label", `Rename: ${conversation.title}`);
    const remove = button("Delete", "kept-act", () => {
      if (remove.dataset.sure) {
        const wasOpen = conversation.id === open;
        save(all().filter((it) => it.id !== conversation.id));
        if (wasOpen) {
          setOpen(null);
          signal("open");
        }
      } else {
        remove.dataset.sure = "yes";
        remove.textContent = "Really delete";
        remove.setAttribute("aria-label", `Really delete: ${conversation.title}`);
      }
    });
    remove.setAttribute("aria-label", `Delete: ${conversation.title}`);
    item.append(title, rename, remove);
    return item;
  }

  function renaming(item, conversation) {
    const input = document.createElement("input");
    input.type = "text";
    input.maxLength = 90;
    input.value = conversation.title;
    input.setAttribute("aria-label", "New name of the conversation");
    let ended = false;
    const end = (keepIt) => {
      if (ended) return;
      ended = true;
      const name = input.value.trim();
      if (!keepIt || !name) return list();
      save(all().map((it) => (it.id === conversation.id ? { ...it, title: name } : it)));
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
    });
    input.addEventListener("blur", () => end(true));
    item.replaceChildren(input);
    input.select();
  }

  // --- copies and links

  function linkTo(asked) {
    const parts = new URLSearchParams({ q: asked.question });
    if (asked.from) parts.set("from", asked.from);
    if (asked.to) parts.set("to", asked.to);
    for (const outlet of asked.outlets) parts.append("outlet", outlet);
    return `${location.origin}${location.pathname}#${parts}`;
  }

  async function copy(copies, kind) {
    if (!copies) return;
    const text = kind === "link" ? linkTo(copies.link) : copies[kind];
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Where a page is not served over https, browsers leave only this way.
      const box = document.createElement("textarea");
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    window.dateline.say(kind === "link" ? "The link is copied" : "The answer is copied");
  }

  document.addEventListener("toggle", list, true);
  return { arrive, arrived, begin, chosen, focusBox, signal, point, pointed, copy, list };
})();
