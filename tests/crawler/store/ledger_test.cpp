// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "crawler/store/sqlite_ledger.h"
#include "tests/crawler/store/faulty_disk.h"
#include "tests/crawler/store/temp_case.h"

namespace godwit {
namespace {

using testing::bytes_of;
using testing::facts_of;
using testing::FaultyDisk;
using testing::pages_about;
using testing::TempCase;

std::unique_ptr<SqliteLedger> opened(const TempCase& dir, OpenMode mode) {
  auto ledger = open_ledger(dir.path(), mode);
  EXPECT_TRUE(ledger) << (ledger ? "" : ledger.error().text);
  return ledger ? std::move(ledger.value()) : nullptr;
}

std::vector<Observation> replayed(const Ledger& ledger) {
  std::vector<Observation> facts;
  const auto done = ledger.replay([&](const Observation& fact) { facts.push_back(fact); });
  EXPECT_TRUE(done) << (done ? "" : done.error().text);
  return facts;
}

TEST(Ledger, GivesBackWhatItTookInOrder) {
  TempCase dir;
  const auto pages = pages_about(0, 3);
  const auto facts = facts_of(pages);
  {
    auto ledger = opened(dir, OpenMode::create);
    ASSERT_TRUE(ledger->append(pages, facts));
    EXPECT_EQ(replayed(*ledger), facts);
  }
  const auto reader = opened(dir, OpenMode::read);
  EXPECT_EQ(replayed(*reader), facts);
  EXPECT_EQ(*reader->size(), 3);
  const auto page = reader->read_capture(facts[1].capture);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body, pages[1].body);
  EXPECT_EQ(page->request_head, pages[1].request_head);
  EXPECT_EQ(reader->read_capture("urn:uuid:none").error().trouble, Trouble::not_found);
}

TEST(Ledger, AppendingTwiceAddsNothing) {
  TempCase dir;
  auto ledger = opened(dir, OpenMode::create);
  const auto pages = pages_about(0, 4);
  const auto facts = facts_of(pages);
  ASSERT_TRUE(ledger->append(pages, facts));
  const auto spot = *ledger->find_capture(facts[3].capture);
  const auto size = std::filesystem::file_size(dir / ("captures/" + spot->file));
  ASSERT_TRUE(ledger->append(pages, facts));
  EXPECT_EQ(*ledger->size(), 4);
  EXPECT_EQ(std::filesystem::file_size(dir / ("captures/" + spot->file)), size);

  std::vector<Fetched> twice{pages_about(9, 1)[0], pages_about(9, 1)[0]};
  ASSERT_TRUE(ledger->append(twice, facts_of(twice)));
  EXPECT_EQ(*ledger->size(), 5);
}

TEST(Ledger, KeepsFactsThatHaveNoPage) {
  TempCase dir;
  auto ledger = opened(dir, OpenMode::create);
  Observation fact;
  fact.at = from_ms(1'600'000'000'000);
  fact.source = Source::analyst;
  fact.word = Word{"note", "https://t.me/harbour", "", std::nullopt, "the old pier", "M.", false};
  ASSERT_TRUE(ledger->append({}, std::vector{fact}));
  ASSERT_TRUE(ledger->append({}, std::vector{fact}));
  const auto kept = replayed(*ledger);
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].word, fact.word);
  EXPECT_FALSE(kept[0].capture.empty());
  const auto page = ledger->read_capture(kept[0].capture);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->record_type, "metadata");
}

TEST(Ledger, ManyFactsMayShareOneRecord) {
  TempCase dir;
  auto ledger = opened(dir, OpenMode::create);
  auto pages = pages_about(0, 1);
  pages.resize(3);
  auto facts = facts_of(pages_about(0, 3));
  for (std::size_t i = 0; i < 3; ++i) {
    pages[i].capture = pages[0].capture;
    facts[i].capture = part_id(pages[0].capture, std::to_string(i));
  }
  ASSERT_TRUE(ledger->append(pages, facts));
  ASSERT_TRUE(ledger->append(pages, facts));
  EXPECT_EQ(*ledger->size(), 3);
  const auto first = *ledger->find_capture(facts[0].capture);
  EXPECT_EQ(*ledger->find_capture(facts[2].capture), first);
  EXPECT_EQ(ledger->read_capture(facts[2].capture)->capture, pages[0].capture);
}

