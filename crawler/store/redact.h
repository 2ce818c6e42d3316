// SPDX-License-Identifier: Apache-2.0
// redact: what a fact may not say about private persons. Channels are the object of study; people
// are not: their names become a keyed hash, so that one voice can be told from another and nobody
// is named. The ledger applies it to every fact that it takes in.
#pragma once

#include <string>
#include <string_view>

#include "godwit/observation.h"

namespace godwit {

// "person:" + 16 hex digits of HMAC-SHA-256. Empty stays empty; a hashed name stays as it is.
std::string person(std::string_view name, std::string_view key);
bool is_hashed_person(std::string_view name);
// Authors in groups and rooms, and hidden sources of forwards, are hashed; signatures in channels
// stay. A person's own page keeps nothing but its address. From chat exports, phone numbers and
// e-mail addresses in texts go too. Idempotent.
void redact(Observation& seen, std::string_view key);
// `text` with each character of phone numbers and e-mail addresses as '*': nothing moves, so
// offsets into the text stay right. Linear.
std::string without_contacts(std::string_view text);

}  // namespace godwit
