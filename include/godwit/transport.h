// SPDX-License-Identifier: Apache-2.0
// Request, Fetched, and the seam Transport: the only way to the network, and its wait() is the only
// call in the program that lets time pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "godwit/address.h"
#include "godwit/time.h"

namespace godwit {

// Why a request is made. A canary is a known living page: it guards against the soft ban that makes
// living channels look nonexistent (platforms.md 5.2). media: a picture of a post or a page;
// avatar: the place's own picture.
enum class Purpose : std::uint8_t { visit, older, canary, robots, resolve, media, avatar };

struct Request {
  std::string url;             // absolute http(s), serialised by parse/url
  std::string method = "GET";  // GET or POST (POST only where a platform's *read* API needs it)
  std::string body;            // of a POST
  std::vector<std::pair<std::string, std::string>> headers;  // beside the transport's own
  Address address;                                           // what the look is about
  std::string service;  // politeness group: hosts that share one budget share this name
  Purpose purpose = Purpose::visit;
  std::string post;            // of a picture: id of the post it stands in, "" outside posts
  std::uint16_t announce = 0;  // of a picture: Announce bits of the words beside it
  std::int32_t hop = 0;        // redirects followed so far
  std::int32_t attempt = 0;    // earlier failures of this very request, for back-off
  Time due{};                  // not before
  std::uint64_t ticket = 0;    // given by the frontier; comes back with the answer
  bool operator==(const Request&) const = default;
};

// What became of a request, as seen from here. Everything but `answered` is a fact about out there.
enum class Outcome : std::uint8_t {
  answered,       // a whole HTTP answer, whatever its status
  refused,        // our own guard said no (see `why`); nothing was sent
  robots_denied,  // robots.txt said no; nothing was sent
  dns_failed,
  connect_failed,
  tls_failed,
  timed_out,
  broken,     // reset, short body, malformed HTTP: see flags and why
  too_large,  // stopped at a cap; what was read so far is kept
};

// Flags of a capture. A flagged capture is never "complete".
enum Flag : std::uint32_t {
  flag_truncated = 1,
  flag_trailing_garbage = 2,
  flag_encoding_mismatch = 4,
  flag_framing_anomaly = 8,
  flag_untrusted_tls = 16,
};

// One exchange, or a record imported from somebody else's archive.
struct Fetched {
  Request request;
  Outcome outcome = Outcome::answered;
  std::string why;            // one line for people where outcome is not `answered`
  int status = 0;             // HTTP status, 0 without an answer
  std::string request_head;   // as sent: request line and headers, CRLF, blank line
  std::string response_head;  // as received: status line and headers, CRLF, blank line
  std::string raw_body;       // after transfer decoding, before content decoding
  std::string body;           // content-decoded, capped; equals raw_body where not encoded
  std::vector<std::pair<std::string, std::string>> headers;  // response headers, names lower case
  std::string location;                                      // absolute redirect target, "" if none
  std::string ip;                                            // address spoken to, "" behind a proxy
  Time at{};  // when the answer was complete (imports: WARC-Date)
  Duration took{};
  std::uint32_t flags = 0;  // Flag bits
  std::string capture;      // "urn:uuid:…"; see store/capture_id.h
  bool imported = false;    // came from an archive, not from our own fetch
  std::string record_type =
      "response";  // WARC record type: response | resource | metadata | revisit

  // First value of a response header, "" if absent. `name` in lower case.
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

class Transport {
 public:
  virtual ~Transport() = default;
  // How many more requests may be submitted now.
  virtual std::size_t room() const = 0;
  // Never blocks. The answer comes out of wait(), whatever becomes of it.
  virtual void submit(Request request) = 0;
  // Returns at the first completion(s) or at `deadline`, whichever is first; sleeps if nothing is
  // in flight. The only call that lets time pass.
  virtual std::vector<Fetched> wait(Time deadline) = 0;
};

}  // namespace godwit
