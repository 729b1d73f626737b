"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const make = (name, attributes, text) => Object.assign(document.createElement(name), attributes, { textContent: text });
  const tools = document.getElementById("tools");

  // Couplings with some indices; what is folded is looked through, too.
  const site = make("input", { type: "search", size: 8, inputMode: "numeric" }, "");
  const label = make("label", {}, "Only couplings with index ");
  site.addEventListener("input", () => {
    const wanted = site.value.split(/[\s,]+/).filter(Boolean);
    for (const row of all("li[data-index]")) {
      const indices = row.dataset.index.split(",");
      row.hidden = !wanted.every((one) => { const place = indices.indexOf(one); if (place >= 0) indices.splice(place, 1); return place >= 0; });
    }
  });
  label.append(site);

  // Everything at once, also for paper.
  const open = (is) => () => all("details").forEach((one) => { one.open = is; });
  const unfold = make("button", { type: "button" }, "Unfold all");
  const fold = make("button", { type: "button" }, "Fold all");
  unfold.addEventListener("click", open(true));
  fold.addEventListener("click", open(false));
  tools.append(label, unfold, fold);
  tools.hidden = false;

  // A link to what is folded unfolds it.
  const follow = () => {
    const folded = location.hash && document.getElementById(location.hash.slice(1))?.querySelector(":scope > details");
    if (folded) folded.open = true;
  };
  addEventListener("hashchange", follow);
  follow();
})();