TEST(Ledger, HoldsOneWriterAndManyReaders) {
  TempCase dir;
  auto writer = opened(dir, OpenMode::create);
  const auto second = open_ledger(dir.path(), OpenMode::write);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().trouble, Trouble::locked);
  auto reader = opened(dir, OpenMode::read);
  const auto pages = pages_about(0, 1);
  ASSERT_TRUE(writer->append(pages, facts_of(pages)));
  EXPECT_EQ(replayed(*reader).size(), 1u);
  EXPECT_EQ(reader->append(pages, facts_of(pages)).error().trouble, Trouble::usage);
  writer.reset();
  EXPECT_TRUE(open_ledger(dir.path(), OpenMode::write));
}

TEST(Ledger, ACaseIsMadeOnce) {
  TempCase dir;
  EXPECT_EQ(open_ledger(dir.path(), OpenMode::write).error().trouble, Trouble::not_found);
  opened(dir, OpenMode::create).reset();
  EXPECT_EQ(open_ledger(dir.path(), OpenMode::create).error().trouble, Trouble::usage);
}

TEST(Ledger, RefusesANewerSchemaAndTouchesNothing) {
  TempCase dir;
  opened(dir, OpenMode::create).reset();
  std::string bytes = bytes_of(dir / "ledger.db");
  bytes[63] = 99;  // user_version
  testing::write_file(dir / "ledger.db", bytes);
  const auto names = [&] {
    std::set<std::string> out;
    for (const auto& each : std::filesystem::recursive_directory_iterator(dir.path()))
      out.insert(each.path());
    return out;
  };
  const auto before = names();
  for (const OpenMode mode : {OpenMode::write, OpenMode::read}) {
    const auto refused = open_ledger(dir.path(), mode);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().trouble, Trouble::newer_schema);
  }
  EXPECT_EQ(bytes_of(dir / "ledger.db"), bytes);
  EXPECT_EQ(names(), before);
}

TEST(Ledger, RefusesAForeignFile) {
  for (const std::string& bytes : {std::string(), std::string("hello"), std::string(4096, 'x')}) {
    TempCase dir;
    testing::write_file(dir / "ledger.db", bytes);
    const auto refused = open_ledger(dir.path(), OpenMode::write);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().trouble, Trouble::corrupt);
    EXPECT_EQ(bytes_of(dir / "ledger.db"), bytes);
  }
}

TEST(Ledger, FilesAreForTheOwnerAlone) {
  TempCase dir;
  auto ledger = opened(dir, OpenMode::create);
  const auto pages = pages_about(0, 1);
  ASSERT_TRUE(ledger->append(pages, facts_of(pages)));
  for (const auto& each : std::filesystem::recursive_directory_iterator(dir.path())) {
    struct stat known {};
    ASSERT_EQ(::stat(each.path().c_str(), &known), 0);
    EXPECT_EQ(known.st_mode & 0777, each.is_directory() ? 0700u : 0600u) << each.path();
  }
}

TEST(Ledger, WarcFilesAreOfBoundedSize) {
  TempCase dir;
  auto disk = real_disk();
  LedgerOptions options;
  options.capture_file_bytes_max = 4'000;
  auto ledger = open_ledger(dir.path(), OpenMode::create, *disk, options);
  ASSERT_TRUE(ledger);
  for (int i = 0; i < 10; ++i) {
    const auto pages = pages_about(i * 2, 2);
    ASSERT_TRUE(ledger.value()->append(pages, facts_of(pages)));
  }
  int files = 0;
  for (const auto& each : std::filesystem::directory_iterator(dir / "captures")) {
    ++files;
    EXPECT_LE(each.file_size(), 4'000u);
  }
  EXPECT_GT(files, 2);
}

TEST(Ledger, RemembersSmallNotes) {
  TempCase dir;
  auto ledger = opened(dir, OpenMode::create);
  EXPECT_EQ(*ledger->meta("rehearsal"), "");
  ASSERT_TRUE(ledger->set_meta("rehearsal", "yes"));
  ASSERT_TRUE(ledger->set_meta("rehearsal", "no"));
  EXPECT_EQ(*ledger->meta("rehearsal"), "no");
}

TEST(Ledger, AFlippedBitInACaptureIsToldWhenItIsRead) {
  TempCase dir;
  auto ledger = opened(dir, OpenMode::create);
  const auto pages = pages_about(0, 1);
  ASSERT_TRUE(ledger->append(pages, facts_of(pages)));
  const auto spot = *ledger->find_capture(pages[0].capture);
  std::string bytes = bytes_of(dir / ("captures/" + spot->file));
  bytes[spot->offset + 20] ^= 1;
  testing::write_file(dir / ("captures/" + spot->file), bytes);
  const auto page = ledger->read_capture(pages[0].capture);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().trouble, Trouble::corrupt);
  EXPECT_NE(page.error().text.find(spot->file), std::string::npos);
}

