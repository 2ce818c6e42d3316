// SPDX-License-Identifier: Apache-2.0
#include "crawler/platforms/account.h"

#include <utility>

#include "crawler/platforms/json.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

constexpr std::size_t values_max = 64;

void read_own_words(const Recogniser& recogniser, const Fetched& page, const AccountRules& rules,
                    Observation& seen) {
  RichText words;
  for (const std::string_view key : rules.text_keys)
    for (const std::string& text : json_values(page.body, key, values_max))
      words.text += text + "\n";
  if (words.text.empty()) words.text = seen.profile.description;
  for (const std::string_view key : rules.url_keys)
    for (std::string& url : json_values(page.body, key, values_max))
      words.anchors.push_back({words.text.size(), words.text.size(), std::move(url)});
  append(seen.references,
         references_of(recogniser, words, {Form::description, Form::description, {}, true}));
  std::erase_if(seen.references, [&](const Reference& r) { return r.address == seen.address; });
}

}  // namespace

std::vector<std::string> json_values(std::string_view text, std::string_view key,
                                     std::size_t most) {
  std::vector<std::string> values;
  const std::string mark = "\"" + std::string(key) + "\":\"";
  for (std::size_t at = text.find(mark); at != std::string_view::npos && values.size() < most;
       at = text.find(mark, at)) {
    at += mark.size();
    std::size_t end = at;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    if (end >= text.size()) break;
    if (auto value = json_string(text.substr(at - 1, end - at + 2)); value && !value->empty())
      values.push_back(std::move(*value));
    at = end;
  }
  return values;
}

Observation read_account(const Recogniser& recogniser, const Fetched& page,
                         const AccountRules& rules) {
  Observation seen = framed(recogniser, page);
  if (settled(recogniser, page, seen)) return seen;
  seen.page = Page::site;
  seen.profile.kind = "account";
  judge(rules.markers, page, seen);
  if (seen.absent || page.status >= 400) return seen;
  const Html html = html_of(page);
  seen.degraded = html.degraded();
  if (seen.state == State::alive) {
    seen.profile.title = std::string(html.meta("og:title"));
    seen.profile.description = std::string(html.meta("og:description"));
  }
  read_own_words(recogniser, page, rules, seen);
  return seen;
}

}  // namespace godwit
