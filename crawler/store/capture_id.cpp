// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/capture_id.h"

#include "crawler/store/digest.h"
#include "godwit/names.h"

namespace godwit {

namespace {

// The bytes beside url and time that tell two looks apart.
std::string payload_of(const Fetched& page) {
  std::string payload = page.raw_body.empty() ? page.body : page.raw_body;
  if (page.outcome != Outcome::answered) {
    payload += '\n';
    payload += name_of(page.outcome);
    if (page.request.purpose != Purpose::visit) {
      payload += '\n';
      payload += name_of(page.request.purpose);
    }
  }
  if (page.request.method != "GET")
    payload += '\n' + page.request.method + '\n' + page.request.body;
  return payload;
}

}  // namespace

std::string capture_id(std::string_view url, Time at, std::string_view payload) {
  return uuid5_urn(std::string(url) + '\n' + std::to_string(to_ms(at)) + '\n' +
                   hex(sha256(payload)));
}

void stamp(std::vector<Fetched>& pages) {
  for (Fetched& page : pages)
    if (page.capture.empty())
      page.capture = capture_id(page.request.url, page.at, payload_of(page));
}

std::string part_id(std::string_view record_id, std::string_view part) {
  return uuid5_urn(std::string(record_id) + '\n' + std::string(part));
}

}  // namespace godwit
