// SPDX-License-Identifier: Apache-2.0
// Waves, survival, targets, limits: what is said of the whole.

// A chart with axes; `draw(x, y)` gives its marks.
function chart(label, [x0, x1], most, xTicks, yTicks, draw) {
  const width = 900,
    height = 220,
    left = 46,
    bottom = 26;
  const x = (v) => left + ((v - x0) / Math.max(1e-9, x1 - x0)) * (width - left - 12),
    y = (v) => height - bottom - (v / most) * (height - bottom - 14);
  return el(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": label },
    svg(
      "svg",
      { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
      ...yTicks.map((v) =>
        svg(
          "g",
          { class: "grid" },
          svg("line", { x1: left, x2: width - 12, y1: y(v), y2: y(v) }),
          svg("text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, String(v)),
        ),
      ),
      ...xTicks.map(({ at, label: text }) =>
        svg("text", { x: x(at), y: height - 8, "text-anchor": "middle" }, text),
      ),
      ...draw(x, y),
    ),
  );
}

// Deaths a day against the median of the 28 days before.
function drawWaves(data, box) {
  const DAY = 86400,
    deaths = new Map();
  for (const c of data.channels)
    if (c.gone !== null)
      deaths.set(Math.floor(c.gone / DAY), (deaths.get(Math.floor(c.gone / DAY)) ?? 0) + 1);
  if (!deaths.size)
    return box.replaceChildren(el("p", { class: "soft" }, "No channel is known to be gone."));
  const days = [...deaths.keys()],
    last = Math.max(...days),
    first = Math.max(Math.min(...days), last - 730);
  const at = (d) => deaths.get(d) ?? 0,
    usual = (d) => Array.from({ length: 28 }, (_, i) => at(d - 1 - i)).sort((a, b) => a - b)[14];
  const most = Math.max(4, ...days.map(at)),
    waves = data.events.filter((e) => e.kind === "wave");
  const high = new Set(waves.map((e) => Math.floor(e.at / DAY)));
  const line = [];
  for (let d = first; d <= last; ++d) line.push([d, usual(d)]);
  const marks = ticks(first * DAY, Math.max(last, first + 1) * DAY, 850)
    .filter(({ t }) => t % DAY === 0)
    .map(({ t, label }) => ({ at: t / DAY + 0.5, label }));
  box.replaceChildren(
    chart(
      `Channels gone a day, at most ${most}; ${waves.length} waves`,
      [first, last + 1],
      most,
      marks,
      [0, Math.round(most / 2), most],
      (x, y) => [
        ...["death", "wave"].map((name) =>
          svg("path", {
            class: name,
            d: days
              .filter((d) => d >= first && high.has(d) === (name === "wave"))
              .map(
                (d) =>
                  `M${x(d + 0.1).toFixed(1)} ${y(0)}V${y(at(d)).toFixed(1)}h${Math.max(1, x(0.8) - x(0)).toFixed(1)}V${y(0)}z`,
              )
              .join(""),
          }),
        ),
        svg("path", {
          class: "usual",
          d:
            "M" +
            line
              .map(([d, n]) => `${x(d).toFixed(1)} ${y(n).toFixed(1)}H${x(d + 1).toFixed(1)}`)
              .join("L"),
        }),
      ],
    ),
    el(
      "p",
      { class: "soft" },
      "Bars: channels gone that day. Line: the median of the 28 days before. Outlined: a wave, at least 5 and 4 times the usual.",
    ),
    waves.length
      ? el(
          "ul",
          {},
          ...waves.map((e) =>
            el("li", {}, `${day(e.at)}: ${e.text}, usually ${usual(Math.floor(e.at / DAY))}`),
          ),
        )
      : el("p", { class: "soft" }, "No wave."),
  );
}

function drawSurvival(data, box) {
  const curve = data.survival;
  if (!curve.length)
    return box.replaceChildren(
      el("p", { class: "soft" }, "No death is known, so nothing can be said of lifetimes."),
    );
  const longest = curve[curve.length - 1].age,
    half = curve.find((p) => p.survival <= 0.5);
  const step = [1, 2, 5, 10, 20, 30, 60, 90, 180, 365, 730].find((s) => longest / s <= 10) ?? 1000;
  const marks = Array.from({ length: Math.floor(longest / step) + 1 }, (_, i) => ({
    at: i * step,
    label: `${i * step} d`,
  }));
  const clamp = (v) => Math.min(1, Math.max(0, v));
  const path = (value, x, y) =>
    `M${x(0).toFixed(1)} ${y(clamp(value({ survival: 1, deviation: 0 }))).toFixed(1)}` +
    curve.map((p) => `H${x(p.age).toFixed(1)}V${y(clamp(value(p))).toFixed(1)}`).join("");
  const back = (value, x, y) =>
    curve
      .map((p, i) => `V${y(clamp(value(p))).toFixed(1)}H${x(p.age).toFixed(1)}`)
      .reverse()
      .join("");
  const at = (age) => curve.reduce((s, p) => (p.age <= age ? p.survival : s), 1);
  box.replaceChildren(
    chart(
      `Share of channels that live to an age; ${half ? "half are gone after " + half.age + " days" : "more than half live on"}`,
      [0, longest],
      1,
      marks,
      [0, 0.5, 1],
      (x, y) => [
        svg("path", {
          class: "band",
          d:
            path((p) => p.survival + 1.96 * p.deviation, x, y) +
            `V${y(clamp(curve.at(-1).survival - 1.96 * curve.at(-1).deviation)).toFixed(1)}` +
            back((p) => p.survival - 1.96 * p.deviation, x, y) +
            `V${y(1)}Z`,
        }),
        svg("path", { class: "curve", d: path((p) => p.survival, x, y) }),
      ],
    ),
    el(
      "p",
      {},
      `Of ${count(curve[0].at_risk)} under watch, ${
        [1, 7, 30, 90]
          .filter((d) => d <= longest)
          .map(
            (d) => `${Math.round(100 * at(d))} in 100 live past ${many(d, "day")}`,
          )
          .join(", ") || "most live on"
      }. ${half ? `Half are gone after ${half.age} days.` : ""}`,
    ),
    el(
      "p",
      { class: "soft" },
      "Kaplan and Meier’s estimate with 95 % bounds; a channel counts from the day it came under watch.",
    ),
  );
}

// What may be acted on stands open; what needs confirmation first is folded.
function drawTargets(data, box, open) {
  const ready = data.targets.filter((t) => t.advice !== "confirm first"),
    unsure = data.targets.filter((t) => t.advice === "confirm first");
  const note = el(
    "p",
    {},
    "A referral is not an order. Nothing here is confirmed until an analyst has confirmed it.",
  );
  if (!data.targets.length)
    return box.replaceChildren(note, el("p", { class: "soft" }, "No live channel to rank."));
  box.replaceChildren(
    note,
    ready.length
      ? targetTable(data, ready, open, "Best first")
      : el("p", { class: "soft" }, "Nothing can be referred before somebody has confirmed more."),
    unsure.length
      ? el(
          "details",
          { open: !ready.length },
          el("summary", {}, `${count(unsure.length)} more to confirm first`),
          targetTable(data, unsure, open, "To confirm first"),
        )
      : "",
    el(
      "p",
      { class: "soft" },
      "Gain: audience that loses its way if the channel is referred now. Only here: the part of it that no other channel reaches. Sure: that it is of its lineage. Regrows: that a successor appears if it dies.",
    ),
  );
}

function targetTable(data, targets, open, caption, most = 40) {
  const head = ["Channel", "Lineage", "Sure", "Gain", "Only here", "Dies within 7 d", "Regrows"];
  const number = (i) => (i > 1 ? "number" : null);
  const table = el(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": `Targets: ${caption}` },
    el(
      "table",
      {},
      el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, "Advice"),
          ...head.map((name, i) => el("th", { scope: "col", class: number(i) }, name)),
          el("th", { scope: "col" }, "Reason"),
        ),
      ),
      el("tbody", {}, ...targets.slice(0, most).map((t) => targetRow(data, t, open))),
    ),
  );
  if (targets.length <= most) return table;
  const whole = () => table.parentElement.replaceWith(targetTable(data, targets, open, caption, Infinity));
  const more = el("button", { type: "button", onclick: whole }, `Show all ${count(targets.length)}`);
  return el("div", {}, table, el("p", {}, more));
}

