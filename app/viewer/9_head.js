// SPDX-License-Identifier: Apache-2.0
// The head of the page: figures, what they come to in a few sentences, and the legend.

function drawHead(data, open) {
  byId("rehearsal").hidden = !data.rehearsal;
  document.title = `${data.rehearsal ? "REHEARSAL: " : ""}Channel succession, ${day(data.as_of)}`;
  byId("about").textContent =
    (data.known_by === null
      ? ""
      : `What was known by ${minute(data.known_by)} UTC, not what is known today. `) +
    `As of ${minute(data.as_of)} UTC, by ${data.tool}, weights ${data.model}. Probabilities are claims with evidence, not facts.`;
  const states = (state) => data.channels.filter((c) => c.state === state).length;
  const figures = [
    [data.channels.length, "channels"],
    [states("alive"), "alive"],
    [states("gone"), "gone"],
    [states("restricted") + states("private"), "restricted or private"],
    [states("unknown"), "unknown or not checked"],
    [data.lineages.length, "lineages"],
    [
      data.edges.filter((e) => e.probability >= 0.9 && !e.impostor).length,
      "successions at .9 and more",
    ],
  ];
  byId("figures").replaceChildren(
    ...figures.map(([n, what]) => el("li", {}, el("b", {}, count(n)), what)),
  );
  byId("short").replaceChildren(...inShort(data, open).map((line) => el("li", {}, ...line)));
  drawLegend(data.edges.some(seenAfterItsChild));
}

function drawLegend(withLead) {
  const picture = (...marks) =>
    svg("svg", { width: 44, height: 16, "aria-hidden": "true" }, ...marks);
  const bar = (state, to = 34) => [
    svg(
      "g",
      { class: "channel " + state },
      svg("rect", { class: "bar", x: 2, y: 3, width: to - 2, height: BAR, rx: 2 }),
      endMark(state, to, 8),
    ),
  ];
  const line = (name, width) => [
    svg("path", { class: "link " + name, "stroke-width": width, d: "M2 8H42" }),
  ];
  byId("legend").replaceChildren(
    ...[
      [bar("alive", 30), "alive"],
      [bar("gone"), "gone"],
      [bar("restricted"), "restricted or private"],
      [bar("unknown", 42), "unknown or not checked"],
      [line("", 3), "sure"],
      [line("maybe", 2), "less than .75"],
      [line("impostor", 2), "impersonates"],
      ...(withLead ? [[lead(8, 42, 8), "not seen yet, found by its successor"]] : []),
    ].map(([marks, text]) => el("li", {}, picture(...marks), text)),
  );
}

// What a reader in a hurry takes along: each sentence can be read from the tables below.
function inShort(data, open) {
  const gone = data.channels.filter((c) => c.gone !== null && c.state === "gone"),
    living = livingOn(data.channels),
    back = gone.filter((c) => living.has(c)).length;
  const button = (c) =>
    el("button", { type: "button", class: "plain", onclick: () => open(c) }, foreign(c.name));
  const lines = [
    gone.length
      ? [
          `Gone: ${count(gone.length)} of ${many(data.channels.length, "channel")}; ${count(back)} of these live on in a successor, by links of at least ${SURE}.`,
        ]
      : ["No channel is known to be gone."],
  ];
  const [when, most] = worstDay(gone);
  if (most > 1) lines.push([`Most went on ${when}: ${count(most)} in a day.`]);
  const newest = data.edges
    .filter((e) => e.relation === "continues" && e.probability >= SURE)
    .reduce((a, b) => (a && a.to.first >= b.to.first ? a : b), null);
  if (newest)
    lines.push([
      "Newest successor: ",
      button(newest.to),
      " continues ",
      button(newest.from),
      `, seen since ${day(newest.to.first)} (${newest.probability.toFixed(2)}).`,
    ]);
  const ready = data.targets.filter((t) => t.advice === "refer").length;
  if (data.targets.length)
    lines.push([
      `${many(ready, "channel")} could be referred now, `,
      el("a", { href: "#targets" }, `${count(data.targets.length - ready)} more to watch or to confirm first`),
      ".",
    ]);
  return lines;
}

const SURE = 0.75; // a solid line in the pictures

// The channels that are alive, or that a living one continues.
function livingOn(channels) {
  const living = new Set(channels.filter((c) => c.state === "alive"));
  for (const c of living)
    for (const e of c.into)
      if (e.relation === "continues" && e.probability >= SURE) living.add(e.from); // is walked, too
  return living;
}

// The day on which most of these went, and how many.
function worstDay(gone) {
  const days = new Map();
  for (const c of gone) days.set(day(c.gone), (days.get(day(c.gone)) ?? 0) + 1);
  return [...days].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
}
