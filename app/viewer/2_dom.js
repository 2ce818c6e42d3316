// SPDX-License-Identifier: Apache-2.0
// Making elements. Attributes and text only: no markup is ever parsed.

const SVG = "http://www.w3.org/2000/svg";

function make(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}
function el(tag, attributes = {}, ...children) {
  return make(document.createElement(tag), attributes, children);
}
function svg(tag, attributes = {}, ...children) {
  return make(document.createElementNS(SVG, tag), attributes, children);
}
function byId(id) {
  return document.getElementById(id);
}

// What somebody out there wrote, isolated so that its direction cannot reorder ours.
function foreign(text) {
  return el("bdi", {}, text);
}
function isolated(text) {
  return "\u2068" + text + "\u2069";
}
function address(url) {
  return el("code", { dir: "ltr" }, defanged(url));
}

// Text cut to `width` pixels of the picture's font. `tail`: so many letters of its end stay, where
// names differ by their ends.
const ruler = document.createElement("canvas").getContext("2d");
const FONT = "12px 'Noto Sans', 'Noto Sans Arabic', system-ui, sans-serif",
  BOLD = "600 " + FONT;
function widthOf(text, font = FONT) {
  ruler.font = font;
  return ruler.measureText(text).width;
}
function fitted(text, width, { font = FONT, tail = 0 } = {}) {
  if (widthOf(text, font) <= width) return text;
  const letters = Array.from(text),
    end = tail ? letters.splice(-tail).join("") : "";
  const cut = (n) => letters.slice(0, n).join("").trimEnd() + "…" + end.trimStart();
  let low = 0,
    high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ruler.measureText(cut(middle)).width <= width) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

// Where a tick may stand: about one each 90 pixels, on whole hours, days, weeks, months or years.
function ticks(from, to, width) {
  const hour = 3600,
    dayLong = 86400;
  const steps = [
    hour,
    3 * hour,
    6 * hour,
    12 * hour,
    dayLong,
    2 * dayLong,
    7 * dayLong,
    14 * dayLong,
  ];
  const most = Math.max(2, Math.floor(width / 90)),
    step = steps.find((s) => (to - from) / s <= most);
  const out = [];
  if (step) {
    for (let t = Math.ceil(from / step) * step; t <= to; t += step)
      out.push({ t, label: step < dayLong ? minute(t).slice(5) : day(t) });
    return out;
  }
  const months =
    [1, 3, 6, 12, 24, 60, 120, 240].find((m) => (to - from) / (m * 30.44 * dayLong) <= most) ?? 600;
  const start = new Date(from * 1000);
  for (
    let m = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
    ;
    m += months
  ) {
    const t = Date.UTC(Math.floor(m / 12), m % 12) / 1000;
    if (t > to) return out;
    if (t >= from) out.push({ t, label: months < 12 ? day(t).slice(0, 7) : day(t).slice(0, 4) });
  }
}

// At most one call a frame.
function eachFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}
