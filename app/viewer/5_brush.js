// SPDX-License-Identifier: Apache-2.0
// The strip above the picture: births and deaths over the whole time, and the window cut out of it.
// A pointer drags it; the two sliders below do the same by keyboard.

class Brush {
  constructor(box, view, changed) {
    Object.assign(this, { box, view, changed });
    this.sheet = svg("svg", {
      class: "strip",
      height: 46,
      role: "img",
      "aria-label": "Births and deaths over time; drag to choose a window",
    });
    box.replaceChildren(this.sheet);
    this.sheet.addEventListener("pointerdown", (event) => this.grab(event));
    new ResizeObserver(() => {
      if (!this.paper && box.clientWidth !== this.width) this.update();
    }).observe(box);
  }

  time(event) {
    const { begin, end } = this.view.data,
      at = (event.clientX - this.sheet.getBoundingClientRect().left) / this.width;
    return begin + Math.min(Math.max(at, 0), 1) * (end - begin);
  }
  grab(event) {
    const start = this.time(event),
      { from, to } = this.view,
      { begin, end } = this.view.data,
      whole = from <= begin && to >= end;
    const edge = ((end - begin) * 8) / this.width;
    // Near an end: that end moves. Inside a window: the window moves. Elsewhere: a new one.
    const kind =
      Math.abs(start - from) < edge
        ? "from"
        : Math.abs(start - to) < edge
          ? "to"
          : !whole && start > from && start < to
            ? "move"
            : "new";
    this.sheet.setPointerCapture(event.pointerId);
    const drag = (moved) => {
      const t = this.time(moved);
      if (kind === "move") {
        const shift = Math.min(Math.max(t - start, begin - from), end - to);
        ((this.view.from = from + shift), (this.view.to = to + shift));
      } else {
        const fixed = kind === "from" ? to : kind === "to" ? from : start;
        ((this.view.from = Math.min(fixed, t)),
          (this.view.to = Math.max(fixed, t, this.view.from + 3600)));
      }
      this.changed();
    };
    const drop = () => {
      this.sheet.removeEventListener("pointermove", drag);
      if (this.view.to - this.view.from < (end - begin) / 500)
        Object.assign(this.view, { from: begin, to: end });
      this.changed();
    };
    this.sheet.addEventListener("pointermove", drag);
    this.sheet.addEventListener("pointerup", drop, { once: true });
    event.preventDefault();
  }

  update() {
    this.width = this.paper ? PAPER : this.box.clientWidth;
    const { begin, end, channels } = this.view.data,
      bins = Math.max(20, Math.min(200, Math.floor(this.width / 6)));
    const births = new Array(bins).fill(0),
      deaths = new Array(bins).fill(0);
    const bin = (t) =>
      Math.min(bins - 1, Math.max(0, Math.floor(((t - begin) / (end - begin)) * bins)));
    for (const c of channels) {
      births[bin(c.first)] += 1;
      if (c.gone !== null) deaths[bin(c.gone)] += 1;
    }
    const most = Math.max(1, ...births, ...deaths),
      slot = this.width / bins;
    // By the square root: one death beside a wave is still seen.
    const high = (n) => (n ? Math.max(2, Math.sqrt(n / most) * 20) : 0);
    const bars = (counts, name, y) =>
      svg("path", {
        class: name,
        d: counts
          .map((n, i) =>
            n
              ? `M${(i * slot + 0.5).toFixed(1)} ${y(0)}h${(slot - 1).toFixed(1)}V${y(high(n)).toFixed(1)}h${(1 - slot).toFixed(1)}z`
              : "",
          )
          .join(""),
      });
    this.sheet.setAttribute("width", this.width);
    this.sheet.setAttribute("viewBox", `0 0 ${this.width} 46`);
    this.window = svg("g", {});
    this.sheet.replaceChildren(
      bars(births, "births", (h) => 22 - h),
      bars(deaths, "deaths", (h) => 24 + h),
      svg("line", { class: "ground", x1: 0, x2: this.width, y1: 23, y2: 23 }),
      this.window,
    );
    this.mark();
  }
  mark() {
    if (!this.window) return this.update();
    const { begin, end } = this.view.data,
      x = (t) => ((t - begin) / (end - begin)) * this.width;
    const a = x(this.view.from),
      b = x(this.view.to),
      t = x(this.view.asOf);
    this.window.replaceChildren(
      ...[
        svg("rect", { class: "outside", x: 0, y: 0, width: a, height: 46 }),
        svg("rect", {
          class: "outside",
          x: b,
          y: 0,
          width: Math.max(0, this.width - b),
          height: 46,
        }),
        svg("rect", {
          class: "window",
          x: a + 0.5,
          y: 0.5,
          width: Math.max(1, b - a - 1),
          height: 45,
          rx: 3,
        }),
        t < this.width ? svg("line", { class: "as-of", x1: t, x2: t, y1: 0, y2: 46 }) : null,
      ].filter(Boolean),
    );
  }
}
