// SPDX-License-Identifier: Apache-2.0
// easy_handle: what every libcurl handle of ours is told. The policy (what libcurl must never do by
// itself) is set once when a handle is made, the request each time it is used.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "crawler/fetch/curl_transport.h"
#include "crawler/fetch/endpoint.h"
#include "crawler/fetch/lanes.h"
#include "godwit/check.h"

namespace godwit {

struct CurlDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using EasyHandle = std::unique_ptr<CURL, CurlDeleter>;
using HeaderList = std::unique_ptr<curl_slist, CurlDeleter>;

// Our options are constants of this library version: one that is not taken is a bug of ours.
template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

// The constant options. The lists they need live in `keep`.
void set_policy(CURL* easy, const FetchOptions& options, const Proxy& proxy,
                const Endpoint& endpoint, HeaderList& keep);

// Whether the peer's certificate must verify (it must, but for the evidence-only second try).
void set_verification(CURL* easy, bool verify);

// The options of one request; `url` as parse/url serialised it. The list of headers must live until
// the exchange is over, and so must the request (its body is not copied).
HeaderList set_request(CURL* easy, const Request& request, const std::string& url);

// Whether libcurl reads the same host in `url` as our own parser: two parsers that disagree are a
// hole in the guard.
bool curl_sees_host(const std::string& url, const std::string& host);

}  // namespace godwit
