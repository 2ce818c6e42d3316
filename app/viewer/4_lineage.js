// SPDX-License-Identifier: Apache-2.0
// The lineage picture: time on x, a row a channel. Only the rows near the window of the page are
// elements; the rest is empty height.

const ROW = 22,
  BAR = 10,
  SPARE = 30,
  PAPER = 960, // pixels that a sheet of paper is wide to us: what is drawn is then scaled to fit
  RING = 3.5, // radius
  BUCKET = 64;

class Picture {
  constructor(box, view, open) {
    Object.assign(this, { box, view, open, drawn: new Map(), focus: null });
    this.axis = svg("svg", { class: "axis", "aria-hidden": "true", height: 22 });
    this.sheet = svg("svg", {
      class: "sheet",
      role: "list",
      "aria-label": "Channels by network and time of birth; the table below holds the same data",
    });
    this.links = svg("g", { class: "links", "aria-hidden": "true" });
    this.grid = svg("g", { class: "grid", "aria-hidden": "true" });
    this.bars = svg("g", { role: "presentation" });
    this.sheet.append(hatching(), this.grid, this.bars, this.links);
    this.height = el("div", { class: "height" }, this.sheet);
    this.scroll = el("div", { class: "scroll", tabindex: "-1" }, this.axis, this.height);
    box.replaceChildren(this.scroll);
    const redraw = eachFrame(() => this.draw());
    this.scroll.addEventListener("scroll", redraw, { passive: true });
    this.sheet.addEventListener("keydown", (event) => this.key(event));
    this.sheet.addEventListener("click", (event) => this.act(event.target.closest("[data-row]")));
    new ResizeObserver(() => {
      if (!this.all && this.scroll.clientWidth !== this.width) this.update();
    }).observe(this.scroll);
  }

  // After any change of what is shown.
  update() {
    this.width = this.all ? PAPER : this.scroll.clientWidth; // without the scroll bar
    this.left = this.width < 620 ? 118 : Math.min(280, this.width * 0.24);
    this.rows = this.view.rows();
    this.rowOf = new Map(this.rows.map((row, i) => [row.key, i]));
    this.indexLinks();
    const rows = Math.min(this.rows.length, this.all || Infinity);
    this.height.style.height = rows * ROW + 8 + "px";
    this.height.style.aspectRatio = `${this.width} / ${rows * ROW + 8}`; // where it is scaled
    this.drawAxis();
    const held = this.held();
    this.drawn.clear();
    this.bars.replaceChildren();
    this.range = null;
    this.draw(held);
  }
  // The key of the row that has the focus.
  held() {
    return this.bars.contains(document.activeElement) ? document.activeElement.dataset.row : null;
  }

  x(t) {
    const { from, to } = this.view,
      share = (Math.min(Math.max(t, from), to) - from) / Math.max(1, to - from);
    return this.left + share * (this.width - this.left - 26);
  }

  drawAxis() {
    this.axis.setAttribute("width", this.width);
    this.axis.setAttribute("viewBox", `0 0 ${this.width} 22`);
    const marks = ticks(this.view.from, this.view.to, this.width - this.left);
    this.axis.replaceChildren(
      ...marks.map(({ t, label }) =>
        svg("text", { x: this.x(t), y: 15, "text-anchor": "middle" }, label),
      ),
    );
    this.marks = marks.map(({ t }) => this.x(t));
  }

  // Edges by the stretch of rows they cross, in buckets, so that a scroll asks only its own.
  indexLinks() {
    this.buckets = new Map();
    for (const e of this.view.data.edges) {
      if (!this.view.showsEdge(e)) continue;
      const a = this.rowOf.get("c" + e.from.number),
        b = this.rowOf.get("c" + e.to.number);
      if (a === undefined || b === undefined) continue;
      const link = { e, top: Math.min(a, b), bottom: Math.max(a, b), a, b };
      for (
        let i = Math.floor(link.top / BUCKET);
        i <= Math.floor(link.bottom / BUCKET) && i < link.top / BUCKET + 40;
        ++i
      )
        this.buckets.has(i) ? this.buckets.get(i).push(link) : this.buckets.set(i, [link]);
    }
  }

