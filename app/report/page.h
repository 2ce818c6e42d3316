// SPDX-License-Identifier: Apache-2.0
// The page: one self-contained HTML document with the lineage picture, the network beside it, the
// evidence, the same data as a table, survival, waves, targets and limits. `report` writes it to a
// file; `serve` shows the same page live. It is a template (app/viewer/) and one JSON document:
// every foreign string reaches the reader as text, never as markup, never as a link.
//
// Live, the page talks to these paths of its own origin and to nothing else:
//   GET  data.json  the bytes of page_data(); asked for every few seconds with If-None-Match, so
//                   answer 304 while the ETag is the same
//   GET  data.json?as_of=DAY   the same of what was known by the end of that day; asked for once
//   POST word       {"verb": "confirm", "from": URL, "to": URL, "at": TIME, "text": "…",
//                   "undo": bool}, with the header X-Godwit: word. Verbs: confirm, reject, merge,
//                   split, note, refer, watch (absent fields are ""). Answer 204; or 4xx with
//                   {"error": "one line"}, which the page shows.
//   capture/UUID, capture/UUID/raw   links behind each piece of evidence: text to read, bytes kept
#pragma once

#include <optional>
#include <span>
#include <string>

#include "godwit/tracker.h"

namespace godwit {

struct PageOptions {
  bool rehearsal = false;
  std::string tool = "godwit";  // "godwit 0.1.0"
  // "": a file. The page carries a <meta> policy that allows its own script and style by hash only.
  // Else what a server made up for this answer: script and style carry it, the <meta> is left out,
  // and the server's header must say at least: default-src 'none'; script-src 'nonce-…'; style-src
  // 'nonce-…'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'.
  std::string nonce{};
  // What was known by then, where it is not the newest: the page says so at its head.
  std::optional<Time> known_by{};
  bool live = false;    // asks for news and offers the analyst's words
  std::string asked{};  // live: put before these paths; "" = beside the page
};

// What the page shows, as one JSON document, safe inside a <script> block. Same facts, same bytes.
std::string page_data(const Succession& succession, std::span<const Target> targets,
                      std::span<const Alert> alerts, const PageOptions& options);
// The document around what page_data() gave.
std::string render_page(std::string_view data, const PageOptions& options);

}  // namespace godwit
