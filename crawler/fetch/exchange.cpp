// SPDX-License-Identifier: Apache-2.0
#include "crawler/fetch/exchange.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "crawler/fetch/decode.h"

namespace godwit {
namespace {

struct Meaning {
  CURLcode code;
  Outcome outcome;
};
// Every other code is `broken`.
constexpr Meaning meanings[] = {
    {CURLE_OK, Outcome::answered},
    {CURLE_COULDNT_RESOLVE_HOST, Outcome::dns_failed},
    {CURLE_COULDNT_RESOLVE_PROXY, Outcome::connect_failed},
    {CURLE_COULDNT_CONNECT, Outcome::connect_failed},
    {CURLE_PROXY, Outcome::connect_failed},
    {CURLE_OPERATION_TIMEDOUT, Outcome::timed_out},
    {CURLE_SSL_CONNECT_ERROR, Outcome::tls_failed},
    {CURLE_SSL_CERTPROBLEM, Outcome::tls_failed},
    {CURLE_SSL_CIPHER, Outcome::tls_failed},
    {CURLE_PEER_FAILED_VERIFICATION, Outcome::tls_failed},
    {CURLE_SSL_CACERT_BADFILE, Outcome::tls_failed},
    {CURLE_SSL_ISSUER_ERROR, Outcome::tls_failed},
    {CURLE_SSL_INVALIDCERTSTATUS, Outcome::tls_failed},
};

// A remote peer may speak through libcurl's error text: printable ASCII, one short line.
std::string one_line(std::string_view text) {
  std::string line(text.substr(0, 200));
  std::ranges::replace_if(
      line, [](char c) { return c < ' ' || c > '~'; }, '?');
  return line;
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

// The largest size that is no reason for suspicion.
constexpr std::size_t honest_body = 1u << 20;

// Headers that would change whom we speak to, or where a message ends.
constexpr std::string_view own_headers[] = {
    "host",       "accept-encoding", "content-length",      "transfer-encoding",
    "connection", "cookie",          "proxy-authorization", "proxy-connection"};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Content-Encoding may be spread over several lines.
std::string joined(const ResponseHead::Headers& headers, std::string_view name) {
  std::string all;
  for (const auto& [key, value] : headers)
    if (key == name) all += all.empty() ? value : "," + value;
  return all;
}

}  // namespace

Exchange::Exchange(Wiring& wiring)
    : wiring_(wiring), easy_(curl_easy_init()), response_(wiring.options.limits.head) {
  CHECK(easy_ != nullptr);
  set_policy(easy_.get(), wiring.options, wiring.proxy, wiring.endpoint, pinned_);
  set_callbacks();
}

std::optional<Refusal> Exchange::begin(Request request) {
  request_ = std::move(request);
  begun_ = Steady::now();
  untrusted_ = false;
  forget_answer();
  if (auto refusal = refuse_request(request_)) return refusal;
  Judged judged = judge_url(request_.url, wiring_.reach, wiring_.options.limits);
  if (judged.refusal) return std::move(judged.refusal);
  const std::string url = to_string(judged.url, false);
  if (!curl_sees_host(url, *judged.url.host))
    return Refusal{"unparseable", "two parsers read different hosts in the URL"};
  headers_ = set_request(easy_.get(), request_, url);
  set_verification(easy_.get(), true);
  const Limits& limits = wiring_.options.limits;
  wiring_.watchdog.guard(this, begun_ + limits.total + limits.watchdog_grace);
  return std::nullopt;
}

std::optional<Refusal> Exchange::refuse_request(const Request& request) const {
  if (request.method != "GET" && request.method != "POST")
    return Refusal{"method", "only GET and POST are sent"};
  for (const auto& [name, value] : request.headers) {
    if (name.empty() || has_line_break(name) || has_line_break(value))
      return Refusal{"header", "a request header holds a line break or has no name"};
    if (std::ranges::find(own_headers, lower_case(name)) != std::end(own_headers))
      return Refusal{"header", fmt::format("{} is the transport's own header", name)};
  }
  return std::nullopt;
}

void Exchange::forget_answer() {
  trouble_[0] = '\0';
  request_head_.clear();
  wiring_.held -= raw_body_.size();
  response_ = ResponseHead(wiring_.options.limits.head);
  raw_body_.clear();
  raw_bytes_ = 0;
  over_raw_cap_ = false;
  over_all_ = false;
  sockets_opened_ = 0;
  socket_refusal_.reset();
}

Fetched Exchange::refused(const Refusal& refusal, Time at) {
  Fetched fetched;
  fetched.request = std::move(request_);
  fetched.outcome = Outcome::refused;
  fetched.why = fmt::format("{}: {}", refusal.reason, refusal.text);
  fetched.at = at;
  return fetched;
}

bool Exchange::try_untrusted(CURLcode code) {
  if (!wiring_.options.evidence_only_untrusted_tls || untrusted_) return false;
  // A forged signature of a known name is a failed connection to libcurl, not a failed
  // verification.
  if (code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CONNECT_ERROR) return false;
  forget_answer();
  untrusted_ = true;
  set_verification(easy_.get(), false);
  return true;
}

Fetched Exchange::finish(CURLcode code, Time at) {
  const bool bitten = wiring_.watchdog.release(this);
  Fetched fetched;
  fetched.outcome = outcome_of(code, bitten);
  if (fetched.outcome != Outcome::answered) fetched.why = reason_of(code, bitten);
  fetched.at = at;
  fetched.took = std::chrono::duration_cast<Duration>(Steady::now() - begun_);
  fetched.request = std::move(request_);
  fetched.request_head = std::move(request_head_);
  if (fetched.outcome != Outcome::answered && response_.status() != 0)
    fetched.flags |= flag_truncated;
  fill_answer(fetched);
  return fetched;
}

Outcome Exchange::outcome_of(CURLcode code, bool bitten) const {
  if (socket_refusal_ && sockets_opened_ == 0) return Outcome::refused;
  if (over_cap()) return Outcome::too_large;
  if (bitten) return Outcome::timed_out;
  const auto* found = std::ranges::find(meanings, code, &Meaning::code);
  if (found != std::end(meanings)) return found->outcome;
  // Nothing of the request was sent yet: what broke is the way there (a proxy that says no).
  if (request_head_.empty() && wiring_.proxy.lane != Lane::direct) return Outcome::connect_failed;
  return Outcome::broken;
}

std::string Exchange::reason_of(CURLcode code, bool bitten) const {
  if (socket_refusal_ && sockets_opened_ == 0)
    return fmt::format("{}: {}", socket_refusal_->reason, socket_refusal_->text);
  if (over_raw_cap_) return fmt::format("the body passed {} bytes", body_cap());
  if (over_all_) return "too many large bodies at once";
  if (response_.over_cap())
    return fmt::format("the headers passed {} bytes", wiring_.options.limits.head);
  if (bitten) return "the watchdog ended it";
  return one_line(trouble_[0] != '\0' ? trouble_ : curl_easy_strerror(code));
}

void Exchange::fill_answer(Fetched& fetched) {
  fetched.status = response_.status();
  fetched.response_head = response_.text();
  fetched.headers = response_.headers();
  wiring_.held -= raw_body_.size();
  fetched.raw_body = std::exchange(raw_body_, {});
  Decoded decoded = decode_body(fetched.raw_body, joined(fetched.headers, "content-encoding"),
                                wiring_.options.limits.decoded);
  fetched.body = std::move(decoded.body);
  fetched.flags |= decoded.flags;
  if (response_.anomalous()) fetched.flags |= flag_framing_anomaly;
  if (untrusted_ && fetched.status != 0) fetched.flags |= flag_untrusted_tls;
  if (is_redirect(fetched.status))
    fetched.location = resolve_url(fetched.request.url, fetched.header("location"));
  if (wiring_.proxy.lane != Lane::direct) return;
  char* ip = nullptr;
  if (curl_easy_getinfo(easy_.get(), CURLINFO_PRIMARY_IP, &ip) == CURLE_OK && ip != nullptr)
    fetched.ip = ip;
}

void Exchange::set_callbacks() {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_PRIVATE, this);
  set(easy, CURLOPT_ERRORBUFFER, trouble_);
  set(easy, CURLOPT_HEADERFUNCTION, &on_header);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_WRITEFUNCTION, &on_body);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_DEBUGFUNCTION, &on_wire);
  set(easy, CURLOPT_DEBUGDATA, this);
  set(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(easy, CURLOPT_XFERINFODATA, this);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &on_open);
  set(easy, CURLOPT_OPENSOCKETDATA, this);
  set(easy, CURLOPT_CLOSESOCKETFUNCTION, &on_close);
  set(easy, CURLOPT_CLOSESOCKETDATA, &wiring_.watchdog);
  set(easy, CURLOPT_PREREQFUNCTION, &on_ready);
  set(easy, CURLOPT_PREREQDATA, this);
}

