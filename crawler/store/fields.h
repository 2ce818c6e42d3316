// SPDX-License-Identifier: Apache-2.0
// fields: which JSON key holds which member, once, for writing and for reading. A visitor is either
// a writer (Visitor::writes, takes const objects) or a reader. The order here is the order on disk.
// A third argument is the default that is left out where it is not T{}.
#pragma once

#include <string>
#include <type_traits>

#include "godwit/names.h"
#include "godwit/observation.h"

namespace godwit::fields {

template <class T, class Visitor>
using In = std::conditional_t<Visitor::writes, const T, T>;

// Addresses lie flat in their owner, as `links --json` prints them.
template <class V>
void describe_address(V& v, In<Address, V>& address) {
  v.field("address", address.url);
  v.field("platform", address.platform);
  v.field("kind", address.kind);
  v.field("id", address.id);
}

template <class V>
void describe(V& v, In<Forward, V>& forward) {
  v.field("name", forward.name);
  v.field("url", forward.url);
}

template <class V>
void describe(V& v, In<Media, V>& media) {
  v.field("kind", media.kind);
  v.field("name", media.name);
  v.field("url", media.url);
  v.field("hash", media.hash);
  v.field("seconds", media.seconds);
  v.field("details", media.details);
}

template <class V>
void describe(V& v, In<Post, V>& post) {
  v.field("id", post.id);
  v.field("album", post.album);
  v.field("at", post.at);
  v.field("text", post.text);
  v.field("author", post.author);
  v.field("forwarded_from", post.forwarded_from);
  v.field("reply_to", post.reply_to);
  v.field("edited", post.edited);
  v.field("pinned", post.pinned);
  v.field("views", post.views);
  v.field("media", post.media);
  v.field("service", post.service);
}

template <class V>
void describe(V& v, In<Profile, V>& profile) {
  v.field("kind", profile.kind);
  v.field("title", profile.title);
  v.field("username", profile.username);
  v.field("description", profile.description);
  v.field("members", profile.members);
  v.field("numeric_id", profile.numeric_id);
  v.field("photo", profile.photo);
  v.field("photo_hash", profile.photo_hash);
  v.field("verified", profile.verified);
  v.field("more", profile.more);
}

template <class V>
void describe(V& v, In<Reference, V>& reference) {
  describe_address(v, reference.address);
  v.field("linked_post", reference.linked_post);
  v.field("numeric_id", reference.numeric_id);
  v.field("written", reference.written);
  v.word("form", reference.form, names::forms, Form::text);
  v.field("steps", reference.steps);
  v.bits("announce", reference.announce, names::announces);
  v.field("post", reference.post);
  v.field("context", reference.context);
}

template <class V>
void describe(V& v, In<Request, V>& request) {
  v.field("url", request.url);
  v.field("method", request.method, "GET");
  v.field("body", request.body);
  v.field("headers", request.headers);
  describe_address(v, request.address);
  v.field("service", request.service);
  v.word("purpose", request.purpose, names::purposes, Purpose::visit);
  v.field("post", request.post);
  v.bits("announce", request.announce, names::announces);
  v.field("hop", request.hop);
  v.field("attempt", request.attempt);
  v.field("due", request.due);
  v.field("ticket", request.ticket);
}

template <class V>
void describe(V& v, In<Word, V>& word) {
  v.field("verb", word.verb);
  v.field("from", word.from_url);
  v.field("to", word.to_url);
  v.field("when", word.when);
  v.field("text", word.text);
  v.field("analyst", word.analyst);
  v.field("undo", word.undo);
}

template <class V>
void describe(V& v, In<Observation, V>& seen) {
  v.field("at", seen.at);
  describe_address(v, seen.address);
  v.field("url", seen.url);
  v.word("source", seen.source, names::sources, Source::fetched);
  v.word("purpose", seen.purpose, names::purposes, Purpose::visit);
  v.word("outcome", seen.outcome, names::outcomes, Outcome::answered);
  v.field("status", seen.status);
  v.field("why", seen.why);
  v.word("page", seen.page, names::pages, Page::unknown);
  v.word("state", seen.state, names::states, State::unknown);
  v.field("absent", seen.absent);
  v.field("limited", seen.limited);
  v.field("canary", seen.canary);
  v.field("degraded", seen.degraded);
  v.field("already_there", seen.already_there);
  v.field("flags", seen.flags);
  v.field("retry_after_ms", seen.retry_after_ms);
  v.field("profile", seen.profile);
  v.field("posts", seen.posts);
  v.field("references", seen.references);
  v.field("older", seen.older);
  v.field("redirect", seen.redirect);
  v.field("next", seen.next);
  v.field("word", seen.word);
  v.field("capture", seen.capture);
}

// Not the whole page: HTTP bytes, time and ids are fields of the record itself.
template <class V>
void describe_fetch(V& v, In<Fetched, V>& page) {
  v.field("request", page.request);
  v.word("outcome", page.outcome, names::outcomes, Outcome::answered);
  v.field("why", page.why);
  v.field("location", page.location);
  v.field("took_ms", page.took);
  v.field("flags", page.flags);
  v.field("imported", page.imported);
}

}  // namespace godwit::fields
