// SPDX-License-Identifier: Apache-2.0
// The viewer, one module in several files (CMakeLists.txt has their order). Nothing is fetched but
// what live.js asks its own origin for; foreign text enters by textContent alone.
//
// This file: rows under named columns become objects that know each other.

function unpack(json) {
  const rows = (name) => {
    const columns = json.columns[name];
    return json[name].map((row, number) => {
      const object = { number };
      for (let i = 0; i < columns.length; ++i) object[columns[i]] = row[i];
      return object;
    });
  };
  const text = (number) => json.texts[number];
  const channels = rows("channels"),
    lineages = rows("lineages"),
    edges = rows("edges");
  for (const c of channels) {
    ((c.into = []), (c.out = []), (c.family = null));
    ((c.platform = text(c.platform)), (c.kind = text(c.kind)), (c.state = text(c.state)));
    c.urls = c.urls.map(([url, from, to]) => ({ url: text(url), from, to }));
    c.url = c.urls.length ? c.urls[c.urls.length - 1].url : "";
    c.label = c.title || shortUrl(c.url) || c.id;
    c.first ??= c.last ?? json.as_of;
    c.last ??= c.first;
    c.gone = c.died ? (c.died[1] ?? c.died[0]) : null;
  }
  for (const l of lineages) {
    l.members = l.channels.map((number) => channels[number]);
    l.impostors = [];
    for (const c of l.members) c.family = l;
  }
  for (const e of edges) {
    ((e.from = channels[e.from]), (e.to = channels[e.to]));
    ((e.from_url = text(e.from_url)), (e.to_url = text(e.to_url)), (e.relation = text(e.relation)));
    ((e.basis = text(e.basis)), (e.confirmed_by = text(e.confirmed_by)));
    e.impostor = e.relation === "impersonates";
    (e.from.out.push(e), e.to.into.push(e));
  }
  for (const c of channels) {
    c.into.sort((a, b) => b.probability - a.probability);
    const posed = c.into.find((e) => e.impostor && e.probability >= 0.5);
    c.impostor = !c.family && Boolean(posed);
    if (c.impostor && posed.from.family) posed.from.family.impostors.push(c);
  }
  // Half of the data, read when first asked for.
  let signs = null;
  const evidence = (e) => {
    signs ??= JSON.parse(json.evidence);
    const said = (number) => signs.texts[number];
    return signs.edges[e.number].map(([kind, hard, bits, at, source, capture, about]) => ({
      kind: said(kind),
      hard: hard === 1,
      bits,
      at,
      source: said(source),
      capture: said(capture),
      words: said(about),
    }));
  };
  const bounds = [json.as_of ?? Infinity, json.as_of ?? 0];
  for (const c of channels)
    ((bounds[0] = Math.min(bounds[0], c.first)),
      (bounds[1] = Math.max(bounds[1], c.last, c.gone ?? 0)));
  if (!(bounds[1] - bounds[0] >= 3600)) bounds[0] = bounds[1] - 3600;
  return {
    ...json,
    channels,
    lineages,
    edges,
    evidence,
    targets: rows("targets"),
    events: rows("events"),
    survival: rows("survival"),
    begin: bounds[0],
    end: bounds[1],
  };
}

// "t.me/x": where space is short the scheme says nothing.
function shortUrl(url) {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

// "hxxps://t[.]me/x": text that no program turns into a link.
function defanged(url) {
  const parts = /^(https?)(:\/\/[^/]*)(.*)$/.exec(url);
  return parts ? parts[1].replace("tt", "xx") + parts[2].replaceAll(".", "[.]") + parts[3] : url;
}

function day(t) {
  return t === null || !Number.isFinite(t) ? "?" : new Date(t * 1000).toISOString().slice(0, 10);
}
function minute(t) {
  return t === null || !Number.isFinite(t)
    ? "?"
    : new Date(t * 1000).toISOString().slice(0, 16).replace("T", " ");
}
function words(kind) {
  return kind.replaceAll("_", " ");
}
const figure = new Intl.NumberFormat("en-GB");
function count(n) {
  return figure.format(n);
}
