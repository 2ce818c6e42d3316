// SPDX-License-Identifier: Apache-2.0
// warc_page: pages and facts as WARC records, and back. What godwit wrote comes back exactly; what
// others wrote comes back as far as it goes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "crawler/fetch/decode.h"
#include "crawler/store/warc.h"
#include "godwit/observation.h"
#include "godwit/transport.h"

namespace godwit {

// Payload type of a fact without a page: its block is to_json_line().
inline constexpr std::string_view fact_type = "application/vnd.godwit.fact+json";

// The record of the answer (or metadata, where none came), then the request where one was sent.
std::vector<WarcRecord> records_of(const Fetched& page);
// A fact without a page: an analyst's word, a sighting.
WarcRecord record_of(const Observation& fact);

// A response, a resource or a metadata record of ours as a page; nullopt for records that are no
// page. `request` is the request record that belongs to it, or null. Nothing is resolved against
// tables here: address and location are filled for our own records only.
std::optional<Fetched> page_of(const WarcRecord& record, const WarcRecord* request,
                               const DecodeCaps& caps = {});
// Does `record` hold a fact written by record_of()?
bool holds_fact(const WarcRecord& record);

}  // namespace godwit
