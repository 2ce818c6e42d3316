// SPDX-License-Identifier: Apache-2.0
// observation_json: one fact as one line of JSON. It is the row form of the ledger and the `facts`
// export; docs/ledger.md lists the keys. Reading back what was written gives the same Observation,
// byte for byte, except that invalid UTF-8 comes back as U+FFFD.
#pragma once

#include <string>
#include <string_view>

#include "godwit/observation.h"
#include "godwit/result.h"

namespace godwit {

// Without a line end. What is at its default is left out.
std::string to_json_line(const Observation& seen);
// Error `corrupt` names the first key that is not as it should be. Unknown keys are passed over.
Result<Observation> observation_from_json(std::string_view json);

// What a WARC record must say about a fetch beside its HTTP bytes, so that reading the record gives
// the same Fetched: request, outcome, why, took, flags, location, imported. One line of JSON.
std::string fetch_note(const Fetched& page);
// Lays a note over `page`; what the note does not name stays. Error as above.
Result<void> apply_fetch_note(std::string_view json, Fetched& page);

}  // namespace godwit
