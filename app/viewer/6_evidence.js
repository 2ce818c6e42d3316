// SPDX-License-Identifier: Apache-2.0
// The panel of one channel: where it was, when, and why it is thought to continue another. Words of
// the other side are text; their addresses are written so that nothing turns them into links.

class EvidencePanel {
  constructor(panel, data, { go, live, closed }) {
    Object.assign(this, { panel, data, go, live, closed });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  // `quiet`: news of what is open already; the focus stays where it is.
  show(c, quiet = false) {
    this.channel = c;
    const heading = el("h2", { tabindex: "-1" }, foreign(c.label));
    this.panel.replaceChildren(
      el(
        "button",
        {
          type: "button",
          class: "close",
          "aria-label": "Close the evidence",
          onclick: () => this.close(),
        },
        "×",
      ),
      heading,
      this.facts(c),
      this.live ? this.live.channelWords(c) : "",
      ...this.edges("Predecessors", c.into, (e) => e.from, "No predecessor is known."),
      ...this.edges("Successors", c.out, (e) => e.to, "No successor is known."),
    );
    this.panel.hidden = false;
    document.body.classList.add("with-evidence");
    if (quiet) return;
    this.panel.scrollTop = 0;
    heading.focus({ preventScroll: true });
  }
  close() {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    document.body.classList.remove("with-evidence");
    this.closed(this.channel);
  }

  facts(c) {
    const list = el("dl", {});
    const fact = (name, ...value) =>
      list.append(el("div", {}, el("dt", {}, name), el("dd", {}, ...value)));
    fact(
      "State",
      c.state,
      c.gone === null ? "" : `, ${between(...c.died)}`,
    );
    fact("Platform", `${c.platform}, ${words(c.kind)}`);
    fact(
      c.urls.length > 1 ? "Addresses" : "Address",
      ...c.urls.map((u) =>
        el(
          "div",
          {},
          address(u.url),
          el(
            "span",
            { class: "soft" },
            ` from ${day(u.from)}${u.to === null ? "" : " to " + day(u.to)}`,
          ),
        ),
      ),
    );
    fact("Seen", `${minute(c.first)} to ${minute(c.last)} UTC`);
    fact(
      "Born",
      c.born[0] === null
        ? `by ${minute(c.born[1])}`
        : between(...c.born),
    );
    if (c.members !== null) fact("Audience", count(c.members));
    if (c.family)
      fact("Lineage", `${c.family.id}, generation ${c.generation}: `, foreign(c.family.name));
    if (c.note) fact("Note", foreign(c.note));
    fact("Id", el("code", {}, c.id));
    return list;
  }

  edges(title, edges, other, none) {
    const sorted = [...edges].sort((a, b) => b.probability - a.probability);
    return [
      el("h3", {}, title),
      sorted.length ? "" : el("p", { class: "soft" }, none),
      ...sorted.map((e, i) => this.edge(e, other(e), i === 0)),
    ];
  }
  edge(e, c, open) {
    const details = el(
      "details",
      { open },
      el(
        "summary",
        {},
        el("b", {}, e.probability.toFixed(2)),
        ` ${e.relation} `,
        foreign(c.name),
        el(
          "span",
          { class: "soft" },
          ` ${e.basis}`,
          ...(e.at === null ? [] : [", ", el("span", { class: "date" }, day(e.at))]),
        ),
      ),
      e.confirmed_by
        ? el(
            "p",
            {},
            e.verdict?.verb === "reject" ? "Rejected by " : "Confirmed by ",
            foreign(e.confirmed_by),
            e.verdict ? `, ${minute(e.verdict.at)} UTC` : "",
          )
        : "",
      el("p", {}, address(e.from_url), " → ", address(e.to_url)),
      seenAfterItsChild(e)
        ? el("p", { class: "soft" }, "The predecessor was first seen after its successor.")
        : "",
      el(
        "p",
        {},
        el("button", { type: "button", onclick: () => this.go(c) }, "Go to ", foreign(c.name)),
        ...(this.live ? this.live.edgeWords(e) : []),
      ),
      el("ul", { class: "signs" }, ...this.data.evidence(e).map((sign) => this.sign(sign))),
    );
    return details;
  }
  sign(s) {
    return el(
      "li",
      { class: s.bits < 0 ? "against" : "for" },
      el("b", {}, `${s.bits > 0 ? "+" : ""}${s.bits.toFixed(1)} bits`),
      ` ${words(s.kind)}, ${s.hard ? "hard to forge" : "forgeable"}`,
      s.at === null ? "" : el("span", {}, `, ${minute(s.at)} UTC`),
      s.words ? el("blockquote", { dir: "auto" }, s.words) : "",
      s.source ? el("div", {}, "source ", address(s.source)) : "",
      s.capture
        ? el(
            "div",
            {},
            "capture ",
            el("code", {}, s.capture),
            ...(this.live ? this.live.captureLinks(s.capture) : []),
          )
        : "",
    );
  }
}

function between(a, b) {
  return minute(a) === minute(b) ? `at ${minute(a)}` : `between ${minute(a)} and ${minute(b)}`;
}
