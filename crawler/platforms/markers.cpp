// SPDX-License-Identifier: Apache-2.0
#include "crawler/platforms/markers.h"

#include <string>

namespace godwit {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

bool holds(const Marker& marker, const Fetched& page) {
  switch (marker.where) {
    case Where::status:
      return std::to_string(page.status) == marker.says;
    case Where::body:
      return page.body.find(marker.says) != std::string::npos;
    case Where::whole:
      return trimmed(page.body) == marker.says;
    case Where::target:
      return page.location.find(marker.says) != std::string::npos;
  }
  return false;
}

}  // namespace

void prove(Proof proof, Observation& seen) {
  switch (proof) {
    case Proof::alive:
      seen.state = State::alive;
      break;
    case Proof::absent:
      seen.absent = true;
      break;
    case Proof::private_:
      seen.state = State::private_;
      break;
    case Proof::restricted:
      seen.state = State::restricted;
      break;
    case Proof::nothing:
      break;
  }
}

bool judge(std::span<const Marker> markers, const Fetched& page, Observation& seen) {
  for (const Marker& marker : markers) {
    if (marker.platform != seen.address.platform) continue;
    if (!marker.kind.empty() && marker.kind != seen.address.kind) continue;
    if (!holds(marker, page)) continue;
    prove(marker.proof, seen);
    return true;
  }
  return false;
}

}  // namespace godwit
