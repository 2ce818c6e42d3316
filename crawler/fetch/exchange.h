// SPDX-License-Identifier: Apache-2.0
// Exchange: one request and its answer on one libcurl handle. Collects the bytes under the caps,
// judges each socket, and says in the end what became of it. Handles are used again and again, so
// that connections stay open; an Exchange carries one request at a time.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/fetch/easy_handle.h"
#include "crawler/fetch/response_head.h"
#include "crawler/fetch/watchdog.h"

namespace godwit {

// What the exchanges of one transport share. Outlives them.
struct Wiring {
  FetchOptions options;
  Proxy proxy;
  Endpoint endpoint;
  Permitted reach;
  Watchdog watchdog;
  std::size_t held = 0;  // bytes of all bodies in flight
};

class Exchange {
 public:
  explicit Exchange(Wiring& wiring);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Takes a request on and readies the handle. A refusal: hand nothing to the network, and call
  // refused() for the answer.
  std::optional<Refusal> begin(Request request);
  Fetched refused(const Refusal& refusal, Time at);
  // The answer, after libcurl said how the transfer ended.
  Fetched finish(CURLcode code, Time at);
  // After a failed handshake, where the evidence-only option is on: readies the handle for a second
  // try without verification, and says true.
  bool try_untrusted(CURLcode code);

  void uses_descriptor(int descriptor) { wiring_.watchdog.uses(this, descriptor); }
  void leaves_descriptor(int descriptor) { wiring_.watchdog.leaves(this, descriptor); }
  CURL* handle() const { return easy_.get(); }

 private:
  using Steady = std::chrono::steady_clock;

  void set_callbacks();
  void forget_answer();
  std::optional<Refusal> refuse_request(const Request& request) const;
  bool is_flood() const;
  std::size_t body_cap() const;
  bool over_cap() const { return over_raw_cap_ || over_all_ || response_.over_cap(); }
  Outcome outcome_of(CURLcode code, bool bitten) const;
  std::string reason_of(CURLcode code, bool bitten) const;
  void fill_answer(Fetched& fetched);
  void reserve_body();

  // Callbacks of libcurl; the last argument is the Exchange.
  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self);
  static int on_wire(CURL*, curl_infotype kind, char* bytes, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
  static int on_close(void* watchdog, curl_socket_t descriptor);
  static int on_ready(void* self, char* ip, char*, int port, int);

  Wiring& wiring_;
  HeaderList pinned_;
  EasyHandle easy_;
  char trouble_[CURL_ERROR_SIZE] = "";

  Request request_;
  HeaderList headers_;
  Steady::time_point begun_;
  bool untrusted_ = false;
  std::string request_head_;
  ResponseHead response_;
  std::string raw_body_;
  std::size_t raw_bytes_ = 0;  // of the body on the wire, framing included
  bool over_raw_cap_ = false;
  bool over_all_ = false;
  int sockets_opened_ = 0;
  std::optional<Refusal> socket_refusal_;
};

}  // namespace godwit