std::size_t Exchange::on_header(char* bytes, std::size_t, std::size_t count, void* self) {
  return static_cast<Exchange*>(self)->response_.take({bytes, count}) ? count : 0;
}

// Content-Length is a claim: good for a first guess, up to the size of an honest page. Growing by
// doubling instead costs more than all the rest of an exchange.
void Exchange::reserve_body() {
  curl_off_t claim = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &claim);
  if (claim > 0)
    raw_body_.reserve(static_cast<std::size_t>(std::min<curl_off_t>(claim, honest_body)));
}

std::size_t Exchange::on_body(char* bytes, std::size_t, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::size_t cap = exchange.body_cap();
  if (exchange.raw_body_.empty()) exchange.reserve_body();
  const std::size_t taken = std::min(count, cap - exchange.raw_body_.size());
  exchange.raw_body_.append(bytes, taken);
  exchange.wiring_.held += taken;
  exchange.over_raw_cap_ |= taken < count;
  exchange.over_all_ |= exchange.is_flood();
  return exchange.over_cap() ? 0 : count;
}

std::size_t Exchange::body_cap() const {
  const Limits& limits = wiring_.options.limits;
  const bool picture = request_.purpose == Purpose::media || request_.purpose == Purpose::avatar;
  return picture ? std::min(limits.picture, limits.raw_body) : limits.raw_body;
}

