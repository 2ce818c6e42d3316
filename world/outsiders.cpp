// SPDX-License-Identifier: Apache-2.0
// Who does not belong: impostors that copy a brand, strangers that take over freed handles,
// advertisers, and the well-known living channels that crawlers use as canaries.
#include <algorithm>

#include "world/handles.h"
#include "world/script.h"

namespace godwit::stage {

namespace {

Place& add_outsider(Script& script, Role role, Time born, Dice& dice) {
  Place& place = script.places.emplace_back();
  place.role = role;
  place.born = born;
  place.number =
      1'440'000'000 + (born - script.options.begins) / seconds(1) * 11 + dice.between(0, 9'999);
  place.members = 20 + static_cast<int>(dice.lognormal(400, 1));
  return place;
}

Time within(const Script& script, double low, double high, Dice& dice) {
  return script.options.begins + in_days((low + (high - low) * dice.unit()) * script.options.days);
}

void add_impostor(Script& script, Names& names, int brand, Dice& dice) {
  const Brand& b = script.brands[static_cast<std::size_t>(brand)];
  int model = nobody;
  for (const int i : b.places)
    if (model == nobody && script.places[static_cast<std::size_t>(i)].kind == Kind::channel)
      model = i;
  if (model == nobody) return;
  Place& place = add_outsider(script, Role::impostor, within(script, .3, .75, dice), dice);
  const Place& original = script.places[static_cast<std::size_t>(model)];
  place.mimics = brand;
  place.handles.push_back(
      {names.claim(lookalike(original.handles[0].shown, dice)), place.born, the_end});
  place.titles.push_back({original.titles[0].text, place.born});
  place.about = original.about;
  script.edges.push_back(
      {model, static_cast<int>(script.places.size()) - 1, "impersonates", place.born});
}

// A freed handle goes to somebody who has nothing to do with the brand: other id, other language.
void add_stranger(Script& script, const Handle& freed, Time free, Dice& dice) {
  const Time born = free + in_hours(20 + 70 * dice.unit());
  if (born >= script.ends) return;
  Place& place = add_outsider(script, Role::stranger, born, dice);
  const Tongue& tongue = dice.one_of(tongues());
  const Stem stem = invent_stem(dice);
  place.handles.push_back({freed.shown, born, the_end});
  place.titles.push_back({brand_name(tongue, stem, dice.next() % 6, dice), born});
  place.about = fill(dice.one_of(tongue.about), "N", place.titles[0].text);
}

void add_strangers(Script& script, Dice dice) {
  const std::size_t count = script.places.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Place old = script.places[i];  // a copy: the vector grows
    if (old.role != Role::member || (old.kind != Kind::channel && old.kind != Kind::group))
      continue;
    Dice own = dice.fork("stranger", i);
    const bool freed = old.died < script.ends && !old.restricted && old.revived == the_end;
    if (freed && own.chance(.15 * script.options.noise))
      add_stranger(script, old.handles.back(), old.died, own);
    if (old.handles.size() > 1 && own.chance(.5 * script.options.noise))
      add_stranger(script, old.handles[0], old.handles[0].to, own);
  }
}

void add_advertiser(Script& script, Names& names, Dice& dice) {
  Place& place = add_outsider(script, Role::advertiser, script.options.begins - in_days(200), dice);
  const Tongue& tongue = dice.one_of(tongues());
  const Stem stem = invent_stem(dice);
  place.handles.push_back({names.claim(stem.latin + "_shop"), place.born, the_end});
  place.titles.push_back({stem.latin + " shop", place.born});
  place.about = fill(dice.one_of(tongue.advert), "L", "@" + place.handles[0].shown);
}

void add_spammer(Script& script, Names& names, Dice& dice) {
  Place& place = add_outsider(script, Role::spammer, within(script, 0, .6, dice), dice);
  const Stem stem = invent_stem(dice);
  place.handles.push_back({names.claim("join_" + stem.latin), place.born, the_end});
  place.titles.push_back({"JOIN " + stem.latin, place.born});
  place.about = "Join, join, join.";
}

void add_canary(Script& script, Names& names, std::string handle, std::string title, Dice& dice) {
  Place& place = add_outsider(script, Role::canary, script.options.begins - in_days(1500), dice);
  place.number = 1'005'000'000 + dice.between(0, 999'999);
  place.members = 4'000'000 + dice.between(0, 999'999);
  place.handles.push_back({names.claim(std::move(handle)), place.born, the_end});
  place.titles.push_back({std::move(title), place.born});
  place.about = "A channel that is always there.";
}

}  // namespace

void draw_outsiders(Script& script, Names& names) {
  Dice dice = Dice{script.options.seed}.fork("outsiders");
  const double noise = script.options.noise;
  for (int b = 0; b < script.options.brands; ++b)
    if (dice.chance(.3 * noise)) add_impostor(script, names, b, dice);
  add_strangers(script, dice.fork("strangers"));
  const int advertisers = noise > 0 ? 1 + static_cast<int>(noise * script.options.brands / 8) : 0;
  for (int i = 0; i < advertisers; ++i) add_advertiser(script, names, dice);
  for (int i = 0; i < (advertisers + 1) / 2; ++i) add_spammer(script, names, dice);
  add_canary(script, names, "telegram", "Telegram News", dice);
  add_canary(script, names, "durov", "Canary", dice);
}

}  // namespace godwit::stage
