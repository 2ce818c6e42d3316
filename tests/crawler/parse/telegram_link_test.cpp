// SPDX-License-Identifier: Apache-2.0
// Telegram's link grammar: a table of our own, and the official vectors where they are at hand.
#include "crawler/parse/telegram_link.h"

#include <gtest/gtest.h>

#include <cstdio>

using namespace godwit;
using Kind = TelegramLink::Kind;

namespace {

struct Case {
  std::string_view input;
  Kind kind;
  std::string_view url;  // of the address, "" for no place
  std::string_view post;
};

TelegramLink read(std::string_view text) {
  return read_telegram_link(text).value_or(TelegramLink{});
}

void expect_all(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    const TelegramLink link = read(each.input);
    EXPECT_EQ(link.kind, each.kind) << each.input;
    EXPECT_EQ(link.located.address.url, each.url) << each.input;
    EXPECT_EQ(link.located.post, each.post) << each.input;
  }
}

}  // namespace

TEST(TelegramLink, NamesOneAddressHoweverItIsWritten) {
  expect_all({
      {"https://t.me/Bird_Harbour", Kind::chat, "https://t.me/bird_harbour", ""},
      {"http://TELEGRAM.me:80/bird_harbour/", Kind::chat, "https://t.me/bird_harbour", ""},
      {"www.telegram.dog/s/bird_harbour?before=20#x", Kind::chat, "https://t.me/bird_harbour", ""},
      {"t.me/%73/bird_harbour", Kind::chat, "https://t.me/bird_harbour", ""},
      {"bird-harbour.t.me", Kind::refused, "", ""},
      {"Bird_Harbour.t.me/7", Kind::message, "https://t.me/bird_harbour", "7"},
      {"tg://resolve?domain=Bird_Harbour", Kind::chat, "https://t.me/bird_harbour", ""},
      {"TG:resolve/?domain=bird_harbour&post=7&thread=3", Kind::message,
       "https://t.me/bird_harbour", "7"},
      {"https://web.telegram.org/k/#@Bird_Harbour", Kind::chat, "https://t.me/bird_harbour", ""},
      {"https://web.telegram.org/a/#?tgaddr=tg%3A%2F%2Fresolve%3Fdomain%3Dbird_harbour", Kind::chat,
       "https://t.me/bird_harbour", ""},
      {"https://web.telegram.org/z/#-1001234567890", Kind::chat, "https://t.me/c/1234567890", ""},
  });
}

TEST(TelegramLink, KeepsAnInvitesHashExactly) {
  expect_all({
      {"t.me/joinchat/AbC-d_E", Kind::invite, "https://t.me/+AbC-d_E", ""},
      {"t.me/+AbC-d_E/x?y", Kind::invite, "https://t.me/+AbC-d_E", ""},
      {"t.me/%2BAbC-d_E", Kind::invite, "https://t.me/+AbC-d_E", ""},
      {"tg:join?invite=AbC-d_E", Kind::invite, "https://t.me/+AbC-d_E", ""},
      {"t.me/addlist/AbC-d_E", Kind::folder, "https://t.me/addlist/AbC-d_E", ""},
      {"t.me/joinchat/Ab.C", Kind::refused, "", ""},
  });
}

TEST(TelegramLink, SetsThePostApartFromItsChannel) {
  expect_all({
      {"t.me/bird_harbour/12", Kind::message, "https://t.me/bird_harbour", "12"},
      {"t.me/bird_harbour/3/12?comment=4", Kind::message, "https://t.me/bird_harbour", "12"},
      {"t.me/bird_harbour/0", Kind::chat, "https://t.me/bird_harbour", ""},
      {"t.me/bird_harbour/99999999999999999999", Kind::chat, "https://t.me/bird_harbour", ""},
      {"t.me/c/1234567890/12", Kind::message, "https://t.me/c/1234567890", "12"},
      {"t.me/c/1234567890", Kind::chat, "https://t.me/c/1234567890", ""},
      {"t.me/c/1234567890?single", Kind::refused, "", ""},
      {"t.me/bird_harbour/s/5", Kind::story, "https://t.me/bird_harbour", ""},
  });
  EXPECT_EQ(read("t.me/c/1234567890/12").located.numeric_id, 1234567890);
  EXPECT_EQ(read("t.me/bird_harbour/12").located.numeric_id, std::nullopt);
}

TEST(TelegramLink, UnwrapsWhatInstantViewAndShareCarry) {
  EXPECT_EQ(read("https://t.me/iv?url=https%3A%2F%2Fbirds.example%2F&rhash=1").inner,
            "https://birds.example/");
  EXPECT_EQ(read("https://t.me/share/url?url=https%3A%2F%2Fbirds.example").inner,
            "https://birds.example");
  EXPECT_EQ(read("tg://msg_url?url=birds.example").inner, "birds.example");
  EXPECT_EQ(read("t.me/share").kind, Kind::other);
}

