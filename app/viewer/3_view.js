// SPDX-License-Identifier: Apache-2.0
// What of the data is shown: one object of choices, and what follows from it.

// The channel that a link starts from was found later than the one it leads to.
function seenAfterItsChild(e) {
  return e.to.first < e.from.first;
}

class View {
  constructor(data) {
    this.take(data);
    this.reset();
  }

  take(data) {
    this.data = data;
    // Above 500 channels what is finished folds to one row by itself.
    this.foldFinished ??= data.channels.length > 500;
  }
  reset() {
    Object.assign(this, {
      from: this.data.begin,
      to: this.data.end,
      asOf: this.data.end,
      sure: 0.5,
      word: "",
      group: "network",
      foldFinished: this.data.channels.length > 500,
      opened: new Map(),
    });
  }

  // The state a channel was in at the moment of the slider, as far as known today.
  stateOf(c) {
    if (this.asOf >= this.data.end) return c.state;
    if (c.gone !== null && c.gone <= this.asOf) return "gone";
    return c.last >= this.asOf || c.gone !== null || c.state === "alive" ? "alive" : c.state;
  }
  endOf(c) {
    const state = this.stateOf(c);
    if (state === "alive") return Math.min(this.asOf, this.data.end);
    return Math.min(this.asOf, state === "gone" && c.gone !== null ? c.gone : c.last);
  }
  matches(c) {
    if (!this.word) return true;
    c.haystack ??= [
      c.title,
      c.id,
      c.note,
      c.family?.id,
      c.family?.name,
      ...c.urls.map((u) => u.url),
    ]
      .join("\n")
      .toLowerCase();
    return c.haystack.includes(this.word);
  }
  lives(c) {
    return c.first <= Math.min(this.to, this.asOf) && this.endOf(c) >= this.from;
  }
  shows(c) {
    return this.lives(c) && this.matches(c);
  }
  showsEdge(e) {
    return e.probability >= this.sure && (e.at === null || e.at <= this.asOf);
  }

  channels() {
    return this.data.channels.filter((c) => this.shows(c));
  }

  // Rows of the picture from top to bottom: heads of lanes, channels, and what is folded away.
  rows() {
    const rows = [];
    for (const lane of this.group === "platform" ? this.platforms() : this.networks())
      this.layLane(lane, rows);
    return rows;
  }
  networks() {
    const lanes = this.data.lineages.map((l) => ({
      key: l.id,
      title: l.id,
      name: l.name,
      channels: l.members,
      impostors: l.impostors,
    }));
    const alone = this.data.channels.filter(
      (c) => !c.family && !(c.impostor && c.into.some((e) => e.impostor && e.from.family)),
    );
    alone.sort((a, b) => a.first - b.first);
    if (alone.length)
      lanes.push({
        key: "alone",
        title: "Continue nothing we know of",
        name: "",
        channels: alone,
        impostors: [],
        folds: alone.length > 40,
      });
    return lanes;
  }
  platforms() {
    const lanes = new Map();
    for (const c of this.data.channels) {
      if (!lanes.has(c.platform))
        lanes.set(c.platform, {
          key: "p:" + c.platform,
          title: c.platform,
          name: "",
          channels: [],
          impostors: [],
        });
      lanes.get(c.platform).channels.push(c);
    }
    for (const lane of lanes.values()) lane.channels.sort((a, b) => a.first - b.first);
    return [...lanes.values()].sort((a, b) => b.channels.length - a.channels.length);
  }
  layLane(lane, rows) {
    const living = lane.channels.filter((c) => this.lives(c));
    const impostors = lane.impostors.filter((c) => this.lives(c));
    const found = living.some((c) => this.matches(c)) || impostors.some((c) => this.matches(c));
    if (!found) return;
    const finished = this.group === "network" && !living.some((c) => this.stateOf(c) === "alive");
    const unfolded = this.opened.get(lane.key) ?? !((this.foldFinished && finished) || lane.folds);
    const open = unfolded || this.word !== "";
    rows.push({ kind: "lane", lane, open, living, key: lane.key });
    if (!open) return;
    // Kin of what was found stay, so that a match is seen in its place; strangers go.
    const keep = (c) => lane.key.startsWith("L") || this.matches(c);
    for (const c of living)
      if (keep(c)) rows.push({ kind: "channel", channel: c, key: "c" + c.number });
    if (impostors.length) rows.push({ kind: "impostors", key: lane.key + "!" });
    for (const c of impostors) rows.push({ kind: "channel", channel: c, key: "c" + c.number });
  }
  toggle(row) {
    this.opened.set(row.key, !row.open);
  }
}
