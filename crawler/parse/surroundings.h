// SPDX-License-Identifier: Apache-2.0
// What stands before a host without scheme: whether it makes the host a part of something else, and
// what is merely glued on. `begin` is where the host begins in folded text.
#pragma once

#include <cstddef>
#include <string_view>

namespace godwit {

// Nothing that would make the host a part of a name, a path, an e-mail.
bool clean_before(std::string_view text, std::size_t begin);
// "1.t.me/x" is a number in a list and a link: where the link begins; `begin` if there is no
// number.
std::size_t without_list_number(std::string_view text, std::size_t begin);
bool follows_list_number(std::string_view text, std::size_t begin);
// "isn't me / you"
bool is_contraction(std::string_view text, std::size_t begin);
// "crew (at) harbour (dot) example"
bool follows_written_at(std::string_view text, std::size_t begin);
// Where the letters after the last foreign one begin: "наt" is "на" glued to "t".
std::size_t after_foreign_letters(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace godwit
