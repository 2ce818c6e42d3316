// SPDX-License-Identifier: Apache-2.0
// Wiring: controls change the view, the view redraws what depends on it.

function start() {
  let data = unpack(JSON.parse(byId("data").textContent));
  const view = new View(data);
  const picture = new Picture(byId("picture"), view, open);
  const network = new Network(byId("canvas"), view, open);
  const table = new ChannelTable(byId("rows"), view, open);
  const live = data.live === null ? null : new Live(data.live, refresh);
  const panel = new EvidencePanel(byId("evidence"), data, { go: reveal, live, closed });
  const brush = new Brush(byId("brush"), view, eachFrame(changed));
  let opener = null;
  // Words are about the present.
  const speaking = () => (data.known_by === null ? live : null);

  function open(c) {
    opener = document.activeElement;
    (picture.choose(c), network.choose(c));
    panel.show(c);
  }
  function reveal(c) {
    picture.reveal(c);
    open(c);
    opener = null;
  }
  function closed(c) {
    (picture.choose(null), network.choose(null));
    if (opener?.isConnected && opener !== document.body) opener.focus();
    else {
      picture.reveal(c);
      picture.go(picture.rowOf.get("c" + c.number) ?? 0);
    }
  }

  function changed() {
    sayControls();
    (picture.update(), brush.mark(), table.update(), network.redraw());
    const shown = table.rows.length;
    byId("said").textContent =
      shown === data.channels.length
        ? ""
        : `${count(shown)} of ${count(data.channels.length)} channels`;
  }
  const slow = eachFrame(changed);

  const at = (share) => data.begin + (share / 1000) * (data.end - data.begin);
  const share = (t) => Math.round(((t - data.begin) / (data.end - data.begin)) * 1000);
  function sayControls() {
    for (const [id, t] of [
      ["from", view.from],
      ["to", view.to],
      ["as-of", view.asOf],
    ]) {
      byId(id).value = share(t);
      byId(id + "-said").textContent = day(t);
      byId(id).setAttribute("aria-valuetext", day(t));
    }
    ((byId("sure").value = view.sure), (byId("sure-said").textContent = view.sure.toFixed(2)));
    byId("fold").setAttribute("aria-pressed", String(view.foldFinished));
  }
  const on = (id, event, act) =>
    byId(id).addEventListener(event, () => {
      act(byId(id).value);
      slow();
    });
  on("find", "input", (value) => {
    view.word = value.trim().toLowerCase();
  });
  on("sure", "input", (value) => {
    view.sure = Number(value);
  });
  on("group", "change", (value) => {
    view.group = value;
  });
  on("from", "input", (value) => {
    view.from = Math.min(at(Number(value)), view.to - 3600);
  });
  on("to", "input", (value) => {
    view.to = Math.max(at(Number(value)), view.from + 3600);
  });
  on("as-of", "input", (value) => {
    view.asOf = at(Number(value));
  });
  on("fold", "click", () => {
    view.foldFinished = !view.foldFinished;
    view.opened.clear();
  });
  on("reset", "click", () => {
    view.reset();
    ((byId("find").value = ""), (byId("group").value = "network"));
  });
  byId("zoom-in").addEventListener("click", () => network.zoom(1.4));
  byId("zoom-out").addEventListener("click", () => network.zoom(1 / 1.4));
  byId("zoom-fit").addEventListener("click", () => network.fit());

  // On paper nothing scrolls: as many rows as somebody would leaf through.
  function paper(all) {
    document.documentElement.toggleAttribute("data-paper", all > 0);
    ((picture.all = all), (brush.paper = all > 0));
    (picture.update(), brush.update(), table.draw(all || LEAF), network.draw());
    for (const folded of document.querySelectorAll("#targets details"))
      if (all > 0 && !folded.open) folded.open = folded.dataset.paper = true;
      else if (all === 0 && folded.dataset.paper) {
        delete folded.dataset.paper;
        folded.open = false;
      }
  }
  addEventListener("beforeprint", () => paper(400));
  addEventListener("afterprint", () => paper(0));

  function drawRest() {
    drawWaves(data, byId("waves-body"));
    drawSurvival(data, byId("survival-body"));
    drawTargets(data, byId("targets-body"), open);
    drawWords(data, byId("words-body"), { open, live: speaking() });
    drawLimits(data, byId("limits-body"));
  }
  // News: the choices stay, what is open stays open, and nobody is interrupted while writing.
  function refresh(json, told) {
    const whole = view.to >= data.end && view.from <= data.begin,
      newest = view.asOf >= data.end,
      held = panel.panel.hidden ? null : panel.channel.id;
    data = unpack(json);
    (view.take(data), (panel.data = data), (table.rank = undefined));
    panel.live = speaking();
    if (whole) Object.assign(view, { from: data.begin, to: data.end });
    view.asOf = newest ? data.end : Math.min(view.asOf, data.end);
    const leaf = table.leaf;
    (drawHead(data, open), brush.update(), changed(), drawRest());
    if (leaf < Math.ceil(table.rows.length / LEAF)) table.turn(leaf);
    const still = held && data.channels.find((c) => c.id === held);
    if (held && !still) panel.close(); // nobody knew it then, or two have become one
    if (still && (told || !panel.panel.contains(document.activeElement))) panel.show(still, !told);
  }

  drawHead(data, open);
  changed();
  drawRest();
  document.documentElement.dataset.ready = Math.round(performance.now());
}

start();