TEST(Ledger, AfterAFailedSyncItRefusesToGoOn) {
  TempCase dir;
  FaultyDisk disk(FaultyDisk::never);
  auto ledger = open_ledger(dir.path(), OpenMode::create, disk, {});
  ASSERT_TRUE(ledger);
  const auto first = pages_about(0, 1);
  ASSERT_TRUE(ledger.value()->append(first, facts_of(first)));
  disk.die_at_next();
  const auto second = pages_about(1, 1);
  const auto failed = ledger.value()->append(second, facts_of(second));
  ASSERT_FALSE(failed);
  disk.revive();
  EXPECT_FALSE(ledger.value()->append(second, facts_of(second)));
  ledger.value().reset();
  auto again = opened(dir, OpenMode::write);
  EXPECT_TRUE(again->append(second, facts_of(second)));
  EXPECT_EQ(*again->size(), 2);
}

// What a crash at any call of the disk may leave: every acknowledged fact with its capture, no half
// fact, and a ledger that takes the rest.
void crash_everywhere(double keep) {
  int dies_at = 0;
  for (bool died = true; died; ++dies_at) {
    TempCase dir;
    FaultyDisk disk(dies_at);
    LedgerOptions options;
    options.capture_file_bytes_max = 3'000;
    std::vector<Observation> acknowledged;
    std::vector<Observation> all;
    {
      auto ledger = open_ledger(dir.path(), OpenMode::create, disk, options);
      for (int batch = 0; batch < 4; ++batch) {
        const auto pages = pages_about(batch * 3, 3);
        const auto facts = facts_of(pages);
        all.insert(all.end(), facts.begin(), facts.end());
        if (ledger && ledger.value()->append(pages, facts)) {
          acknowledged.insert(acknowledged.end(), facts.begin(), facts.end());
        }
      }
      died = disk.dead();
      disk.revive();
    }
    disk.lose_unsynced(keep);
    const bool born = std::filesystem::exists(dir / "ledger.db");
    auto ledger = open_ledger(dir.path(), born ? OpenMode::write : OpenMode::create, disk, options);
    ASSERT_TRUE(ledger) << "died at call " << dies_at << ": " << ledger.error().text;
    const auto kept = replayed(*ledger.value());
    ASSERT_EQ(kept, acknowledged) << "died at call " << dies_at;
    for (const Observation& fact : kept) {
      const auto page = ledger.value()->read_capture(fact.capture);
      ASSERT_TRUE(page) << "died at call " << dies_at << ": " << page.error().text;
    }
    for (int batch = 0; batch < 4; ++batch) {
      const auto pages = pages_about(batch * 3, 3);
      ASSERT_TRUE(ledger.value()->append(pages, facts_of(pages)));
    }
    ASSERT_EQ(replayed(*ledger.value()), all) << "died at call " << dies_at;
  }
  EXPECT_GT(dies_at, 20);
}

TEST(Ledger, ACrashAtAnyCallLosesNoAcknowledgedFact) { crash_everywhere(0); }
TEST(Ledger, ACrashThatTearsWhatWasNotSyncedLosesNoAcknowledgedFact) {
  crash_everywhere(1);
  crash_everywhere(0.6);
}

TEST(Ledger, AFullDiskIsToldAndTheLedgerGoesOnWhenThereIsRoom) {
  TempCase dir;
  FaultyDisk disk(FaultyDisk::never, Trouble::disk_full);
  auto ledger = open_ledger(dir.path(), OpenMode::create, disk, {});
  ASSERT_TRUE(ledger);
  const auto pages = pages_about(0, 2);
  disk.die_at_next();
  const auto full = ledger.value()->append(pages, facts_of(pages));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().trouble, Trouble::disk_full);
  disk.revive();
  ledger.value().reset();
  auto again = opened(dir, OpenMode::write);
  EXPECT_TRUE(again->append(pages, facts_of(pages)));
}

