// SPDX-License-Identifier: Apache-2.0
// Who says what about whom, where, how written and for how long: the announcements of successors,
// the links that brands keep to their own places, and the ordinary links that mean nothing.
//
// Which carriers announce how often has been measured nowhere (methods.md D3): the weights below
// are a judgement, and truth names the carrier of each, so that results can be told apart by it.
#include <algorithm>
#include <array>
#include <map>

#include "world/handles.h"
#include "world/script.h"

namespace godwit::stage {

namespace {

using Phrases = std::span<const Phrase>;

// A voice that could announce: a place, and the carrier it would use.
struct Voice {
  int where;
  Carrier carrier;
  double weight;
};

bool posts(const Place& p) { return p.kind == Kind::channel && p.preview; }
bool has_words(const Place& p) { return p.kind != Kind::folder || p.host.empty(); }
bool is_public(const Place& p) { return p.kind == Kind::channel || p.kind == Kind::group; }

class Sayings {
 public:
  explicit Sayings(Script& script)
      : script_(script), dice_(Dice{script.options.seed}.fork("sayings")) {}

  void announce_all();
  void keep_own_links();
  void chatter();
  void finish();

 private:
  Place& place(int i) { return script_.places[static_cast<std::size_t>(i)]; }
  const Brand& brand_of(int i) { return script_.brands[static_cast<std::size_t>(place(i).brand)]; }
  void announce(int edge, Dice dice);
  std::vector<Voice> voices(const Edge& edge, Time at);
  void add_voices(std::vector<Voice>& out, int where, int about, double weight);
  Saying& say(int where, int about, Carrier carrier, Phrases phrases, Time from, Dice& dice);
  void picture(Saying& saying);
  void shorten(Saying& saying, const std::string& url, Dice& dice);
  Phrases phrases_for(const Edge& edge, Time at);
  void name_the_fallen(Saying& saying, Phrases phrases, Dice& dice);
  void add_former(int edge, Dice& dice);
  void stop_sometime(Saying& saying, Dice& dice);
  void link_hubs(int brand, Dice dice);
  void chatter_of(int brand, Dice dice);
  void cross_link(int where, int other, Time at, Dice& dice);
  void advertise(Dice dice);
  void spread_impostors(Dice dice);
  void hijack(const Edge& impostor, Dice& dice);
  void spam(Dice dice);

