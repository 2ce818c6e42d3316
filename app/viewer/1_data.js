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
    c.label = c.name = c.title || shortUrl(c.url) || c.id;
    c.first ??= c.last ?? json.as_of;
    c.last ??= c.first;
    c.gone = c.died ? (c.died[1] ?? c.died[0]) : null;
  }
  for (const l of lineages) {
    l.members = l.channels.map((number) => channels[number]);
    l.impostors = [];
    for (const c of l.members) c.family = l;
    nameApart(l.members);
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
  const words = rows("words");
  for (const w of words)
    for (const name of ["verb", "analyst", "from_url", "to_url"]) w[name] = text(w[name]);
  findSubjects(words, channels, edges);
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
    words,
    begin: bounds[0],
    end: bounds[1],
  };
}

// Kin often bear one title: where they do, the picture names them by their handles.
function nameApart(members) {
  const times = new Map();
  for (const c of members) times.set(c.title, (times.get(c.title) ?? 0) + 1);
  for (const c of members)
    if (c.title && c.url && times.get(c.title) > 1) {
      const handle = shortUrl(c.url).split("/").at(-1);
      c.name = `${c.title} · ${handle}`;
    }
}

// Which channels and which edge a word is about: words name addresses, and the last channel that
// lived at one is meant.
function findSubjects(words, channels, edges) {
  if (!words.length) return;
  const at = new Map(words.flatMap((w) => [w.from_url, w.to_url]).map((url) => [url, null]));
  for (const c of channels) for (const { url } of c.urls) if (at.has(url)) at.set(url, c);
  const verdicts = new Map();
  for (const w of words) {
    ((w.from = at.get(w.from_url)), (w.to = w.to_url ? at.get(w.to_url) : null));
    if (w.verb === "watch" && w.from) w.from.watched = w;
    if (["confirm", "reject"].includes(w.verb)) verdicts.set(`${w.from?.number} ${w.to?.number}`, w);
  }
  for (const e of edges) e.verdict = verdicts.get(`${e.from.number} ${e.to.number}`);
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
// "1 channel", "2 channels".
function many(n, what) {
  return `${count(n)} ${what}${n === 1 ? "" : "s"}`;
}