TEST(Ledger, ATailWithoutFactsGoesToQuarantine) {
  TempCase dir;
  const auto pages = pages_about(0, 2);
  std::string file;
  {
    auto ledger = opened(dir, OpenMode::create);
    ASSERT_TRUE(ledger->append(pages, facts_of(pages)));
    file = (*ledger->find_capture(pages[0].capture))->file;
  }
  const std::string whole = bytes_of(dir / ("captures/" + file));
  testing::write_file(dir / ("captures/" + file), whole + whole.substr(0, whole.size() - 7));
  auto ledger = opened(dir, OpenMode::write);
  EXPECT_EQ(bytes_of(dir / ("captures/" + file)), whole);
  EXPECT_EQ(bytes_of(dir / ("quarantine/" + std::to_string(whole.size()) + "-" + file)),
            whole.substr(0, whole.size() - 7));
  const auto audit = ledger->audit();
  ASSERT_TRUE(audit);
  ASSERT_EQ(audit->size(), 1u);
  EXPECT_NE(audit->front().text.find("4 whole records and a torn one"), std::string::npos)
      << audit->front().text;
}

// --- kill -9 -------------------------------------------------------------------------------------

// The child's part: appends until it is killed, and tells each acknowledged number on stdout.
TEST(LedgerChild, DISABLED_AppendsForEver) {
  const char* dir = std::getenv("GODWIT_KILL_CASE");
  if (dir == nullptr) GTEST_SKIP() << "only for the parent below";
  auto ledger = open_ledger(dir, OpenMode::write);
  ASSERT_TRUE(ledger) << ledger.error().text;
  int next = static_cast<int>(*ledger.value()->size());
  for (;; next += 5) {
    const auto pages = pages_about(next, 5);
    ASSERT_TRUE(ledger.value()->append(pages, facts_of(pages)));
    const std::string line = "ack " + std::to_string(next + 5) + "\n";
    ASSERT_GT(::write(STDOUT_FILENO, line.data(), line.size()), 0);
  }
}

// Starts the child, kills it after `delay_us`, gives the last number it acknowledged.
std::int64_t run_and_kill(const TempCase& dir, int delay_us) {
  int out[2];
  EXPECT_EQ(::pipe(out), 0);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  ::setenv("GODWIT_KILL_CASE", dir.path().c_str(), 1);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::close(out[0]);
    ::close(out[1]);
    ::execl(self.c_str(), self.c_str(), "--gtest_also_run_disabled_tests",
            "--gtest_filter=LedgerChild.DISABLED_AppendsForEver", nullptr);
    ::_exit(127);
  }
  ::close(out[1]);
  std::string said;
  char buffer[4096];
  ssize_t got = 0;
  while (said.find("ack ") == std::string::npos &&
         (got = ::read(out[0], buffer, sizeof buffer)) > 0)
    said.append(buffer, static_cast<std::size_t>(got));
  ::usleep(static_cast<useconds_t>(delay_us));
  ::kill(child, SIGKILL);
  while ((got = ::read(out[0], buffer, sizeof buffer)) > 0)
    said.append(buffer, static_cast<std::size_t>(got));
  ::close(out[0]);
  ::waitpid(child, nullptr, 0);
  const std::size_t last = said.rfind("ack ");
  return last == std::string::npos ? 0 : std::atoll(said.c_str() + last + 4);
}

TEST(Ledger, Kill9LosesNoAcknowledgedFact) {
  TempCase dir;
  opened(dir, OpenMode::create).reset();
  std::minstd_rand random(7);
  for (int cycle = 0; cycle < 36; ++cycle) {
    const std::int64_t acknowledged = run_and_kill(dir, static_cast<int>(random() % 30'000));
    ASSERT_GT(acknowledged, 0) << "the child never began";
    auto ledger = opened(dir, OpenMode::write);
    const std::int64_t size = *ledger->size();
    ASSERT_GE(size, acknowledged) << "cycle " << cycle;
    ASSERT_EQ(size % 5, 0) << "half a batch in cycle " << cycle;
    std::int64_t n = 0;
    for (const Observation& fact : replayed(*ledger)) {
      ASSERT_EQ(fact.address.id, "harbour" + std::to_string(n++));
      if (n > size - 10) {
        ASSERT_TRUE(ledger->read_capture(fact.capture));
      }
    }
    ASSERT_EQ(n, size);
  }
}

}  // namespace
}  // namespace godwit
