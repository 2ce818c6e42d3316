// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/warc.h"

#include <algorithm>

#include "crawler/store/digest.h"

namespace godwit {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  for (const char c : value) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  out += "\r\n";
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string WarcRecord::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (same_word(key, name)) return value;
  return {};
}

std::string serialise(const WarcRecord& record) {
  std::string out = "WARC/1.1\r\n";
  out.reserve(record.block.size() + 1024);
  append_field(out, "WARC-Type", record.type);
  append_field(out, "WARC-Record-ID", "<" + record.id + ">");
  append_field(out, "WARC-Date", to_rfc3339(record.date));
  if (!record.target.empty()) append_field(out, "WARC-Target-URI", record.target);
  for (const auto& [name, value] : record.fields) append_field(out, name, value);
  append_field(out, "WARC-Block-Digest", sha256_label(record.block));
  append_field(out, "Content-Length", std::to_string(record.block.size()));
  out += "\r\n";
  out += record.block;
  out += "\r\n\r\n";
  return out;
}

WarcRecord warcinfo(std::string_view file_name, Time at) {
  WarcRecord info;
  info.type = "warcinfo";
  info.id = uuid5_urn("warcinfo\n" + std::string(file_name));
  info.date = at;
  info.fields = {{"WARC-Filename", std::string(file_name)},
                 {"Content-Type", "application/warc-fields"}};
  info.block =
      "software: godwit\r\nformat: WARC File Format 1.1\r\n"
      "conformsTo: "
      "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n";
  return info;
}

}  // namespace godwit
