// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/redact.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/crawler/store/generators.h"

namespace godwit {
namespace {

Observation room_with(const std::string& kind, const std::string& author) {
  Observation fact;
  fact.address.platform = "telegram";
  fact.profile.kind = kind;
  fact.posts.resize(1);
  fact.posts[0].author = author;
  return fact;
}

TEST(Redact, AuthorsInGroupsBecomeAKeyedHash) {
  for (const std::string kind : {"group", "room", "user", ""}) {
    Observation fact = room_with(kind, "Ann Example");
    redact(fact, "key");
    if (kind == "user") {
      EXPECT_TRUE(fact.posts.empty());
      continue;
    }
    EXPECT_EQ(fact.posts[0].author, person("Ann Example", "key")) << kind;
    EXPECT_EQ(fact.posts[0].author.find("person:"), 0u);
  }
  EXPECT_NE(person("Ann Example", "key"), person("Ann Example", "another key"));
  EXPECT_NE(person("Ann Example", "key"), person("Bob Example", "key"));
}

TEST(Redact, SignaturesInChannelsStay) {
  Observation fact = room_with("channel", "the editor");
  redact(fact, "key");
  EXPECT_EQ(fact.posts[0].author, "the editor");
}

TEST(Redact, AHiddenSourceOfAForwardIsHashed) {
  Observation fact = room_with("channel", "");
  fact.posts[0].forwarded_from = Forward{"Ann Example", ""};
  redact(fact, "key");
  EXPECT_EQ(fact.posts[0].forwarded_from->name, person("Ann Example", "key"));
  fact.posts[0].forwarded_from = Forward{"Harbour News", "https://t.me/harbour/3"};
  redact(fact, "key");
  EXPECT_EQ(fact.posts[0].forwarded_from->name, "Harbour News");
}

TEST(Redact, PhonesAndMailboxesLeaveTexts) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"call +44 (20) 7946-0958 now", "call ****************** now"},
      {"write to a.b+c@mail.example.org.", "write to **********************."},
      {"join https://t.me/+AbCdEf0123456789", "join https://t.me/+AbCdEf0123456789"},
      {"see https://t.me/+123456789012", "see https://t.me/+123456789012"},
      {"https://pond.example/@duck@lake.example", "https://pond.example/@duck@lake.example"},
      {"@harbour and @pier", "@harbour and @pier"},
      {"1 + 2 = 3", "1 + 2 = 3"},
      {"user@host", "user@host"},
      {"+1234567890123456789", "+1234567890123456789"}};
  for (const auto& [given, wanted] : cases) EXPECT_EQ(without_contacts(given), wanted);
}

TEST(Redact, OnlyExportsLoseTheirContacts) {
  Observation fact = room_with("channel", "");
  fact.posts[0].text = "write to a@b.example";
  redact(fact, "key");
  EXPECT_EQ(fact.posts[0].text, "write to a@b.example");
  fact.source = Source::chat_export;
  redact(fact, "key");
  EXPECT_EQ(fact.posts[0].text, "write to ***********");
}

RC_GTEST_PROP(Redact, TwiceIsAsOnce, ()) {
  Observation once = testing::some_fact();
  redact(once, "key");
  Observation twice = once;
  redact(twice, "key");
  RC_ASSERT(once == twice);
}

RC_GTEST_PROP(Redact, ContactsGoOnceAndForAll, ()) {
  const std::string text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("a1+@./ -(x90")));
  const std::string once = without_contacts(text);
  RC_ASSERT(without_contacts(once) == once);
}

}  // namespace
}  // namespace godwit
