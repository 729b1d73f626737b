"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, attributes = {}, text = "") => Object.assign(document.createElement(name), attributes, text && { textContent: text });
  const tools = document.getElementById("tools");
  const panel = document.getElementById("panel");
  const sections = all("section.rank");

  // Ranks: all of them, or one.
  const ranks = make("div", { role: "group", ariaLabel: "Ranks shown" });
  const show = (rank) => {
    sections.forEach((section) => { section.hidden = rank !== "all" && section.dataset.rank !== rank; });
    all("button", ranks).forEach((button) => button.setAttribute("aria-pressed", String(button.value === rank)));
  };
  for (const rank of ["all", ...sections.map((section) => section.dataset.rank)]) {
    const button = make("button", { type: "button", value: rank }, rank === "all" ? "All ranks" : `Rank ${rank}`);
    button.addEventListener("click", () => show(rank));
    ranks.append(button, " ");
  }
  // A link to a rank that is hidden shows it.
  const follow = () => {
    const wanted = location.hash.match(/^#rank-(\d+)$/);
    if (wanted && document.getElementById(`rank-${wanted[1]}`)?.hidden) {
      show(wanted[1]);
      document.getElementById(`rank-${wanted[1]}`).scrollIntoView();
    }
  };
  addEventListener("hashchange", follow);
  // The same link again changes no hash.
  document.addEventListener("click", (event) => { if (event.target.closest?.('a[href^="#rank-"]')) setTimeout(follow); });

  // Couplings with an index, and of a group; diagrams with a layer.
  const label = (text, field) => { const found = make("label", {}, `${text} `); found.append(field); return found; };
  const choice = (first, values) => {
    const field = make("select");
    field.append(new Option(first, ""), ...values.map((value) => new Option(value, value)));
    return field;
  };
  const distinct = (values) => [...new Set(values)].sort((a, b) => a - b || a.localeCompare(b));
  const site = make("input", { type: "search", size: 6, inputMode: "numeric" });
  const group = choice("all", distinct(all("tr.coupling").map((row) => row.dataset.group)));
  const layer = choice("all", distinct(all(".diagrams tbody tr").flatMap((row) => row.dataset.layers.split(" ").filter(Boolean))));
  const filter = () => {
    const wanted = site.value.split(/[\s,]+/).filter(Boolean);
    for (const row of all("tr.coupling")) {
      const indices = row.dataset.index.split(",");
      const has = (one) => { const place = indices.indexOf(one); if (place >= 0) indices.splice(place, 1); return place >= 0; };
      row.hidden = !wanted.every(has) || (group.value !== "" && row.dataset.group !== group.value);
    }
    for (const row of all(".diagrams tbody tr")) {
      row.hidden = layer.value !== "" && !row.dataset.layers.split(" ").includes(layer.value);
    }
    const rows = all("tr.coupling");
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = shown < rows.length ? `${shown} of ${rows.length} couplings` : "";
  };
  const count = make("output");
  [site, group, layer].forEach((field) => field.addEventListener("input", filter));
  tools.append(ranks, label("Couplings with index", site), label("Group", group), label("Diagrams with layer", layer), count);
  tools.hidden = false;
  show("all");

  // The diagrams of the coupling under the pointer.
  const rowOf = (target) => {
    const line = target.closest?.(".graph line");
    if (line) return document.querySelector(`#rank-2 tr.coupling[data-index="${line.dataset.index}"]`);
    const row = target.closest?.("tr.coupling");
    return row && !row.querySelector("details").open ? row : null;
  };
  let shown = null;
  const point = (event) => {
    const row = rowOf(event.target);
    if (row === shown) return;
    all(".at").forEach((one) => one.classList.remove("at"));
    shown = row;
    panel.hidden = !row;
    if (!row) return;
    row.classList.add("at");
    event.target.closest(".graph line")?.classList.add("at");
    const list = row.querySelector(".made-of").cloneNode(true);
    const rank = row.closest("section.rank").dataset.rank;
    panel.replaceChildren(make("strong", {}, `A(${rank}) [${row.dataset.index.replaceAll(",", ", ")}]`), list);
  };
  document.addEventListener("pointerover", point);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") panel.hidden = true; });

  // On paper everything is open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));
})();
