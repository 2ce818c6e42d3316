// SPDX-License-Identifier: Apache-2.0
// Catalogue: which URL is which place. Loaded from seeds/platforms.toml (compiled in; a case may
// override it), compiled once. Telegram's links go through their own grammar (telegram_link.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/address.h"
#include "godwit/result.h"

namespace godwit {

// The seeds/ tables as compiled into the program.
std::string_view compiled_in_platforms();   // seeds/platforms.toml
std::string_view compiled_in_lexicon();     // seeds/lexicon.toml
std::string_view compiled_in_shorteners();  // seeds/shorteners.txt
std::string_view compiled_in_protected();   // seeds/protected.txt

// How a platform shows that a place is alive or gone: for people, and for who writes its reader.
struct LivenessSignal {
  std::string state;       // alive | restricted | private | gone | limited
  std::string says;        // "404", "body holds …"
  std::string confidence;  // seen (in code or a capture) | unverified (must never drive a death)
  std::string date;        // when it was last known to be so, "2026-11-22"
  std::string source;      // who says so, "" if nobody
  bool operator==(const LivenessSignal&) const = default;
};

// One platform's row, for docs, `platforms` listings and politeness.
struct PlatformRow {
  std::string name;                  // "files.fm"
  std::string service;               // politeness group ("t.me" for all Telegram hosts)
  std::vector<std::string> hosts;    // "t.me" (and "www.t.me"), "*.t.me", "nitter.*", "*" for any
  bool shortener = false;            // resolved by a request, never an address of its own
  std::vector<std::string> mirrors;  // foreign hosts that show the same places; never visited
  std::vector<std::string> media;    // hosts of its pictures: "telesco.pe", and what is below it
  std::string visit;                 // visited | recognised | token
  std::vector<std::string> kinds;    // kinds of place, in the table's order
  std::vector<LivenessSignal> signals;
};

class Catalogue {
 public:
  // Errors name file, line and column: "platforms.toml:7:3: unknown key \"depht\"".
  static Result<Catalogue> load(std::string_view platforms_toml, std::string_view file_name,
                                std::string_view shorteners);
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;
  ~Catalogue();

  // The place a URL names: canonical address, post, leaked id. Accepts http(s), tg:, rocketchat:,
  // matrix:, magnet-like URIs, and scheme-less known hosts ("t.me/x"). Redirectors and wrappers
  // (l.facebook.com, google.com/url, t.me/iv, Wayback …) are unwrapped without a request and each
  // unwrapping is appended to `steps` if given ("unwrap l.facebook.com"). A short link is
  // {"shortener","short","t.co/x","https://t.co/x"}: something to resolve, not yet a place. A host
  // no row knows is {"site","site",host,"https://host/"}. nullopt: no place at all (bad URL,
  // javascript:, t.me/proxy …, a known platform's page that is nobody's).
  std::optional<Located> locate(std::string_view url,
                                std::vector<std::string>* steps = nullptr) const;
  // What was written, without the credentials that some links carry (go.rocket.chat/auth?…token=…):
  // nothing else may be stored or shown. Everything but these values stays as it is.
  std::string without_secrets(std::string_view written) const;
  // Is this host a row's (so that a scheme-less "host/path" in prose counts)?
  bool knows_host(std::string_view host) const;
  // Does it need a request to know where it leads (t.co, bit.ly …)?
  bool is_shortener(std::string_view host) const;
  // Politeness group of a host: hosts that share one budget share the name; default: the
  // registrable domain.
  std::string service_of(std::string_view host) const;
  // Is this canonical URL a known living page that guards against the soft ban?
  bool is_canary(std::string_view url) const;
  std::vector<std::string> canaries_of(std::string_view service) const;
  const std::vector<PlatformRow>& rows() const;

 private:
  struct State;
  Catalogue() = default;
  std::unique_ptr<State> state_;
};

}  // namespace godwit
