// SPDX-License-Identifier: Apache-2.0
// Html: hostile bytes in, a small safe tree out. The tree is a flat list in document order, so
// every walk is a loop and no page can exhaust the stack. What is too deep, too wide or too costly
// for a tree is read by a linear scan instead and marked `degraded`: it still yields its links and
// text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/recogniser.h"

namespace godwit {

// The caps of a page. All but `wall_ms` are deterministic.
struct HtmlLimits {
  std::size_t bytes = 4u << 20;   // longer pages are cut here and marked degraded
  std::size_t depth = 400;        // open elements
  std::size_t attributes = 400;   // of one tag
  std::size_t steps = 6'000'000;  // allocations of the tree builder
  std::size_t memory_base = 16u << 20, memory_per_byte = 24;  // arena = base + per_byte * input
  std::int64_t wall_ms = 2'000;                               // second wall only
};

// A small part of CSS: "tag", ".class", "[name]", "[name=value]", "[name^=value]", "[name*=value]",
// joined without spaces ("a.button[href]"). The text must outlive the Selector.
class Selector {
 public:
  Selector(const char* css)
      : Selector(std::string_view(css)) {}  // NOLINT(google-explicit-constructor)
  explicit Selector(std::string_view css);

 private:
  friend class Element;
  struct Test {
    std::string_view name, value;
    char how = 0;  // 0 present, '=' equal, '^' begins with, '*' contains
  };
  std::string_view tag_, class_, second_class_;
  std::uint64_t class_bits_ = 0;
  Test attribute_;
};

struct HtmlAttribute {
  std::string_view name, value;  // name in lower case, value with its references decoded
  bool operator==(const HtmlAttribute&) const = default;
};

// The bits of all the classes in a class attribute.
std::uint64_t class_bits_of(std::string_view classes);

// An element, or a run of text (then `tag` is empty).
struct HtmlNode {
  std::string_view tag;          // lower case
  std::string_view text;         // of a run of text
  std::string_view classes;      // the class attribute
  std::uint64_t class_bits = 0;  // one bit a class, by hash: what lacks the bit lacks the class
  std::uint32_t end = 0;         // one past its last descendant
  std::uint32_t first_attribute = 0, attributes = 0;
};

struct HtmlTree {
  std::vector<HtmlNode> nodes;  // document order; node 0 is the root, an element without a tag name
  std::vector<HtmlAttribute> attributes;
  std::vector<std::string_view> comments;
};

// One element of a page; copy it freely, it must not outlive its Html. A null Element answers every
// question with "nothing".
class Element {
 public:
  Element() = default;
  Element(const HtmlTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}

  explicit operator bool() const { return tree_ != nullptr; }
  std::string_view tag() const { return tree_ != nullptr ? node().tag : std::string_view(); }
  // "" if absent.
  std::string_view attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const;
  bool has_class(std::string_view name) const;
  bool is(const Selector& selector) const;
  // Descendants, in document order.
  Element first(const Selector& selector) const;
  std::vector<Element> all(const Selector& selector) const;
  // Descendants and itself that are elements carrying a class, in document order.
  std::vector<Element> classed() const;
  bool contains(const Element& other) const;
  // What a reader sees: <br> and block borders as '\n', other white space with a line feed in it as
  // one space, trimmed; scripts and styles left out, and everything inside `without`.
  std::string text() const;
  std::string text(const Selector& without) const;
  // The text of scripts and styles as it stands.
  std::string_view raw_text() const;
  // text() with its links, each href resolved against `base`; "" hrefs are left out.
  RichText rich_text(std::string_view base) const;

 private:
  const HtmlNode& node() const { return tree_->nodes[index_]; }
  const HtmlTree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

struct HtmlStore;  // the tree and the bytes its views point into

class Html {
 public:
  Html();
  Html(Html&&) noexcept;
  Html& operator=(Html&&) noexcept;
  ~Html();

  Element root() const;
  // Content of the first <meta> whose name or property is `name`, "" if none.
  std::string_view meta(std::string_view name) const;
  const std::vector<std::string_view>& comments() const;
  const HtmlTree& tree() const;
  // Read by the linear scan, or cut at a cap: may be incomplete.
  bool degraded() const { return degraded_; }

 private:
  friend struct HtmlMaker;
  friend Html parse_html(std::string_view, const HtmlLimits&);
  std::unique_ptr<HtmlStore> store_;
  bool degraded_ = false;
};

// `utf8` as charset.h makes it. Never fails, never throws; time and memory bounded by `limits`.
Html parse_html(std::string_view utf8, const HtmlLimits& limits = {});

// The three readers behind parse_html, each for tests and measurements: false = it refuses this
// page. strict takes only markup whose tree is beyond doubt (well nested, no tables, no rare
// references) and is many times faster; tree (Gumbo) takes everything within the caps; the scan
// takes all.
bool parse_html_strict(std::string_view utf8, const HtmlLimits& limits, Html& into);
bool parse_html_tree(std::string_view utf8, const HtmlLimits& limits, Html& into);
void parse_html_scan(std::string_view utf8, const HtmlLimits& limits, Html& into);

}  // namespace godwit
