// SPDX-License-Identifier: Apache-2.0
// What the three readers of HTML share: a tokeniser that is linear and never backs up, and the
// store into which trees are built. Private to crawler/parse/html*.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/html.h"

namespace godwit {

// The tree and the bytes its views point into.
struct HtmlStore {
  std::string source;
  HtmlTree tree;
  std::pmr::monotonic_buffer_resource strings{16u << 10};

  std::string_view keep(std::string_view text);
};

// Builds a flat tree in document order.
struct HtmlMaker {
  HtmlMaker(Html& page, std::string_view source);
  HtmlStore& store;

  std::uint32_t open(std::string_view tag);  // an element; close it with its index
  void close(std::uint32_t index);
  void attribute(std::string_view name, std::string_view value);  // of the element just opened
  void text(std::string_view text);
  void comment(std::string_view text);
  void finish(bool degraded);
  // The page's own copy of the bytes.
  std::string_view source() const { return store.source; }

 private:
  Html& page_;
  bool text_goes_on_ =
      false;  // the last thing made was text, and nothing was opened or closed since
  int joins_ = 0;
};

struct Token {
  enum Kind : std::uint8_t { text, start, end, comment, declaration, finished };
  Kind kind = finished;
  std::string_view name;  // of a tag, as written
  std::string_view body;  // text, comment, or the attributes of a start tag
  bool self_closing = false;
  bool doubtful = false;  // not written as the standard wants it: other parsers may differ
  std::size_t begin = 0;  // offset in the source
};

class Tokeniser {
 public:
  explicit Tokeniser(std::string_view html) : html_(html) {}
  Token next();
  // The text up to the end tag of `name` (a script, a style …), without consuming that tag.
  std::string_view raw_until_end_of(std::string_view name);

 private:
  Token tag();
  Token markup_declaration();
  std::string_view html_;
  std::size_t at_ = 0;
};

struct RawAttribute {
  std::string_view name, value;  // as written, references undecoded
  bool doubtful = false;
};
// Takes the next attribute off `rest`; false at the end.
bool next_attribute(std::string_view& rest, RawAttribute& attribute);

std::string lower_ascii(std::string_view text);
bool equals_lower(std::string_view text, std::string_view lower);
bool is_void_element(std::string_view lower_tag);
bool is_raw_text_element(std::string_view lower_tag);

// Decodes the common character references (amp lt gt quot apos nbsp, numbers). `sure` turns false
// where a full table would be needed to know. Returns `text` itself where nothing is to decode.
std::string_view decode_references(std::string_view text, bool in_attribute, HtmlStore& store,
                                   bool& sure);

// True where the page is within depth and attribute caps, judged without a tree in linear time.
bool within_caps(std::string_view html, const HtmlLimits& limits);

}  // namespace godwit
