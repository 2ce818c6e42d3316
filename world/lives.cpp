// SPDX-License-Identifier: Apache-2.0
// Who there is and how long it lives: brands, their lines of channels, Rocket.Chat servers, paste
// pages, folders and sites. Figures are those of methods.md D1-D3; where a figure was measured over
// years and the world lasts two weeks, the shape is kept and the scale is the regime's.
#include <algorithm>
#include <array>
#include <cmath>

#include "world/handles.h"
#include "world/script.h"

namespace godwit::stage {

namespace {

struct Regime {
  std::string_view name;
  double shape, scale_public, scale_invite;  // Weibull of a channel's life, days
  double wave_hit;                           // share of brands that a wave reaches
  double lead_hours, gap_hours;              // medians: successor before, after the death
  double posts_per_day;
};
constexpr std::array<Regime, 4> regimes{{
    {"pressed", .56, 8.5, 5.0, .75, 30, 5, 56.8},
    {"strict", .56, 326, 126, .5, 76 * 24.0, 30, 20},
    {"harsh", .56, 3, 2, .95, 12, 3, 56.8},
    {"quiet", .9, 287, 200, .1, 76 * 24.0, 96, 4.6},
}};

const Regime& regime_of(const WorldOptions& options) {
  for (const Regime& r : regimes)
    if (r.name == options.regime) return r;
  return regimes[0];
}

// The action days of November 2019 were the 22nd and 23rd, a week in; later ones every five weeks.
std::vector<Time> draw_waves(const WorldOptions& options, Dice dice) {
  std::vector<Time> waves;
  for (double day = 7; day < options.days; day += 30 + dice.between(0, 10)) {
    waves.push_back(options.begins + in_days(day) + in_hours(7 + 3 * dice.unit()));
    waves.push_back(options.begins + in_days(day + 1) + in_hours(6 + 6 * dice.unit()));
  }
  return waves;
}

class Lives {
 public:
  Lives(Script& script, Names& names)
      : script_(script), names_(names), regime_(regime_of(script.options)) {}

  void draw_brand(int number, Dice dice);

 private:
  void name_brand(Brand& brand, Dice& dice);
  std::vector<Time> blows(Dice& dice) const;
  void draw_line(int brand, bool first, Dice dice);
  int add_channel(int brand, Kind kind, Time born, Dice& dice);
  void name_first(Place& place, const Brand& brand, Dice& dice);
  void name_next(Place& place, const Place& old, const Brand& brand, Dice& dice);
  std::string next_address(Place& place, const Place& old, const Brand& brand, Dice& dice);
  void draw_death(Place& place, Time exposed, Dice& dice);
  void draw_changes(Place& place, Dice& dice);
  std::optional<Kind> next_kind(const Place& old, Dice& dice) const;
  void add_hubs(int brand, Dice dice);
  void add_archive(int brand, Time born, Dice dice);
  void add_hub(int brand, Kind kind, std::string handle, std::string host, Time born, Dice& dice);
  void move_site(int brand, Dice& dice);

