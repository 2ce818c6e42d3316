// SPDX-License-Identifier: Apache-2.0
// The one spelling of every enumerator, in JSON, tables and exports alike. name_of() never fails;
// the *_named() readers give nullopt for a word nobody knows.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "godwit/observation.h"
#include "godwit/tracker.h"
#include "godwit/transport.h"

namespace godwit {

namespace names {

template <class E, std::size_t N>
using Table = std::array<std::pair<E, std::string_view>, N>;

template <class E, std::size_t N>
constexpr std::string_view name(const Table<E, N>& table, E value) {
  for (const auto& [each, word] : table)
    if (each == value) return word;
  return "unknown";
}

template <class E, std::size_t N>
constexpr std::optional<E> value(const Table<E, N>& table, std::string_view word) {
  for (const auto& [each, spelling] : table)
    if (spelling == word) return each;
  return std::nullopt;
}

inline constexpr Table<State, 5> states{{{State::alive, "alive"},
                                         {State::restricted, "restricted"},
                                         {State::private_, "private"},
                                         {State::gone, "gone"},
                                         {State::unknown, "unknown"}}};
inline constexpr Table<Page, 12> pages{{{Page::preview, "preview"},
                                        {Page::landing, "landing"},
                                        {Page::invite, "invite"},
                                        {Page::post, "post"},
                                        {Page::embed, "embed"},
                                        {Page::notice, "notice"},
                                        {Page::room, "room"},
                                        {Page::messages, "messages"},
                                        {Page::file, "file"},
                                        {Page::hub, "hub"},
                                        {Page::site, "site"},
                                        {Page::unknown, "unknown"}}};
inline constexpr Table<Form, 12> forms{{{Form::text, "text"},
                                        {Form::href, "href"},
                                        {Form::mention, "mention"},
                                        {Form::description, "description"},
                                        {Form::pinned, "pinned"},
                                        {Form::forward, "forward"},
                                        {Form::button, "button"},
                                        {Form::preview, "preview"},
                                        {Form::redirect, "redirect"},
                                        {Form::qr, "qr"},
                                        {Form::canonical, "canonical"},
                                        {Form::leak, "leak"}}};
inline constexpr Table<Outcome, 9> outcomes{{{Outcome::answered, "answered"},
                                             {Outcome::refused, "refused"},
                                             {Outcome::robots_denied, "robots_denied"},
                                             {Outcome::dns_failed, "dns_failed"},
                                             {Outcome::connect_failed, "connect_failed"},
                                             {Outcome::tls_failed, "tls_failed"},
                                             {Outcome::timed_out, "timed_out"},
                                             {Outcome::broken, "broken"},
                                             {Outcome::too_large, "too_large"}}};
inline constexpr Table<Purpose, 7> purposes{{{Purpose::visit, "visit"},
                                             {Purpose::older, "older"},
                                             {Purpose::canary, "canary"},
                                             {Purpose::robots, "robots"},
                                             {Purpose::resolve, "resolve"},
                                             {Purpose::media, "media"},
                                             {Purpose::avatar, "avatar"}}};
inline constexpr Table<Source, 5> sources{{{Source::fetched, "fetched"},
                                           {Source::warc, "warc"},
                                           {Source::chat_export, "chat_export"},
                                           {Source::sighting, "sighting"},
                                           {Source::analyst, "analyst"}}};
inline constexpr Table<Relation, 5> relations{{{Relation::continues, "continues"},
                                               {Relation::mirrors, "mirrors"},
                                               {Relation::forks, "forks"},
                                               {Relation::absorbed, "absorbed"},
                                               {Relation::impersonates, "impersonates"}}};
inline constexpr Table<Basis, 2> bases{
    {{Basis::observed, "observed"}, {Basis::inferred, "inferred"}}};
inline constexpr Table<Advice, 3> advices{{{Advice::refer, "refer"},
                                           {Advice::monitor, "monitor"},
                                           {Advice::confirm_first, "confirm first"}}};
inline constexpr Table<AlertKind, 5> alerts{{{AlertKind::successor, "successor"},
                                             {AlertKind::death, "death"},
                                             {AlertKind::wave, "wave"},
                                             {AlertKind::revival, "revival"},
                                             {AlertKind::blocked, "blocked"}}};
inline constexpr Table<Announce, 8> announces{{{announce_backup, "backup"},
                                               {announce_new, "new"},
                                               {announce_moved, "moved"},
                                               {announce_deleted, "deleted"},
                                               {announce_spread, "spread"},
                                               {announce_ad, "ad"},
                                               {announce_disavowal, "disavowal"},
                                               {announce_former, "former"}}};

}  // namespace names

constexpr std::string_view name_of(State v) { return names::name(names::states, v); }
constexpr std::string_view name_of(Page v) { return names::name(names::pages, v); }
constexpr std::string_view name_of(Form v) { return names::name(names::forms, v); }
constexpr std::string_view name_of(Outcome v) { return names::name(names::outcomes, v); }
constexpr std::string_view name_of(Purpose v) { return names::name(names::purposes, v); }
constexpr std::string_view name_of(Source v) { return names::name(names::sources, v); }
constexpr std::string_view name_of(Relation v) { return names::name(names::relations, v); }
constexpr std::string_view name_of(Basis v) { return names::name(names::bases, v); }
constexpr std::string_view name_of(Advice v) { return names::name(names::advices, v); }
constexpr std::string_view name_of(AlertKind v) { return names::name(names::alerts, v); }
// The classes of a bit set, in the table's order: {"backup","new"}.
inline std::vector<std::string> announce_names(std::uint16_t bits) {
  std::vector<std::string> words;
  for (const auto& [bit, word] : names::announces)
    if ((bits & bit) != 0) words.emplace_back(word);
  return words;
}

}  // namespace godwit
