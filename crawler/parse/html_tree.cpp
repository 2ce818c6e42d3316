// SPDX-License-Identifier: Apache-2.0
// Questions to a page: which elements, which attributes, and the text as a reader sees it.
#include <algorithm>
#include <array>
#include <utility>

#include "crawler/parse/html_scan.h"
#include "crawler/parse/url.h"

namespace godwit {

namespace {

// No reader sees what is in these.
constexpr std::array<std::string_view, 7> hidden_elements{"script", "style",   "template", "title",
                                                          "iframe", "noembed", "noframes"};
constexpr std::array<std::string_view, 33> block_elements{
    "address", "article",  "aside",      "blockquote", "center", "dd",   "details", "div", "dl",
    "dt",      "fieldset", "figcaption", "figure",     "footer", "form", "h1",      "h2",  "h3",
    "h4",      "h5",       "h6",         "header",     "hr",     "li",   "main",    "nav", "ol",
    "p",       "pre",      "section",    "table",      "tr",     "ul"};

template <std::size_t N>
bool listed(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos;
       at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || is_space(words[at - 1])) && (end == words.size() || is_space(words[end])))
      return true;
  }
  return false;
}

// Running text as it is laid out: white space that holds a line feed is one space, and none begins
// a line.
class Layout {
 public:
  std::string out;

  void text(std::string_view run, bool preformatted) {
    for (std::size_t i = 0; i < run.size();) {
      std::size_t end = i;
      while (end < run.size() && is_space(run[end])) ++end;
      if (end > i) space(run.substr(i, end - i), preformatted);
      i = end;
      while (end < run.size() && !is_space(run[end])) ++end;
      out.append(run.substr(i, end - i));
      i = end;
    }
  }
  void line_break() {
    if (!out.empty()) out += '\n';
  }
  void block_border() {
    if (!out.empty() && out.back() != '\n') out += '\n';
  }

 private:
  void space(std::string_view run, bool preformatted) {
    if (out.empty()) return;
    const bool folds = !preformatted && run.find_first_of("\n\r\f") != std::string_view::npos;
    if (!folds)
      out.append(run);
    else if (!is_space(out.back()))
      out += ' ';
  }
};

// Walks the flat tree once; what was opened is closed when the walk passes its end.
class TextReader {
 public:
  TextReader(const HtmlTree& tree, const Selector* without) : tree_(tree), without_(without) {}

  RichText read(std::uint32_t root, const std::string_view* base) {
    base_ = base;
    const std::uint32_t end = tree_.nodes[root].end;
    for (std::uint32_t i = root + 1; i < end;) {
      close_until(i);
      i = visit(i);
    }
    close_until(end);
    trim();
    return {std::move(layout_.out), std::move(anchors_)};
  }

 private:
  struct Open {
    std::uint32_t end;
    bool block, preformatted;
    std::size_t anchor;  // index + 1, 0 if none
  };

  // Returns the next node to visit.
  std::uint32_t visit(std::uint32_t i) {
    const HtmlNode& node = tree_.nodes[i];
    if (node.tag.empty()) {
      layout_.text(node.text, preformatted_ > 0);
      return i + 1;
    }
    const Element element(&tree_, i);
    if (listed(hidden_elements, node.tag) || (without_ != nullptr && element.is(*without_)))
      return node.end;
    if (node.tag == "br") layout_.line_break();
    Open open{node.end, listed(block_elements, node.tag), node.tag == "pre", 0};
    if (open.block) layout_.block_border();
    if (base_ != nullptr && node.tag == "a") open.anchor = anchor(element);
    preformatted_ += open.preformatted ? 1 : 0;
    if (open.block || open.preformatted || open.anchor != 0) open_.push_back(open);
    return i + 1;
  }

  std::size_t anchor(const Element& element) {
    std::string_view href = element.attribute("href");
    if (href.empty()) href = element.attribute("xlink:href");
    if (href.empty()) return 0;
    std::string absolute = resolve_url(*base_, href);
    if (absolute.empty()) return 0;
    anchors_.push_back({layout_.out.size(), layout_.out.size(), std::move(absolute)});
    return anchors_.size();
  }

  void close_until(std::uint32_t i) {
    while (!open_.empty() && i >= open_.back().end) {
      const Open open = open_.back();
      open_.pop_back();
      if (open.anchor != 0) anchors_[open.anchor - 1].end = layout_.out.size();
      if (open.block) layout_.block_border();
      preformatted_ -= open.preformatted ? 1 : 0;
    }
  }

  void trim() {
    std::string& text = layout_.out;
    while (!text.empty() && is_space(text.back())) text.pop_back();
    for (Anchor& anchor : anchors_) {
      anchor.begin = std::min(anchor.begin, text.size());
      anchor.end = std::min(anchor.end, text.size());
    }
  }

  const HtmlTree& tree_;
  const Selector* without_;
  const std::string_view* base_ = nullptr;
  Layout layout_;
  std::vector<Anchor> anchors_;
  std::vector<Open> open_;
  int preformatted_ = 0;
};

}  // namespace

