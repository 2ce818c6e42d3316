// SPDX-License-Identifier: Apache-2.0
// Each kind of change is one row of a table: weight and function.
#include "world/handles.h"

#include <array>

#include "godwit/check.h"

namespace godwit::stage {

namespace {

constexpr std::string_view hash_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Telegram's rule for names: 5 to 32 of [A-Za-z0-9_], a letter first, no "__", no "_" at the end.
std::string proper(std::string_view wanted) {
  std::string name;
  for (const char c : wanted) {
    if (c == '_' && (name.empty() || name.back() == '_')) continue;
    name += c;
  }
  if (name.empty() || !((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z')))
    name = "n" + name;
  if (name.size() > 30) name.resize(30);
  while (!name.empty() && name.back() == '_') name.pop_back();
  while (name.size() < 5) name += 'a';
  return name;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The same stem: the number goes up, or a word is added that says nothing ("backup", "new").
std::string keep_stem(std::string_view old, const Stem&, Dice& dice) {
  constexpr std::array<std::string_view, 6> tails{"_backup", "_new",     "_v2",
                                                  "_alt",    "_reserve", "_mirror"};
  std::size_t cut = old.size();
  while (cut > 0 && is_digit(old[cut - 1])) --cut;
  const bool counts = cut < old.size() && old.size() - cut <= 6;
  if (counts)
    return std::string(old.substr(0, cut)) +
           std::to_string(std::stol(std::string(old.substr(cut))) + 1);
  if (dice.chance(.5)) return std::string(old) + (dice.chance(.5) ? "_2" : "2");
  return std::string(old.substr(0, 22)) + std::string(dice.one_of(tails));
}

// One contains the other: a word more, or a word less.
std::string contain(std::string_view old, const Stem&, Dice& dice) {
  const std::size_t first = old.find('_'), last = old.rfind('_');
  if (first != std::string_view::npos && dice.chance(.4)) {
    const bool behind = dice.chance(.5);
    const std::string_view rest = behind ? old.substr(0, last) : old.substr(first + 1);
    if (rest.size() >= 5) return std::string(rest);
  }
  constexpr std::array<std::string_view, 6> tails{"_online", "_group", "_daily",
                                                  "_coast",  "_post",  "_watch"};
  constexpr std::array<std::string_view, 3> heads{"my_", "real", "today_"};
  if (dice.chance(.75)) return std::string(old.substr(0, 22)) + std::string(dice.one_of(tails));
  return std::string(dice.one_of(heads)) + std::string(old);
}

std::string edit_a_little(std::string_view old, const Stem&, Dice& dice) {
  std::string name(old);
  const std::size_t at = 1 + dice.next() % (name.size() - 1);
  switch (dice.between(0, 3)) {
    case 0:
      name.insert(at, 1, name[at]);
      break;
    case 1:
      name.erase(at, 1);
      break;
    case 2:
      name.insert(at, 1, '_');
      break;
    default:
      name.insert(at, 1, "aeiou"[dice.next() % 5]);
      break;
  }
  return name;
}

// Only the brand's own word is left.
std::string change_half(std::string_view, const Stem& stem, Dice& dice) {
  constexpr std::array<std::string_view, 10> tails{"daily", "shore", "notes", "coast", "post",
                                                   "press", "diary", "watch", "today", "voice"};
  const std::string theme(dice.one_of(theme_words()));
  const std::string tail(dice.one_of(tails));
  switch (dice.between(0, 3)) {
    case 0:
      return stem.latin + "_" + tail;
    case 1:
      return stem.latin + theme + std::to_string(dice.between(3, 99));
    case 2:
      return tail + "_" + stem.latin;
    default:
      return stem.latin + "_" + dice.characters("abcdefghijklmnopqrstuvwxyz", 3);
  }
}

std::string start_afresh(std::string_view, const Stem&, Dice& dice) {
  const Stem other = invent_stem(dice);
  return other.latin + (dice.chance(.5) ? "_" : "") + dice.characters("abcdefghiklmnoprstuvz", 4);
}

struct Change {
  double weight;
  std::string (*make)(std::string_view, const Stem&, Dice&);
};
constexpr std::array<Change, 5> changes{{{.20, keep_stem},
                                         {.38, contain},
                                         {.13, edit_a_little},
                                         {.17, change_half},
                                         {.12, start_afresh}}};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
  return text;
}

std::string after_scheme(std::string_view url) { return std::string(url.substr(8)); }

// The word for "dot" in running text.
std::string_view dot_word(const Tongue& tongue) {
  if (tongue.code == "ar") return " نقطة ";
  if (tongue.code == "ru") return " точка ";
  if (tongue.code == "fr") return " point ";
  if (tongue.code == "es") return " punto ";
  return " dot ";
}

struct Way {
  std::string_view name;
  double weight;
  std::string (*write)(std::string_view url, const Tongue& tongue);
};
using Url = std::string_view;

// Written so that Telegram makes no link of it.
constexpr std::array<Way, 10> hidden_ways{{
    {"bracket_dot", 4, [](Url u, const Tongue&) { return replaced(after_scheme(u), ".", "[.]"); }},
    {"hxxps", 3, [](Url u, const Tongue&) { return "hxxps" + std::string(u.substr(5)); }},
    {"hxxps_bracket", 2,
     [](Url u, const Tongue&) { return "hxxps" + replaced(std::string(u.substr(5)), ".", "[.]"); }},
    {"paren_dot", 3, [](Url u, const Tongue&) { return replaced(after_scheme(u), ".", "(.)"); }},
    {"dot_word", 2,
     [](Url u, const Tongue& t) {
       return replaced(replaced(after_scheme(u), ".", dot_word(t)), "/", " / ");
     }},
    {"zero_width", 2,
     [](Url u, const Tongue&) { return replaced(after_scheme(u), "t.me", "t\u200b.\u200bme"); }},
    {"spaced", 2,
     [](Url u, const Tongue&) {
       return replaced(replaced(after_scheme(u), ".", " . "), "/", " / ");
     }},
    {"spaced_scheme", 1, [](Url u, const Tongue&) { return "https:// " + after_scheme(u); }},
    {"next_line", 1, [](Url u, const Tongue&) { return replaced(after_scheme(u), "/", "/\n"); }},
    {"full_width", 1,
     [](Url u, const Tongue&) { return replaced(after_scheme(u), "t.me/", "ｔ．ｍｅ／"); }},
}};

// What the client is asked to open: tg://resolve?domain=x, tg://join?invite=h.
std::string app_link(Url url) {
  const std::string name = after_scheme(url).substr(5);
  return name[0] == '+' ? "tg://join?invite=" + name.substr(1) : "tg://resolve?domain=" + name;
}

constexpr std::array<Way, 6> open_ways{{
    {"plain", 6, [](Url u, const Tongue&) { return std::string(u); }},
    {"bare", 3, [](Url u, const Tongue&) { return after_scheme(u); }},
    {"telegram_me", 1,
     [](Url u, const Tongue&) { return replaced(std::string(u), "t.me", "telegram.me"); }},
    {"anchor", 1, [](Url, const Tongue& t) { return std::string(t.themes[0]); }},
    {"app_link", .4, [](Url u, const Tongue&) { return app_link(u); }},
    {"joinchat", .6,
     [](Url u, const Tongue&) { return replaced(std::string(u), "/+", "/joinchat/"); }},
}};

template <std::size_t N>
const Way& pick_way(const std::array<Way, N>& ways, Dice& dice) {
  std::array<double, N> weights{};
  for (std::size_t i = 0; i < N; ++i) weights[i] = ways[i].weight;
  return ways[dice.pick(weights)];
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string Names::claim(const std::string& wanted) {
  std::string name = proper(wanted);
  for (int n = 2; taken.contains(lower(name)); ++n)
    name = proper(wanted.substr(0, 26)) + std::to_string(n);
  taken[lower(name)] = 1;
  return name;
}

std::string brand_name(const Tongue& tongue, const Stem& stem, std::size_t theme, Dice& dice) {
  std::string latin = stem.latin;
  latin[0] = static_cast<char>(latin[0] - 'a' + 'A');
  const std::string word(tongue.themes[theme]);
  if (tongue.code == "ar" && dice.chance(.8)) return word + " " + stem.arabic;
  if (tongue.code == "ru" && dice.chance(.8)) return word + " " + stem.cyrillic;
  if (dice.chance(.12)) return latin + " " + stem.arabic;
  if (dice.chance(.08)) return latin + " " + stem.cyrillic;
  return latin + " " + word;
}

std::string first_handle(const Stem& stem, std::size_t theme, Dice& dice) {
  const std::string word(theme_words()[theme]);
  switch (dice.between(0, 3)) {
    case 0:
      return stem.latin + "_" + word;
    case 1:
      return stem.latin + word;
    case 2:
      return word + "_" + stem.latin;
    default: {
      std::string camel = stem.latin;
      camel[0] = static_cast<char>(camel[0] - 'a' + 'A');
      return camel + "_" + std::string(word);
    }
  }
}

std::string next_handle(std::string_view old, const Stem& stem, Dice& dice) {
  std::array<double, changes.size()> weights{};
  for (std::size_t i = 0; i < changes.size(); ++i) weights[i] = changes[i].weight;
  return changes[dice.pick(weights)].make(old, stem, dice);
}

std::string lookalike(std::string_view handle, Dice& dice) {
  constexpr std::array<std::pair<char, char>, 5> pairs{
      {{'l', 'i'}, {'o', '0'}, {'e', '3'}, {'i', 'l'}, {'s', '5'}}};
  std::string name(handle);
  for (const auto& [from, to] : pairs) {
    const std::size_t at = name.find(from, 1);
    if (at != std::string::npos && dice.chance(.6)) {
      name[at] = to;
      return name;
    }
  }
  return name + "_official";
}

// " · photos" of "Brand · photos | new": a line keeps its task.
std::string task_of(std::string_view title) {
  const std::size_t from = title.find(" · ");
  if (from == std::string_view::npos) return "";
  std::size_t to = from + std::string_view(" · ").size();
  while (to < title.size() && title[to] >= 'a' && title[to] <= 'z') ++to;
  return std::string(title.substr(from, to - from));
}

std::string other_title(std::string_view title, const Brand& brand, int generation, Dice& dice) {
  constexpr std::array<std::string_view, 4> marks{" v2", " 2.0", " | new", " (2)"};
  constexpr std::array<std::string_view, 4> signs{"🌊 ", "🌿 ", "⚓ ", "🕊 "};
  const std::string name = brand.name + task_of(title);
  const double d = dice.unit();
  if (d < .31) return name + " " + std::to_string(generation);
  if (d < .55) return name + std::string(dice.one_of(marks));
  if (d < .79) return std::string(dice.one_of(signs)) + name;
  return std::string(brand.tongue->themes[dice.next() % 6]) + " " + brand.stem.latin;
}

std::string invite_hash(Dice& dice) {
  std::string hash = dice.characters(hash_alphabet, 16);
  if (hash[0] == '-' || hash[0] == '_' || is_digit(hash[0])) hash[0] = 'A';
  if (hash.back() == '-' || hash.back() == '_') hash.back() = 'w';
  return hash;
}

Written write_link(std::string_view url, const Tongue& tongue, bool hidden, Dice& dice) {
  CHECK(url.starts_with("https://"));
  const bool telegram = url.starts_with("https://t.me/");
  if (!telegram) {
    if (hidden && dice.chance(.5)) return {"hxxps", "hxxps" + std::string(url.substr(5)), ""};
    return {"plain", std::string(url), std::string(url)};
  }
  if (hidden) {
    const Way& way = pick_way(hidden_ways, dice);
    return {std::string(way.name), way.write(url, tongue), ""};
  }
  const Way& way = pick_way(open_ways, dice);
  std::string text = way.write(url, tongue);
  if (text == url) return {"plain", text, text};
  const bool itself = text.find("://") != std::string::npos;  // the link is what is written
  return {std::string(way.name), text, itself ? text : std::string(url)};
}

}  // namespace godwit::stage