TEST(TelegramLink, ThatNamesNoPublicPlaceNamesNone) {
  expect_all({
      {"t.me/+15551234567", Kind::phone, "", ""},
      {"tg:resolve?phone=15551234567", Kind::phone, "", ""},
      {"t.me/proxy?server=x&port=1&secret=2", Kind::refused, "", ""},
      {"t.me/addstickers/Birds", Kind::refused, "", ""},
      {"t.me/JoinChat", Kind::refused, "", ""},
      {"t.me/", Kind::refused, "", ""},
      {"t.me/bird__harbour", Kind::refused, "", ""},
      {"t.me/bird_harbour_", Kind::refused, "", ""},
      {"t.me/1bird", Kind::refused, "", ""},
      {"t.me:8443/bird_harbour", Kind::refused, "", ""},
      {"https://keeper@t.me/bird_harbour", Kind::refused, "", ""},
      {"a.b.t.me", Kind::refused, "", ""},
      {"tg:settings/devices", Kind::refused, "", ""},
  });
}

TEST(TelegramLink, OnOtherHostsIsNone) {
  for (const std::string_view text :
       {"https://birds.example/t.me/x", "https://nott.me/x", "https://t.me.birds.example/x",
        "birds.example", "", "https://xt.me/bird", "mailto:x@t.me"})
    EXPECT_FALSE(read_telegram_link(text)) << text;
}

// -- the official vectors -----------------------------------------------------------------------

namespace {

struct Vector {
  std::string input, kind, expected;
};

std::vector<Vector> official_vectors() {
  std::ifstream file(std::string(GODWIT_SHARED) + "/data/links/telegram_link_vectors.tsv");
  std::vector<Vector> vectors;
  std::string line;
  for (std::getline(file, line); std::getline(file, line);) {
    std::istringstream cells(line);
    Vector each;
    std::getline(cells, each.input, '\t');
    std::getline(cells, each.kind, '\t');
    std::getline(cells, each.expected, '\t');
    vectors.push_back(each);
  }
  return vectors;
}

// The first string literal of the test expression: ("levlam", …) or "tg://…".
std::string first_literal(const std::string& expected) {
  const std::size_t begin = expected.find('"');
  return begin == std::string::npos
             ? ""
             : expected.substr(begin + 1, expected.find('"', begin + 1) - begin - 1);
}

std::string argument(const std::string& link, const std::string& name) {
  return query_value(link.substr(link.find('?') + 1), name).value_or("");
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// The URL of the address that a vector asks for, and the post; "" for none.
std::pair<std::string, std::string> asked_for(const Vector& vector) {
  const std::string text = first_literal(vector.expected);
  const auto chat = [](const std::string& name) { return telegram_username(name).url; };
  if (vector.kind == "public_chat" || vector.kind == "story") return {chat(text), ""};
  if (vector.kind == "chat_invite") return {"https://t.me/+" + text, ""};
  if (vector.kind == "chat_folder_invite") return {"https://t.me/addlist/" + text, ""};
  if (vector.kind != "message" && vector.kind != "chat_boost") return {"", ""};
  const std::string name = argument(text, "domain"), id = argument(text, "channel");
  if (!name.empty()) return {chat(name), argument(text, "post")};
  // "privatepost?channel=username": a message of no channel there can be.
  return is_number(id) ? std::pair{"https://t.me/c/" + id, argument(text, "post")}
                       : std::pair{std::string(), std::string()};
}

const std::map<std::string, std::set<Kind>> kinds{{"public_chat", {Kind::chat}},
                                                  {"message", {Kind::message}},
                                                  {"chat_invite", {Kind::invite}},
                                                  {"chat_folder_invite", {Kind::folder}},
                                                  {"story", {Kind::story}},
                                                  {"chat_boost", {Kind::boost}},
                                                  {"user_phone_number", {Kind::phone}},
                                                  {"business_chat", {Kind::other}},
                                                  {"unknown_deep_link", {Kind::other, Kind::phone}},
                                                  {"nullptr", {Kind::refused}}};

}  // namespace

TEST(TelegramLink, AgreesWithTheOfficialVectors) {
  const std::vector<Vector> vectors = official_vectors();
  if (vectors.empty()) GTEST_SKIP() << "no data/links/telegram_link_vectors.tsv beside this tree";
  std::map<std::string, std::pair<int, int>> score;  // kind → passed, total
  for (const Vector& each : vectors) {
    const TelegramLink link = read(each.input);
    const std::pair<std::string, std::string> found{link.located.address.url, link.located.post};
    const bool passed = kinds.contains(each.kind) && kinds.at(each.kind).contains(link.kind) &&
                        found == asked_for(each);
    EXPECT_TRUE(passed) << each.input << " is " << each.kind << " " << each.expected << ", read as "
                        << found.first << " " << found.second;
    score[each.kind].first += passed ? 1 : 0;
    ++score[each.kind].second;
  }
  for (const auto& [kind, of] : score)
    std::printf("%-20s %3d/%d\n", kind.c_str(), of.first, of.second);
}