bool Exchange::is_flood() const {
  return wiring_.held > wiring_.options.limits.raw_bodies && raw_body_.size() > honest_body;
}

// Sees what was sent, and every byte of a body with its framing, before libcurl reads it.
int Exchange::on_wire(CURL*, curl_infotype kind, char* bytes, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::string_view text(bytes, count);
  if (kind == CURLINFO_HEADER_OUT && !text.starts_with("CONNECT ")) {
    if (exchange.request_head_.ends_with("\r\n\r\n")) exchange.request_head_.clear();  // sent again
    exchange.request_head_ += text;
  }
  if (kind == CURLINFO_DATA_IN) {
    exchange.raw_bytes_ += count;
    if (exchange.raw_bytes_ > exchange.body_cap()) exchange.over_raw_cap_ = true;
  }
  return 0;
}

// Called between reads: where a body yields neither data nor headers, this is what stops it.
int Exchange::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Exchange*>(self)->over_cap() ? 1 : 0;
}

curl_socket_t Exchange::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(self);
  if (auto refusal = exchange.wiring_.endpoint.refuse(address->addr)) {
    exchange.socket_refusal_ = std::move(refusal);
    return CURL_SOCKET_BAD;
  }
  const int type = address->socktype | SOCK_CLOEXEC;
  const int descriptor = ::socket(address->family, type, address->protocol);
  if (descriptor < 0) return CURL_SOCKET_BAD;
  ++exchange.sockets_opened_;
  return descriptor;
}

int Exchange::on_close(void* watchdog, curl_socket_t descriptor) {
  return static_cast<Watchdog*>(watchdog)->close_descriptor(descriptor);
}

// The last look before a request is sent, also on a connection that was kept open.
int Exchange::on_ready(void* self, char* ip, char*, int port, int) {
  auto& exchange = *static_cast<Exchange*>(self);
  auto refusal = exchange.wiring_.endpoint.refuse_peer(ip, port);
  if (!refusal) return CURL_PREREQFUNC_OK;
  exchange.socket_refusal_ = std::move(refusal);
  exchange.sockets_opened_ = 0;  // connected, but nothing was asked
  return CURL_PREREQFUNC_ABORT;
}

}  // namespace godwit
