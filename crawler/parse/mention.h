// SPDX-License-Identifier: Apache-2.0
// A bare @name in running text: a candidate, weaker than a link. Never the rest of an e-mail, of a
// federated address, of a package, and no annotation of code.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace godwit {

struct WrittenMention {
  std::string name;         // as written, lookalikes made Latin
  std::size_t end = 0;      // the byte after it
  bool lookalikes = false;  // letters of other scripts were in it
};
// The mention whose '@' is folded text[at].
std::optional<WrittenMention> mention_at(std::string_view text, std::size_t at);

}  // namespace godwit
