// SPDX-License-Identifier: Apache-2.0
// Random facts and pages for the properties of the store. Every member is filled, sometimes at its
// default, with text that is hard on a writer: quotes, controls, every plane of Unicode.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "godwit/names.h"
#include "godwit/observation.h"

namespace godwit::testing {

inline rc::Gen<std::string> text() {
  return rc::gen::map(
      rc::gen::container<std::vector<char32_t>>(rc::gen::oneOf(
          rc::gen::inRange<char32_t>(0, 0x80), rc::gen::inRange<char32_t>(0x80, 0x800),
          rc::gen::inRange<char32_t>(0x800, 0xD800), rc::gen::inRange<char32_t>(0xE000, 0x10000),
          rc::gen::inRange<char32_t>(0x10000, 0x110000))),
      [](const std::vector<char32_t>& points) {
        std::string out;
        for (const char32_t p : points) {
          const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
          if (p < 0x80) {
            byte(p);
          } else if (p < 0x800) {
            byte(0xC0 | p >> 6), byte(0x80 | (p & 63));
          } else if (p < 0x10000) {
            byte(0xE0 | p >> 12), byte(0x80 | (p >> 6 & 63)), byte(0x80 | (p & 63));
          } else {
            byte(0xF0 | p >> 18), byte(0x80 | (p >> 12 & 63));
            byte(0x80 | (p >> 6 & 63)), byte(0x80 | (p & 63));
          }
        }
        return out;
      });
}

inline rc::Gen<Time> moment() {
  return rc::gen::oneOf(rc::gen::map(rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000), from_ms),
                        rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                                     [](std::int64_t ms) { return from_ms(ms / 4); }));
}

template <class T>
T pick(const rc::Gen<T>& gen) {
  return *gen;
}
inline std::string some_text() { return *text(); }
inline bool coin() { return *rc::gen::arbitrary<bool>(); }
template <class T>
T any() {
  return *rc::gen::arbitrary<T>();
}
template <class E, std::size_t N>
E one_of(const names::Table<E, N>& table) {
  return table[*rc::gen::inRange<std::size_t>(0, N)].first;
}
template <class Make>
auto few(Make make) {
  std::vector<decltype(make())> out(*rc::gen::inRange<std::size_t>(0, 3));
  for (auto& each : out) each = make();
  return out;
}
template <class Make>
auto maybe(Make make) {
  return coin() ? std::optional<decltype(make())>(make()) : std::nullopt;
}
inline std::pair<std::string, std::string> some_pair() { return {some_text(), some_text()}; }
inline Time some_moment() { return *moment(); }
inline Address some_address() { return {some_text(), some_text(), some_text(), some_text()}; }

inline Media some_media() {
  return {some_text(), some_text(), some_text(), some_text(), any<std::int64_t>(), few(some_text)};
}
inline Forward some_forward() { return {some_text(), some_text()}; }
inline Post some_post() {
  return {some_text(), few(some_text),           maybe(some_moment), some_text(),
          some_text(), maybe(some_forward),      some_text(),        coin(),
          coin(),      maybe(any<std::int64_t>), few(some_media),    maybe(some_text)};
}
inline Profile some_profile() {
  return {some_text(),
          some_text(),
          some_text(),
          some_text(),
          maybe(any<std::int64_t>),
          maybe(any<std::int64_t>),
          some_text(),
          some_text(),
          coin(),
          few(some_pair)};
}
inline Reference some_reference() {
  return {some_address(),
          some_text(),
          maybe(any<std::int64_t>),
          some_text(),
          one_of(names::forms),
          few(some_text),
          static_cast<std::uint16_t>(*rc::gen::inRange(0, 128)),
          some_text(),
          some_text()};
}
inline Request some_request() {
  return {some_text(),
          some_text(),
          some_text(),
          few(some_pair),
          some_address(),
          some_text(),
          one_of(names::purposes),
          some_text(),
          static_cast<std::uint16_t>(*rc::gen::inRange(0, 128)),
          any<std::int32_t>(),
          any<std::int32_t>(),
          some_moment(),
          any<std::uint64_t>()};
}
inline Word some_word() {
  return {some_text(), some_text(), some_text(), maybe(some_moment),
          some_text(), some_text(), coin()};
}
inline Observation some_fact() {
  Observation o;
  o.at = some_moment();
  o.address = some_address();
  o.url = some_text();
  o.source = one_of(names::sources);
  o.purpose = one_of(names::purposes);
  o.outcome = one_of(names::outcomes);
  o.status = any<std::int32_t>();
  o.why = some_text();
  o.page = one_of(names::pages);
  o.state = one_of(names::states);
  o.absent = coin(), o.limited = coin(), o.canary = coin(), o.degraded = coin(),
  o.already_there = coin();
  o.flags = any<std::uint32_t>();
  o.retry_after_ms = any<std::int64_t>();
  o.profile = some_profile();
  o.posts = few(some_post);
  o.references = few(some_reference);
  o.older = some_text();
  o.redirect = some_text();
  o.next = few(some_request);
  o.word = maybe(some_word);
  o.capture = some_text();
  return o;
}

// One line without line ends: what a header, URL or reason may hold.
inline std::string some_line() {
  std::string out = some_text();
  std::erase_if(out, [](char c) {
    return static_cast<unsigned char>(c) < 0x21 || c == ':' || c == '<' || c == '>';
  });
  return out;
}

}  // namespace godwit::testing
