// SPDX-License-Identifier: Apache-2.0
// Draws the script in four steps, gives every post its place in time, and answers the simple
// questions that pages and truth ask of it.
#include "world/script.h"

#include <algorithm>
#include <set>

#include "godwit/check.h"

namespace godwit::stage {

namespace {

constexpr int history_days = 3;  // posts older than this before the beginning were never written

const Place& at(const Script& script, int i) { return script.places[static_cast<std::size_t>(i)]; }

double posts_per_day(const WorldOptions& options) {
  if (options.posts_per_day > 0) return options.posts_per_day;
  if (options.regime == "quiet") return 4.6;
  return options.regime == "strict" ? 20 : 56.8;
}

void write_stories(Script& script, Brand& brand, Dice dice) {
  const double gap_hours = 24 / posts_per_day(script.options);
  Time t = script.options.begins - days(history_days);
  for (;;) {
    t += in_hours(dice.exponential(gap_hours));
    if (t >= script.ends) return;
    const auto hour = (to_ms(t) / 3'600'000) % 24;
    if (hour < 5 && dice.chance(.7)) continue;  // nights are quieter
    brand.stories.push_back(t);
  }
}

// The posts of one channel: its brand's stories within minutes of each other, what it has to say,
// and the service messages of its own life.
class Timeline {
 public:
  Timeline(const Script& script, Place& place, Dice dice)
      : script_(script), place_(place), dice_(dice) {}

  void draw() {
    add_services();
    const int brand = place_.brand != nobody ? place_.brand : place_.mimics;
    if (brand != nobody) copy_stories(script_.brands[static_cast<std::size_t>(brand)]);
    if (place_.role == Role::canary || place_.role == Role::stranger ||
        place_.role == Role::advertiser || place_.role == Role::spammer)
      keep_diary();
    add_sayings();
    number_posts();
  }

 private:
  // nullptr where the channel could not say it: not yet born, or dead.
  Post* add(Time t, Content content, int number) {
    if (t >= script_.ends || !place_.alive(t)) return nullptr;
    Post post{t, the_end, 0, content, number};
    if (content == Content::story && place_.role != Role::canary && dice_.chance(.12))
      post.until = t + in_hours(dice_.exponential(60));
    place_.posts.push_back(post);
    return &place_.posts.back();
  }

  void add_services() {
    add(place_.born, Content::created, 0);
    for (std::size_t i = 1; i < place_.titles.size(); ++i)
      add(place_.titles[i].from, Content::renamed, static_cast<int>(i));
    if (place_.born >= script_.options.begins) add(place_.born + seconds(40), Content::photo, 0);
  }

  void copy_stories(const Brand& brand) {
    const Time quiet_until = place_.spare ? at(script_, place_.predecessor).died : place_.born;
    const int slow = place_.role == Role::impostor ? 1500 : 180;  // seconds behind
    const std::size_t first_new = static_cast<std::size_t>(
        std::lower_bound(brand.stories.begin(), brand.stories.end(), place_.born) -
        brand.stories.begin());
    if (place_.born >= script_.options.begins) upload_again(first_new);
    for (std::size_t i = first_new; i < brand.stories.size(); ++i) {
      const double share = brand.stories[i] < quiet_until ? .3 : .92;
      if (dice_.chance(share))
        add(brand.stories[i] + seconds(dice_.between(0, slow)), Content::story,
            static_cast<int>(i));
    }
  }

  // A newcomer begins by posting the last stories again.
  void upload_again(std::size_t first_new) {
    const std::size_t count =
        std::min<std::size_t>(first_new, static_cast<std::size_t>(dice_.between(6, 24)));
    for (std::size_t i = first_new - count; i < first_new; ++i)
      add(place_.born + seconds(60 + static_cast<std::int64_t>(i + count - first_new) * 25),
          Content::story, static_cast<int>(i));
  }

