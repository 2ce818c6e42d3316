// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/surroundings.h"

#include <algorithm>

#include "crawler/parse/ascii.h"

namespace godwit {

using namespace ascii;

bool clean_before(std::string_view text, std::size_t begin) {
  if (begin == 0) return true;
  const char before = text[begin - 1];
  if (before == '/')
    return begin >= 2 && text[begin - 2] == '/' && (begin == 2 || text[begin - 3] != ':');
  return !is_name_char(before) && std::string_view("-.@\\%").find(before) == std::string_view::npos;
}

std::size_t without_list_number(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  while (is_digit(at_or(text, at)) && at - begin < 3) ++at;
  return at > begin && at_or(text, at) == '.' && is_letter(at_or(text, at + 1)) ? at + 1 : begin;
}

bool follows_list_number(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  if (at < 2 || text[at - 1] != '.' || !is_digit(text[at - 2])) return false;
  for (--at; at > 0 && begin - at <= 4 && is_digit(text[at - 1]);) --at;
  return begin - at <= 4 && (at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n');
}

bool is_contraction(std::string_view text, std::size_t begin) {
  for (const std::string_view apostrophe : {"'", "’"})
    if (text.substr(0, begin).ends_with(apostrophe) && begin > apostrophe.size())
      return is_letter(text[begin - apostrophe.size() - 1]);
  return false;
}

bool follows_written_at(std::string_view text, std::size_t begin) {
  std::string_view before = text.substr(0, begin);
  for (int gap = 0; gap < 3 && before.ends_with(' '); ++gap) before.remove_suffix(1);
  const std::string end =
      lower(before.substr(before.size() - std::min<std::size_t>(4, before.size())));
  return end == "(at)" || end == "[at]" || end.ends_with("[@]") || end.ends_with("(@)");
}

std::size_t after_foreign_letters(std::string_view text, std::size_t begin, std::size_t end) {
  for (std::size_t at = end; at > begin; --at)
    if (!is_ascii(text[at - 1])) return at;
  return begin;
}

}  // namespace godwit
