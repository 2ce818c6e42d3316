// SPDX-License-Identifier: Apache-2.0
// Referrals: no pack without every gate open, and nothing in a pack that reads like an order.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "app/refer/gates.h"
#include "app/refer/outcomes.h"
#include "app/refer/providers.h"
#include "app/refer/referring.h"
#include "crawler/store/wacz.h"
#include "crawler/store/warc_reader.h"
#include "tests/app/desk_case.h"

namespace godwit::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* sender =
    "analyst = \"Ada Reed\"\n[refer]\nname = \"Ada Reed\"\nemail = \"ada@example.org\"\n";

std::vector<Observation> harbour() {
  return {Seen("harbour_one", day(1))
              .id(11)
              .title("Harbour")
              .members(900)
              .announces("tidewatch", day(1)),
          Seen("tidewatch", day(2)).id(12).title("=Tide & <b>watch</b>").members(500),
          Seen("tidewatch", day(20)).id(12).title("=Tide & <b>watch</b>").members(700),
          Seen("harbour_one", day(3)).id(11).gone(),
          Seen("other_birds", day(5)).id(13).title("Other birds")};
}

class Refer : public DeskCase {
 protected:
  // All gates of tidewatch opened, one after the other.
  void open_all() {
    EXPECT_EQ(run({"refer", "t.me/tidewatch", "--purpose", "calls for raids, no report on them",
                   "--deconfliction", "clear", "--note", "register, ref 12", "--confirm",
                   "calls to raid nests", "--category", "a", "--category", "d"})
                  .code,
              0);
  }
  fs::path packs() const { return folder_ / "packs"; }
};

// --- the gates, each alone
// -------------------------------------------------------------------------

struct OpenCase {
  Channel channel;
  Succession succession;
  Dossier dossier;
  Candidate candidate() const {
    return {channel, succession, dossier, spared, known, captures, day(30)};
  }
  bool spared = false, known = true;
  std::size_t captures = 2;
};

OpenCase all_open() {
  OpenCase open;
  open.channel.id = "telegram:12";
  open.channel.platform = "telegram", open.channel.kind = "channel";
  open.channel.state = State::alive;
  open.channel.urls = {{telegram("tidewatch"), day(1), {}}};
  Edge edge;
  edge.from = "telegram:11", edge.to = "telegram:12", edge.probability = 0.97;
  edge.evidence = {{"announced_by_predecessor", "announcement", true, 12, day(1), "", "", ""}};
  open.succession.channels = {open.channel};
  open.succession.edges = {edge};
  open.dossier = {Said{day(21), "Ada", "no report", {}},
                  {Said{day(22), "Ada", "clear: ref 12", {}}},
                  Said{day(23), "Ada", "a: calls to raid nests", {}},
                  {}};
  return open;
}

struct GateCase {
  const char* gate;
  void (*close)(OpenCase&);
};

const GateCase gate_cases[] = {
    {"private_person", [](OpenCase& c) { c.channel.kind = "user"; }},
    {"private_person",
     [](OpenCase& c) {
       c.channel.id = c.succession.edges.front().to = "rocketchat:person:0123456789abcdef";
     }},
    {"protected", [](OpenCase& c) { c.spared = true; }},
    {"impostor_suspect",
     [](OpenCase& c) {
       Edge suspicion = c.succession.edges.front();
       suspicion.relation = Relation::impersonates, suspicion.probability = 0.06;
       c.succession.edges.push_back(suspicion);
     }},
    {"hard_evidence", [](OpenCase& c) { c.succession.edges.clear(); }},
    {"hard_evidence",
     [](OpenCase& c) { c.succession.edges.front().evidence.front().hard = false; }},
    {"hard_evidence", [](OpenCase& c) { c.succession.edges.front().probability = 0.89; }},
    {"alive", [](OpenCase& c) { c.channel.state = State::gone; }},
    {"alive", [](OpenCase& c) { c.channel.state = State::unknown; }},
    {"capture", [](OpenCase& c) { c.captures = 0; }},
    {"purpose_assessment", [](OpenCase& c) { c.dossier.purpose.reset(); }},
    {"purpose_assessment", [](OpenCase& c) { c.dossier.purpose->text.clear(); }},
    {"deconfliction_status", [](OpenCase& c) { c.dossier.deconfliction.clear(); }},
    {"deconfliction_status", [](OpenCase& c) { c.dossier.deconfliction.back().text = "asked: "; }},
    {"deconfliction_status", [](OpenCase& c) { c.dossier.deconfliction.back().text = "stop: "; }},
    {"deconfliction_status", [](OpenCase& c) { c.dossier.deconfliction.back().text = "hold: "; }},
    {"deconfliction_status",
     [](OpenCase& c) {
       c.dossier.deconfliction.back() = {day(22), "Ada", "hold: ", day(29)};
     }},
    {"deconfliction_status",
     [](OpenCase& c) { c.dossier.deconfliction.back().text = "clearly a word nobody knows"; }},
    {"confirmation", [](OpenCase& c) { c.dossier.confirmation.reset(); }},
    {"confirmation", [](OpenCase& c) { c.dossier.confirmation->analyst.clear(); }},
    {"sender", [](OpenCase& c) { c.known = false; }},
    {"referred",
     [](OpenCase& c) {
       c.dossier.referred = {Said{day(24), "Ada", "T1", {}}};
     }},
};

