// SPDX-License-Identifier: Apache-2.0
// Synthetic observations.
#include "tests/graph/builder.h"

#include <cstdlib>

#include "godwit/check.h"
#include "godwit/names.h"

namespace godwit::test {

namespace {

std::string url_of(const std::string& handle) {
  return handle.find("://") == std::string::npos ? "https://t.me/" + handle : handle;
}

}  // namespace

Address telegram(const std::string& handle) {
  return {"telegram", "username", handle, "https://t.me/" + handle};
}
Address invite(const std::string& hash) {
  return {"telegram", "invite", hash, "https://t.me/+" + hash};
}
Address site(const std::string& host) { return {"site", "site", host, "https://" + host + "/"}; }
Address room(const std::string& host, const std::string& name) {
  return {"rocketchat", "channel", host + "/channel/" + name,
          "https://" + host + "/channel/" + name};
}

Seen::Seen(Address address, Time at) {
  seen_.at = at;
  seen_.url = address.url;
  seen_.address = std::move(address);
  seen_.status = 200;
  seen_.page = Page::preview;
  seen_.state = State::alive;
  seen_.profile.kind = seen_.address.platform == "site" ? "site" : "channel";
  seen_.capture = "urn:uuid:" + seen_.url + "@" + std::to_string(to_ms(at));
}

Seen& Seen::id(std::int64_t numeric) { return seen_.profile.numeric_id = numeric, *this; }
Seen& Seen::title(const std::string& title) { return seen_.profile.title = title, *this; }
Seen& Seen::description(const std::string& text) { return seen_.profile.description = text, *this; }
Seen& Seen::avatar(const std::string& hash) { return seen_.profile.photo_hash = hash, *this; }
Seen& Seen::members(std::int64_t n) { return seen_.profile.members = n, *this; }
Seen& Seen::kind(const std::string& kind) { return seen_.profile.kind = kind, *this; }
Seen& Seen::room_id(const std::string& id) {
  seen_.profile.more.emplace_back("room_id", id);
  return *this;
}
Seen& Seen::older() { return seen_.purpose = Purpose::older, *this; }
Seen& Seen::start() { return seen_.older.clear(), *this; }

Seen& Seen::post(const std::string& text, Time at, std::int64_t number) {
  Post post;
  ++posts_;
  post.id = std::to_string(number > 0 ? number : posts_);
  post.at = at;
  post.text = text;
  seen_.posts.push_back(post);
  if (seen_.older.empty()) seen_.older = seen_.url + "?before=1";
  return *this;
}
Seen& Seen::created(Time at) {
  post("", at);
  seen_.posts.back().service = "Channel created";
  return *this;
}
Seen& Seen::says(const std::string& text, Time at, const std::vector<Address>& to,
                 unsigned announce) {
  post(text, at, to_ms(at) / 60'000);
  for (const Address& address : to) {
    Reference r;
    r.address = address;
    r.written = address.url;
    r.announce = static_cast<std::uint16_t>(announce);
    r.post = seen_.posts.back().id;
    r.context = text.substr(0, 240);
    seen_.references.push_back(r);
  }
  return *this;
}
Seen& Seen::announces(const std::string& handle, Time at, unsigned announce) {
  return says("our next place is @" + handle + " says " + seen_.address.id, at, {telegram(handle)},
              announce);
}
Seen& Seen::links(const std::string& handle, Time at) {
  return says("see also @" + handle, at, {telegram(handle)}, 0);
}
Seen& Seen::disowns(const std::string& handle, Time at) {
  return says("beware, @" + handle + " is not ours", at, {telegram(handle)}, announce_disavowal);
}
Seen& Seen::forwards(const std::string& handle, Time at) {
  says("", at, {telegram(handle)}, 0);
  seen_.references.back().form = Form::forward;
  seen_.posts.back().forwarded_from = Forward{handle, "https://t.me/" + handle};
  return *this;
}
Seen& Seen::refers(Address to, Form form, unsigned announce, Time) {
  Reference r;
  r.address = std::move(to);
  r.form = form;
  r.announce = static_cast<std::uint16_t>(announce);
  seen_.references.push_back(r);
  return *this;
}
Seen& Seen::redirects(Address to) {
  seen_.redirect = to.url;
  return refers(std::move(to), Form::redirect, 0, seen_.at);
}
Seen& Seen::sighting(bool already_there) {
  seen_.source = Source::sighting;
  seen_.page = Page::unknown;
  seen_.already_there = already_there;
  return *this;
}
Seen& Seen::gone() { return seen_.state = State::gone, seen_.page = Page::notice, *this; }
Seen& Seen::restricted() {
  return seen_.state = State::restricted, seen_.page = Page::notice, *this;
}
Seen& Seen::absent() {
  seen_.state = State::unknown;
  seen_.absent = true;
  seen_.profile = {};
  return *this;
}
Seen& Seen::limited() {
  seen_.state = State::unknown;
  seen_.limited = true;
  return *this;
}
Seen& Seen::canary(bool alive) {
  seen_.canary = true;
  seen_.purpose = Purpose::canary;
  if (!alive) seen_.state = State::unknown;
  return *this;
}
Seen& Seen::failed() {
  seen_.outcome = Outcome::timed_out;
  seen_.status = 0;
  seen_.state = State::unknown;
  seen_.profile = {};
  return *this;
}

Observation word(const std::string& verb, const std::string& from, const std::string& to, Time at,
                 bool undo, const std::string& text) {
  Observation o;
  o.at = at;
  o.source = Source::analyst;
  o.word = Word{verb, url_of(from), to.empty() ? "" : url_of(to), std::nullopt, text, "ada", undo};
  o.capture = "urn:uuid:word-" + verb + from + to + std::to_string(to_ms(at));
  return o;
}

Succession answer(const std::vector<Observation>& all, int threads) {
  Tracker tracker(threads);
  for (const Observation& o : all) tracker.apply(o);
  return tracker.succession();
}

const Channel& channel_at(const Succession& s, const std::string& url) {
  const Channel* best = nullptr;
  Time latest = the_beginning;
  for (const Channel& c : s.channels)
    for (const UrlSpan& span : c.urls)
      if (span.address.url == url_of(url) && span.from >= latest) best = &c, latest = span.from;
  CHECK(best != nullptr);
  return *best;
}

const Channel* find_channel(const Succession& s, const std::string& id) {
  for (const Channel& c : s.channels)
    if (c.id == id) return &c;
  return nullptr;
}

double probability(const Succession& s, const std::string& from, const std::string& to,
                   Relation relation) {
  const std::string u = channel_at(s, from).id, v = channel_at(s, to).id;
  for (const Edge& e : s.edges)
    if (e.from == u && e.to == v && e.relation == relation) return e.probability;
  return 0;
}

const Edge* edge_between(const Succession& s, const std::string& from, const std::string& to) {
  const std::string u = channel_at(s, from).id, v = channel_at(s, to).id;
  const Edge* best = nullptr;
  for (const Edge& e : s.edges)
    if (e.from == u && e.to == v && (best == nullptr || e.probability > best->probability))
      best = &e;
  return best;
}

std::string spell(const Succession& s) {
  std::string out = to_rfc3339(s.as_of) + s.model + "\n";
  const auto span = [](const Interval& i) {
    return to_rfc3339(i.earliest) + ".." + to_rfc3339(i.latest);
  };
  for (const Channel& c : s.channels) {
    out += c.id + "|" + c.kind + "|" + c.title + "|" + std::string(name_of(c.state)) + "|" +
           span(c.born) + "|" + (c.died ? span(*c.died) : "") + "|" + c.lineage + "|" +
           std::to_string(c.generation) + "|" + to_rfc3339(c.first_seen) + "|" +
           to_rfc3339(c.last_seen) + "|" + std::to_string(c.members.value_or(-1)) + "|" + c.note;
    for (const UrlSpan& u : c.urls)
      out +=
          "|" + u.address.url + " " + to_rfc3339(u.from) + " " + (u.to ? to_rfc3339(*u.to) : "now");
    out += "\n";
  }
  for (const Edge& e : s.edges) {
    out += e.from + ">" + e.to + " " + e.from_url + ">" + e.to_url + " " +
           std::string(name_of(e.relation)) + " " + std::to_string(e.probability) + " " +
           std::string(name_of(e.basis)) + e.confirmed_by;
    for (const Evidence& v : e.evidence)
      out += " [" + v.kind + " " + std::to_string(v.bits) + " " + to_rfc3339(v.at) + " " +
             v.source + " " + v.capture + " " + v.words + "]";
    out += "\n";
  }
  for (const Lineage& l : s.lineages) {
    out += l.id + " " + l.name;
    for (const std::string& id : l.channels) out += " " + id;
    out += "\n";
  }
  return out;
}

}  // namespace godwit::test
