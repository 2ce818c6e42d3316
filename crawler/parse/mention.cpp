// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/mention.h"

#include <algorithm>
#include <array>

#include "crawler/parse/ascii.h"
#include "crawler/parse/text.h"

namespace godwit {
namespace {

using namespace ascii;

constexpr std::size_t shortest_mention = 5, longest_mention = 32;

// What is written "@word" and names nobody: annotations of code and style sheets, calls to all.
constexpr std::array<std::string_view, 26> no_mentions = {
    "author",    "channel",    "charset",   "deprecated", "everyone",  "example", "extends",
    "font_face", "implements", "import",    "include",    "interface", "inject",  "keyframes",
    "license",   "media",      "namespace", "override",   "package",   "param",   "property",
    "return",    "returns",    "since",     "supports",   "throws"};

// A name after '@', Latin lookalikes made Latin; more foreign letters than Latin ones are a word.
WrittenMention read_name(std::string_view text, std::size_t at) {
  WrittenMention name{{}, at, false};
  std::size_t foreign_letters = 0;
  while (name.end < text.size() && name.name.size() <= longest_mention) {
    if (is_name_char(text[name.end])) {
      name.name.push_back(text[name.end++]);
      continue;
    }
    if (is_ascii(text[name.end])) break;
    const CodePoint foreign = decode_at(text, name.end);
    const char latin = foreign.value == bad_byte ? '\0' : latin_lookalike(foreign.value);
    if (latin == '\0') break;
    name.name.push_back(latin);
    name.end += foreign.size;
    ++foreign_letters;
  }
  name.lookalikes = foreign_letters > 0;
  if (foreign_letters * 2 > name.name.size()) name.name.clear();
  return name;
}

// Before a mention stands no e-mail's local part; Arabic is often written without the space.
bool may_precede_mention(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (!is_ascii(before)) {
    const CodePoint c = decode_before(text, at);
    return c.value >= 0x590 || !is_foreign_letter(c.value);
  }
  return !is_name_char(before) &&
         std::string_view(".-+%/@\\&#$=]").find(before) == std::string_view::npos;
}

// After a mention stands no rest of a host, a package, a federated address.
bool may_follow_mention(std::string_view text, std::size_t end) {
  const char after = at_or(text, end), next = at_or(text, end + 1);
  if (after == '@' || after == '/' || after == '\\') return false;
  if (after == '.' || after == '-' || after == ':') return !is_name_char(next);
  if (after == '(') return false;
  if (is_ascii(after)) return true;
  const CodePoint c = decode_at(text, end);
  return c.value >= 0x590 || !is_foreign_letter(c.value);
}

}  // namespace

std::optional<WrittenMention> mention_at(std::string_view text, std::size_t at) {
  if (!may_precede_mention(text, at)) return std::nullopt;
  WrittenMention mention = read_name(text, at + 1);
  const std::string& name = mention.name;
  const bool shaped = name.size() >= shortest_mention && name.size() <= longest_mention &&
                      is_letter(name.front()) && name.back() != '_';
  if (!shaped || !may_follow_mention(text, mention.end)) return std::nullopt;
  if (std::find(no_mentions.begin(), no_mentions.end(), lower(name)) != no_mentions.end())
    return std::nullopt;
  return mention;
}

}  // namespace godwit