TEST(ReferGates, EachGateClosesAloneAndSaysWhatToDo) {
  ASSERT_TRUE(closed_gates(all_open().candidate()).empty());
  for (const GateCase& each : gate_cases) {
    OpenCase open = all_open();
    each.close(open);
    const auto closed = closed_gates(open.candidate());
    ASSERT_EQ(closed.size(), 1U) << each.gate;
    EXPECT_EQ(closed.front().gate, each.gate);
    EXPECT_GT(closed.front().why.size(), 10U);
    EXPECT_EQ(closed.front().why.find('\n'), std::string::npos);
  }
}

TEST(ReferGates, AnAnalystsConfirmationOfAnEdgeIsAsGoodAsHardEvidence) {
  OpenCase open = all_open();
  open.succession.edges.front().evidence.clear();
  EXPECT_FALSE(closed_gates(open.candidate()).empty());
  open.succession.edges.front().confirmed_by = "Ada";
  EXPECT_TRUE(closed_gates(open.candidate()).empty());
}

TEST(ReferGates, WhatDiedMeanwhileMayStillBeMarkedAsReferred) {
  OpenCase open = all_open();
  open.channel.state = State::gone;
  EXPECT_FALSE(closed_gates(open.candidate()).empty());
  EXPECT_TRUE(closed_for_marking(open.candidate()).empty());
}

TEST(ReferGates, AWordAboutAHandleIsNotAboutTheStrangerWhoTakesItOver) {
  const Succession s = answer({Seen("nest_watch", day(1)).id(21).title("Nest"),
                               Seen("nest_watch", day(10)).id(99).title("Soup kitchen")});
  std::vector<Observation> words = {word(verbs::approve, "nest_watch", "", day(5), false, "a: x"),
                                    word(verbs::purpose, "nest_watch", "", day(12), false, "y")};
  const auto dossiers = dossiers_of(words, Residents(s));
  EXPECT_TRUE(dossiers.at("telegram:21").confirmation);
  EXPECT_FALSE(dossiers.at("telegram:99").confirmation);
  EXPECT_TRUE(dossiers.at("telegram:99").purpose);
}

TEST(ReferGates, AWordTakenBackLeavesTheOneBeforeItStanding) {
  const Succession s = answer({Seen("nest_watch", day(1)).id(21)});
  const std::vector<Observation> words = {
      word(verbs::purpose, "nest_watch", "", day(7), true),
      word(verbs::purpose, "nest_watch", "", day(6), false, "second"),
      word(verbs::purpose, "nest_watch", "", day(5), false, "first")};
  EXPECT_EQ(dossiers_of(words, Residents(s)).at("telegram:21").purpose->text, "first");
}

// --- the command
// -----------------------------------------------------------------------------------

