// What is told in passing: heard by a screen reader, and some of it seen for a moment.
(() => {
  "use strict";
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

  // What was just done, seen and heard.
  window.dateline.say = (text) => {
    announce(text);
    const seen = document.createElement("div");
    seen.className = "seen";
    seen.setAttribute("aria-hidden", "true");
    seen.textContent = text;
    document.body.append(seen);
    setTimeout(() => seen.remove(), 2200);
  };

  window.dateline.announce = announce;
})();
