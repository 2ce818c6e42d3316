// SPDX-License-Identifier: Apache-2.0
// The viewer, one module in several files (CMakeLists.txt has their order). Nothing is fetched but
// what live.js asks its own origin for; foreign text enters by textContent alone.
//
// This file: rows under named columns become objects that know each other.

const NONE = Infinity;

function unpack(json) {
  const rows = (name) => json[name].map((row) =>
    Object.fromEntries(json.columns[name].map((column, i) => [column, row[i]])));
  const text = (number) => json.texts[number];
  const channels = rows("channels"), lineages = rows("lineages"), edges = rows("edges");
  for (const [i, c] of channels.entries()) {
    Object.assign(c, { number: i, into: [], out: [], family: null,
      platform: text(c.platform), kind: text(c.kind), state: text(c.state),
      urls: c.urls.map(([url, from, to]) => ({ url: text(url), from, to })) });
    c.url = c.urls.length ? c.urls[c.urls.length - 1].url : "";
    c.label = c.title || shortUrl(c.url) || c.id;
    c.first ??= c.last ?? json.as_of;
    c.last ??= c.first;
    c.gone = c.died ? c.died[1] ?? c.died[0] : null;
  }
  for (const l of lineages) {
    l.members = l.channels.map((number) => channels[number]);
    l.impostors = [];
    for (const c of l.members) c.family = l;
  }
  for (const e of edges) {
    e.from = channels[e.from], e.to = channels[e.to];
    for (const key of ["from_url", "to_url", "relation", "basis", "confirmed_by"]) e[key] = text(e[key]);
    e.impostor = e.relation === "impersonates";
    e.from.out.push(e), e.to.into.push(e);
  }
  for (const c of channels) {
    c.into.sort((a, b) => b.probability - a.probability);
    const posed = c.into.find((e) => e.impostor && e.probability >= 0.5);
    c.impostor = !c.family && Boolean(posed);
    if (c.impostor && posed.from.family) posed.from.family.impostors.push(c);
  }
  const evidence = (e) => e.evidence.map((row) => {
    const [kind, hard, bits, at, source, capture, words] = row;
    return { kind: text(kind), hard: hard === 1, bits, at, source: text(source), capture: text(capture), words: text(words) };
  });
  const times = channels.flatMap((c) => [c.first, c.last, c.gone ?? c.last]);
  const bounds = times.reduce(([a, b], t) => [Math.min(a, t), Math.max(b, t)], [json.as_of ?? NONE, json.as_of ?? 0]);
  if (!(bounds[1] - bounds[0] >= 3600)) bounds[0] = bounds[1] - 3600;
  return { ...json, channels, lineages, edges, evidence, targets: rows("targets"), events: rows("events"),
    survival: rows("survival"), begin: bounds[0], end: bounds[1] };
}

// "t.me/x": where space is short the scheme says nothing.
function shortUrl(url) { return url.replace(/^https?:\/\//, "").replace(/\/$/, ""); }

// "hxxps://t[.]me/x": text that no program turns into a link.
function defanged(url) {
  const parts = /^(https?)(:\/\/[^/]*)(.*)$/.exec(url);
  return parts ? parts[1].replace("tt", "xx") + parts[2].replaceAll(".", "[.]") + parts[3] : url;
}

function day(t) { return t === null || !Number.isFinite(t) ? "?" : new Date(t * 1000).toISOString().slice(0, 10); }
function minute(t) { return t === null || !Number.isFinite(t) ? "?" : new Date(t * 1000).toISOString().slice(0, 16).replace("T", " "); }
function words(kind) { return kind.replaceAll("_", " "); }
function count(n) { return n.toLocaleString("en-GB"); }
