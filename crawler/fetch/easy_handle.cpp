// SPDX-License-Identifier: Apache-2.0
#include "crawler/fetch/easy_handle.h"

#include <fmt/format.h>

namespace godwit {
namespace {

// Asked for by name: "" would offer whatever this build of libcurl can decode.
constexpr const char* accept_encoding = "Accept-Encoding: gzip, deflate, br";

struct Switch {
  CURLoption option;
  long value;
};
constexpr Switch switches[] = {
    {CURLOPT_NOSIGNAL, 1},
    {CURLOPT_QUICK_EXIT, 1},      // a name server that hangs holds up a thread of libcurl's, not us
    {CURLOPT_FOLLOWLOCATION, 0},  // each hop is a fact, and judged again
    {CURLOPT_MAXREDIRS, 0},
    {CURLOPT_PATH_AS_IS, 1},  // parse/url has resolved the dots
    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
    {CURLOPT_HTTP09_ALLOWED, 0},
    {CURLOPT_HTTP_CONTENT_DECODING, 0},  // evidence keeps its bytes; decode.h has the caps
    {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
    {CURLOPT_NETRC, CURL_NETRC_IGNORED},
    {CURLOPT_VERBOSE, 1},     // or the debug callback, which counts raw bytes, is never called
    {CURLOPT_NOPROGRESS, 0},  // nor the progress callback, which stops a transfer
    {CURLOPT_BUFFERSIZE, 64L << 10},
};

void set_limits(CURL* easy, const Limits& limits) {
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
  set(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits.low_speed));
  const auto low_speed_seconds = std::chrono::ceil<std::chrono::seconds>(limits.low_speed_time);
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(low_speed_seconds.count()));
}

// Always set, since libcurl would else ask the environment: "" means direct, and no exceptions.
void set_proxy(CURL* easy, const Proxy& proxy, const Endpoint& endpoint, HeaderList& keep) {
  set(easy, CURLOPT_PROXY, proxy.url.c_str());
  set(easy, CURLOPT_NOPROXY, "");
  if (!proxy.user.empty()) set(easy, CURLOPT_PROXYUSERNAME, proxy.user.c_str());
  if (!proxy.password.empty()) set(easy, CURLOPT_PROXYPASSWORD, proxy.password.c_str());
  if (endpoint.pinned().empty()) return;
  keep.reset(curl_slist_append(nullptr, endpoint.pinned().c_str()));
  set(easy, CURLOPT_RESOLVE, keep.get());
}

// A bundle of the user's own is the only authority then: the system's folder is left out.
void set_authorities(CURL* easy, const std::string& ca_bundle) {
  if (ca_bundle.empty()) return;
  set(easy, CURLOPT_CAINFO, ca_bundle.c_str());
  set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  set(easy, CURLOPT_PROXY_CAINFO, ca_bundle.c_str());
  set(easy, CURLOPT_PROXY_CAPATH, static_cast<const char*>(nullptr));
}

void append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  CHECK(longer != nullptr);
  static_cast<void>(list.release());
  list.reset(longer);
}

}  // namespace

void set_policy(CURL* easy, const FetchOptions& options, const Proxy& proxy,
                const Endpoint& endpoint, HeaderList& keep) {
  for (const Switch& each : switches) set(easy, each.option, each.value);
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  if (!options.user_agent.empty()) set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set_limits(easy, options.limits);
  set_proxy(easy, proxy, endpoint, keep);
  set_authorities(easy, options.ca_bundle);
}

void set_verification(CURL* easy, bool verify) {
  set(easy, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
  set(easy, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
}

HeaderList set_request(CURL* easy, const Request& request, const std::string& url) {
  set(easy, CURLOPT_URL, url.c_str());
  HeaderList headers;
  append(headers, accept_encoding);
  for (const auto& [name, value] : request.headers)
    append(headers, value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  if (request.method == "POST") {
    append(headers, "Expect:");  // no waiting for a 100 before the body
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDS, request.body.data());
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  } else {
    set(easy, CURLOPT_HTTPGET, 1L);
  }
  set(easy, CURLOPT_HTTPHEADER, headers.get());
  return headers;
}

bool curl_sees_host(const std::string& url, const std::string& host) {
  const std::unique_ptr<CURLU, CurlDeleter> parsed(curl_url());
  CHECK(parsed != nullptr);
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK)
    return false;
  char* seen = nullptr;
  if (curl_url_get(parsed.get(), CURLUPART_HOST, &seen, 0) != CURLUE_OK) return false;
  const bool same = host == seen;
  curl_free(seen);
  return same;
}

}  // namespace godwit
