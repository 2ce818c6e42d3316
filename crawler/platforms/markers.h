// SPDX-License-Identifier: Apache-2.0
// Markers: what an answer must hold to prove something of a place, as rows of a table. Markers rot
// within months: each table says when it was last known to hold, and what nobody has seen proves
// nothing (such a row does not exist).
#pragma once

#include <span>
#include <string_view>

#include "godwit/observation.h"
#include "godwit/transport.h"

namespace godwit {

enum class Where : std::uint8_t {
  status,  // the HTTP status, in decimal
  body,    // somewhere in the body
  whole,   // the whole body, but for white space around it
  target,  // somewhere in the redirect's target
};
enum class Proof : std::uint8_t { alive, absent, private_, restricted, nothing };

struct Marker {
  std::string_view platform;  // the catalogue's name
  std::string_view kind;      // of the address, "" for any
  Where where;
  std::string_view says;
  Proof proof;
};

// Writes what is proved into `seen`.
void prove(Proof proof, Observation& seen);
// The first marker of this address that the answer holds decides state and absence; false if none
// does.
bool judge(std::span<const Marker> markers, const Fetched& page, Observation& seen);

}  // namespace godwit
