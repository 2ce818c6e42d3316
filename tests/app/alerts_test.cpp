// SPDX-License-Identifier: Apache-2.0
// Alerts: each event once, to everybody who asked, at their hour, and never lost.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/alerts/alert_desk.h"
#include "app/alerts/watch_alerts.h"
#include "crawler/store/digest.h"
#include "tests/app/desk_case.h"
#include "tests/app/loopback.h"

namespace godwit::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;

Alert death(const std::string& handle, Time at) {
  return {AlertKind::death, at, "death:" + handle, handle + " is gone", "https://t.me/" + handle};
}
Alert wave(Time at) { return {AlertKind::wave, at, "wave:x", "9 channels died in a day", ""}; }

Journal begun(const std::string& sink) {
  Journal journal;
  journal.take({day(0), sink, "", Delivery::known, ""});
  return journal;
}

AlertConfig with_webhook() {
  AlertConfig config;
  config.webhook = "http://127.0.0.1:9/", config.webhook_secret_file = "key";
  return config;
}

std::size_t due(const std::vector<Alert>& alerts, const Journal& journal, const AlertConfig& config,
                Time now) {
  const auto all = plan(alerts, journal, config, now);
  return all.empty() ? 0 : all.front().alerts.size();
}

// --- the plan
// --------------------------------------------------------------------------------------

TEST(AlertPlan, AnEventIsToldOnceEvenWhenItsChannelGetsAnotherName) {
  Journal journal = begun("webhook");
  const Alert told{AlertKind::successor, day(2), "successor:telegram:@a>telegram:@b",
                   "B continues A", "https://t.me/bb"};
  Alert renamed = told;
  renamed.key = "successor:telegram:11>telegram:12", renamed.at = day(1);
  EXPECT_EQ(due({told, renamed}, journal, with_webhook(), day(3)), 1U);
  journal.take({day(3), "webhook", event_key(told), Delivery::sent, ""});
  EXPECT_EQ(due({renamed}, journal, with_webhook(), day(4)), 0U);
}

TEST(AlertPlan, WhatFailedIsTriedAgainLaterAndLaterThenGivenUp) {
  Journal journal = begun("webhook");
  const Alert alert = death("heron", day(1));
  Time now = day(2);
  for (const int wait : {1, 5, 30, 120, 360}) {
    EXPECT_EQ(due({alert}, journal, with_webhook(), now), 1U);
    journal.take({now, "webhook", event_key(alert), Delivery::failed, "refused"});
    EXPECT_EQ(due({alert}, journal, with_webhook(), now + minutes(wait) - Duration(1)), 0U) << wait;
    now += minutes(wait);
  }
  journal.take({now, "webhook", event_key(alert), Delivery::dead, "refused"});
  EXPECT_EQ(due({alert}, journal, with_webhook(), now + days(9)), 0U);
}

TEST(AlertPlan, QuietHoursHoldEverythingButAWave) {
  AlertConfig config = with_webhook();
  config.quiet_from = "22:00", config.quiet_to = "07:00";
  const Journal journal = begun("webhook");
  const std::vector<Alert> both = {death("heron", day(1)), wave(day(1))};
  for (const double hour : {22.0, 23.9, 0.0, 6.9}) {
    const auto told = plan(both, journal, config, day(2 + hour / 24));
    ASSERT_EQ(told.size(), 1U) << hour;
    ASSERT_EQ(told.front().alerts.size(), 1U) << hour;
    EXPECT_EQ(told.front().alerts.front().kind, AlertKind::wave);
    EXPECT_EQ(due({both.front()}, journal, config, day(2 + hour / 24)), 0U) << hour;
  }
  EXPECT_EQ(due(both, journal, config, day(2 + 7.01 / 24)), 2U);
}

TEST(AlertPlan, ADigestWaitsUntilTheLastMessageIsOldEnough) {
  AlertConfig config = with_webhook();
  config.digest_minutes = 60;
  Journal journal = begun("webhook");
  EXPECT_EQ(due({death("heron", day(1))}, journal, config, day(2)), 1U);
  journal.take({day(2), "webhook", "death:x", Delivery::sent, ""});
  const std::vector<Alert> two = {death("heron", day(1)), death("stork", day(1))};
  EXPECT_EQ(due(two, journal, config, day(2) + minutes(59)), 0U);
  EXPECT_EQ(due(two, journal, config, day(2) + minutes(60)), 2U);
}