function targetRow(data, t, open) {
  const c = data.channels[t.channel];
  const name = c
    ? el(
        "button",
        { type: "button", class: "plain", onclick: () => open(c) },
        foreign(t.title || shortUrl(t.url)),
      )
    : foreign(t.title);
  const figures = [
    t.sure.toFixed(2),
    count(t.gain),
    count(t.alone),
    t.dies_7d.toFixed(2),
    t.regrows.toFixed(2),
  ];
  return el(
    "tr",
    {},
    el("td", { class: "state" }, t.advice),
    el("th", { scope: "row" }, name, el("div", {}, address(t.url))),
    el("td", {}, t.lineage),
    ...figures.map((n) => el("td", { class: "number" }, n)),
    el(
      "td",
      {},
      foreign(t.reason),
      t.bundle > 1
        ? el(
            "div",
            { class: "soft" },
            `refer together: ${t.bundle} channels, gain ${count(t.bundle_gain)}`,
          )
        : "",
      t.if_wrong ? el("div", { class: "soft" }, "if wrong: ", foreign(t.if_wrong)) : "",
    ),
  );
}

function drawLimits(data, box) {
  const unknown = data.channels.filter((c) => c.state === "unknown"),
    blocked = data.events.filter((e) => e.kind === "blocked");
  const hosts = new Map();
  for (const c of unknown) hosts.set(c.platform, (hosts.get(c.platform) ?? 0) + 1);
  const stale = data.channels.filter(
    (c) => c.state === "alive" && data.end - c.last > 7 * 86400,
  ).length;
  box.replaceChildren(
    el(
      "ul",
      {},
      el(
        "li",
        {},
        "Only public pages were read. Private rooms, closed groups and posts deleted before the first look were not seen.",
      ),
      el(
        "li",
        {},
        `${many(unknown.length, "channel")} known by reference only, or no look proved anything${
          unknown.length
            ? ": " +
              [...hosts]
                .sort((a, b) => b[1] - a[1])
                .slice(0, 8)
                .map(([p, n]) => `${p} ${count(n)}`)
                .join(", ")
            : ""
        }.`,
      ),
      el(
        "li",
        {},
        `${many(stale, "channel")} counted as alive, but last seen more than a week before the newest look of the case.`,
      ),
      el(
        "li",
        {},
        "“Gone” needs a marker of the platform, or three looks over a day with a living neighbour beside them; all else is unknown.",
      ),
      el("li", {}, "Times of birth and death are bounded by when somebody looked."),
      el(
        "li",
        {},
        "A probability is what the evidence says under weights fitted to rehearsals and known moves. It is not proof, and no finding about a person.",
      ),
      blocked.length
        ? el(
            "li",
            {},
            `${many(blocked.length, "time")} a host throttled or blocked us, last: ${blocked.at(-1).text} (${day(blocked.at(-1).at)}). What was there then was not seen.`,
          )
        : null,
    ),
  );
}
