// SPDX-License-Identifier: Apache-2.0
// Observation: one fact. "This address, at this moment, said this." Live crawl, imported WARC, chat
// export, hand-kept sightings, an analyst's word and a simulated year all become Observations, and
// every answer godwit gives is a function of the *set* of them (never of their order).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "godwit/address.h"
#include "godwit/time.h"
#include "godwit/transport.h"

namespace godwit {

// What kind of page it is (inspect --json "page"). notice: says only that there is nothing, or that
// it may not be shown.
enum class Page : std::uint8_t {
  preview,
  landing,
  invite,
  post,
  embed,
  notice,
  room,
  messages,
  file,
  hub,
  site,
  unknown
};

// What one look proves. A look never proves `gone` by itself unless the page carries a positive
// marker; see Observation::absent.
enum class State : std::uint8_t { alive, restricted, private_, gone, unknown };

// Where in the page a reference stood, and so how it was written (inspect --json "form").
enum class Form : std::uint8_t {
  text,         // in running text (perhaps obfuscated: see steps)
  href,         // an <a href> in a post or page
  mention,      // a bare @name in text: a candidate, weaker than a link
  description,  // in the channel's or room's description, topic, bio or announcement
  pinned,       // in a pinned post
  forward,      // header of a forwarded post
  button,       // inline button
  preview,      // link preview below a post
  redirect,     // the answer was a redirect there
  qr,           // read from an image
  canonical,    // rel=canonical, feed, mirror hint of a site
  leak,         // stood in markup that no reader sees (comments, scripts)
};

// Classes of announcement words (the lexicon, seeds/lexicon.toml), as bits.
enum Announce : std::uint16_t {
  announce_backup = 1,      // "our backup channel", mirror, reserve
  announce_new = 2,         // "our new channel / link / account"
  announce_moved = 4,       // "we moved to", "follow us on"
  announce_deleted = 8,     // "our channel was deleted / banned"
  announce_spread = 16,     // "share", "pass on"
  announce_ad = 32,         // paid or exchanged promotion
  announce_disavowal = 64,  // "this account is fake, not ours"
  announce_former = 128,    // "formerly", "our old channel was", "… is no more": said of what was
};
inline constexpr std::uint16_t announce_succession =
    announce_backup | announce_new | announce_moved | announce_deleted;

struct Reference {
  Address address;                         // where it leads
  std::string linked_post;                 // id of the post linked to, "" if none
  std::optional<std::int64_t> numeric_id;  // of the channel linked to, where the link leaks it
  std::string written;                     // as written, at most 2,048 bytes
  Form form = Form::text;
  std::vector<std::string> steps;  // what undid the writing: "refang", "zero-width", …
  std::uint16_t announce = 0;      // Announce bits that apply to this reference
  std::string post;                // id of the post it stands in, "" outside posts
  std::string context;             // the words around it, at most 240 bytes of UTF-8
  bool operator==(const Reference&) const = default;
};

// "our new / backup / other place": some succession class, not disowned, not an advertisement.
inline bool is_announcement(const Reference& r) {
  return (r.announce & announce_succession) != 0 &&
         (r.announce & (announce_disavowal | announce_ad)) == 0;
}

struct Forward {
  std::string name;  // as shown
  std::string url;   // "" where the source is hidden
  bool operator==(const Forward&) const = default;
};

struct Media {
  std::string kind;  // photo | video | round_video | voice | audio | document | sticker | poll |
                     // location | contact | unsupported
  std::string name;  // document title, poll question, …
  std::string url;   // as shown: media URLs hold tokens that expire, never an identity
  std::string hash;  // "sha256:…" of the bytes where media is allowed, else ""
  std::int64_t seconds = 0;          // duration, 0 if none
  std::vector<std::string> details;  // poll options with percents, coordinates, document extras
  bool operator==(const Media&) const = default;
};

struct Post {
  std::string id;                  // inside the channel; "13373" also for an album
  std::vector<std::string> album;  // ids of all members of an album, else empty
  std::optional<Time> at;          // the platform's claim
  std::string text;                // UTF-8, '\n' for line breaks
  std::string author;              // signature, as shown
  std::optional<Forward> forwarded_from;
  std::string reply_to;  // URL or id of the post replied to
  bool edited = false;
  bool pinned = false;
  std::optional<std::int64_t> views;  // rounded as the platform rounds it
  std::vector<Media> media;
  std::optional<std::string> service;  // a service message's text: "Channel created"
  bool operator==(const Post&) const = default;
};

struct Profile {
  std::string kind;  // channel | group | bot | user | room | account | file | page | site | …
  std::string title;
  std::string username;  // as the platform spells it
  std::string description;
  std::optional<std::int64_t> members;
  std::optional<std::int64_t> numeric_id;  // positive; survives renames
  std::string photo;                       // URL of the avatar, "" if none
  std::string photo_hash;                  // "phash:…" where media is allowed
  bool verified = false;
  // Everything else worth keeping, in a fixed order: ("online","362"), ("photos","5880"),
  // ("file_size","…"), ("registrable_domain","…"), ("server_id","…") …
  std::vector<std::pair<std::string, std::string>> more;
  bool operator==(const Profile&) const = default;
};

// How we come to know it.
enum class Source : std::uint8_t { fetched, warc, chat_export, sighting, analyst };

// The analyst's word on an edge or a channel; undone by the same word with `undo`.
struct Word {
  std::string verb;      // confirm | reject | merge | split | note | watch | refer, and the gates'
  std::string from_url;  // canonical URLs; `to_url` only where the verb takes two
  std::string to_url;
  std::optional<Time> when;  // of a split
  std::string text;
  std::string analyst;  // name given by the analyst, "" if none
  bool undo = false;
  bool operator==(const Word&) const = default;
};

struct Observation {
  Time at{};        // of the look (UTC)
  Address address;  // what was looked at
  std::string url;  // the URL of this very page
  Source source = Source::fetched;
  Purpose purpose = Purpose::visit;
  Outcome outcome = Outcome::answered;
  int status = 0;   // HTTP status
  std::string why;  // one line where outcome is not `answered`
  Page page = Page::unknown;
  State state = State::unknown;     // what this one look proves
  bool absent = false;              // the page looks as for a place that does not exist: one of the
                                    // three looks that together, with good canaries, prove `gone`
  bool limited = false;             // we were throttled or soft-banned: says nothing of the place
  bool canary = false;              // the address is a canary: must be alive, else we are blocked
  bool degraded = false;            // read by the linear fall-back; may be incomplete
  bool already_there = false;       // sighting: the place existed before `at` (birth unknown)
  std::uint32_t flags = 0;          // Flag bits of the capture
  std::int64_t retry_after_ms = 0;  // what the server asked for, clamped to 24 h; 0 = nothing asked
  Profile profile;
  std::vector<Post> posts;  // in page order (oldest first where the platform does so)
  std::vector<Reference> references;
  std::string older;          // URL of the next older page, "" if none
  std::string redirect;       // absolute target of a redirect, "" if none
  std::vector<Request> next;  // requests that would complete this reading
  std::optional<Word> word;   // only where source == analyst
  std::string capture;        // "urn:uuid:…" of the WARC record that proves it
  bool operator==(const Observation&) const = default;
};

}  // namespace godwit