TEST_F(Refer, NothingIsWrittenUntilEveryGateIsOpen) {
  make(harbour(), true, sender);
  const Ran blocked = run({"refer", "t.me/tidewatch", "-o", packs().string()});
  EXPECT_EQ(blocked.code, 5);
  for (const char* gate : {"purpose_assessment", "deconfliction_status", "confirmation"})
    EXPECT_NE(blocked.err.find("blocked: https://t.me/tidewatch: " + std::string(gate)),
              std::string::npos)
        << blocked.err;
  EXPECT_FALSE(fs::exists(packs()));
  EXPECT_EQ(run({"refer", "t.me/tidewatch", "--sent", "T1"}).code, 5);
  // One gate short is as good as none.
  run({"refer", "t.me/tidewatch", "--purpose", "no report", "--confirm", "calls to raid nests"});
  EXPECT_EQ(run({"refer", "t.me/tidewatch", "-o", packs().string()}).code, 5);
  EXPECT_FALSE(fs::exists(packs()));
  EXPECT_EQ(run({"refer", "t.me/tidewatch", "--deconfliction", "clear"}).code, 0);
  EXPECT_EQ(run({"refer", "t.me/tidewatch", "-o", packs().string()}).code, 0);
  EXPECT_TRUE(fs::exists(packs() / "telegram/referral.txt"));
}

TEST_F(Refer, AChannelWithoutHardEvidenceStaysBlockedWhateverIsRecorded) {
  make(harbour(), true, sender);
  const Ran blocked = run({"refer", "t.me/other_birds", "--purpose", "x", "--deconfliction",
                           "clear", "--confirm", "y", "-o", packs().string()});
  EXPECT_EQ(blocked.code, 5);
  EXPECT_NE(blocked.err.find("hard_evidence"), std::string::npos) << blocked.err;
  EXPECT_FALSE(fs::exists(packs()));
}

TEST_F(Refer, AProtectedPlaceIsNeverReferred) {
  make({Seen("harbour_one", day(1)).id(11).announces("spambot", day(1)),
        Seen("spambot", day(2)).id(12).title("Bot"), Seen("harbour_one", day(3)).id(11).gone()},
       true, sender);
  const Ran blocked = run({"refer", "t.me/spambot", "--purpose", "x", "--deconfliction", "clear",
                           "--confirm", "y", "-o", packs().string()});
  EXPECT_EQ(blocked.code, 5);
  EXPECT_NE(blocked.err.find("protected"), std::string::npos) << blocked.err;
}

TEST_F(Refer, OfSeveralOnlyTheOpenOnesArePackedAndTheCodeSaysSo) {
  make(harbour(), true, sender);
  open_all();
  const Ran some = run({"refer", "t.me/tidewatch", "t.me/other_birds", "-o", packs().string()});
  EXPECT_EQ(some.code, 3) << some.err;
  const std::string annex = content(packs() / "telegram/annex.csv");
  EXPECT_NE(annex.find("https://t.me/tidewatch"), std::string::npos);
  EXPECT_EQ(annex.find("other_birds"), std::string::npos);
}

TEST_F(Refer, ThePackIsMarkedComplete) {
  make(harbour(), true, sender);
  open_all();
  ASSERT_EQ(run({"refer", "t.me/tidewatch", "-o", packs().string()}).code, 0);
  const fs::path pack = packs() / "telegram";
  const std::string cover = content(pack / "referral.txt");
  EXPECT_EQ(cover.find("REHEARSAL"), 0U) << cover;
  for (const char* words :
       {"NOT a removal order", "You decide", "https://t.me/tidewatch", "ada@example.org",
        "calls to raid nests", "good faith", "(TCO Art 2(7)): a, d"})
    EXPECT_NE(cover.find(words), std::string::npos) << words << "\n" << cover;
  const auto json = nlohmann::json::parse(content(pack / "referral.json"));
  EXPECT_EQ(json["order"], false);
  EXPECT_EQ(json["kind"], "referral");
  for (const char* field : {"issuing_MS", "authority", "addressee", "legal_rep", "contact_point",
                            "provider_MS", "issued_at", "reference_no", "url", "locator_extra",
                            "reason_codes", "free_reason", "non_disclosure", "language"})
    EXPECT_TRUE(json["tco_2021_784"].contains(field)) << field;
  for (const char* field : {"reasons", "urls", "name", "email", "good_faith"})
    EXPECT_TRUE(json["dsa_article_16"].contains(field)) << field;
  EXPECT_EQ(json["tco_2021_784"]["reason_codes"], (std::vector<std::string>{"a", "d"}));
  EXPECT_EQ(json["dsa_article_16"]["urls"][0], "https://t.me/tidewatch");
  const std::string annex = content(pack / "annex.csv");
  EXPECT_NE(annex.find("REHEARSAL,"), std::string::npos);
  EXPECT_NE(annex.find("'=Tide"), std::string::npos) << annex;  // no spreadsheet runs a title
  // Which analyst said what in the register is nobody's business but ours.
  for (const auto& entry : fs::directory_iterator(pack))
    EXPECT_EQ(content(entry.path()).find("register, ref 12"), std::string::npos) << entry.path();
  EXPECT_NE(content(packs() / "internal/telegram.json").find("register, ref 12"),
            std::string::npos);
}

