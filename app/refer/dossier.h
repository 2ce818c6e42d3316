// SPDX-License-Identifier: Apache-2.0
// Dossier: what analysts have recorded about the referral of a channel. Each entry is an analyst's
// word, a dated fact of the ledger; the dossier is a fold over them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "godwit/observation.h"
#include "godwit/tracker.h"

namespace godwit {

// The verbs of these words (Word::verb); `from_url` is the channel's address.
namespace verbs {
inline constexpr const char* purpose = "purpose";  // text: why it is what it is said to be
inline constexpr const char* deconfliction = "deconfliction";  // text: "STATUS: note"
inline constexpr const char* approve = "approve";  // text: "CODES: reason"; the confirmation
inline constexpr const char* refer = "refer";      // text: the provider's or our reference
}  // namespace verbs

struct Said {
  Time at{};
  std::string analyst, text;
  std::optional<Time> until;  // of a deconfliction: hold_until
};

enum class Deconfliction : std::uint8_t {
  clear,  // asked, and nobody objects
  asked,  // no answer yet
  hold,   // wait, until a date or until told otherwise
  stop,   // do not refer: under investigation
};

struct Dossier {
  std::optional<Said> purpose;
  std::vector<Said> deconfliction;  // oldest first; the last one counts
  std::optional<Said> confirmation;
  std::vector<Said> referred;  // each time it was sent, oldest first
};

// "clear: register answered, ref 12" → clear. nullopt for other words.
std::optional<Deconfliction> deconfliction_named(std::string_view text);
// What stands behind the first ": ", else "".
std::string note_of(std::string_view text);
// The letters before the first ": " of a confirmation ("a", "c"): TCO Art 2(7).
std::vector<std::string> reason_codes(std::string_view text);

// Which channel lived at an address at a moment. A word spoken about a handle before a stranger
// took it over is not about the stranger.
class Residents {
 public:
  explicit Residents(const Succession& succession);
  // "" where nobody ever lived there.
  std::string at(const std::string& url, Time when) const;

 private:
  std::map<std::string, std::map<Time, std::string>> since_;
};

// The dossiers of all channels that have one, by channel id. The order of `words` leaves no trace.
std::map<std::string, Dossier> dossiers_of(std::vector<Observation> words,
                                           const Residents& residents);

}  // namespace godwit
