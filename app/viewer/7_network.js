// SPDX-License-Identifier: Apache-2.0
// The network: each lineage a tree, places computed beforehand. A plain canvas: 50,000 marks are
// drawn in one pass, nothing needs a graphics card, and it prints.

// Empty room beside a tree, in units of the layout (graph/export/network_layout.cpp).
const BESIDE = 76;

const COLOURS = {
  alive: "--alive",
  gone: "--gone",
  restricted: "--warn",
  private: "--warn",
  unknown: "--doubt",
};

class Network {
  constructor(canvas, view, open) {
    Object.assign(this, { canvas, view, open, chosen: null, scale: 0 });
    this.redraw = eachFrame(() => this.draw());
    canvas.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.shiftKey && !event.altKey) return; // a plain wheel scrolls the page
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.offsetX, event.offsetY);
      },
      { passive: false },
    );
    canvas.addEventListener("pointerdown", (event) => this.grab(event));
    new ResizeObserver(() => this.fit()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.redraw);
  }

  fit() {
    const box = this.canvas.getBoundingClientRect(),
      { channels } = this.view.data;
    ((this.width = box.width), (this.height = box.height));
    if (!this.width || !channels.length) return;
    const right = channels.reduce((m, c) => Math.max(m, c.x), 1),
      bottom = channels.reduce((m, c) => Math.max(m, c.y), 1);
    this.scale = Math.min(1.6, (this.width - 60) / right, (this.height - 60) / bottom);
    ((this.dx = (this.width - right * this.scale) / 2),
      (this.dy = (this.height - bottom * this.scale) / 2));
    this.redraw();
  }
  zoom(by, x = this.width / 2, y = this.height / 2) {
    const next = Math.min(8, Math.max(0.005, this.scale * by)),
      ratio = next / this.scale;
    ((this.dx = x - (x - this.dx) * ratio),
      (this.dy = y - (y - this.dy) * ratio),
      (this.scale = next));
    this.redraw();
  }
  grab(event) {
    let { clientX, clientY } = event,
      moved = 0;
    this.canvas.setPointerCapture(event.pointerId);
    const drag = (e) => {
      ((this.dx += e.clientX - clientX), (this.dy += e.clientY - clientY));
      moved += Math.abs(e.clientX - clientX) + Math.abs(e.clientY - clientY);
      ({ clientX, clientY } = e);
      this.redraw();
    };
    this.canvas.addEventListener("pointermove", drag);
    this.canvas.addEventListener(
      "pointerup",
      (e) => {
        this.canvas.removeEventListener("pointermove", drag);
        if (moved < 4) this.pick(e.offsetX, e.offsetY);
      },
      { once: true },
    );
  }
  pick(x, y) {
    let best = null,
      nearest = 14 ** 2;
    for (const c of this.shown ?? []) {
      const far = (this.px(c) - x) ** 2 + (this.py(c) - y) ** 2;
      if (far < nearest) ((nearest = far), (best = c));
    }
    if (best) this.open(best);
  }
  px(c) {
    return this.dx + c.x * this.scale;
  }
  py(c) {
    return this.dy + c.y * this.scale;
  }
  choose(c) {
    this.chosen = c;
    this.redraw();
  }

  draw() {
    if (!this.width) return;
    const dense = window.devicePixelRatio || 1,
      ctx = this.canvas.getContext("2d"),
      style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    ((this.canvas.width = this.width * dense), (this.canvas.height = this.height * dense));
    ctx.setTransform(dense, 0, 0, dense, 0, 0);
    this.shown = this.view.channels();
    const visible = new Set(this.shown);
    this.drawLinks(ctx, visible, colour);
    for (const [state, name] of Object.entries(COLOURS))
      this.drawMarks(
        ctx,
        this.shown.filter((c) => this.view.stateOf(c) === state),
        state,
        colour(name),
      );
    this.drawNames(ctx, colour);
  }
  drawLinks(ctx, visible, colour) {
    for (const [test, dash, ink] of [
      [(e) => !e.impostor && e.probability >= 0.75, [], "--soft"],
      [(e) => !e.impostor && e.probability < 0.75, [5, 4], "--soft"],
      [(e) => e.impostor, [1.5, 4], "--gone"],
    ]) {
      ctx.beginPath();
      ctx.setLineDash(dash);
      for (const e of this.view.data.edges) {
        if (!test(e) || !this.view.showsEdge(e) || !visible.has(e.from) || !visible.has(e.to))
          continue;
        const x = this.px(e.from),
          y = this.py(e.from),
          X = this.px(e.to),
          Y = this.py(e.to),
          middle = (x + X) / 2;
        ctx.moveTo(x, y);
        // One above the other: a bow to the left, so that it passes by what stands between.
        const bow = Math.abs(X - x) < 2 ? Math.min(40, 6 + Math.abs(Y - y) / 8) : 0;
        ctx.bezierCurveTo(middle - bow, y, middle - bow, Y, X, Y);
      }
      ((ctx.strokeStyle = colour(ink)),
        (ctx.globalAlpha = ink === "--gone" ? 0.5 : 0.8),
        (ctx.lineWidth = Math.min(1.6, 0.5 + this.scale)));
      ctx.stroke();
    }
    (ctx.setLineDash([]), (ctx.globalAlpha = 1));
  }
  // By shape as well as colour: disc alive, cross gone, diamond restricted or private, ring unknown.
  drawMarks(ctx, channels, state, colour) {
    const r = Math.max(1.2, Math.min(6, 7 * this.scale));
    ctx.beginPath();
    for (const c of channels) {
      const x = this.px(c),
        y = this.py(c);
      if (x < -20 || y < -20 || x > this.width + 20 || y > this.height + 20) continue;
      if (r < 2) ctx.rect(x - r, y - r, 2 * r, 2 * r);
      else if (state === "gone")
        (ctx.moveTo(x - r, y - r),
          ctx.lineTo(x + r, y + r),
          ctx.moveTo(x - r, y + r),
          ctx.lineTo(x + r, y - r));
      else if (state === "restricted" || state === "private")
        (ctx.moveTo(x - r, y),
          ctx.lineTo(x, y - r),
          ctx.lineTo(x + r, y),
          ctx.lineTo(x, y + r),
          ctx.closePath());
      else (ctx.moveTo(x + r, y), ctx.arc(x, y, r, 0, 7));
    }
    ((ctx.lineWidth = Math.max(1, r / 2.2)), (ctx.fillStyle = ctx.strokeStyle = colour));
    if ((state === "gone" && r >= 2) || (state === "unknown" && r >= 2)) ctx.stroke();
    else ctx.fill();
  }
  // What stands below the trees belongs to none.
  nameTheRest(write) {
    const rest = this.shown.filter((c) => !c.family);
    if (!rest.length) return;
    const x = rest.reduce((m, c) => Math.min(m, this.px(c)), Infinity),
      y = rest.reduce((m, c) => Math.min(m, this.py(c)), Infinity);
    write(null, `in no lineage: ${many(rest.length, "channel")}`, 260, x - 5, y - 14);
  }
  // Names where there is room: of each network above its oldest channel, of all once enlarged.
  drawNames(ctx, colour) {
    const face = "11px 'Noto Sans', 'Noto Sans Arabic', system-ui, sans-serif";
    ((ctx.font = face), (ctx.textBaseline = "middle"), (ctx.direction = "ltr"));
    const taken = [],
      all = this.scale > 2.2,
      room = 40 * this.scale - 20;
    const write = (c, whole, most, x, y) => {
      // Before anything is measured: is there any room at all?
      if (
        x > this.width - 40 ||
        y < 6 ||
        y > this.height - 6 ||
        x < -190 ||
        taken.some((t) => t[0] < x + 20 && t[2] > x && t[1] < y + 7 && t[3] > y - 7)
      )
        return;
      const text = isolated(fitted(whole, Math.min(most, this.width - x - 4), { font: face })),
        width = ctx.measureText(text).width,
        box = [x, y - 7, x + width, y + 7];
      if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1]))
        return;
      taken.push(box);
      ((ctx.strokeStyle = colour("--paper")), (ctx.lineWidth = 3), ctx.strokeText(text, x, y));
      ((ctx.fillStyle = colour("--ink")), ctx.fillText(text, x, y));
    };
    const first = this.shown
      .filter((c) => c === this.chosen || c.family?.members[0] === c)
      .sort(
        (a, b) =>
          (b === this.chosen) - (a === this.chosen) ||
          (b.family?.members.length ?? 0) - (a.family?.members.length ?? 0),
      )
      .slice(0, 250);
    for (const c of first)
      if (c.family && c !== this.chosen) {
        // Above the whole tree (a branch may lead up from the oldest channel), as wide as its place.
        const xs = c.family.members.map((kin) => this.px(kin)),
          ys = c.family.members.map((kin) => this.py(kin)),
          width = Math.max(...xs) - Math.min(...xs) + BESIDE * this.scale;
        const name = `${c.family.id} ${isolated(c.family.name)}`;
        write(c, name, Math.max(70, width - 8), this.px(c) - 5, Math.min(...ys) - 14);
      } else write(c, c.name, 190, this.px(c) - 5, this.py(c) - 14);
    this.nameTheRest(write);
    if (all)
      for (const c of this.shown.slice(0, 4000))
        if (taken.length < 400 && !first.includes(c))
          write(c, c.name, room, this.px(c) + 10, this.py(c));
    if (this.chosen && this.view.shows(this.chosen)) {
      ((ctx.strokeStyle = colour("--ink")), (ctx.lineWidth = 2));
      (ctx.beginPath(),
        ctx.arc(this.px(this.chosen), this.py(this.chosen), 10, 0, 7),
        ctx.stroke());
    }
  }
}
