// SPDX-License-Identifier: Apache-2.0
// What all readers of HTML share: tokens, attributes, character references, and the making of a
// tree.
#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "crawler/parse/html_scan.h"

namespace godwit {

namespace {

constexpr std::string_view blanks = " \t\n\f\r";

// Classes of characters by table: a search for any of several characters is the inner loop here.
enum CharClass : std::uint8_t { blank = 1, slash = 2, closes = 4, equals_sign = 8 };
constexpr std::array<std::uint8_t, 256> char_classes = [] {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : blanks) classes[static_cast<unsigned char>(c)] = blank;
  classes['/'] = slash;
  classes['>'] = closes;
  classes['='] = equals_sign;
  return classes;
}();

bool is(char c, std::uint8_t classes) {
  return (char_classes[static_cast<unsigned char>(c)] & classes) != 0;
}
bool is_blank(char c) { return is(c, blank); }

// Offset of the first character of these classes from `at` on, the text's size if there is none.
std::size_t find_class(std::string_view text, std::size_t at, std::uint8_t classes) {
  while (at < text.size() && !is(text[at], classes)) ++at;
  return at;
}
// … of none of these classes.
std::size_t skip_class(std::string_view text, std::size_t at, std::uint8_t classes) {
  while (at < text.size() && is(text[at], classes)) ++at;
  return at;
}
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view span(std::string_view s, std::size_t from, std::size_t to) {
  return s.substr(from, to - from);
}

// Line ends as the standard's input preprocessing makes them.
std::string with_line_feeds(std::string_view text) {
  if (text.find('\r') == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      out += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      out += '\n';
  }
  return out;
}

constexpr int joins_max = 16;

constexpr std::array<std::string_view, 14> void_elements{
    "area",  "base", "br",   "col",   "embed",  "hr",    "img",
    "input", "link", "meta", "param", "source", "track", "wbr"};
constexpr std::array<std::string_view, 8> raw_text_elements{
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"};

template <std::size_t N>
bool listed(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

std::string_view HtmlStore::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* bytes = static_cast<char*>(strings.allocate(text.size(), 1));
  std::memcpy(bytes, text.data(), text.size());
  return {bytes, text.size()};
}

std::uint64_t class_bits_of(std::string_view classes) {
  constexpr std::uint64_t fnv_start = 14695981039346656037u, fnv_prime = 1099511628211u;
  std::uint64_t bits = 0;
  for (std::size_t i = skip_class(classes, 0, blank); i < classes.size();
       i = skip_class(classes, i, blank)) {
    std::uint64_t hash = fnv_start;
    for (; i < classes.size() && !is_blank(classes[i]); ++i)
      hash = (hash ^ static_cast<unsigned char>(classes[i])) * fnv_prime;
    bits |= std::uint64_t{1} << (hash >> 58);
  }
  return bits;
}

HtmlMaker::HtmlMaker(Html& page, std::string_view source) : store(*page.store_), page_(page) {
  store.source = with_line_feeds(source);
  store.tree = {};
  store.tree.nodes.reserve(store.source.size() / 48 + 16);
  open({});
}

std::uint32_t HtmlMaker::open(std::string_view tag) {
  text_goes_on_ = false;
  const auto index = static_cast<std::uint32_t>(store.tree.nodes.size());
  HtmlNode node;
  node.tag = tag;
  node.first_attribute = static_cast<std::uint32_t>(store.tree.attributes.size());
  store.tree.nodes.push_back(node);
  return index;
}

void HtmlMaker::close(std::uint32_t index) {
  text_goes_on_ = false;
  store.tree.nodes[index].end = static_cast<std::uint32_t>(store.tree.nodes.size());
}

void HtmlMaker::attribute(std::string_view name, std::string_view value) {
  HtmlNode& node = store.tree.nodes.back();
  for (std::uint32_t i = 0; i < node.attributes; ++i)
    if (store.tree.attributes[node.first_attribute + i].name == name) return;
  store.tree.attributes.push_back({name, value});
  ++node.attributes;
  if (name != "class") return;
  node.classes = value;
  node.class_bits = class_bits_of(value);
}

void HtmlMaker::text(std::string_view text) {
  if (text.empty()) return;
  // Only a spliced tag stood between: one run of text. Counted, for each copies what was before.
  if (text_goes_on_ && ++joins_ <= joins_max) {
    HtmlNode& before = store.tree.nodes.back();
    before.text = store.keep(std::string(before.text).append(text));
    return;
  }
  text_goes_on_ = true;
  HtmlNode node;
  node.text = text;
  node.end = static_cast<std::uint32_t>(store.tree.nodes.size() + 1);
  store.tree.nodes.push_back(node);
}

void HtmlMaker::comment(std::string_view text) {
  text_goes_on_ = false;
  store.tree.comments.push_back(text);
}

void HtmlMaker::finish(bool degraded) {
  close(0);
  page_.degraded_ = degraded;
}

Token Tokeniser::next() {
  Token token;
  token.begin = at_;
  if (at_ >= html_.size()) return token;
  if (html_[at_] == '<' && at_ + 1 < html_.size()) {
    const char c = html_[at_ + 1];
    if (is_letter(c) || (c == '/' && at_ + 2 < html_.size() && is_letter(html_[at_ + 2])))
      return tag();
    if (c == '!' || c == '?' || c == '/') return markup_declaration();
  }
  const std::size_t end = std::min(html_.find('<', at_ + 1), html_.size());
  token.kind = Token::text;
  token.body = span(html_, at_, end);
  token.doubtful = html_[at_] == '<';
  at_ = end;
  return token;
}

Token Tokeniser::tag() {
  Token token;
  token.begin = at_;
  const bool closing = html_[at_ + 1] == '/';
  token.kind = closing ? Token::end : Token::start;
  const std::size_t name_begin = at_ + (closing ? 2 : 1);
  const std::size_t name_end = find_class(html_, name_begin, blank | slash | closes);
  token.name = span(html_, name_begin, name_end);
  std::string_view rest = html_.substr(name_end);
  RawAttribute attribute;
  while (next_attribute(rest, attribute)) token.doubtful |= attribute.doubtful;
  const auto body_end = static_cast<std::size_t>(rest.data() - html_.data());
  token.body = span(html_, name_end, body_end);
  token.self_closing = !token.body.empty() && token.body.back() == '/';
  if (rest.empty()) {  // the page ends inside a tag: no tag
    token.kind = Token::finished;
    token.doubtful = true;
    at_ = html_.size();
    return token;
  }
  at_ = body_end + 1;
  return token;
}

Token Tokeniser::markup_declaration() {
  Token token;
  token.begin = at_;
  const bool comment = html_.substr(at_, 4) == "<!--";
  token.kind = comment ? Token::comment : Token::declaration;
  const std::size_t body = at_ + (comment ? 4 : 2);
  const std::size_t end = html_.find(comment ? "-->" : ">", body);
  if (end == std::string_view::npos) {
    token.body = html_.substr(std::min(body, html_.size()));
    token.doubtful = true;
    at_ = html_.size();
    return token;
  }
  token.body = span(html_, body, end);
  // <!--> and --!> also end a comment; such pages are left to the full parser.
  token.doubtful = comment && (token.body.substr(0, 1) == ">" || token.body.substr(0, 2) == "->" ||
                               token.body.find("--!") != std::string_view::npos);
  at_ = end + (comment ? 3 : 1);
  return token;
}

std::string_view Tokeniser::raw_until_end_of(std::string_view name) {
  std::size_t end = at_;
  while (true) {
    end = html_.find("</", end);
    if (end == std::string_view::npos) end = html_.size();
    const std::string_view rest = html_.substr(std::min(end + 2, html_.size()));
    const bool here =
        rest.size() > name.size() && equals_lower(rest.substr(0, name.size()), name) &&
        (is_blank(rest[name.size()]) || rest[name.size()] == '/' || rest[name.size()] == '>');
    if (here || end == html_.size()) break;
    end += 2;
  }
  const std::string_view body = span(html_, at_, end);
  at_ = end;
  return body;
}

bool next_attribute(std::string_view& rest, RawAttribute& attribute) {
  std::size_t i = skip_class(rest, 0, blank | slash);
  if (i == rest.size() || rest[i] == '>') {
    rest.remove_prefix(i);
    return false;
  }
  attribute = {};
  const std::size_t name_begin = i;
  i = find_class(rest, name_begin + 1, blank | slash | closes | equals_sign);
  attribute.name = span(rest, name_begin, i);
  attribute.doubtful =
      attribute.name.front() == '=' || attribute.name.find('<') != std::string_view::npos;
  const std::size_t equals = skip_class(rest, i, blank);
  if (equals == rest.size() || rest[equals] != '=') {
    rest.remove_prefix(i);
    return true;
  }
  std::size_t value = skip_class(rest, equals + 1, blank);
  if (value == rest.size()) {
    rest.remove_prefix(value);
    return false;
  }
  const char quote = rest[value];
  if (quote == '"' || quote == '\'') {
    ++value;
    const std::size_t end = rest.find(quote, value);
    attribute.value = span(rest, value, std::min(end, rest.size()));
    rest.remove_prefix(std::min(end, rest.size() - 1) + 1);
    return true;
  }
  const std::size_t end = find_class(rest, value, blank | closes);
  attribute.value = span(rest, value, end);
  attribute.doubtful |= attribute.value.find_first_of("\"'<=`/") != std::string_view::npos;
  rest.remove_prefix(end);
  return true;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool equals_lower(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::equal(text.begin(), text.end(), lower_case.begin(),
                    [](char a, char b) { return lower(a) == b; });
}

bool is_void_element(std::string_view tag) { return listed(void_elements, tag); }
bool is_raw_text_element(std::string_view tag) { return listed(raw_text_elements, tag); }

namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  if (code > 0x10FFFF || code == 0 || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// "&#233;" and "&#xE9;" at the start of `text`: bytes taken, 0 if it is none.
std::size_t numeric_reference(std::string_view text, std::string& out, bool& sure) {
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  std::size_t i = hex ? 3 : 2;
  const std::size_t first = i;
  std::uint32_t code = 0;
  for (; i < text.size(); ++i) {
    const char c = lower(text[i]);
    const int digit = is_digit(c) ? c - '0' : (hex && c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
    if (digit < 0) break;
    code = std::min<std::uint32_t>(code * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit),
                                   0x110000);
  }
  if (i == first) return 0;
  const bool closed = i < text.size() && text[i] == ';';
  sure &= closed && (code < 0x80 || code > 0x9F);  // the rest needs the standard's table
  append_utf8(out, code);
  return i + (closed ? 1 : 0);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> known_references{
    {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}}};

// "&name;" at the start of `text`: bytes taken, 0 where the ampersand stands for itself.
std::size_t named_reference(std::string_view text, bool in_attribute, std::string& out,
                            bool& sure) {
  std::size_t end = 1;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
  const std::string_view name = span(text, 1, end);
  if (name.empty()) return 0;
  const bool closed = end < text.size() && text[end] == ';';
  if (closed)
    for (const auto& [known, character] : known_references)
      if (name == known) {
        out += character;
        return end + 1;
      }
  // "?a=1&b=2": in an attribute an unclosed name before '=' is never a reference.
  const bool query = in_attribute && !closed && end < text.size() && text[end] == '=';
  sure &= query;
  return 0;
}

}  // namespace

std::string_view decode_references(std::string_view text, bool in_attribute, HtmlStore& store,
                                   bool& sure) {
  std::size_t at = text.find('&');
  if (at == std::string_view::npos) return text;
  std::string out;
  std::size_t copied = 0;
  while (at != std::string_view::npos) {
    out.append(text, copied, at - copied);
    const std::string_view rest = text.substr(at);
    const bool numeric = rest.size() > 1 && rest[1] == '#';
    const std::size_t taken = numeric ? numeric_reference(rest, out, sure)
                                      : named_reference(rest, in_attribute, out, sure);
    if (taken == 0) out += '&';
    copied = at + std::max<std::size_t>(taken, 1);
    at = text.find('&', copied);
  }
  out.append(text.substr(copied));
  return store.keep(out);
}

}  // namespace godwit
