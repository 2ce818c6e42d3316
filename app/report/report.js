// Brush, filter and search over what the page already says. Nothing is fetched, nothing is built
// from foreign text: only classes and hidden flags change.
"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const channels = all(".channel"), edges = all(".edge"), rows = all("tr[data-channel]");
  const sure = document.getElementById("sure"), said = document.getElementById("sure-said"), find = document.getElementById("find");
  const light = (id) => {
    for (const g of channels) g.classList.toggle("chosen", g.dataset.channel === id);
    for (const e of edges) e.classList.toggle("lit", e.dataset.from === id || e.dataset.to === id);
  };
  const open = (id) => {
    light(id);
    const row = rows.find((r) => r.dataset.channel === id);
    if (!row) return;
    row.querySelectorAll("details").forEach((d) => { d.open = true; });
    row.scrollIntoView({ block: "center" });
    row.focus();
  };
  for (const g of channels) {
    g.addEventListener("click", () => open(g.dataset.channel));
    g.addEventListener("focus", () => light(g.dataset.channel));
    g.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(g.dataset.channel); }
    });
  }
  const refresh = () => {
    const least = Number(sure ? sure.value : 0), word = find ? find.value.trim().toLowerCase() : "";
    if (said) said.textContent = least.toFixed(2);
    for (const e of edges) e.classList.toggle("dim", Number(e.dataset.p) < least);
    for (const g of channels) g.classList.toggle("dim", word !== "" && !g.getAttribute("aria-label").toLowerCase().includes(word));
    for (const r of rows) r.hidden = word !== "" && !r.textContent.toLowerCase().includes(word);
  };
  if (sure) sure.addEventListener("input", refresh);
  if (find) find.addEventListener("input", refresh);
})();