  draw(held = this.held()) {
    const top = Math.floor(this.scroll.scrollTop / ROW),
      seen = Math.ceil((this.scroll.clientHeight || 600) / ROW);
    const first = this.all ? 0 : Math.max(0, top - SPARE),
      last = this.all
        ? Math.min(this.rows.length, this.all)
        : Math.min(this.rows.length, top + seen + SPARE);
    // Still well inside what is drawn: the browser scrolls by itself.
    if (
      this.range &&
      top >= this.range[0] + (this.range[0] > 0 ? 8 : 0) &&
      Math.min(top + seen + 8, this.rows.length) <= this.range[1]
    )
      return;
    this.range = [first, last];
    this.sheet.style.top = first * ROW + "px";
    this.sheet.setAttribute("width", this.width);
    this.sheet.setAttribute("height", (last - first) * ROW + 8);
    this.sheet.setAttribute(
      "viewBox",
      `0 ${first * ROW} ${this.width} ${(last - first) * ROW + 8}`,
    );
    this.grid.replaceChildren(
      ...this.marks.map((x) => svg("line", { x1: x, x2: x, y1: first * ROW, y2: last * ROW })),
    );
    const keep = new Set();
    for (let i = first; i < last; ++i) {
      const key = this.rows[i].key;
      keep.add(key);
      if (!this.drawn.has(key)) {
        const row = this.drawRow(this.rows[i], i);
        this.drawn.set(key, row);
        this.bars.append(row);
      }
    }
    for (const [key, row] of this.drawn)
      if (!keep.has(key)) {
        row.remove();
        this.drawn.delete(key);
      }
    this.drawLinks(first, last);
    if (held)
      this.sheet.querySelector(`[data-row="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    if (!this.focus || !this.rowOf.has(this.focus)) this.focus = this.rows[0]?.key ?? null;
    this.rove();
  }

  drawRow(row, i) {
    const y = i * ROW + ROW / 2 + 2;
    if (row.kind === "impostors")
      return svg(
        "g",
        { role: "listitem" },
        svg("text", { class: "apart", x: 14, y: y + 4 }, fitted("impostors of the above", this.left - 20)),
      );
    return row.kind === "lane" ? this.drawLane(row, y) : this.drawChannel(row, y);
  }

  drawLane(row, y) {
    const { lane, living, open } = row,
      n = living.length;
    const alive = living.filter((c) => this.view.stateOf(c) === "alive").length;
    const tail = `${many(n, "channel")}, ${count(alive)} alive`,
      room = open ? this.width - widthOf(tail) - 48 : this.left - 30;
    const title = lane.name
      ? `${lane.title}  ${isolated(fitted(lane.name, Math.max(40, room - widthOf(lane.title + "  ", BOLD)), { font: BOLD }))}`
      : fitted(lane.title, room, { font: BOLD });
    const g = svg(
      "g",
      {
        role: "button",
        tabindex: "-1",
        class: "lane",
        "aria-expanded": String(open),
        "data-row": row.key,
      },
      svg("rect", { class: "ground", x: 0, y: y - 11, width: this.width, height: ROW }),
      svg("path", { class: "turn", d: open ? `M3 ${y - 3}h8l-4 6z` : `M4 ${y - 4}v8l6 -4z` }),
      svg("text", { x: 16, y: y + 4 }, title),
    );
    if (open)
      g.append(
        svg("text", { class: "tail", x: this.width - 8, y: y + 4, "text-anchor": "end" }, tail),
      );
    else {
      const a = this.x(Math.min(...living.map((c) => c.first))),
        b = this.x(Math.max(...living.map((c) => this.view.endOf(c))));
      const note = svg("text", { class: "tail", x: b + 8, y: y + 4 }, tail);
      if (b + 150 > this.width) make(note, { x: this.width - 8, "text-anchor": "end" }, []);
      g.append(
        svg("rect", {
          class: "chain",
          x: a,
          y: y - 4,
          width: Math.max(3, b - a),
          height: 8,
          rx: 2,
        }),
        note,
      );
    }
    return svg("g", { role: "listitem" }, g);
  }

  drawChannel(row, y) {
    const c = row.channel,
      view = this.view,
      state = view.stateOf(c);
    const a = this.x(c.first),
      b = Math.max(a + 3, this.x(view.endOf(c)));
    const g = svg(
      "g",
      {
        role: "listitem",
        tabindex: "-1",
        class: `channel ${state}${c.impostor ? " impostor" : ""}${view.word && !view.matches(c) ? " dim" : ""}`,
        "aria-label": this.sentence(c, state),
        "data-row": row.key,
      },
      svg("rect", { class: "ground", x: 0, y: y - 11, width: this.width, height: ROW }),
      svg("text", { class: "name", x: 14, y: y + 4 }, isolated(fitted(c.name, this.left - 24, { tail: 6 }))),
      svg("rect", { class: "bar", x: a, y: y - BAR / 2, width: b - a, height: BAR, rx: 2 }),
      endMark(state, b, y),
    );
    if (this.chosen === row.key) g.classList.add("chosen");
    return g;
  }

  sentence(c, state) {
    return (
      `${isolated(c.label)}, ${shortUrl(c.url)}, on ${c.platform}, first seen ${day(c.first)}, last seen ${day(c.last)}, ` +
      `${state}${state === "gone" ? " since " + day(c.gone) : ""}${c.family ? `, ${c.family.id} generation ${c.generation}` : ""}${c.impostor ? ", an impostor" : ""}`
    );
  }

  drawLinks(first, last) {
    const seen = new Set(),
      paths = [];
    for (let i = Math.floor(first / BUCKET); i <= Math.floor(last / BUCKET); ++i)
      for (const link of this.buckets.get(i) ?? []) {
        if (seen.has(link) || link.bottom < first || link.top >= last || paths.length > 2000)
          continue;
        seen.add(link);
        paths.push(...this.drawLink(link));
      }
    this.links.replaceChildren(...paths);
  }
  // From the parent's bar at the announcement to the child's start. Where the parent was seen only
  // after its child, there is no bar yet: a ring marks the moment, and dots lead from it to the bar.
  drawLink({ e, a, b }) {
    const late = seenAfterItsChild(e),
      end = Math.max(e.from.first, this.view.endOf(e.from)),
      said = late ? (e.at ?? e.to.first) : Math.min(Math.max(e.at ?? end, e.from.first), end),
      born = this.x(e.to.first),
      x = Math.min(this.x(said), born),
      seen = this.x(e.from.first),
      y1 = a * ROW + ROW / 2 + 2,
      y2 = b * ROW + ROW / 2 + 2,
      unseen = late && seen - x > RING;
    const lit = this.chosen === "c" + e.from.number || this.chosen === "c" + e.to.number,
      start = y1 + (unseen ? RING : BAR / 2) * (b > a ? 1 : -1);
    const elbow = svg("path", {
      class: `link${e.impostor ? " impostor" : e.probability < 0.75 ? " maybe" : ""}${lit ? " lit" : ""}`,
      "stroke-width": (0.6 + 2.4 * e.probability).toFixed(1),
      d: `M${x.toFixed(1)} ${start}V${y2}H${born.toFixed(1)}`,
    });
    return unseen ? [elbow, ...lead(x, seen, y1)] : [elbow];
  }

  // One row is in the tab order; the arrows move it.
  rove() {
    for (const [key, row] of this.drawn) {
      const target = row.matches("[data-row]") ? row : row.querySelector("[data-row]");
      target?.setAttribute("tabindex", key === this.focus ? "0" : "-1");
    }
  }
  go(i) {
    while (this.rows[i]?.kind === "impostors") i += 1;
    const row = this.rows[Math.min(Math.max(i, 0), this.rows.length - 1)];
    if (!row) return;
    this.focus = row.key;
    const y = this.rowOf.get(row.key) * ROW,
      box = this.scroll;
    if (y < box.scrollTop + ROW) box.scrollTop = Math.max(0, y - ROW);
    if (y > box.scrollTop + box.clientHeight - 3 * ROW)
      box.scrollTop = y - box.clientHeight + 3 * ROW;
    this.draw();
    this.rove();
    this.sheet.querySelector(`[data-row="${CSS.escape(row.key)}"]`)?.focus({ preventScroll: true });
  }
  key(event) {
    const held = event.target.closest("[data-row]");
    if (!held) return;
    const at = this.rowOf.get(held.dataset.row),
      page = Math.floor(this.scroll.clientHeight / ROW) - 3;
    const move = {
      ArrowDown: at + 1,
      ArrowUp: this.rows[at - 1]?.kind === "impostors" ? at - 2 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.rows.length - 1,
    }[event.key];
    if (move === undefined && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (move === undefined) this.act(held);
    else this.go(move);
  }
  act(held) {
    if (!held) return;
    const row = this.rows[this.rowOf.get(held.dataset.row)];
    this.focus = row.key;
    if (row.kind === "channel") return this.open(row.channel);
    this.view.toggle(row);
    this.update();
    this.go(this.rowOf.get(row.key));
  }
  choose(c) {
    this.chosen = c ? "c" + c.number : null;
    for (const [key, row] of this.drawn) row.classList.toggle("chosen", key === this.chosen);
    if (this.range) this.drawLinks(...this.range);
  }
  // Brings a channel into sight, unfolding its lane.
  reveal(c) {
    if (!this.rowOf.has("c" + c.number)) {
      const key =
        this.view.group === "platform"
          ? "p:" + c.platform
          : (c.family?.id ??
            c.into.find((e) => e.impostor && e.from.family)?.from.family.id ??
            "alone");
      this.view.opened.set(key, true);
      this.update();
    }
    const i = this.rowOf.get("c" + c.number);
    if (i === undefined) return;
    this.focus = "c" + c.number;
    this.scroll.scrollTop = Math.max(0, i * ROW - this.scroll.clientHeight / 2);
    this.draw();
  }
}

// A ring at `x`, and dots from there to `to`.
function lead(x, to, y) {
  return [
    svg("line", { class: "lead", x1: x + RING, x2: to, y1: y, y2: y }),
    svg("circle", { class: "lead", cx: x, cy: y, r: RING }),
  ];
}

function hatching() {
  return svg(
    "defs",
    {},
    svg(
      "pattern",
      {
        id: "hatch",
        width: 6,
        height: 6,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      },
      svg("rect", { class: "hatch-ground", width: 6, height: 6 }),
      svg("line", { class: "hatch-line", x1: 0, y1: 0, x2: 0, y2: 6 }),
    ),
  );
}

// What ends a bar: a cross (gone), a triangle (alive), a diamond (restricted, private), nothing.
function endMark(state, x, y, r = 4.5) {
  if (state === "gone")
    return svg("path", {
      class: "cross",
      d: `M${x - r} ${y - r}l${2 * r} ${2 * r}m${-2 * r} 0l${2 * r} ${-2 * r}`,
    });
  if (state === "alive")
    return svg("path", { class: "open", d: `M${x} ${y - r - 1}l9 ${r + 1}l-9 ${r + 1}z` });
  if (state === "unknown") return null;
  return svg("path", {
    class: "closed",
    d: `M${x - r} ${y}l${r} ${-r - 1}l${r} ${r + 1}l${-r} ${r + 1}z`,
  });
}
