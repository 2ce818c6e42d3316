// SPDX-License-Identifier: Apache-2.0
// The judgement whether a page is tame enough for a tree, and the reader that takes everything: one
// pass, no tree, links and text only.
#include "crawler/parse/html_scan.h"

#include <algorithm>
#include <array>
#include <utility>

namespace godwit {

namespace {

// Their end tags may be left out, so that counting them would call honest old pages too deep.
constexpr std::array<std::string_view, 18> closed_by_others{
    "p",  "li",   "td",    "tr",    "th",   "dt",   "dd", "option",   "tbody",
    "rp", "body", "thead", "tfoot", "html", "head", "rt", "colgroup", "optgroup"};
// An end tag does not reach beyond these.
constexpr std::array<std::string_view, 8> scope_walls{"table",    "applet", "marquee", "object",
                                                      "template", "svg",    "math",    "select"};

template <std::size_t N>
bool listed(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

// Follows the open elements by name alone. End tags reach the nearest element of their name inside
// the same scope, as in the standard; each step costs at most `depth`, so the whole is linear.
bool within_caps(std::string_view html, const HtmlLimits& limits) {
  Tokeniser tokens(html);
  std::vector<std::string> open;
  for (Token token = tokens.next(); token.kind != Token::finished; token = tokens.next()) {
    if (token.kind != Token::start && token.kind != Token::end) continue;
    std::string name = lower_ascii(token.name.substr(0, 32));
    if (token.kind == Token::start) {
      std::size_t attributes = 0;
      RawAttribute attribute;
      for (std::string_view rest = token.body; next_attribute(rest, attribute);)
        if (++attributes > limits.attributes) return false;
      if (is_raw_text_element(name))
        tokens.raw_until_end_of(name);
      else if (!is_void_element(name) && !listed(closed_by_others, name))
        open.push_back(std::move(name));
      if (open.size() > limits.depth) return false;
      continue;
    }
    for (std::size_t i = open.size(); i-- > 0;) {
      if (open[i] == name) {
        open.resize(i);
        break;
      }
      if (listed(scope_walls, open[i])) break;
    }
  }
  return true;
}

namespace {

constexpr std::size_t scan_nodes_max = 400'000;  // beyond it only links are kept
constexpr std::size_t scan_anchor_max = 4'096;   // bytes of text one unclosed link may swallow

struct LinearScan {
  HtmlMaker maker;
  Tokeniser tokens;
  const HtmlLimits& limits;
  std::uint32_t anchor = 0;  // the open link, 0 if none
  std::size_t anchor_begin = 0;

  LinearScan(Html& page, std::string_view html, const HtmlLimits& caps)
      : maker(page, html), tokens(maker.source()), limits(caps) {}

  void run() {
    for (Token token = tokens.next(); token.kind != Token::finished; token = tokens.next())
      read(token);
    close_anchor();
    maker.finish(true);
  }

  void read(const Token& token) {
    if (anchor != 0 && token.begin - anchor_begin > scan_anchor_max) close_anchor();
    bool sure = true;
    if (token.kind == Token::text)
      maker.text(decode_references(token.body, false, maker.store, sure));
    if (token.kind == Token::comment) maker.comment(token.body);
    if (token.kind == Token::start) start(token);
    if (token.kind == Token::end && equals_lower(token.name, "a")) close_anchor();
  }

  void start(const Token& token) {
    const std::string name = lower_ascii(token.name.substr(0, 64));
    const bool raw = is_raw_text_element(name);
    const std::string_view inside = raw ? tokens.raw_until_end_of(name) : std::string_view();
    const bool link = name == "a";
    if (!link && maker.store.tree.nodes.size() > scan_nodes_max) return;
    if (link) close_anchor();
    const std::uint32_t index = maker.open(maker.store.keep(name));
    attributes(token);
    if (link) {
      anchor = index;
      anchor_begin = token.begin;
      return;
    }
    maker.text(inside);
    maker.close(index);
  }

  void attributes(const Token& token) {
    std::size_t count = 0;
    RawAttribute raw;
    for (std::string_view rest = token.body;
         next_attribute(rest, raw) && ++count <= limits.attributes;) {
      bool sure = true;
      maker.attribute(maker.store.keep(lower_ascii(raw.name)),
                      decode_references(raw.value, true, maker.store, sure));
    }
  }

  void close_anchor() {
    if (anchor != 0) maker.close(anchor);
    anchor = 0;
  }
};

}  // namespace

void parse_html_scan(std::string_view utf8, const HtmlLimits& limits, Html& into) {
  LinearScan(into, utf8.substr(0, limits.bytes), limits).run();
}

}  // namespace godwit
