// SPDX-License-Identifier: Apache-2.0
// The fast reader: it builds the tree only where the standard's tree is the one the page spells
// out, that is where every element is closed by its own end tag, in order, and no rule of tree
// construction would move, close or add anything. At the first doubt it refuses and the full parser
// reads the page. Where both read, both give the same tree (tests/crawler/parse/html_test.cpp holds
// them to it).
#include <algorithm>
#include <array>

#include "crawler/parse/html_scan.h"

namespace godwit {

namespace {

// How an element behaves, as far as a well nested page can tell.
enum Trait : std::uint16_t {
  plain = 0,
  closes_p = 1,  // a start tag of it would close an open <p>
  heading = 2,
  single = 4,     // may not stand within one of its own kind (a, button, form, p)
  in_list = 8,    // li: only directly in a list
  in_terms = 16,  // dt, dd: only directly in a dl
  void_ = 32,
  raw = 64,
  head_only = 128,  // does not open the body when it stands before it
  frame = 256,      // html, head, body: spliced out of the tree
  drawing = 512,    // svg and what may stand in it
  list = 1024,
};

struct Known {
  std::string_view tag;
  std::uint16_t traits;
};

// Sorted by tag. What is missing here (tables, select, noscript, object, math …) is refused.
constexpr std::array known_elements{Known{"a", single},
                                    Known{"abbr", plain},
                                    Known{"address", closes_p},
                                    Known{"area", void_},
                                    Known{"article", closes_p},
                                    Known{"aside", closes_p},
                                    Known{"audio", plain},
                                    Known{"b", plain},
                                    Known{"base", void_ | head_only},
                                    Known{"bdi", plain},
                                    Known{"bdo", plain},
                                    Known{"big", plain},
                                    Known{"blockquote", closes_p},
                                    Known{"body", frame},
                                    Known{"br", void_},
                                    Known{"button", single},
                                    Known{"canvas", plain},
                                    Known{"center", closes_p},
                                    Known{"circle", drawing},
                                    Known{"cite", plain},
                                    Known{"clippath", drawing},
                                    Known{"code", plain},
                                    Known{"data", plain},
                                    Known{"dd", closes_p | in_terms},
                                    Known{"defs", drawing},
                                    Known{"del", plain},
                                    Known{"details", closes_p},
                                    Known{"dfn", plain},
                                    Known{"div", closes_p},
                                    Known{"dl", closes_p},
                                    Known{"dt", closes_p | in_terms},
                                    Known{"ellipse", drawing},
                                    Known{"em", plain},
                                    Known{"embed", void_},
                                    Known{"figcaption", closes_p},
                                    Known{"figure", closes_p},
                                    Known{"font", plain},
                                    Known{"footer", closes_p},
                                    Known{"form", closes_p | single},
                                    Known{"g", drawing},
                                    Known{"h1", closes_p | heading},
                                    Known{"h2", closes_p | heading},
                                    Known{"h3", closes_p | heading},
                                    Known{"h4", closes_p | heading},
                                    Known{"h5", closes_p | heading},
                                    Known{"h6", closes_p | heading},
                                    Known{"head", frame},
                                    Known{"header", closes_p},
                                    Known{"hr", void_ | closes_p},
                                    Known{"html", frame},
                                    Known{"i", plain},
                                    Known{"iframe", raw},
                                    Known{"img", void_},
                                    Known{"input", void_},
                                    Known{"ins", plain},
                                    Known{"kbd", plain},
                                    Known{"label", plain},
                                    Known{"li", closes_p | in_list},
                                    Known{"line", drawing},
                                    Known{"lineargradient", drawing},
                                    Known{"link", void_ | head_only},
                                    Known{"main", closes_p},
                                    Known{"mark", plain},
                                    Known{"mask", drawing},
                                    Known{"meta", void_ | head_only},
                                    Known{"nav", closes_p},
                                    Known{"ol", closes_p | list},
                                    Known{"p", closes_p | single},
                                    Known{"path", drawing},
                                    Known{"polygon", drawing},
                                    Known{"polyline", drawing},
                                    Known{"pre", closes_p},
                                    Known{"q", plain},
                                    Known{"rect", drawing},
                                    Known{"s", plain},
                                    Known{"samp", plain},
                                    Known{"script", raw | head_only},
                                    Known{"section", closes_p},
                                    Known{"small", plain},
                                    Known{"source", void_},
                                    Known{"span", plain},
                                    Known{"stop", drawing},
                                    Known{"strike", plain},
                                    Known{"strong", plain},
                                    Known{"style", raw | head_only},
                                    Known{"sub", plain},
                                    Known{"summary", closes_p},
                                    Known{"sup", plain},
                                    Known{"svg", drawing},
                                    Known{"textarea", raw},
                                    Known{"tg-emoji", plain},
                                    Known{"time", plain},
                                    Known{"title", raw | head_only},
                                    Known{"track", void_},
                                    Known{"tt", plain},
                                    Known{"u", plain},
                                    Known{"ul", closes_p | list},
                                    Known{"use", drawing},
                                    Known{"var", plain},
                                    Known{"video", plain},
                                    Known{"wbr", void_}};
static_assert(std::is_sorted(known_elements.begin(), known_elements.end(),
                             [](const Known& a, const Known& b) { return a.tag < b.tag; }));

constexpr std::size_t tag_max = 16;

const Known* known_element(std::string_view written) {
  char name[tag_max];
  if (written.size() > tag_max) return nullptr;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const char c = written[i];
    name[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  const std::string_view tag(name, written.size());
  const auto found = std::lower_bound(known_elements.begin(), known_elements.end(), tag,
                                      [](const Known& k, std::string_view t) { return k.tag < t; });
  return found != known_elements.end() && found->tag == tag ? &*found : nullptr;
}

class StrictReader {
 public:
  StrictReader(Html& page, std::string_view html, const HtmlLimits& limits)
      : maker_(page, html), tokens_(maker_.source()), limits_(limits) {}

  // False at the first doubt.
  bool run() {
    if (maker_.source().find('\0') != std::string_view::npos) return false;
    while (true) {
      const Token token = tokens_.next();
      if (token.kind == Token::finished) {
        if (token.doubtful || !open_.empty()) return false;
        maker_.finish(false);
        return true;
      }
      if (token.doubtful || !read(token)) return false;
    }
  }

 private:
  struct Open {
    const Known* known;
    std::uint32_t index;
  };

  bool read(const Token& token) {
    switch (token.kind) {
      case Token::text:
        return text(token.body);
      case Token::start:
        return start(token);
      case Token::end:
        return end(token);
      case Token::comment:
        comment(token.body);
        return true;
      case Token::declaration:
        return open_.empty() && token.body.substr(0, 7) != "[CDATA[";
      case Token::finished:
        break;
    }
    return true;
  }

  // After the body a comment belongs to the document and parts no text.
  void comment(std::string_view body) {
    if (after_body_)
      maker_.store.tree.comments.push_back(body);
    else
      maker_.comment(body);
  }

  bool text(std::string_view written) {
    if (after_pre_ && written.front() == '\n') written.remove_prefix(1);
    after_pre_ = false;
    if (!in_body_ && open_.empty()) {
      if (written.find_first_not_of(" \t\n\f") == std::string_view::npos) return true;
      in_body_ = true;
      written.remove_prefix(written.find_first_not_of(" \t\n\f"));
    }
    bool sure = true;
    maker_.text(decode_references(written, false, maker_.store, sure));
    return sure;
  }

  bool start(const Token& token) {
    after_pre_ = false;
    const Known* known = known_element(token.name);
    if (known == nullptr || !fits(*known)) return false;
    if ((known->traits & frame) != 0) {
      if (known->tag == "body") in_body_ = true;
      return open_.empty();
    }
    if ((known->traits & head_only) == 0) in_body_ = true;
    const std::uint32_t index = maker_.open(known->tag);
    if (!attributes(token.body)) return false;
    if ((known->traits & raw) != 0 && !raw_text(*known)) return false;
    const bool drawn = (known->traits & drawing) != 0;
    if ((known->traits & (void_ | raw)) != 0 || (drawn && token.self_closing)) {
      maker_.close(index);
      return true;
    }
    open_.push_back({known, index});
    if (known->tag == "p") ++open_p_;
    after_pre_ = known->tag == "pre";
    return open_.size() <= limits_.depth;
  }

  // Would the standard put it exactly here, and close nothing before?
  bool fits(const Known& known) const {
    const Known* parent = open_.empty() ? nullptr : open_.back().known;
    const bool parent_draws = parent != nullptr && (parent->traits & drawing) != 0;
    if (((known.traits & drawing) != 0) != parent_draws) return known.tag == "svg" && !parent_draws;
    if ((known.traits & closes_p) != 0 && open_p_ > 0) return false;
    if ((known.traits & heading) != 0 && parent != nullptr && (parent->traits & heading) != 0)
      return false;
    if ((known.traits & in_list) != 0 && (parent == nullptr || (parent->traits & list) == 0))
      return false;
    if ((known.traits & in_terms) != 0 && (parent == nullptr || parent->tag != "dl")) return false;
    return (known.traits & single) == 0 ||
           std::none_of(open_.begin(), open_.end(),
                        [&](const Open& o) { return o.known == &known; });
  }

  bool attributes(std::string_view rest) {
    std::size_t count = 0;
    bool sure = true;
    for (RawAttribute raw_one; next_attribute(rest, raw_one);) {
      if (++count > limits_.attributes) return false;
      const bool lower_case = std::none_of(raw_one.name.begin(), raw_one.name.end(),
                                           [](char c) { return c >= 'A' && c <= 'Z'; });
      maker_.attribute(lower_case ? raw_one.name : maker_.store.keep(lower_ascii(raw_one.name)),
                       decode_references(raw_one.value, true, maker_.store, sure));
    }
    return sure;
  }

  bool raw_text(const Known& known) {
    std::string_view body = tokens_.raw_until_end_of(known.tag);
    const Token closing = tokens_.next();
    if (closing.kind != Token::end) return false;
    if (known.tag == "script") {
      if (body.find("<!--") != std::string_view::npos) return false;
      maker_.text(body);
      return true;
    }
    bool sure = true;
    if (known.tag == "textarea" && body.substr(0, 1) == "\n") body.remove_prefix(1);
    if (known.tag == "title" || known.tag == "textarea")
      body = decode_references(body, false, maker_.store, sure);
    maker_.text(body);
    return sure;
  }

  bool end(const Token& token) {
    after_pre_ = false;
    const Known* known = known_element(token.name);
    if (known == nullptr) return false;
    if ((known->traits & frame) != 0) {
      after_body_ |= known->tag == "body";
      return open_.empty();
    }
    if (open_.empty() || open_.back().known != known) return false;
    maker_.close(open_.back().index);
    open_.pop_back();
    if (known->tag == "p") --open_p_;
    return true;
  }

  HtmlMaker maker_;
  Tokeniser tokens_;
  const HtmlLimits& limits_;
  std::vector<Open> open_;
  std::size_t open_p_ = 0;
  bool in_body_ = false;
  bool after_body_ = false;
  bool after_pre_ = false;
};

}  // namespace

bool parse_html_strict(std::string_view utf8, const HtmlLimits& limits, Html& into) {
  if (utf8.size() > limits.bytes) return false;
  return StrictReader(into, utf8, limits).run();
}

}  // namespace godwit
