// SPDX-License-Identifier: Apache-2.0
// What analysts decided, newest first, and the watch list. Live, each word can be taken back: that
// is a dated fact, too.

const SAID = {
  confirm: "confirmed: the second continues the first",
  reject: "rejected: the second does not continue the first",
  merge: "one channel",
  split: "another channel from then on",
  note: "note",
  refer: "marked as referred",
};

function drawWords(data, box, { open, live }, most = 100) {
  const decided = data.words.filter((w) => w.verb !== "watch").reverse(),
    watched = data.words.filter((w) => w.verb === "watch").reverse();
  const name = (channel, url) =>
    channel
      ? el(
          "button",
          { type: "button", class: "plain", onclick: () => open(channel) },
          foreign(channel.label),
        )
      : address(url);
  const takeBack = (w) => (live ? live.takeBack(w) : "");
  const row = (w) =>
    el(
      "tr",
      {},
      el("td", { class: "date" }, minute(w.at)),
      el("td", {}, foreign(w.analyst || "no name")),
      el(
        "td",
        {},
        name(w.from, w.from_url),
        w.to_url ? el("span", {}, " → ", name(w.to, w.to_url)) : "",
      ),
      el(
        "td",
        {},
        SAID[w.verb],
        w.when ? ` (${minute(Date.parse(w.when) / 1000)})` : "",
        w.text ? el("div", {}, foreign(w.text)) : "",
      ),
      live ? el("td", {}, takeBack(w)) : null,
    );
  box.replaceChildren(
    decided.length
      ? el(
          "div",
          { class: "wide", tabindex: "0", role: "region", "aria-label": "Words of analysts" },
          el(
            "table",
            {},
            el("caption", {}, "Newest first; what was taken back is not here"),
            el(
              "thead",
              {},
              el(
                "tr",
                {},
                ...["Said (UTC)", "By", "About", "What", ...(live ? ["Change"] : [])].map((title) =>
                  el("th", { scope: "col" }, title),
                ),
              ),
            ),
            el("tbody", {}, ...decided.slice(0, most).map(row)),
          ),
        )
      : el("p", { class: "soft" }, "Nobody has decided anything yet."),
    decided.length > most
      ? el(
          "p",
          {},
          el(
            "button",
            { type: "button", onclick: () => drawWords(data, box, { open, live }, Infinity) },
            `Show all ${count(decided.length)}`,
          ),
        )
      : "",
    watched.length
      ? el(
          "details",
          { class: "watched" },
          el("summary", {}, `On the watch list: ${count(watched.length)}`),
          el(
            "ul",
            {},
            ...watched
              .slice(0, 1000)
              .map((w) =>
                el(
                  "li",
                  {},
                  name(w.from, w.from_url),
                  el("span", { class: "soft" }, ` since ${day(w.at)}${w.analyst ? ", " : ""}`),
                  w.analyst ? foreign(w.analyst) : "",
                  " ",
                  takeBack(w),
                ),
              ),
            watched.length > 1000
              ? el("li", { class: "soft" }, "The rest: godwit watchlist.")
              : "",
          ),
        )
      : "",
  );
}
