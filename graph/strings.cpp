// SPDX-License-Identifier: Apache-2.0
// Strings, each kept once, in blocks that never move.
#include "graph/strings.h"

#include <cstring>

namespace godwit {

namespace {
constexpr std::size_t block_size = 1 << 20;
}  // namespace

std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(hash);
}

Strings::Strings() { keep(""); }

std::optional<Text> Strings::find(std::string_view text) const {
  return index_.find(hash_of(text), [&](Text each) { return texts_[each] == text; });
}

Text Strings::keep(std::string_view text) {
  if (const auto known = find(text)) return *known;
  const auto number = static_cast<Text>(texts_.size());
  texts_.push_back(store(text));
  index_.insert(number, [&](Text each) { return hash_of(texts_[each]); });
  return number;
}

std::string_view Strings::store(std::string_view text) {
  if (blocks_.empty() || block_used_ + text.size() > block_size) {
    blocks_.push_back(std::make_unique<char[]>(std::max(block_size, text.size())));
    block_used_ = 0;
  }
  char* const at = blocks_.back().get() + block_used_;
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  block_used_ += text.size();
  return {at, text.size()};
}

}  // namespace godwit