TEST(AlertPlan, OnlyTheKindsAskedForAreTold) {
  AlertConfig config = with_webhook();
  config.kinds = {"wave"};
  EXPECT_EQ(due({death("heron", day(1)), wave(day(1))}, begun("webhook"), config, day(2)), 1U);
}

TEST(AlertPlan, AWrongConfigurationIsOneClearLine) {
  AlertConfig config;
  EXPECT_TRUE(check(config));
  config.kinds = {"sunrise"};
  EXPECT_FALSE(check(config));
  config = {}, config.quiet_from = "22:00";
  EXPECT_FALSE(check(config));
  config.quiet_to = "25:00";
  EXPECT_FALSE(check(config));
  config = {}, config.webhook = "https://example.org/hook";
  EXPECT_FALSE(check(config));
}

TEST(AlertJournal, ATornLastLineLosesNothingButItself) {
  const std::string line =
      journal_line({day(1), "mail", "death:https://t.me/heron:2020-01-02", Delivery::sent, ""});
  const Journal journal = read_journal(line + line.substr(0, line.size() / 2));
  ASSERT_NE(journal.find("mail", "death:https://t.me/heron:2020-01-02"), nullptr);
  EXPECT_EQ(journal.last_sent("mail"), day(1));
}

// --- the messages
// ----------------------------------------------------------------------------------

