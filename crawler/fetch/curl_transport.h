// SPDX-License-Identifier: Apache-2.0
// CurlTransport: the Transport of the real network, over libcurl and epoll. What it promises beyond
// the seam: nothing is sent to a place the address guard refuses; with a proxy set, no packet and
// no DNS question leaves by another way; no answer costs more than the Limits; every exchange ends.
// The environment (http_proxy, no_proxy, netrc) is ignored. One thread uses it; a watchdog thread
// runs behind it. libcurl is spoken to only in this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crawler/fetch/limits.h"
#include "godwit/result.h"
#include "godwit/transport.h"

namespace godwit {

struct FetchOptions {
  std::string proxy;      // see lanes.h; "" = direct
  std::string ca_bundle;  // PEM file trusted instead of the system's authorities; "" = the system's
  std::string user_agent;  // a true one, with a contact
  std::size_t max_in_flight = 64;
  double clock_speed = 1;                  // seconds of the clock per real second (rehearsals)
  bool allow_private = false;              // loopback and private networks, for tests and benches
  std::vector<std::uint16_t> extra_ports;  // beside 80 and 443
  // Where a certificate does not verify: fetch again without verification and flag the capture
  // flag_untrusted_tls, for evidence only. Off: the fetch is tls_failed.
  bool evidence_only_untrusted_tls = false;
  Limits limits;
};

class CurlTransport final : public Transport {
 public:
  ~CurlTransport() override;

  std::size_t room() const override;
  // A request beyond room() is taken all the same.
  void submit(Request request) override;
  std::vector<Fetched> wait(Time deadline) override;

  // Makes the wait() under way, or else the next one, return early, perhaps with nothing. The only
  // member another thread or a signal handler may call.
  void interrupt() noexcept;

 private:
  friend Result<std::unique_ptr<CurlTransport>> make_curl_transport(const FetchOptions&, Clock&);
  class Loop;
  explicit CurlTransport(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

// `clock` must outlive the transport. Ignores SIGPIPE from now on, process-wide: a peer that hangs
// up must not end the program. Errors: a proxy that cannot be read or whose name does not resolve,
// a CA bundle that is not there or not PEM, no descriptors left.
Result<std::unique_ptr<CurlTransport>> make_curl_transport(const FetchOptions& options,
                                                           Clock& clock);

}  // namespace godwit
