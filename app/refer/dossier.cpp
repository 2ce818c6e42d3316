// SPDX-License-Identifier: Apache-2.0
#include "app/refer/dossier.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "godwit/names.h"

namespace godwit {
namespace {

constexpr names::Table<Deconfliction, 4> statuses{{{Deconfliction::clear, "clear"},
                                                   {Deconfliction::asked, "asked"},
                                                   {Deconfliction::hold, "hold"},
                                                   {Deconfliction::stop, "stop"}}};

std::string_view before_note(std::string_view text) { return text.substr(0, text.find(':')); }

// A word that is taken back leaves the one before it standing.
void take(std::vector<Said>& said, const Observation& fact) {
  const Word& word = *fact.word;
  if (!word.undo)
    said.push_back({fact.at, word.analyst, word.text, word.when});
  else if (!said.empty())
    said.pop_back();
}

std::optional<Said> last_of(const std::vector<Said>& said) {
  return said.empty() ? std::nullopt : std::optional(said.back());
}

struct Gathered {
  std::vector<Said> purpose, deconfliction, confirmation, referred;
};

}  // namespace

std::optional<Deconfliction> deconfliction_named(std::string_view text) {
  return names::value(statuses, before_note(text));
}

std::string note_of(std::string_view text) {
  const std::size_t colon = text.find(": ");
  return colon == std::string_view::npos ? std::string() : std::string(text.substr(colon + 2));
}

std::vector<std::string> reason_codes(std::string_view text) {
  std::vector<std::string> codes;
  if (text.find(": ") == std::string_view::npos) return codes;
  for (const char c : before_note(text))
    if (c >= 'a' && c <= 'e') codes.emplace_back(1, c);
  return codes;
}

Residents::Residents(const Succession& succession) {
  for (const Channel& channel : succession.channels)
    for (const UrlSpan& span : channel.urls) since_[span.address.url][span.from] = channel.id;
}

std::string Residents::at(const std::string& url, Time when) const {
  const auto place = since_.find(url);
  if (place == since_.end()) return "";
  const auto after = place->second.upper_bound(when);
  return after == place->second.begin() ? after->second : std::prev(after)->second;
}

std::map<std::string, Dossier> dossiers_of(std::vector<Observation> words,
                                           const Residents& residents) {
  std::ranges::sort(words, [](const Observation& a, const Observation& b) {
    return std::tie(a.at, a.word->undo, a.word->verb, a.word->text, a.word->analyst) <
           std::tie(b.at, b.word->undo, b.word->verb, b.word->text, b.word->analyst);
  });
  std::map<std::string, Gathered> gathered;
  for (const Observation& fact : words) {
    const std::string channel = residents.at(fact.word->from_url, fact.at);
    if (channel.empty()) continue;
    Gathered& of = gathered[channel];
    if (fact.word->verb == verbs::purpose) take(of.purpose, fact);
    if (fact.word->verb == verbs::deconfliction) take(of.deconfliction, fact);
    if (fact.word->verb == verbs::approve) take(of.confirmation, fact);
    if (fact.word->verb == verbs::refer) take(of.referred, fact);
  }
  std::map<std::string, Dossier> dossiers;
  for (auto& [channel, of] : gathered)
    dossiers[channel] = {last_of(of.purpose), std::move(of.deconfliction), last_of(of.confirmation),
                         std::move(of.referred)};
  return dossiers;
}

}  // namespace godwit