  Script& script_;
  Dice dice_;
};

void Sayings::announce_all() {
  for (std::size_t e = 0; e < script_.edges.size(); ++e) {
    if (script_.edges[e].relation != "continues") continue;
    announce(static_cast<int>(e), dice_.fork("edge", e));
  }
}

void Sayings::announce(int edge, Dice dice) {
  const Edge& e = script_.edges[static_cast<std::size_t>(edge)];
  const bool site_moved = place(e.to).kind == Kind::site;
  const bool announced = dice.chance(script_.options.announced);
  if (announced && site_moved) {
    say(e.from, e.to, Carrier::redirect, {}, e.at, dice).edge = edge;
  } else if (announced) {
    const bool pictured = dice.fork("pictured").chance(script_.options.pictured);
    const int wanted = dice.between(1, 4);
    for (int i = 0; i < wanted; ++i) {
      const double again = i > 1 ? 24 * (i - 1) : 0;  // the later ones remind
      const Time at = e.at + in_hours(again + std::min(dice.lognormal(1.5, .8), 30.0));
      std::vector<Voice> choice = voices(e, at);
      if (pictured)
        std::erase_if(choice, [](const Voice& v) { return v.carrier != Carrier::text; });
      if (choice.empty() || at >= script_.ends) continue;
      std::vector<double> weights;
      weights.reserve(choice.size());
      for (const Voice& v : choice) weights.push_back(v.weight);
      const Voice voice = choice[dice.pick(weights)];
      const bool friendly = place(voice.where).brand != place(e.to).brand;
      const Phrases phrases =
          friendly ? Phrases{brand_of(voice.where).tongue->friendly} : phrases_for(e, at);
      Saying& s = say(voice.where, e.to, voice.carrier, phrases, at, dice);
      s.edge = edge;
      name_the_fallen(s, phrases, dice);
      stop_sometime(s, dice);
      if (pictured) picture(s);
    }
  }
  if (announced && dice.chance(.35)) add_former(edge, dice);
}

// Who speaks of another line mostly says of which: by a phrase that names it, and sometimes by the
// handle that is gone. How often has been measured nowhere.
void Sayings::name_the_fallen(Saying& saying, Phrases phrases, Dice& dice) {
  constexpr double names_it = .67, in_full = .7, by_handle = .25;
  const Edge& e = script_.edges[static_cast<std::size_t>(saying.edge)];
  const Place& old = place(e.from);
  const bool itself = saying.where == e.from;
  if (!itself && dice.chance(names_it)) {
    std::vector<Phrase> naming;
    for (const Phrase phrase : phrases)
      if (phrase.find("{N}") != Phrase::npos) naming.push_back(phrase);
    if (!naming.empty()) saying.text = dice.one_of(naming);
  }
  const bool in_its_name = itself || dice.chance(in_full);
  saying.text =
      fill(saying.text, "N", in_its_name ? title_at(old, saying.from).text : brand_of(e.to).name);
  const bool fallen = !itself && is_public(old) && saying.from >= old.died;
  if (fallen && saying.carrier != Carrier::forward && dice.chance(by_handle))
    saying.text = "@" + handle_at(old, saying.from).shown + ": " + saying.text;
}

// Everyone of the brand who is alive to say it; failing that, a friend of another brand.
std::vector<Voice> Sayings::voices(const Edge& edge, Time at) {
  std::vector<Voice> out;
  for (const int i : brand_of(edge.to).places) {
    if (i == edge.to || !place(i).alive(at)) continue;
    add_voices(out, i, edge.to, i == edge.from ? 2.5 : 1);
  }
  if (!out.empty()) return out;
  for (std::size_t i = 0; i < script_.places.size(); ++i) {
    const Place& p = script_.places[i];
    if (p.role == Role::member && posts(p) && p.alive(at) && p.brand != place(edge.to).brand)
      out.push_back({static_cast<int>(i), Carrier::text, 1});
  }
  return out;
}

void Sayings::add_voices(std::vector<Voice>& out, int where, int about, double weight) {
  const Place& p = place(where);
  switch (p.kind) {
    case Kind::channel:
    case Kind::group:
    case Kind::invite:
      out.push_back({where, Carrier::description, weight * .2});
      if (!posts(p)) return;
      out.push_back({where, Carrier::text, weight * .55});
      out.push_back({where, Carrier::button, weight * .1});
      if (place(about).kind == Kind::channel)
        out.push_back({where, Carrier::forward, weight * .15});
      return;
    case Kind::room:
      if (server_of(script_, p.host)->anonymous_read)
        out.push_back({where, Carrier::room, weight * .8});
      return;
    case Kind::paste:
      out.push_back({where, Carrier::paste, weight * .8});
      return;
    case Kind::folder:
      if (has_words(p)) out.push_back({where, Carrier::files, weight * .6});
      return;
    case Kind::site:
      out.push_back({where, Carrier::site, weight * .8});
      return;
  }
}

Saying& Sayings::say(int where, int about, Carrier carrier, Phrases phrases, Time from,
                     Dice& dice) {
  Saying s;
  s.where = where;
  s.about = about;
  s.carrier = carrier;
  s.from = from;
  const Place& target = place(about);
  const Tongue& tongue = place(where).brand == nobody ? tongues()[0] : *brand_of(where).tongue;
  const Handle& handle = handle_at(target, std::max(from, target.born));
  const std::string url = url_of(target, handle);
  s.text = phrases.empty() ? "{L}" : std::string(dice.one_of(phrases));
  const bool prose = carrier == Carrier::text || carrier == Carrier::description ||
                     carrier == Carrier::room || carrier == Carrier::former;
  if (prose && is_public(target) && carrier != Carrier::room && dice.chance(.2)) {
    s.writing = "mention";
    s.written = "@" + handle.shown;
    s.href = url;
  } else if (carrier == Carrier::forward || carrier == Carrier::redirect) {
    s.writing = carrier == Carrier::forward ? "forward" : "redirect";
    s.written = url;
    s.href = url;
  } else {
    const bool hidden = (prose || carrier == Carrier::paste) && dice.chance(.45);
    Written w = write_link(url, tongue, hidden, dice);
    // The description of a folder is bare text: a link behind words would be lost there.
    if (carrier == Carrier::files && w.writing == "anchor") w = {"plain", url, ""};
    if (carrier == Carrier::files) w.href.clear();
    s.writing = std::move(w.writing);
    s.written = std::move(w.text);
    s.href = std::move(w.href);
    if (s.writing == "plain" && prose && dice.chance(.08)) shorten(s, url, dice);
  }
  script_.sayings.push_back(std::move(s));
  return script_.sayings.back();
}

// The link of a post moves into a picture: nothing of it is left in the words.
void Sayings::picture(Saying& saying) {
  const Place& target = place(saying.about);
  saying.writing = "qr";
  saying.written = url_of(target, handle_at(target, std::max(saying.from, target.born)));
  saying.href.clear();
}

void Sayings::shorten(Saying& saying, const std::string& url, Dice& dice) {
  const std::string key =
      "is.gd/" + dice.characters("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", 6);
  script_.shortcuts[key] = url;
  saying.writing = "shortened";
  saying.written = "https://" + key;
  saying.href = saying.written;
}

Phrases Sayings::phrases_for(const Edge& edge, Time at) {
  const Tongue& tongue = *brand_of(edge.to).tongue;
  if (at < place(edge.from).died) return tongue.spare;
  return mix(script_.options.seed, static_cast<std::uint64_t>(edge.to)) % 2 == 0
             ? Phrases{tongue.gone}
             : Phrases{tongue.fresh};
}

void Sayings::add_former(int edge, Dice& dice) {
  const Edge& e = script_.edges[static_cast<std::size_t>(edge)];
  if (!posts(place(e.to)) || place(e.from).died > script_.ends) return;
  const Time at = std::max(place(e.to).born, place(e.from).died) + in_hours(.1 + dice.unit());
  if (at >= script_.ends || !place(e.to).alive(at)) return;
  Saying& s = say(e.to, e.from, Carrier::former, brand_of(e.to).tongue->former, at, dice);
  s.edge = edge;
  s.text = fill(s.text, "N", title_at(place(e.to), at).text);
}

// Announcements are taken down oftener than ordinary posts.
void Sayings::stop_sometime(Saying& saying, Dice& dice) {
  if (saying.carrier == Carrier::description && dice.chance(.4))
    saying.to = saying.from + in_hours(12 + dice.exponential(72));
  const bool post = saying.carrier == Carrier::text || saying.carrier == Carrier::button ||
                    saying.carrier == Carrier::forward;
  if (post && dice.chance(.2)) saying.to = saying.from + in_hours(.5 + dice.exponential(12));
}

// From before the world began: brands list their mirrors and hubs.
void Sayings::keep_own_links() {
  for (int b = 0; b < script_.options.brands; ++b)
    link_hubs(b, dice_.fork("own", static_cast<std::uint64_t>(b)));
}

void Sayings::link_hubs(int brand, Dice dice) {
  const Brand& b = script_.brands[static_cast<std::size_t>(brand)];
  const Time begins = script_.options.begins;
  for (const int where : b.places) {
    if (!place(where).alive(begins) || !has_words(place(where))) continue;
    for (const int about : b.places) {
      if (about == where || !place(about).alive(begins)) continue;
      if (place(about).predecessor != nobody) continue;  // announced, or kept secret
      const bool hub = place(about).role == Role::hub;
      const bool page = place(where).role == Role::hub;
      if (!dice.chance(page ? .8 : hub ? .5 : .35)) continue;
      const Kind kind = place(where).kind;
      const Carrier carrier = kind == Kind::paste    ? Carrier::paste
                              : kind == Kind::folder ? Carrier::files
                              : kind == Kind::site   ? Carrier::site
                                                     : Carrier::description;
      const Phrases phrases = hub ? Phrases{b.tongue->places_all} : Phrases{b.tongue->spare};
      Saying& s =
          say(where, about, carrier, phrases, begins - hours(1 + dice.between(0, 90)), dice);
      s.text = fill(s.text, "N", b.name);
      if (page)
        s.to = std::min(place(about).died, the_end - days(9)) + in_days(.5 + 3 * dice.unit());
    }
  }
}

void Sayings::chatter() {
  if (script_.options.noise <= 0) return;
  for (int b = 0; b < script_.options.brands; ++b)
    chatter_of(b, dice_.fork("chatter", static_cast<std::uint64_t>(b)));
  advertise(dice_.fork("adverts"));
  spread_impostors(dice_.fork("impostors"));
  spam(dice_.fork("spam"));
}

// Ordinary links and forwards between brands, and forwards among the channels of one brand.
void Sayings::chatter_of(int brand, Dice dice) {
  const std::vector<int> own = script_.brands[static_cast<std::size_t>(brand)].places;
  const double days_total = script_.options.days + 3.0;
  const int count =
      static_cast<int>(script_.options.noise * days_total * .6 * static_cast<double>(own.size()));
  for (int i = 0; i < count; ++i) {
    const int where = dice.one_of(own);
    const Time at = script_.options.begins - days(3) + in_days(days_total * dice.unit());
    if (!posts(place(where)) || !place(where).alive(at)) continue;
    if (dice.chance(.5)) {
      cross_link(where, dice.one_of(own), at, dice);
    } else {
      const Brand& other = dice.one_of(script_.brands);
      cross_link(where, dice.one_of(other.places), at, dice);
    }
  }
}

void Sayings::cross_link(int where, int other, Time at, Dice& dice) {
  // A successor that nobody announces is kept secret: its people do not link it either.
  if (other == where || !place(other).alive(at) || place(other).predecessor != nobody) return;
  if (posts(place(other)) && dice.chance(.6)) {
    say(where, other, Carrier::forward, {}, at, dice);
  } else {
    say(where, other, Carrier::text, brand_of(where).tongue->casual, at, dice);
  }
}

// Brands carry paid posts; shops link the brands whose readers they want.
void Sayings::advertise(Dice dice) {
  std::vector<int> shops;
  for (std::size_t i = 0; i < script_.places.size(); ++i)
    if (script_.places[i].role == Role::advertiser) shops.push_back(static_cast<int>(i));
  if (shops.empty()) return;
  const int count = static_cast<int>(script_.options.noise * script_.options.brands * 2);
  for (int i = 0; i < count; ++i) {
    const Brand& brand = dice.one_of(script_.brands);
    const int where = dice.one_of(brand.places);
    const Time at = script_.options.begins + in_days(dice.unit() * script_.options.days);
    if (!posts(place(where)) || !place(where).alive(at)) continue;
    const int shop = dice.one_of(shops);
    say(where, shop, Carrier::text, brand.tongue->advert, at, dice);
    if (place(where).predecessor == nobody && dice.chance(.3))
      say(shop, where, Carrier::text, tongues()[0].casual, at + hours(2), dice);
  }
}

// Impostors buy a post in a shop's channel, claim the predecessor, and are at times disowned.
void Sayings::spread_impostors(Dice dice) {
  for (std::size_t e = 0; e < script_.edges.size(); ++e) {
    const Edge edge = script_.edges[e];
    if (edge.relation != "impersonates") continue;
    const Brand& brand = brand_of(edge.from);
    const Time at = edge.at + in_hours(2 + 6 * dice.unit());
    Saying& claim = say(edge.to, edge.from, Carrier::former, brand.tongue->former, at, dice);
    claim.text = fill(claim.text, "N", brand.name);
    for (std::size_t i = 0; i < script_.places.size(); ++i) {
      if (script_.places[i].role != Role::advertiser || !dice.chance(.7)) continue;
      Saying& s =
          say(static_cast<int>(i), edge.to, Carrier::text, brand.tongue->friendly, at, dice);
      s.text = fill(s.text, "N", brand.name);
    }
    if (dice.chance(.2)) hijack(edge, dice);
    for (const int own : brand.places) {
      const Time heard = at + in_hours(3 + 20 * dice.unit());
      if (!posts(place(own)) || !place(own).alive(heard) || !dice.chance(.3)) continue;
      say(own, edge.to, Carrier::text, brand.tongue->fake, heard, dice);
    }
  }
}

// Somebody else holds the keys of one of the brand's own channels for two hours, and announces the
// impostor there.
void Sayings::hijack(const Edge& impostor, Dice& dice) {
  const Brand& brand = brand_of(impostor.from);
  const Time at = impostor.at + in_hours(4 + 8 * dice.unit());
  for (const int own : brand.places) {
    if (!posts(place(own)) || !place(own).alive(at)) continue;
    say(own, impostor.to, Carrier::text, brand.tongue->fresh, at, dice).to = at + hours(2);
    return;
  }
}

// Spammers call channels that have nothing to do with them their own new home.
void Sayings::spam(Dice dice) {
  for (std::size_t i = 0; i < script_.places.size(); ++i) {
    if (script_.places[i].role != Role::spammer) continue;
    const Time from = std::max(script_.places[i].born, script_.options.begins);
    for (int n = 0; n < 12; ++n) {
      const Brand& brand = dice.one_of(script_.brands);
      const int about = brand.places.front();
      const Time at = from + in_hours(1 + 3 * n * dice.unit());
      if (!is_public(place(about)) || !place(about).alive(at)) continue;
      say(static_cast<int>(i), about, Carrier::text, tongues()[0].fresh, at, dice).text =
          fill(dice.one_of(tongues()[0].fresh), "N", place(static_cast<int>(i)).titles[0].text);
    }
    const int host = dice.one_of(dice.one_of(script_.brands).places);
    if (posts(place(host)) && place(host).alive(from + hours(3)))
      say(host, static_cast<int>(i), Carrier::forward, {}, from + hours(3), dice);
  }
}

// Nothing is said after the end, by the dead or on a site that leads elsewhere already; each place
// learns what stands on it.
void Sayings::finish() {
  std::map<int, Time> redirected;
  for (const Saying& s : script_.sayings)
    if (s.carrier == Carrier::redirect) redirected[s.where] = s.from;
  for (Saying& s : script_.sayings) {
    const auto moved = redirected.find(s.where);
    if (s.carrier == Carrier::site && moved != redirected.end())
      s.to = std::min(s.to, moved->second);
  }
  std::erase_if(script_.sayings, [&](const Saying& s) {
    return s.from >= script_.ends || s.from >= s.to ||
           !place(s.where).alive(std::max(s.from, place(s.where).born));
  });
  std::stable_sort(script_.sayings.begin(), script_.sayings.end(),
                   [](const Saying& a, const Saying& b) { return a.from < b.from; });
  for (std::size_t i = 0; i < script_.sayings.size(); ++i) {
    Saying& s = script_.sayings[i];
    const Brand* brand = place(s.where).brand == nobody ? nullptr : &brand_of(s.where);
    if (brand != nullptr) s.text = fill(s.text, "N", brand->name);
    place(s.where).sayings.push_back(static_cast<int>(i));
  }
}

}  // namespace

void draw_sayings(Script& script) {
  Sayings sayings(script);
  sayings.announce_all();
  sayings.keep_own_links();
  sayings.chatter();
  sayings.finish();
}

}  // namespace godwit::stage
