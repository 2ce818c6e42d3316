// SPDX-License-Identifier: Apache-2.0
// Pack: what goes to one provider: a cover text, the fields of TCO 2021/784 and DSA Art 16, an
// annex of addresses and hashes. A pack is a referral or a notice, never an order, and says so.
// The same facts give the same bytes.
#pragma once

#include <string>
#include <vector>

#include "app/case.h"
#include "app/refer/dossier.h"
#include "app/refer/providers.h"
#include "godwit/tracker.h"
#include "graph/export/export.h"

namespace godwit {

// One record of the evidence that goes with it.
struct AnnexCapture {
  std::string id;   // "urn:uuid:…"
  std::string url;  // of the page
  Time at{};
  int status = 0;
  std::string sha256;  // hex, of the body as received
};

struct ReferredChannel {
  Channel channel;
  Dossier dossier;
  std::vector<AnnexCapture> captures;  // by (time, id)
};

struct Referral {
  Provider provider;
  Sender sender;
  bool rehearsal = false;
  std::string tool;
  std::vector<ReferredChannel> channels;  // by address
};

// When its last gate was opened: a referral is dated by its facts.
Time issued_at(const Referral& referral);
// "GW-20191120-1a2b3c4d": a function of provider, addresses and date.
std::string reference_of(const Referral& referral);
// The language of the cover: the sender's wish, else the provider's, else English.
std::string language_of(const Referral& referral);

// referral.txt, referral.json, annex.csv, annex.json.
std::vector<ExportFile> render_pack(const Referral& referral);
// What stays with us: which analyst opened which gate, and when. Never sent.
std::string render_record(const Referral& referral);

// The cover alone (app/refer/cover.cpp).
std::string render_cover(const Referral& referral);

}  // namespace godwit