  void keep_diary() {
    const Time from = std::max(place_.born, script_.options.begins - days(history_days));
    int number = 1'000'000 + dice_.between(0, 900'000);
    for (Time t = from + hours(1); t < script_.ends; t += in_hours(1 + dice_.exponential(9)))
      add(t, Content::story, number++);
  }

  void add_sayings() {
    for (const int i : place_.sayings) {
      const Saying& s = script_.sayings[static_cast<std::size_t>(i)];
      const bool post = s.carrier == Carrier::text || s.carrier == Carrier::forward ||
                        s.carrier == Carrier::room || s.carrier == Carrier::button ||
                        s.carrier == Carrier::former;
      if (!post) continue;
      if (Post* said = add(s.from, Content::saying, i)) said->until = s.to;
      const bool pins = s.carrier == Carrier::text && s.edge != nobody && dice_.chance(.25);
      Post* pin = pins ? add(s.from + seconds(20), Content::pinned, i) : nullptr;
      if (pin != nullptr) pin->until = s.to;
    }
  }

  // Ids ascend with small gaps; an old channel has had many before those we know.
  void number_posts() {
    std::stable_sort(place_.posts.begin(), place_.posts.end(),
                     [](const Post& a, const Post& b) { return a.at < b.at; });
    const bool old = place_.born < script_.options.begins - days(history_days);
    std::uint32_t id = old ? static_cast<std::uint32_t>(dice_.between(150, 4000)) : 0;
    if (place_.role == Role::canary) id = 397;  // t.me/telegram/400 is the post that crawlers try
    for (Post& post : place_.posts) {
      if (post.content == Content::created) {
        post.id = 1;
        id = std::max(id, 1U);
        continue;
      }
      id += place_.role == Role::canary || !dice_.chance(.08) ? 1 : 2;
      post.id = id;
    }
  }

  const Script& script_;
  Place& place_;
  Dice dice_;
};

void build_index(Script& script) {
  for (std::size_t i = 0; i < script.places.size(); ++i) {
    const Place& place = script.places[i];
    for (const Handle& handle : place.handles)
      script.index[key_of(place, handle)].push_back(static_cast<int>(i));
  }
  for (auto& [key, holders] : script.index)
    std::stable_sort(holders.begin(), holders.end(),
                     [&](int a, int b) { return at(script, a).born < at(script, b).born; });
}

}  // namespace

Script draw_script(const WorldOptions& options) {
  CHECK(options.brands >= 1 && options.days >= 1);
  Script script;
  script.options = options;
  script.ends = options.begins + days(options.days);
  Names names;
  for (const std::string_view reserved : {"telegram", "durov"})
    names.taken[std::string(reserved)] = 0;
  draw_brands(script, names);
  names.taken.erase("telegram");
  names.taken.erase("durov");
  draw_outsiders(script, names);
  draw_sayings(script);
  draw_posts(script);
  build_index(script);
  return script;
}

void draw_posts(Script& script) {
  const Dice dice = Dice{script.options.seed}.fork("posts");
  for (std::size_t b = 0; b < script.brands.size(); ++b)
    write_stories(script, script.brands[b], dice.fork("stories", b));
  for (std::size_t p = 0; p < script.places.size(); ++p)
    Timeline(script, script.places[p], dice.fork("timeline", p)).draw();
}

const Handle& handle_at(const Place& place, Time t) {
  const Handle* last = &place.handles.front();
  for (const Handle& h : place.handles)
    if (h.from <= t) last = &h;
  return *last;
}

const Title& title_at(const Place& place, Time t) {
  const Title* last = &place.titles.front();
  for (const Title& title : place.titles)
    if (title.from <= t) last = &title;
  return *last;
}

std::string key_of(const Place& place, const Handle& handle) {
  switch (place.kind) {
    case Kind::channel:
    case Kind::group:
      return "t.me/" + lower(handle.shown);
    case Kind::invite:
      return "t.me/+" + handle.shown;
    case Kind::room:
      return place.host + "/channel/" + handle.shown;
    case Kind::paste:
      return "justpaste.it/" + handle.shown;
    case Kind::folder:
      if (place.host == "mega.nz") return "mega.nz/folder/" + handle.shown;
      if (!place.host.empty()) return place.host + "/d/" + handle.shown;
      return "files.fm/u/" + handle.shown;
    case Kind::site:
      return place.host + "/";
  }
  return {};
}

std::string url_of(const Place& place, const Handle& handle) {
  return "https://" + key_of(place, handle);
}

int holder(const Script& script, std::string_view key, Time t) {
  const auto it = script.index.find(key);
  if (it == script.index.end()) return nobody;
  int found = nobody;
  for (const int i : it->second) {
    const Place& place = at(script, i);
    for (const Handle& h : place.handles)
      if (key_of(place, h) == key && h.from <= t) found = i;
  }
  return found;
}

int resident(const Script& script, std::string_view key, Time t) {
  const int i = holder(script, key, t);
  if (i == nobody || !at(script, i).alive(t) ||
      key_of(at(script, i), handle_at(at(script, i), t)) != key)
    return nobody;
  const Server* server =
      at(script, i).kind == Kind::room ? server_of(script, at(script, i).host) : nullptr;
  const bool down = server != nullptr && t >= server->down_from && t < server->down_to;
  return down ? nobody : i;
}

const Server* server_of(const Script& script, std::string_view host) {
  for (const Server& server : script.servers)
    if (server.host == host) return &server;
  return nullptr;
}

std::string story_text(const Script& script, int brand, int number) {
  const Dice dice = Dice{script.options.seed}.fork("story", static_cast<std::uint64_t>(brand) + 2);
  const Tongue& tongue =
      brand == nobody ? tongues()[0] : *script.brands[static_cast<std::size_t>(brand)].tongue;
  return tell(tongue, dice.fork("tell", static_cast<std::uint64_t>(number)));
}

std::string saying_text(const Saying& saying) {
  return fill(saying.text, "L", is_pictured(saying) ? "" : saying.written);
}

bool is_pictured(const Saying& saying) { return saying.writing == "qr"; }

bool stands(const Script& script, const Saying& saying, Time t) {
  return t >= saying.from && t < saying.to && at(script, saying.where).alive(t);
}

std::vector<std::string> seed_urls(const Script& script) {
  std::vector<std::string> urls;
  Dice dice = Dice{script.options.seed}.fork("seeds");
  for (const Brand& brand : script.brands) {
    bool any = false;
    for (const int i : brand.places) {
      const Place& place = at(script, i);
      const bool known =
          place.kind == Kind::channel && place.preview && place.alive(script.options.begins);
      if (!known || (any && !dice.chance(.35))) continue;
      urls.push_back(url_of(place, place.handles.front()));
      any = true;
    }
  }
  return urls;
}

std::vector<Time> look_times(const Script& script) {
  std::set<Time> looks;
  for (int day = 0; day < script.options.days; ++day)
    looks.insert(script.options.begins + days(day) + hours(9));
  for (const Time wave : script.waves)
    for (const int after : {3, 8, 14, 20}) looks.insert(wave + hours(after));
  looks.insert(script.ends - hours(1));
  std::vector<Time> out(looks.begin(), looks.end());
  std::erase_if(out, [&](Time t) { return t >= script.ends; });
  return out;
}

// Breadth first at every look: an address once heard of is tried at every later look too.
std::vector<int> reachable_places(const Script& script, std::span<const Time> looks) {
  std::set<std::string> known;
  for (const std::string& url : seed_urls(script)) known.insert(url.substr(8));
  std::set<int> seen;
  for (const Time t : looks) {
    std::vector<std::string> queue(known.begin(), known.end());
    std::set<int> visited;
    while (!queue.empty()) {
      const int i = resident(script, queue.back(), t);
      queue.pop_back();
      if (i == nobody || !visited.insert(i).second) continue;
      seen.insert(i);
      for (const int s : at(script, i).sayings) {
        const Saying& saying = script.sayings[static_cast<std::size_t>(s)];
        if (!stands(script, saying, t)) continue;
        const Place& target = at(script, saying.about);
        const std::string key =
            key_of(target, handle_at(target, std::max(saying.from, target.born)));
        if (known.insert(key).second) queue.push_back(key);
      }
    }
  }
  return {seen.begin(), seen.end()};
}

}  // namespace godwit::stage
