// SPDX-License-Identifier: Apache-2.0
// Limits: every cap of a fetch beside its reason, in one place. Everything remote is hostile: what
// has no cap here has none at all. (Caps of a page's inside stand with its parser.) A capture that
// met a cap is flagged and never counts as complete.
#pragma once

#include <cstddef>

#include "crawler/fetch/decode.h"
#include "godwit/time.h"

namespace godwit {

struct Limits {
  // Bytes of a body on the wire, chunk framing included: one-byte chunks cost six bytes each, and
  // an endless chunk extension yields no body at all. The largest honest pages stay below 2 MiB.
  std::size_t raw_body = 16u << 20;
  // Bodies of all exchanges in flight together. Past it the large ones (over 1 MiB) are stopped:
  // many floods at once must not add up to the machine's memory.
  std::size_t raw_bodies = 256u << 20;
  // Bytes of a picture ([media] max_bytes of a case).
  std::size_t picture = 8u << 20;
  // Decoded size, ratio, and the memory of a zstd window.
  DecodeCaps decoded;
  // Status lines, headers, trailers and 1xx blocks of one answer together. libcurl alone lets
  // trailers grow for ever.
  std::size_t head = 64u << 10;
  // Name, TCP and TLS (and the proxy's part in them).
  Duration connect = seconds(10);
  // The whole exchange.
  Duration total = seconds(60);
  // A peer below low_speed bytes a second for low_speed_time is dripping to hold a slot.
  std::size_t low_speed = 64;
  Duration low_speed_time = seconds(15);
  // Past `total` by this much, the watchdog shuts the socket: floods of empty frames can keep
  // libcurl from ever looking at its clock.
  Duration watchdog_grace = seconds(1);
  // Characters of a URL. Real ones of the platforms stay below 300; a trap site's grow.
  std::size_t url = 2048;
  // Bytes of a host name, RFC 1035. SOCKS5 carries its length in one byte.
  std::size_t host = 253;
  // Redirects followed for one request; each hop is judged again and kept as evidence.
  std::int32_t redirects = 10;
  // Bytes of robots.txt that are read (RFC 9309 asks for at least these).
  std::size_t robots = 500u << 10;
  // A host may ask us to wait, not to forget it: Retry-After is clamped to this.
  Duration retry_after = hours(24);
};

}  // namespace godwit
