// SPDX-License-Identifier: Apache-2.0
// Live: news of the case every few seconds, the analyst's words, and what was known on a day. The only
// file that speaks to the network, and only to the origin that served the page (app/report/page.h has
// the paths).

const PAUSE_MS = 5000;

class Live {
  constructor(base, refreshed) {
    Object.assign(this, { base, refreshed, held: 0, etag: null, last: byId("data").textContent });
    this.said = el("p", { class: "live", role: "status" }, "live");
    byId("about").after(this.said);
    byId("controls").append(...this.knownBy());
    this.wait();
  }
  // What became of a word stands for a while: news that was under way must not wipe it away.
  say(text, held = 0) {
    const now = performance.now();
    if (!held && now < this.held) return;
    [this.said.textContent, this.held] = [text, now + held];
  }
  // What was known on a day: everything is inferred anew from the facts of by then. News and words
  // wait until the reader is back in the present.
  knownBy() {
    this.day = el("input", { id: "known-by", type: "date" });
    this.back = el("button", { type: "button", hidden: true, onclick: () => this.goTo("") }, "Back to now");
    return [
      el(
        "span",
        { class: "slide" },
        el("label", { for: "known-by" }, "Known on"),
        this.day,
        el("button", { type: "button", onclick: () => this.goTo(this.day.value) }, "Show"),
      ),
      this.back,
    ];
  }
  async goTo(then) {
    try {
      if (then) this.refreshed(await this.get("data.json?as_of=" + then), true);
      [this.then, this.back.hidden] = [then, !then];
      if (!then) {
        [this.etag, this.last] = [null, null];
        await this.news(true);
      }
      this.say(then ? `what was known on ${then}; news and words wait` : "live", 1);
    } catch (error) {
      this.say(`not shown: ${error.message}`, PAUSE_MS);
    }
  }
  async get(path) {
    const answer = await fetch(this.base + path, { cache: "no-store" });
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(json.error ?? `refused (${answer.status})`);
    return json;
  }
  wait() {
    setTimeout(() => this.ask(), PAUSE_MS);
  }
  async ask() {
    if (this.then) return this.wait();
    try {
      await this.news(false);
      this.say(`live, asked ${new Date().toISOString().slice(11, 19)} UTC`);
    } catch {
      this.say("the server does not answer; what is shown may be old");
    }
    this.wait();
  }
  // `told`: the analyst waits to see what became of a word.
  async news(told) {
    const answer = await fetch(this.base + "data.json", {
      headers: this.etag ? { "If-None-Match": this.etag } : {},
      cache: "no-store",
    });
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error(answer.status);
    this.etag = answer.headers.get("ETag");
    const text = await answer.text();
    if (text === this.last || this.then) return; // gone back in time meanwhile
    this.last = text;
    this.refreshed(JSON.parse(text), told);
  }
  async tell(word) {
    try {
      const answer = await fetch(this.base + "word", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Godwit": "word" },
        body: JSON.stringify({
          verb: "",
          from: "",
          to: "",
          at: "",
          text: "",
          undo: false,
          ...word,
        }),
      });
      if (!answer.ok)
        throw new Error(
          (await answer.json().catch(() => ({}))).error ?? `refused (${answer.status})`,
        );
      await this.news(true);
      this.say(`${word.undo ? "taken back" : "noted"}: ${word.verb}`, PAUSE_MS);
    } catch (error) {
      this.say(`not noted: ${error.message}`, PAUSE_MS);
    }
    this.said.scrollIntoView({ block: "nearest" });
  }

  button(text, word) {
    return el("button", { type: "button", onclick: () => this.tell(word()) }, text);
  }
  takeBack(w) {
    const { verb, from_url: from, to_url: to } = w;
    return this.button(verb === "watch" ? "Stop watching" : "Take back", () => ({
      verb,
      from,
      to,
      at: w.when ?? "",
      text: verb === "note" ? w.text : "",
      undo: true,
    }));
  }
  edgeWords(e) {
    const both = (verb) => () => ({
      verb,
      from: e.from_url || e.from.url,
      to: e.to_url || e.to.url,
    });
    // What stands already is taken back, or overruled.
    return Object.entries({ confirm: "Confirm", reject: "Reject", merge: "Same channel" })
      .filter(([verb]) => verb !== e.verdict?.verb)
      .map(([verb, text]) => this.button(text, both(verb)))
      .concat(e.verdict ? [this.takeBack(e.verdict)] : [])
      .flatMap((button) => [" ", button]);
  }
  // A capture to read as text, or to take away as the bytes that were kept.
  captureLinks(capture) {
    const id = capture.replace(/^urn:uuid:/, "");
    return [
      " ",
      el("a", { href: `${this.base}capture/${id}` }, "read"),
      " ",
      el("a", { href: `${this.base}capture/${id}/raw`, download: "" }, "download"),
    ];
  }
  channelWords(c) {
    const text = el("input", {
      type: "text",
      "aria-label": "A note on this channel",
      maxlength: 2000,
    });
    const when = el("input", {
      type: "text",
      "aria-label": "Time of the split, UTC",
      placeholder: "2019-11-22T08:00Z",
      size: 18,
    });
    return el(
      "div",
      { class: "words" },
      el(
        "p",
        {},
        text,
        " ",
        this.button("Note", () => ({ verb: "note", from: c.url, text: text.value })),
        " ",
        c.watched
          ? this.takeBack(c.watched)
          : this.button("Watch", () => ({ verb: "watch", from: c.url })),
        " ",
        this.button("Mark as referred", () => ({ verb: "refer", from: c.url, text: text.value })),
      ),
      el(
        "p",
        {},
        when,
        " ",
        this.button("Another channel from then on", () => ({
          verb: "split",
          from: c.url,
          at: when.value,
        })),
      ),
    );
  }
}
