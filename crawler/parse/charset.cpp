// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/charset.h"

#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "crawler/parse/html_scan.h"
#include "godwit/utf8.h"

namespace godwit {

namespace {

constexpr std::size_t meta_within = 1024;  // the standard's prescan
constexpr std::size_t guess_from = 64u << 10;

// Labels as pages write them to ICU's names. What is missing here is not decoded: utf-7, utf-32,
// and the rest of what ICU knows are ways to smuggle markup past a reader.
struct Label {
  std::string_view label, charset;
};
constexpr std::array labels{Label{"utf-8", "utf-8"},
                            Label{"utf8", "utf-8"},
                            Label{"us-ascii", "windows-1252"},
                            Label{"ascii", "windows-1252"},
                            Label{"iso-8859-1", "windows-1252"},
                            Label{"latin1", "windows-1252"},
                            Label{"windows-1250", "windows-1250"},
                            Label{"windows-1251", "windows-1251"},
                            Label{"cp1251", "windows-1251"},
                            Label{"windows-1252", "windows-1252"},
                            Label{"windows-1253", "windows-1253"},
                            Label{"windows-1254", "windows-1254"},
                            Label{"iso-8859-9", "windows-1254"},
                            Label{"windows-1255", "windows-1255"},
                            Label{"windows-1256", "windows-1256"},
                            Label{"cp1256", "windows-1256"},
                            Label{"windows-1257", "windows-1257"},
                            Label{"windows-1258", "windows-1258"},
                            Label{"windows-874", "windows-874"},
                            Label{"iso-8859-2", "iso-8859-2"},
                            Label{"iso-8859-3", "iso-8859-3"},
                            Label{"iso-8859-4", "iso-8859-4"},
                            Label{"iso-8859-5", "iso-8859-5"},
                            Label{"iso-8859-6", "iso-8859-6"},
                            Label{"iso-8859-7", "iso-8859-7"},
                            Label{"iso-8859-8", "iso-8859-8"},
                            Label{"iso-8859-10", "iso-8859-10"},
                            Label{"iso-8859-13", "iso-8859-13"},
                            Label{"iso-8859-14", "iso-8859-14"},
                            Label{"iso-8859-15", "iso-8859-15"},
                            Label{"koi8-r", "koi8-r"},
                            Label{"koi8-u", "koi8-u"},
                            Label{"ibm866", "ibm866"},
                            Label{"macintosh", "macintosh"},
                            Label{"gbk", "gbk"},
                            Label{"gb2312", "gbk"},
                            Label{"gb18030", "gb18030"},
                            Label{"big5", "big5"},
                            Label{"euc-jp", "euc-jp"},
                            Label{"shift_jis", "shift_jis"},
                            Label{"iso-2022-jp", "iso-2022-jp"},
                            Label{"euc-kr", "euc-kr"},
                            Label{"utf-16", "utf-16le"},
                            Label{"utf-16le", "utf-16le"},
                            Label{"utf-16be", "utf-16be"}};

std::optional<std::string> known_charset(std::string_view label) {
  const std::string lower = lower_ascii(label);
  const auto found =
      std::find_if(labels.begin(), labels.end(), [&](const Label& l) { return l.label == lower; });
  if (found == labels.end()) return std::nullopt;
  return std::string(found->charset);
}

// The value after "charset=" in a header or a meta tag.
std::optional<std::string> labelled(std::string_view text) {
  const std::string lower = lower_ascii(text);
  const std::size_t at = lower.find("charset");
  if (at == std::string::npos) return std::nullopt;
  std::size_t begin = lower.find_first_not_of(" \t\n", at + 7);
  if (begin == std::string::npos || lower[begin] != '=') return std::nullopt;
  begin = lower.find_first_not_of(" \t\n\"'", begin + 1);
  if (begin == std::string::npos) return std::nullopt;
  return known_charset(
      std::string_view(lower).substr(begin, lower.find_first_of(" \t\n\"';>/", begin) - begin));
}

std::optional<std::string> from_meta(std::string_view body) {
  body = body.substr(0, meta_within);
  const std::string lower = lower_ascii(body);
  for (std::size_t at = lower.find("<meta"); at != std::string::npos;
       at = lower.find("<meta", at + 1)) {
    auto charset = labelled(body.substr(at, lower.find('>', at) - at));
    // A page that could be read so far is not UTF-16, whatever it says.
    if (charset) return charset->substr(0, 6) == "utf-16" ? std::string("utf-8") : *charset;
  }
  return std::nullopt;
}

std::string guessed(std::string_view body) {
  uchardet_t detector = uchardet_new();
  if (detector == nullptr) return "windows-1252";
  const std::string_view sample = body.substr(0, guess_from);
  const bool failed = uchardet_handle_data(detector, sample.data(), sample.size()) != 0;
  uchardet_data_end(detector);
  const auto charset = failed ? std::nullopt : known_charset(uchardet_get_charset(detector));
  uchardet_delete(detector);
  return charset.value_or("windows-1252");
}

struct Mark {
  std::string_view bytes, charset;
};
constexpr std::array marks{Mark{"\xEF\xBB\xBF", "utf-8"}, Mark{"\xFE\xFF", "utf-16be"},
                           Mark{"\xFF\xFE", "utf-16le"}};

const Mark* mark_of(std::string_view body) {
  const auto found = std::find_if(marks.begin(), marks.end(), [&](const Mark& m) {
    return body.substr(0, m.bytes.size()) == m.bytes;
  });
  return found == marks.end() ? nullptr : &*found;
}

std::string through_icu(std::string_view body, const std::string& charset) {
  if (charset == "utf-8")
    return is_valid_utf8(body) ? std::string(body) : [&] {
      std::string out;
      icu::UnicodeString::fromUTF8({body.data(), static_cast<std::int32_t>(body.size())})
          .toUTF8String(out);
      return out;
    }();
  const icu::UnicodeString text(body.data(), static_cast<std::int32_t>(body.size()),
                                charset.c_str());
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    std::uint64_t eight = 0;
    if (text.size() >= sizeof eight) {  // eight bytes of ASCII at a time
      std::memcpy(&eight, text.data(), sizeof eight);
      if ((eight & 0x8080808080808080u) == 0) {
        text.remove_prefix(sizeof eight);
        continue;
      }
    }
    const std::size_t length = utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string charset_of(std::string_view body, std::string_view content_type) {
  if (const Mark* mark = mark_of(body)) return std::string(mark->charset);
  if (auto charset = labelled(content_type)) return *charset;
  if (auto charset = from_meta(body)) return *charset;
  return is_valid_utf8(body) ? "utf-8" : guessed(body);
}

std::string to_utf8(std::string_view body, std::string_view content_type) {
  constexpr std::size_t icu_max = 64u << 20;  // ICU counts in 32 bits
  body = body.substr(0, icu_max);
  const std::string charset = charset_of(body, content_type);
  if (const Mark* mark = mark_of(body)) body.remove_prefix(mark->bytes.size());
  return through_icu(body, charset);
}

}  // namespace godwit