TEST_F(Refer, TheEvidenceHoldsExactlyTheCapturesOfTheAnnex) {
  make(harbour(), true, sender);
  open_all();
  ASSERT_EQ(run({"refer", "t.me/tidewatch", "-o", packs().string()}).code, 0);
  std::set<std::string> listed, packed;
  const auto annex = nlohmann::json::parse(content(packs() / "telegram/annex.json"));
  for (const auto& capture : annex["channels"][0]["captures"])
    listed.insert(capture["capture"].get<std::string>());
  const auto read = each_warc_of_wacz(packs() / "telegram/evidence.wacz",
                                      [&](const std::string&, const ReadAt& bytes) -> Result<void> {
                                        WarcReader reader(bytes);
                                        while (const auto entry = reader.next())
                                          if (entry->record.type == "response")
                                            packed.insert(entry->record.id);
                                        return {};
                                      });
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(listed.size(), 3U);  // its first and last sight, and the announcement that names it
  EXPECT_EQ(packed, listed);
}

TEST_F(Refer, TheSameFactsGiveTheSameBytes) {
  make(harbour(), true, sender);
  open_all();
  run({"refer", "t.me/tidewatch", "-o", packs().string()});
  run({"refer", "t.me/tidewatch", "-o", (folder_ / "again").string()}, day(40));
  for (const char* name : {"referral.txt", "referral.json", "annex.csv", "annex.json",
                           "evidence.wacz", "SHA256SUMS"}) {
    ASSERT_FALSE(content(packs() / "telegram" / name).empty()) << name;
    EXPECT_EQ(content(packs() / "telegram" / name), content(folder_ / "again/telegram" / name))
        << name;
  }
}

TEST_F(Refer, TheCoverSpeaksTheLanguageAskedFor) {
  for (const auto& [language, words] :
       {std::pair("de", "KEINE Entfernungsanordnung"), std::pair("fr", "PAS une injonction"),
        std::pair("es", "NO es una orden de retirada")}) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    make(harbour(), true, sender + std::string("language = \"") + language + "\"\n");
    open_all();
    ASSERT_EQ(run({"refer", "t.me/tidewatch", "-o", packs().string()}).code, 0);
    EXPECT_NE(content(packs() / "telegram/referral.txt").find(words), std::string::npos) << words;
  }
}

TEST_F(Refer, WhatIsWithdrawnClosesTheGatesAgain) {
  make(harbour(), true, sender);
  open_all();
  EXPECT_EQ(run({"refer", "t.me/tidewatch", "--withdraw"}, day(31)).code, 5);
}

TEST_F(Refer, AWordNeedsAName) {
  make(harbour(), true, "[refer]\nname = \"A\"\nemail = \"a@example.org\"\n");
  const Ran nameless = run({"refer", "t.me/tidewatch", "--purpose", "x"});
  EXPECT_EQ(nameless.code, 2);
  EXPECT_NE(nameless.err.find("--by"), std::string::npos);
}

