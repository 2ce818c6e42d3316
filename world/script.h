// SPDX-License-Identifier: Apache-2.0
// Script: everything that will happen in a rehearsal world, drawn once from the options. The pages
// are views of it; the truth is another.
//
// These nouns (Place, Post, Saying …) are the world's own and live in `stage`, so that they never
// meet the crawler's nouns of the same name.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/time.h"
#include "world/words.h"
#include "world/world.h"

namespace godwit::stage {

inline constexpr int nobody = -1;

enum class Kind : std::uint8_t { channel, group, invite, room, paste, folder, site };
enum class Role : std::uint8_t { member, hub, impostor, stranger, advertiser, canary, spammer };

// Where a link is said.
enum class Carrier : std::uint8_t {
  text,         // a post
  description,  // the channel's description, a room's topic
  forward,      // a post forwarded from there
  button,       // an inline button below a post
  room,         // a message in a Rocket.Chat room
  paste,        // a line of a justpaste.it page
  files,        // a file of a files.fm folder
  site,         // a line of a web page
  redirect,     // the whole site leads there
  former,       // the successor names its predecessor, in a post
};

struct Handle {
  std::string shown;  // with its upper-case letters; invite hash, room name, paste id, host
  Time from{};
  Time to = the_end;
};

struct Title {
  std::string text;
  Time from{};
};

// What a post is, besides its time: a story of the brand, a saying, or a service message.
enum class Content : std::uint8_t { story, saying, created, renamed, photo, pinned };
struct Post {
  Time at{};
  Time until = the_end;  // deleted then
  std::uint32_t id = 0;
  Content content = Content::story;
  std::int32_t number = 0;  // story number | index of the saying (pinned too) | of the title
};

struct Place {
  Kind kind = Kind::channel;
  Role role = Role::member;
  int brand = nobody;
  int predecessor = nobody;
  int generation = 0;
  std::int64_t number = 0;      // Telegram's id
  std::string host;             // of rooms, sites and folders ("" is files.fm)
  std::vector<Handle> handles;  // oldest first, never empty
  std::vector<Title> titles;    // oldest first, never empty
  std::string about;            // description without the links said in it
  Time born{};
  Time died = the_end;
  Time revived = the_end;
  bool restricted = false;   // dead = "can't be displayed" instead of nothing
  bool preview = true;       // /s/ shows posts
  bool spare = false;        // posts little until its predecessor is dead
  int members = 0;           // at full strength
  int mimics = nobody;       // brand whose stories an impostor copies
  std::vector<Post> posts;   // by time; ids ascend
  std::vector<int> sayings;  // that stand here

  bool alive(Time t) const { return t >= born && (t < died || t >= revived); }
};

struct Saying {
  int where = nobody;  // place
  int about = nobody;  // place it leads to
  int edge = nobody;   // the succession it announces
  Carrier carrier = Carrier::text;
  std::string writing;  // name of the way of writing
  std::string text;     // with {L} where the link stands
  std::string written;  // what stands there
  std::string href;     // where written as a real link, else ""
  Time from{};
  Time to = the_end;
};

struct Edge {
  int from = 0, to = 0;
  std::string_view relation;
  Time at{};
};

struct Brand {
  const Tongue* tongue = nullptr;
  Stem stem;
  std::size_t theme = 0;
  std::string name;
  double popularity = 1;
  std::vector<int> places;    // members and hubs, by birth
  std::vector<Time> stories;  // when each was written
};

struct Server {  // a Rocket.Chat
  std::string host;
  std::string title;
  bool anonymous_read = true;
  Time down_from = the_end, down_to = the_end;
};

struct Script {
  WorldOptions options;
  Time ends{};
  std::vector<Time> waves;
  std::vector<Brand> brands;
  std::vector<Place> places;
  std::vector<Saying> sayings;
  std::vector<Edge> edges;
  std::vector<Server> servers;
  // Address -> holders, oldest first. Keys: "t.me/handle", "t.me/+Hash", "host/channel/name",
  // "justpaste.it/id", "files.fm/u/id", "mega.nz/folder/id", "disk.yandex.ru/d/id", "host/".
  std::map<std::string, std::vector<int>, std::less<>> index;
  std::map<std::string, std::string, std::less<>> shortcuts;  // "is.gd/code" -> URL
};

Script draw_script(const WorldOptions& options);

// The parts of draw_script, in their order.
struct Names {  // handles in use, so that no two channels share one by accident
  std::map<std::string, int, std::less<>> taken;
  std::set<std::string> stems;  // of brands
  std::string claim(const std::string& wanted);
};
void draw_brands(Script& script, Names& names);     // brands, servers, hubs, lives of the channels
void draw_outsiders(Script& script, Names& names);  // impostors, strangers, advertisers, canaries
void draw_sayings(Script& script);                  // announcements and ordinary links
void draw_posts(Script& script);                    // timelines
Truth tell_truth(const Script& script);

// Shared readings of the script.
const Handle& handle_at(const Place& place, Time t);  // the last one begun by t
const Title& title_at(const Place& place, Time t);
std::string key_of(const Place& place, const Handle& handle);  // in Script::index
std::string url_of(const Place& place, const Handle& handle);  // canonical
// Who held this key last at t, dead, moved on or alive; nobody if nothing ever did.
int holder(const Script& script, std::string_view key, Time t);
// Who lives there and can be seen at t; nobody if nothing does.
int resident(const Script& script, std::string_view key, Time t);
const Server* server_of(const Script& script, std::string_view host);
std::string story_text(const Script& script, int brand, int number);
std::string saying_text(const Saying& saying);  // with the link in place, but for a pictured one
bool is_pictured(const Saying& saying);         // its link stands in a picture alone
bool stands(const Script& script, const Saying& saying, Time t);
std::vector<std::string> seed_urls(const Script& script);
std::vector<Time> look_times(const Script& script);
std::vector<int> reachable_places(const Script& script, std::span<const Time> looks);
std::string lower(std::string_view text);  // ASCII

}  // namespace godwit::stage