Selector::Selector(std::string_view css) {
  const std::size_t bracket = css.find('[');
  if (bracket != std::string_view::npos) {
    std::string_view test = css.substr(bracket + 1);
    test = test.substr(0, test.find(']'));
    css = css.substr(0, bracket);
    const std::size_t equals = test.find('=');
    if (equals == std::string_view::npos) {
      attribute_ = {test, {}, 0};
    } else {
      const bool marked = equals > 0 && (test[equals - 1] == '^' || test[equals - 1] == '*');
      attribute_ = {test.substr(0, equals - (marked ? 1 : 0)), test.substr(equals + 1),
                    marked ? test[equals - 1] : '='};
    }
  }
  const std::size_t dot = css.find('.');
  tag_ = css.substr(0, dot);
  if (dot == std::string_view::npos) return;
  class_ = css.substr(dot + 1);
  const std::size_t end = std::min(class_.find('.'), class_.size());
  class_bits_ = class_bits_of(class_.substr(0, end));
  if (end == class_.size()) return;
  second_class_ = class_.substr(end + 1);
  class_bits_ |= class_bits_of(second_class_);
  class_ = class_.substr(0, end);
}

bool Element::is(const Selector& s) const {
  if (tree_ == nullptr) return false;
  const HtmlNode& self = node();
  if ((self.class_bits & s.class_bits_) != s.class_bits_) return false;
  if (self.tag.empty() || (!s.tag_.empty() && s.tag_ != self.tag)) return false;
  if (!s.class_.empty() && !has_word(self.classes, s.class_)) return false;
  if (!s.second_class_.empty() && !has_word(self.classes, s.second_class_)) return false;
  if (s.attribute_.name.empty()) return true;
  if (!has_attribute(s.attribute_.name)) return false;
  const std::string_view value = attribute(s.attribute_.name);
  switch (s.attribute_.how) {
    case '=':
      return value == s.attribute_.value;
    case '^':
      return value.substr(0, s.attribute_.value.size()) == s.attribute_.value;
    case '*':
      return value.find(s.attribute_.value) != std::string_view::npos;
    default:
      return true;
  }
}

std::string_view Element::attribute(std::string_view name) const {
  if (tree_ == nullptr) return {};
  const HtmlNode& self = node();
  for (std::uint32_t i = 0; i < self.attributes; ++i)
    if (const HtmlAttribute& one = tree_->attributes[self.first_attribute + i]; one.name == name)
      return one.value;
  return {};
}

bool Element::has_attribute(std::string_view name) const {
  if (tree_ == nullptr) return false;
  const auto first = tree_->attributes.begin() + node().first_attribute;
  return std::any_of(first, first + node().attributes,
                     [&](const auto& one) { return one.name == name; });
}

bool Element::has_class(std::string_view name) const {
  return tree_ != nullptr && has_word(node().classes, name);
}

// Most descendants lack the bits of the classes asked for: the loop passes them by.
Element Element::first(const Selector& selector) const {
  if (tree_ == nullptr) return {};
  const HtmlNode* const nodes = tree_->nodes.data();
  for (std::uint32_t i = index_ + 1, end = node().end; i < end; ++i)
    if ((nodes[i].class_bits & selector.class_bits_) == selector.class_bits_)
      if (const Element each(tree_, i); each.is(selector)) return each;
  return {};
}

std::vector<Element> Element::all(const Selector& selector) const {
  std::vector<Element> found;
  if (tree_ == nullptr) return found;
  const HtmlNode* const nodes = tree_->nodes.data();
  for (std::uint32_t i = index_ + 1, end = node().end; i < end; ++i)
    if ((nodes[i].class_bits & selector.class_bits_) == selector.class_bits_)
      if (const Element each(tree_, i); each.is(selector)) found.push_back(each);
  return found;
}

std::vector<Element> Element::classed() const {
  std::vector<Element> found;
  if (tree_ == nullptr) return found;
  for (std::uint32_t i = index_; i < node().end; ++i)
    if (!tree_->nodes[i].classes.empty()) found.emplace_back(tree_, i);
  return found;
}

bool Element::contains(const Element& other) const {
  return tree_ != nullptr && other.tree_ == tree_ && other.index_ > index_ &&
         other.index_ < node().end;
}

std::string Element::text() const {
  return tree_ == nullptr ? std::string() : TextReader(*tree_, nullptr).read(index_, nullptr).text;
}

std::string Element::text(const Selector& without) const {
  return tree_ == nullptr ? std::string() : TextReader(*tree_, &without).read(index_, nullptr).text;
}

std::string_view Element::raw_text() const {
  if (tree_ == nullptr || index_ + 1 >= node().end) return {};
  return tree_->nodes[index_ + 1].text;
}

RichText Element::rich_text(std::string_view base) const {
  return tree_ == nullptr ? RichText() : TextReader(*tree_, nullptr).read(index_, &base);
}

Html::Html() : store_(std::make_unique<HtmlStore>()) {}
Html::Html(Html&&) noexcept = default;
Html& Html::operator=(Html&&) noexcept = default;
Html::~Html() = default;

Element Html::root() const { return {&store_->tree, 0}; }
const std::vector<std::string_view>& Html::comments() const { return store_->tree.comments; }
const HtmlTree& Html::tree() const { return store_->tree; }

std::string_view Html::meta(std::string_view name) const {
  for (const Element& each : root().all("meta[content]"))
    if (each.attribute("property") == name || each.attribute("name") == name)
      return each.attribute("content");
  return {};
}

}  // namespace godwit