TEST_F(Refer, TheOutcomeClockTellsWhenItFellWhereItCameBackAndWithWhom) {
  make(harbour(), true, sender);
  open_all();
  ASSERT_EQ(run({"refer", "t.me/tidewatch", "--sent", "T-77"}, day(30)).code, 0);
  EXPECT_EQ(run({"refer", "t.me/tidewatch"}, day(31)).code, 5);  // not twice
  add({Seen("tidewatch", day(30.5))
           .id(12)
           .title("Tide")
           .members(700)
           .announces("tide_again", day(30.5)),
       Seen("tidewatch", day(31)).id(12).gone(),
       Seen("tide_again", day(32)).id(14).title("Tide").members(350).created(day(30.6))});
  const Ran outcomes = run({"--json", "refer", "--outcomes"}, day(33));
  ASSERT_EQ(outcomes.code, 0) << outcomes.err;
  const auto json = nlohmann::json::parse(outcomes.out)["outcomes"];
  ASSERT_EQ(json.size(), 1U) << outcomes.out;
  EXPECT_EQ(json[0]["reference"], "T-77");
  EXPECT_EQ(json[0]["by"], "Ada Reed");
  EXPECT_EQ(json[0]["state"], "gone");
  EXPECT_EQ(json[0]["offline_after_hours"][1], 24.0);
  ASSERT_EQ(json[0]["returns"].size(), 1U) << outcomes.out;
  EXPECT_EQ(json[0]["returns"][0]["url"], "https://t.me/tide_again");
  EXPECT_EQ(json[0]["audience_regained"], 0.5);
}

TEST_F(Refer, NothingHasComeBackWhileTheReferredIsAlive) {
  make(harbour(), true, sender);
  open_all();
  ASSERT_EQ(run({"refer", "t.me/tidewatch", "--sent", "T-78"}, day(30)).code, 0);
  add({Seen("tidewatch", day(30.5))
           .id(12)
           .title("Tide")
           .members(700)
           .announces("tide_again", day(30.5)),
       Seen("tide_again", day(32)).id(14).title("Tide").members(350).created(day(20))});
  const auto alive = nlohmann::json::parse(run({"--json", "refer", "--outcomes"}, day(33)).out);
  EXPECT_EQ(alive["outcomes"][0]["state"], "alive");
  EXPECT_TRUE(alive["outcomes"][0]["returns"].empty());
  EXPECT_TRUE(alive["outcomes"][0]["audience_regained"].is_null());
  add({Seen("tidewatch", day(33)).id(12).gone()});
  EXPECT_NE(run({"refer", "--outcomes"}, day(34)).out.find("stood ready"), std::string::npos)
      << "born ten days before the referral";
}

TEST(ReferProviders, SelfHostedPlacesAreGroupedByTheirHost) {
  Channel channel;
  channel.platform = "rocketchat";
  channel.urls = {{room("chat.birds.example", "general"), day(1), {}}};
  EXPECT_EQ(provider_of(channel).key, "rocketchat:chat.birds.example");
  EXPECT_EQ(folder_of(provider_of(channel)), "rocketchat_chat.birds.example");
  EXPECT_EQ(folder_of({"site:../../etc", "", ""}), "site_.._.._etc");
}

// --- the inbox
// -------------------------------------------------------------------------------------

TEST_F(Refer, AWordSaidWhileAnotherRunWritesWaitsAndCountsAtOnce) {
  make(harbour(), true, sender);
  {
    auto held = open_ledger(case_dir(), OpenMode::write);
    ASSERT_TRUE(held);
    const Ran noted = run({"note", "t.me/tidewatch", "look at the dunes"});
    EXPECT_EQ(noted.code, 0) << noted.err;
    EXPECT_NE(noted.err.find("takes it in"), std::string::npos) << noted.err;
    EXPECT_EQ(std::distance(fs::directory_iterator(case_dir() / "inbox"), {}), 1);
    EXPECT_NE(run({"--json", "channels"}).out.find("tidewatch"), std::string::npos);
  }
  // The next word finds the ledger free and takes the first one along.
  EXPECT_EQ(run({"note", "t.me/tidewatch", "and at the mole"}, day(31)).code, 0);
  EXPECT_TRUE(fs::is_empty(case_dir() / "inbox"));
  auto ledger = open_ledger(case_dir(), OpenMode::read);
  std::vector<std::string> notes;
  ASSERT_TRUE((*ledger)->replay([&](const Observation& seen) {
    if (seen.word) notes.push_back(seen.word->text);
  }));
  EXPECT_EQ(notes, (std::vector<std::string>{"look at the dunes", "and at the mole"}));
}

}  // namespace
}  // namespace godwit::test