TEST(AlertMessages, AHostileTitleBreaksNoHeaderAndNoMarkup) {
  Alert alert = death("heron", day(1));
  alert.text = "x\r\nBcc: everybody@example.org\r\n\r\n<script>\x01\xff ]]> \xE2\x80\xAE is gone";
  AlertConfig config;
  config.mail_from = "godwit@example.org", config.mail_to = {"desk@example.org"};
  const std::string mail = mail_message({true, "godwit", "f"}, config, {alert}, day(2));
  EXPECT_EQ(mail.find("Bcc"), std::string::npos);
  EXPECT_NE(mail.find("Date: Fri, 03 Jan 2020 00:00:00 +0000\r\n"), std::string::npos) << mail;
  const std::string feed = atom_feed({true, "godwit", "f"}, {alert});
  EXPECT_EQ(feed.find("<script"), std::string::npos);
  EXPECT_NE(feed.find("REHEARSAL"), std::string::npos);
  const std::string line = alert_line({true, "godwit", "f"}, alert);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(AlertMessages, TheSignatureIsHmacOverTimeAndBody) {
  EXPECT_NE(signature("nest", "1577923200", "{}"), signature("nest", "1577923201", "{}"));
  EXPECT_NE(signature("nest", "1577923200", "{}"), signature("nesT", "1577923200", "{}"));
}

// What a receiver does in a shell, by a program that nobody here wrote.
TEST(AlertMessages, AReceiverWithOpensslComputesTheSameSignature) {
  const std::string body = R"({"alerts": [{"text": "طيور, ‘birds’ and \\"tides\\""}]})";
  const fs::path file = fs::temp_directory_path() / ("godwit-signed-" + std::to_string(::getpid()));
  std::ofstream(file, std::ios::binary) << "1577923200." << body;
  std::string said(200, '\0');
  FILE* openssl =
      ::popen(("openssl dgst -sha256 -hmac 'a key of the desk' <" + file.string()).c_str(), "r");
  said.resize(std::fread(said.data(), 1, said.size(), openssl));
  const bool ran = ::pclose(openssl) == 0;
  fs::remove(file);
  if (!ran) GTEST_SKIP() << "openssl is not installed";
  ASSERT_EQ(said.substr(said.size() - 67, 2), "= ") << said;
  EXPECT_EQ(signature("a key of the desk", "1577923200", body),
            "sha256=" + said.substr(said.size() - 65, 64));
}

TEST(AlertMessages, TheFeedIsSoundToAReaderNobodyHereWrote) {
  if (std::system("/usr/bin/python3 -c 'import feedparser' 2>/dev/null") != 0)
    GTEST_SKIP() << "python3-feedparser is not installed";
  std::vector<Alert> alerts = {death("heron", day(1)),
                               wave(day(2)),
                               {AlertKind::successor, day(3), "k",
                                "\u0637\u064A\u0631 <&> \"x\" \x02", "https://t.me/+AbC"}};
  const fs::path file = fs::temp_directory_path() / ("godwit-atom-" + std::to_string(::getpid()));
  std::ofstream(file, std::ios::binary) << atom_feed({true, "godwit 1 <2>", "f"}, alerts);
  const std::string check =
      "/usr/bin/python3 -c 'import feedparser,sys; f=feedparser.parse(sys.argv[1]); "
      "ids={e.id for e in f.entries}; sys.exit(f.bozo or len(ids)!=3 or "
      "not all(i.startswith(\"urn:uuid:\") for i in ids) or \"<&>\" not in f.entries[0].title)' " +
      file.string();
  EXPECT_EQ(std::system(check.c_str()), 0) << content(file);
  EXPECT_EQ(std::system(("xmllint --noout " + file.string()).c_str()), 0);
  EXPECT_EQ(event_id({false, "", "f"}, alerts[0]), event_id({true, "x", "f"}, alerts[0]));
  fs::remove(file);
}

// --- the desk
// --------------------------------------------------------------------------------------

class Alerts : public DeskCase {
 protected:
  std::vector<Observation> two() {
    return {Seen("harbour_one", day(1)).id(11).title("Harbour").announces("tidewatch", day(1)),
            Seen("tidewatch", day(2)).id(12).title("Tide")};
  }
  void fall() { add({Seen("harbour_one", day(5)).id(11).gone()}); }
  std::string journal() const { return content(case_dir() / "alerts/journal.ndjson"); }
  void secret() { std::ofstream(case_dir() / "key") << "nest\n"; }
  std::string hook_config(std::uint16_t port) {
    return "[alerts]\nwebhook = \"http://127.0.0.1:" + std::to_string(port) +
           "/hook\"\nwebhook_secret_file = \"key\"\n";
  }
};

TEST_F(Alerts, TheListNamesWhatHappenedSinceThen) {
  make(two());
  fall();
  const auto all = nlohmann::json::parse(run({"--json", "alerts"}).out)["alerts"];
  EXPECT_EQ(all.size(), 2U);
  const auto since =
      nlohmann::json::parse(run({"--json", "alerts", "--since", to_rfc3339(day(4))}).out);
  ASSERT_EQ(since["alerts"].size(), 1U);
  EXPECT_EQ(since["alerts"][0]["kind"], "death");
  EXPECT_EQ(since["rehearsal"], true);
  EXPECT_EQ(
      nlohmann::json::parse(run({"--json", "alerts", "--kind", "successor"}).out)["alerts"].size(),
      1U);
}

TEST_F(Alerts, ANewSinkHearsOfWhatComesAndOfEachEventOnce) {
  make(two(), true, "[alerts]\nfile = \"told.ndjson\"\natom = \"alerts.atom\"\n");
  EXPECT_EQ(run({"alerts", "--deliver"}).code, 0);
  EXPECT_EQ(content(case_dir() / "told.ndjson"), "");
  fall();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run({"alerts", "--deliver"}).code, 0);
  const std::string told = content(case_dir() / "told.ndjson");
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1) << told;
  EXPECT_EQ(nlohmann::json::parse(told)["kind"], "death");
  const std::string feed = content(case_dir() / "alerts.atom");
  EXPECT_NE(feed.find("urn:uuid:"), std::string::npos);
}

