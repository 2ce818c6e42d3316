// SPDX-License-Identifier: Apache-2.0
// gzip: one member out (libdeflate: a whole record at once, three times as fast), and members in,
// piece by piece under caps (zlib). The one place of this room that speaks to either.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace godwit {

// One gzip member (RFC 1952) with no name and no time, so that equal bytes give equal members.
std::string gzip_member(std::string_view bytes, int level);

// Undoes one member at a time. Feed it whatever comes; it says how much it took.
class Gunzip {
 public:
  enum class Step { more_input, more_output, member_end, broken };

  Gunzip();
  ~Gunzip();
  Gunzip(Gunzip&&) noexcept;
  Gunzip& operator=(Gunzip&&) noexcept;
  // Begins the next member.
  void restart();
  // Takes bytes from the front of `input` and appends at most `room` bytes to `out`.
  Step step(std::string_view& input, std::string& out, std::size_t room);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace godwit