  Script& script_;
  Names& names_;
  const Regime& regime_;
  std::vector<Time> blows_;  // when the brand at hand is hit
};

void Lives::name_brand(Brand& brand, Dice& dice) {
  brand.tongue = &tongues()[dice.next() % tongues().size()];
  brand.stem = invent_stem(dice);
  while (!names_.stems.insert(brand.stem.latin).second) brand.stem = longer(brand.stem, dice);
  brand.theme = dice.next() % theme_words().size();
  brand.name = brand_name(*brand.tongue, brand.stem, brand.theme, dice);
  brand.popularity = dice.lognormal(1, .9);
}

// The moments at which this brand is struck: one a wave, for the brands that the wave reaches.
std::vector<Time> Lives::blows(Dice& dice) const {
  std::vector<Time> moments;
  for (const Time wave : script_.waves)
    if (dice.chance(regime_.wave_hit)) moments.push_back(wave + in_hours(10 * dice.unit()));
  return moments;
}

void Lives::draw_brand(int number, Dice dice) {
  Brand& brand = script_.brands.emplace_back();
  name_brand(brand, dice);
  blows_ = blows(dice);
  constexpr std::array<double, 3> sizes{.5, .4, .1};  // 2, 3, flagship of 5 to 8
  const std::size_t size = dice.pick(sizes);
  const int lines = size == 2 ? dice.between(5, 8) : 2 + static_cast<int>(size);
  for (int line = 0; line < lines; ++line)
    draw_line(number, line == 0, dice.fork("line", static_cast<std::uint64_t>(line)));
  add_hubs(number, dice.fork("hubs"));
  std::stable_sort(script_.brands.back().places.begin(), script_.brands.back().places.end(),
                   [&](int a, int b) {
                     return script_.places[static_cast<std::size_t>(a)].born <
                            script_.places[static_cast<std::size_t>(b)].born;
                   });
}

// One line: a founder, and after (or before) each death the next one, until the world ends. The
// first line of a brand begins with an open channel: what an analyst would know it by.
void Lives::draw_line(int brand, bool first, Dice dice) {
  const Time founded =
      script_.options.begins - in_days(std::min(dice.lognormal(40, 1), 900.0)) - hours(6);
  constexpr std::array<double, 3> kinds{.76, .14, .10};
  constexpr std::array<Kind, 3> kind_of{Kind::channel, Kind::invite, Kind::group};
  const Kind kind_drawn = kind_of[dice.pick(kinds)];
  int at = add_channel(brand, first ? Kind::channel : kind_drawn, founded, dice);
  const auto place = [&](int i) -> Place& { return script_.places[static_cast<std::size_t>(i)]; };
  if (first) place(at).preview = true;
  name_first(place(at), script_.brands.back(), dice);
  place(at).generation = 1;
  draw_death(place(at), founded, dice);
  while (place(at).died < script_.ends && place(at).revived == the_end && dice.chance(.9)) {
    const Time died = place(at).died;
    const bool before = dice.chance(.44);
    Time born = before ? died - in_hours(dice.lognormal(regime_.lead_hours, .8))
                       : died + in_hours(dice.lognormal(regime_.gap_hours, .9));
    if (born <= place(at).born) born = place(at).born + (died - place(at).born) / 2;
    if (born >= script_.ends) break;
    const std::optional<Kind> kind = next_kind(place(at), dice);
    if (!kind) break;
    const int next = add_channel(brand, *kind, born, dice);
    place(next).predecessor = at;
    place(next).generation = place(at).generation + 1;
    place(next).spare = before;
    name_next(place(next), place(at), script_.brands.back(), dice);
    draw_death(place(next), before ? died : born, dice);
    script_.edges.push_back({at, next, "continues", born});
    at = next;
  }
  if (place(at).died >= script_.ends) draw_changes(place(at), dice);
}

int Lives::add_channel(int brand, Kind kind, Time born, Dice& dice) {
  const int index = static_cast<int>(script_.places.size());
  Place& place = script_.places.emplace_back();
  place.kind = kind;
  place.brand = brand;
  place.born = born;
  // Telegram numbers channels in the order of their making, roughly 700 a minute in those years.
  place.number =
      1'440'000'000 + (born - script_.options.begins) / seconds(1) * 11 + dice.between(0, 9'999);
  place.preview = kind == Kind::channel && !dice.chance(.05);
  place.members =
      30 + static_cast<int>(4000 * script_.brands.back().popularity * dice.lognormal(1, .7));
  script_.brands.back().places.push_back(index);
  return index;
}

// Most lines of a network have a task of their own, and are named by it; some are plain copies,
// numbered or not.
void Lives::name_first(Place& place, const Brand& brand, Dice& dice) {
  constexpr std::array<std::string_view, 7> tasks{"photos", "archive", "voice", "letters",
                                                  "radio",  "maps",    "diary"};
  const std::size_t line = brand.places.size() - 1;
  const std::string task(line > 0 && dice.chance(.75) ? tasks[line % tasks.size()] : "");
  std::string handle = first_handle(brand.stem, brand.theme, dice);
  if (!task.empty()) handle += "_" + task;
  handle = place.kind == Kind::invite ? invite_hash(dice) : names_.claim(handle);
  place.handles.push_back({handle, place.born, the_end});
  std::string title = brand.name;
  if (!task.empty())
    title += " · " + task;
  else if (line > 0 && dice.chance(.5))
    title += " " + std::to_string(line + 1);
  if (place.kind == Kind::group) title += " 💬";
  place.about = fill(dice.one_of(brand.tongue->about), "N", title);
  place.titles.push_back({std::move(title), place.born});
}

// Measured on moved channels: title kept 41 of 64, description kept 42 of 64, neither 8 of 64.
struct Likeness {
  double weight;
  bool title, about;
};
constexpr std::array<Likeness, 4> likenesses{
    {{27, true, true}, {14, true, false}, {15, false, true}, {8, false, false}}};

void Lives::name_next(Place& place, const Place& old, const Brand& brand, Dice& dice) {
  place.handles.push_back({next_address(place, old, brand, dice), place.born, the_end});
  std::array<double, likenesses.size()> weights{};
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = likenesses[i].weight;
  const Likeness& kept = likenesses[dice.pick(weights)];
  const std::string& before = old.titles.back().text;
  const std::string title =
      kept.title ? before : other_title(before, brand, place.generation, dice);
  place.about = kept.about ? old.about : fill(dice.one_of(brand.tongue->about), "N", title);
  place.titles.push_back({title, place.born});
}

// Handle, hash or room name. Who comes from an address without a name is named by its task again.
std::string Lives::next_address(Place& place, const Place& old, const Brand& brand, Dice& dice) {
  if (place.kind == Kind::invite) return invite_hash(dice);
  const bool named = old.kind == Kind::channel || old.kind == Kind::group;
  const std::string task = task_of(old.titles.back().text);
  const std::string line = task.empty() ? "" : "_" + task.substr(task.rfind(' ') + 1);
  const std::string& before = old.handles.back().shown;
  if (place.kind != Kind::room)
    return names_.claim(named ? next_handle(before, brand.stem, dice)
                              : first_handle(brand.stem, brand.theme, dice) + line);
  place.host = dice.one_of(script_.servers).host;
  const std::string theme(theme_words()[brand.theme]);
  const bool again = named && dice.chance(.5);
  std::string name = lower(names_.claim(again ? before : brand.stem.latin + "-" + theme + line));
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

// What is left of a life: Weibull, given that it has lasted `age` days already. With a shape below
// one the old are the safe ones, as measured.
double residual_days(double shape, double scale, double age, Dice& dice) {
  const double spent = std::pow(age / scale, shape);
  const double drawn = dice.exponential(1);
  return scale * std::pow(spent + drawn, 1 / shape) - age;
}

// Founders were alive when the world began: their own death is drawn from that moment on.
// `exposed`: from when on it can be found and taken down. A spare is kept out of sight until its
// hour comes.
void Lives::draw_death(Place& place, Time exposed, Dice& dice) {
  const Time from = std::max({place.born, exposed, script_.options.begins + hours(2)});
  const bool telegram = place.kind != Kind::room;
  const double scale = (place.kind == Kind::invite ? regime_.scale_invite : regime_.scale_public) *
                       (telegram ? 1 : 4);
  const double age = static_cast<double>((from - place.born).count()) / 86'400'000.0;
  Time died = from + hours(1) + in_days(residual_days(regime_.shape, scale, age, dice));
  for (const Time blow : blows_) {
    if (!telegram || blow < from || !dice.chance(.85)) continue;
    died = std::min(died, blow + in_hours(.7 * dice.unit()));
  }
  if (died >= script_.ends) return;
  place.died = died;
  place.restricted = place.kind == Kind::channel && dice.chance(.12);
  if (dice.chance(.04)) place.revived = died + in_hours(dice.lognormal(30, .5));
}

// What a living channel changes about itself: its handle, its title.
void Lives::draw_changes(Place& place, Dice& dice) {
  const Time from = std::max(place.born, script_.options.begins) + hours(5);
  if (from + hours(24) >= script_.ends) return;
  const auto moment = [&] {
    return from + Duration{static_cast<std::int64_t>(
                      dice.unit() * static_cast<double>((script_.ends - from).count()))};
  };
  const Brand& brand = script_.brands.back();
  if (place.kind == Kind::channel && dice.chance(.2)) {
    const Time t = moment();
    place.handles.back().to = t;
    place.handles.push_back(
        {names_.claim(next_handle(place.handles.back().shown, brand.stem, dice)), t, the_end});
  }
  if (place.kind != Kind::room && dice.chance(.25))
    place.titles.push_back(
        {other_title(place.titles.back().text, brand, dice.between(2, 4), dice), moment()});
}

std::optional<Kind> Lives::next_kind(const Place& old, Dice& dice) const {
  if (!script_.servers.empty() && old.kind != Kind::room && dice.chance(.12)) return Kind::room;
  const double invite = old.kind == Kind::invite ? .57 : .19;
  if (dice.chance(invite)) return Kind::invite;
  return old.kind == Kind::group && dice.chance(.6) ? Kind::group : Kind::channel;
}

void Lives::add_hubs(int brand, Dice dice) {
  constexpr std::string_view small = "abcdefghijkmnpqrstuvwxyz23456789";
  const Time born = script_.options.begins - in_days(5 + 60 * dice.unit());
  if (dice.chance(.4)) add_hub(brand, Kind::paste, dice.characters(small, 5), "", born, dice);
  if (dice.chance(.3)) add_hub(brand, Kind::folder, dice.characters(small, 9), "", born, dice);
  if (script_.options.archives) add_archive(brand, born, dice.fork("archive"));
  if (!dice.chance(.4)) return;
  const Brand& b = script_.brands.back();
  const std::string host =
      lower(names_.claim(b.stem.latin + "-" + std::string(theme_words()[b.theme]))) + ".example";
  add_hub(brand, Kind::site, host, host, born, dice);
  if (dice.chance(.4)) move_site(brand, dice);
}

// A copy of all files with a host that shows no words.
void Lives::add_archive(int brand, Time born, Dice dice) {
  constexpr std::string_view alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  const std::string id = dice.characters(alphabet, 8);
  add_hub(brand, Kind::folder, id, dice.chance(.5) ? "mega.nz" : "disk.yandex.ru", born, dice);
}

void Lives::add_hub(int brand, Kind kind, std::string handle, std::string host, Time born,
                    Dice& dice) {
  const int index = static_cast<int>(script_.places.size());
  Place& place = script_.places.emplace_back();
  Brand& b = script_.brands.back();
  place.kind = kind;
  place.role = Role::hub;
  place.brand = brand;
  place.host = std::move(host);
  place.born = born;
  place.handles.push_back({std::move(handle), born, the_end});
  place.titles.push_back({b.name, born});
  place.about = fill(dice.one_of(b.tongue->about), "N", b.name);
  const Time died =
      script_.options.begins + in_days(2 + dice.weibull(1, kind == Kind::paste ? 12 : 25));
  if (died < script_.ends) place.died = died;
  b.places.push_back(index);
}

// A site loses its domain and goes on under another; the old one redirects for a while.
void Lives::move_site(int brand, Dice& dice) {
  const int old = static_cast<int>(script_.places.size()) - 1;
  const Time moved =
      script_.options.begins + in_days((.3 + .5 * dice.unit()) * script_.options.days);
  const std::string stem = script_.brands.back().stem.latin;
  const std::string host =
      lower(
          names_.claim(stem + (dice.chance(.5) ? "-news" : std::to_string(dice.between(2, 24))))) +
      ".example";
  add_hub(brand, Kind::site, host, host, moved, dice);
  Place& before = script_.places[static_cast<std::size_t>(old)];
  Place& after = script_.places.back();
  before.died = moved + in_days(1 + 4 * dice.unit());
  if (after.died != the_end && after.died <= after.born) after.died = the_end;
  before.generation = 1;
  after.generation = 2;
  after.predecessor = old;
  script_.edges.push_back({old, old + 1, "continues", moved});
}

void draw_servers(Script& script, Dice dice) {
  const int count = 1 + script.options.brands / 8;
  for (int i = 0; i < count; ++i) {
    const Stem stem = invent_stem(dice);
    Server& server = script.servers.emplace_back();
    server.host = "chat." + stem.latin + std::to_string(i + 1) + ".example";
    server.title = stem.latin + " chat";
    server.anonymous_read = i == 0 || dice.chance(.7);
    if (!dice.chance(.4)) continue;
    server.down_from = script.options.begins + in_days(dice.unit() * script.options.days);
    server.down_to = server.down_from + in_hours(4 + 14 * dice.unit());
  }
}

// Channels of one brand that lived at the same time, by birth.
void add_mirrors(Script& script, const Brand& brand) {
  for (std::size_t i = 0; i < brand.places.size(); ++i) {
    for (std::size_t j = i + 1; j < brand.places.size(); ++j) {
      const Place& a = script.places[static_cast<std::size_t>(brand.places[i])];
      const Place& b = script.places[static_cast<std::size_t>(brand.places[j])];
      const bool members = a.role == Role::member && b.role == Role::member;
      if (!members || b.predecessor == brand.places[i] || !a.alive(b.born) || b.spare) continue;
      script.edges.push_back({brand.places[i], brand.places[j], "mirrors", b.born});
    }
  }
}

}  // namespace

void draw_brands(Script& script, Names& names) {
  const Dice dice = Dice{script.options.seed}.fork("brands");
  script.waves = draw_waves(script.options, dice.fork("waves"));
  draw_servers(script, dice.fork("servers"));
  for (int i = 0; i < script.options.brands; ++i)
    Lives(script, names).draw_brand(i, dice.fork("brand", static_cast<std::uint64_t>(i)));
  for (const Brand& brand : script.brands) add_mirrors(script, brand);
}

}  // namespace godwit::stage