TEST_F(Alerts, AWebhookGetsASignedBodyAndAFailureIsTriedAgainAtItsTime) {
  Hook hook;
  make(two(), true, hook_config(hook.peer.port()));
  secret();
  run({"alerts", "--deliver"});
  fall();
  hook.status = 503;
  EXPECT_EQ(run({"alerts", "--deliver"}, day(10)).code, 3);
  EXPECT_EQ(run({"alerts", "--deliver"}, day(10)).code, 0);  // not yet
  hook.status = 200;
  EXPECT_EQ(run({"alerts", "--deliver"}, day(10) + minutes(2)).code, 0);
  EXPECT_EQ(run({"alerts", "--deliver"}, day(11)).code, 0);
  ASSERT_EQ(hook.got.size(), 2U);
  const auto& [head, body] = hook.got.back();
  const auto header = [&head = head](const std::string& name) {
    const std::size_t at = head.find(name + ": ") + name.size() + 2;
    return head.substr(at, head.find("\r\n", at) - at);
  };
  EXPECT_EQ(header("X-Godwit-Signature"), signature("nest", header("X-Godwit-Timestamp"), body));
  EXPECT_EQ(nlohmann::json::parse(body)["alerts"][0]["kind"], "death");
  const std::string first = hook.got.front().first, id = header("X-Godwit-Delivery");
  EXPECT_NE(first.find(id), std::string::npos);  // the same delivery, tried again
}

TEST_F(Alerts, WhatCannotBeDeliveredEndsAsADeadLetterAndIsLogged) {
  make(two(), true, hook_config(9));  // nobody there
  secret();
  run({"alerts", "--deliver"});
  fall();
  Time now = day(10);
  for (int i = 0; i < attempts_max; ++i, now += days(1)) run({"alerts", "--deliver"}, now);
  const std::string dead = content(case_dir() / "alerts/dead.ndjson");
  EXPECT_EQ(std::count(dead.begin(), dead.end(), '\n'), 1) << journal();
  const std::string log = journal();
  EXPECT_NE(log.find("\"failed\""), std::string::npos);
  EXPECT_NE(log.find("\"dead\""), std::string::npos);
  EXPECT_EQ(run({"alerts", "--deliver"}, now).code, 0);  // and is left alone
}

TEST_F(Alerts, MailGoesThroughTheOwnersServer) {
  MailServer server;
  make(two(), true,
       "[alerts]\nmail_server = \"smtp://127.0.0.1:" + std::to_string(server.peer.port()) +
           "\"\nmail_from = \"godwit@example.org\"\nmail_to = [\"desk@example.org\"]\n");
  run({"alerts", "--deliver"});
  fall();
  const Ran told = run({"alerts", "--deliver"});
  EXPECT_EQ(told.code, 0) << told.err;
  const std::lock_guard lock(server.mutex);
  std::string all;
  for (const std::string& line : server.talk) all += line;
  for (const char* words : {"MAIL FROM:<godwit@example.org>", "RCPT TO:<desk@example.org>",
                            "Subject: =?UTF-8?B?", "Content-Transfer-Encoding: base64"})
    EXPECT_NE(all.find(words), std::string::npos) << words << "\n" << all;
}

TEST_F(Alerts, MailToAnotherMachineIsNeverSentInTheClear) {
  // The name resolves to this machine, but is not one of its own names: STARTTLS is demanded.
  MailServer server;
  const auto sent = send_mail({}, {"smtp://127.0.0.2:" + std::to_string(server.peer.port()),
                                   "",
                                   "",
                                   "a@example.org",
                                   {"b@example.org"},
                                   "x"});
  EXPECT_FALSE(sent);
}

TEST_F(Alerts, AHookThatHangsHoldsUpNoRound) {
  Peer hanging([](int) { std::this_thread::sleep_for(std::chrono::seconds(2)); });
  make(two(), true, hook_config(hanging.port()));
  secret();
  auto of = open_case(case_dir());
  Tracker tracker;
  for (const Observation& seen : two()) tracker.apply(seen);
  std::ostringstream out;
  WatchAlerts alerts(AlertDesk::open(*of, "f", out), tracker, day(3));
  tracker.apply(Seen("harbour_one", day(5)).id(11).gone());
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) alerts.tick(day(6) + minutes(5 * i));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(1));
  EXPECT_FALSE(alerts.finish(day(7)).empty());  // the trouble is told, and was no error
}

}  // namespace
}  // namespace godwit::test
