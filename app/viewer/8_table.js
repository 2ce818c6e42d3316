// SPDX-License-Identifier: Apache-2.0
// The same data as a table, a leaf of rows at a time: the accessible form of the picture.

const LEAF = 50;

class ChannelTable {
  constructor(box, view, open) {
    Object.assign(this, { box, view, open, leaf: 0, leaves: 1, rows: [] });
    this.body = el("tbody", {});
    this.said = el("span", { role: "status" });
    this.back = el("button", { type: "button", onclick: () => this.turn(-1) }, "Previous");
    this.on = el("button", { type: "button", onclick: () => this.turn(1) }, "Next");
    this.table = el(
      "table",
      {},
      el("caption", {}, "Channels, by lineage and birth"),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ...[
            "Lineage",
            "Channel",
            "Platform",
            "State",
            "First seen",
            "Last seen",
            "Gone",
            "Strongest ties",
          ].map((name) => el("th", { scope: "col" }, name)),
        ),
      ),
      this.body,
    );
    box.replaceChildren(
      el(
        "div",
        { class: "wide", tabindex: "0", role: "region", "aria-label": "Table of channels" },
        this.table,
      ),
      el("p", { class: "leaf" }, this.back, " ", this.on, " ", this.said),
    );
  }

  update() {
    const order = (c) => (c.family ? this.rank.get(c.family) : Infinity);
    this.rank ??= new Map(this.view.data.lineages.map((l, i) => [l, i]));
    this.rows = this.view
      .channels()
      .sort(
        (a, b) =>
          order(a) - order(b) ||
          a.generation - b.generation ||
          a.first - b.first ||
          a.number - b.number,
      );
    this.leaf = 0;
    this.draw();
  }
  turn(by) {
    this.leaf += by;
    this.draw();
  }
  draw(size = LEAF) {
    const from = this.leaf * size,
      to = Math.min(this.rows.length, from + size);
    this.body.replaceChildren(...this.rows.slice(from, to).map((c) => this.row(c)));
    this.back.disabled = this.leaf === 0;
    this.on.disabled = to >= this.rows.length;
    this.said.textContent = this.rows.length
      ? `${count(from + 1)} to ${count(to)} of ${count(this.rows.length)}`
      : "Nothing fits what is asked for.";
    this.table.setAttribute("aria-rowcount", this.rows.length + 1);
  }
  row(c) {
    const state = this.view.stateOf(c);
    const parents = c.into.filter((e) => this.view.showsEdge(e)).slice(0, 3);
    return el(
      "tr",
      {},
      el("td", {}, c.family ? `${c.family.id}.${c.generation}` : ""),
      el(
        "th",
        { scope: "row" },
        el(
          "button",
          { type: "button", class: "plain", onclick: () => this.open(c) },
          foreign(c.label),
        ),
        el("div", {}, address(c.url)),
      ),
      el("td", { class: "date" }, c.platform),
      el("td", { class: "state " + state }, state),
      el("td", { class: "date" }, day(c.first)),
      el("td", { class: "date" }, day(c.last)),
      el("td", { class: "date" }, state === "gone" ? day(c.gone) : ""),
      el(
        "td",
        { class: "ties" },
        ...parents.map((e) =>
          el(
            "div",
            {},
            `${e.probability.toFixed(2)} ${e.relation} `,
            foreign(e.from.name),
            el("span", { class: "soft" }, ` (${e.basis})`),
          ),
        ),
      ),
    );
  }
}
