// SPDX-License-Identifier: Apache-2.0
// json_text: the small, fast JSON writer of the store. It writes one line, leaves out what is at
// its default, and never emits invalid UTF-8, whatever a page put into a string.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace godwit {

// Appends `text` in quotes. Control characters are escaped; each byte that is not part of a valid
// UTF-8 sequence (RFC 3629) becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);
// Deepest nesting of [ and { outside strings. Linear; a parser may recurse only below a cap.
std::size_t json_depth(std::string_view json);

inline constexpr std::size_t json_nesting_max = 256;  // nobody honest comes near it

// Commas and braces. Keys are ours and need no escaping.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void open(char bracket) {
    separate();
    out_ += bracket;
    fresh_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    fresh_ = false;
  }
  void key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    fresh_ = true;
  }
  void string(std::string_view text) {
    separate();
    append_json_string(out_, text);
  }
  void number(std::int64_t value) {
    separate();
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  void unsigned_number(std::uint64_t value) {
    separate();
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  void boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
  }

 private:
  void separate() {
    if (!fresh_) out_ += ',';
    fresh_ = false;
  }
  std::string& out_;
  bool fresh_ = true;  // nothing stands before the next value, so no comma
};

}  // namespace godwit
