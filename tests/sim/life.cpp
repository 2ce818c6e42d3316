// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/life.h"

#include <algorithm>
#include <optional>

#include "crawler/store/digest.h"
#include "crawler/store/verify.h"
#include "godwit/check.h"
#include "sim/rehearsal.h"

namespace godwit::sim {
namespace {

const std::filesystem::path case_dir = "/case";
const std::string person_key(32, 'k');  // as bytes; the ledger hashes with its hex digits

Duration in_hours(double n) { return Duration{static_cast<std::int64_t>(n * 3'600'000.0)}; }

// How the days of one seed differ from another's.
struct Fate {
  WorldOptions world;
  Faults faults;
  Weather weather;
  FrontierOptions frontier;
  std::uint64_t file_bytes = 0;  // of a capture file, at most
  Time begins{}, ends{};
};

Outage outage(Dice& dice, const std::string& host, const Fate& fate) {
  const Time from = fate.begins + in_hours(dice.chance() * 24 * fate.world.days);
  return {host, from, from + in_hours(dice.after(3))};
}

Fate draw(const LifeOptions& options, Dice& dice) {
  Fate fate;
  fate.world.seed = options.seed;
  fate.world.brands = 1;
  fate.world.days = static_cast<int>(std::ceil(options.days));
  fate.world.noise = 0.3;
  fate.world.posts_per_day = 5;
  fate.begins = fate.world.begins;
  fate.ends = fate.begins + in_hours(options.days * 24);
  fate.faults.time_out = 0.03 * dice.chance();
  fate.faults.reset = 0.03 * dice.chance();
  fate.faults.slow_down = 0.01 * dice.chance();
  for (const char* host : {"t.me", "t.me", "justpaste.it", "files.fm"})
    if (dice.happens(0.15 * options.days)) fate.faults.outages.push_back(outage(dice, host, fate));
  if (dice.happens(0.1 * options.days)) {
    // Early and for days: whoever believes it has the time to call the living gone.
    fate.faults.soft_ban_from = fate.begins + in_hours(12 * options.days * dice.chance());
    fate.faults.soft_ban_to =
        fate.faults.soft_ban_from + in_hours(dice.after(3) + 72 * dice.chance());
  }
  fate.weather = {.half_page = 0.02 * dice.chance(),
                  .storms_a_day = 2 * dice.chance(),
                  .suspensions_a_day = 0.3 * dice.chance()};
  constexpr std::array prices = {0.5, 2.0, 6.0};  // how often living places are looked at
  fate.frontier.schedule.cheapest = prices[dice.below(prices.size())];
  constexpr std::array files = {3'000, 30'000, 400'000};
  fate.file_bytes = files[dice.below(files.size())];
  return fate;
}

class Life {
 public:
  explicit Life(const LifeOptions& options)
      : options_(options),
        dice_(options.seed),
        fate_(draw(options, dice_)),
        stage_(fate_.world),
        disk_(options.seed ^ 0xd15c),
        network_(stage_.serve(), stage_.banned(), fate_.faults, options.seed ^ 0x11e7,
                 fate_.begins),
        line_(network_, fate_.weather, options.seed ^ 0x3ea7, fate_.begins, fate_.ends,
              {"t.me", "justpaste.it", "files.fm"}, trace_),
        witness_(hex(person_key)),
        gatekeeper_(paces(), stage_.recogniser.catalogue) {
    disk_.trace_into(&trace_);
  }

  LifeReport run() {
    while (line_.now() < fate_.ends && findings_.none()) one_process();
    if (findings_.none()) last_judgement();
    return report();
  }

 private:
  std::map<std::string, Duration> paces() const {
    const PolitenessOptions& manners = fate_.frontier.politeness;
    std::map<std::string, Duration> shortest = {{"", manners.pace.shortest}};
    for (const auto& [service, pace] : manners.by_service) shortest[service] = pace.shortest;
    return shortest;
  }

  // ---- one process: open, recover, resume, watch, die -------------------------------------------

  void one_process() {
    ++starts_;
    draw_fate();
    auto opened = open_case();
    if (!opened) return end_of(opened.error());
    ledger_ = std::move(opened.value());
    witness_.serve(ledger_.get());
    const bool died = disk_.dead();
    if (!died) watch();
    witness_.serve(nullptr);
  }

  void draw_fate() {
    const double calls_a_day = 1'500;
    disk_.spare();
    death_ = dice_.happens(0.33) ? Death::power : Death::process;
    const bool at_once = dice_.happens(0.15);  // while it starts, or soon after
    const double calls = at_once ? 40 : dice_.after(calls_a_day / options_.deaths_a_day);
    disk_.die_in(1 + (at_once ? dice_.below(40) : static_cast<std::uint64_t>(calls)));
    if (dice_.happens(0.1)) disk_.fail_sync_in(1 + dice_.below(300));
    if (dice_.happens(0.1)) disk_.fill_up(dice_.below(2'000'000));
    stops_at_ = line_.now() + in_hours(1 + dice_.after(36));
  }

  // Some words matter most to the process that comes next: that a service wants to be left alone.
  void die_of(const Observation& seen) {
    if (seen.limited && seen.retry_after_ms > 0 && dice_.happens(0.3))
      disk_.die_in(1 + dice_.below(20));
  }

  Result<std::unique_ptr<SqliteLedger>> open_case() {
    LedgerOptions how;
    how.capture_file_bytes_max = fate_.file_bytes;
    how.person_key = person_key;
    auto opened = open_ledger(case_dir, OpenMode::write, disk_, how);
    if (opened || opened.error().trouble != Trouble::not_found) return opened;
    if (witness_.acknowledged() > 0) blame(Invariant::opens, opened.error().text);
    return open_ledger(case_dir, OpenMode::create, disk_, how);
  }

  void watch() {
    Tracker tracker(1);
    const Follow follow = [&](const Observation& seen) { return tracker.apply(seen); };
    Frontier frontier(reach_through(stage_.platforms, stage_.recogniser.catalogue), fate_.frontier);
    add_seeds(frontier);
    const auto resumed = resume(witness_, frontier, follow);
    const Follow meet = [&](const Observation& seen) { return die_of(seen), follow(seen); };
    if (disk_.dead()) return end_of({});
    if (!resumed) return blame(Invariant::kept, resumed.error().text);
    compare_with_before(frontier, witness_.compare(may_be_there_, line_.now(), findings_));
    if (death_before_ == Death::power) check_chain();
    if (const auto listed = import_watch_list(); !listed) return end_of(listed.error());

    CrawlLimits limits;
    limits.run = Run::watch;
    limits.until = std::min(stops_at_, fate_.ends);
    limits.glance = hours(1);
    const auto sum = crawl(line_, line_, stage_.platforms, witness_, frontier, meet, limits, {});
    remember(frontier, tracker);
    end_of(sum ? std::optional<Error>() : sum.error());
  }

  // From outside: nothing happens meanwhile.
  void check_chain() {
    disk_.hold_still(true);
    const auto checked = verify(case_dir, disk_);
    disk_.hold_still(false);
    if (!checked) return blame(Invariant::chained, checked.error().text);
    if (checked->damage.empty()) return;
    const Damage& first = checked->damage.front();
    blame(Invariant::chained, std::to_string(checked->damage.size()) + " damaged, first " +
                                  first.file + " at " + std::to_string(first.offset) + ": " +
                                  first.what);
  }

  std::vector<Address> seeds() const {
    std::vector<Address> seeds;
    for (const std::string& url : stage_.world.seeds())
      seeds.push_back(stage_.recogniser.catalogue.locate(url)->address);
    return seeds;
  }

  void add_seeds(Frontier& frontier) {
    for (const Address& seed : seeds()) frontier.add_seed(seed, fate_.begins);
  }

  // The same list at every start: what is held already adds nothing.
  Result<void> import_watch_list() {
    std::vector<Observation> words;
    for (const Address& seed : seeds()) {
      Observation word;
      word.at = fate_.begins;
      word.address = seed;
      word.source = Source::analyst;
      word.word = Word{"watch", seed.url, "", std::nullopt, "", "", false};
      words.push_back(std::move(word));
    }
    return witness_.append({}, words);
  }

  // What the dead process planned, with the batch that it never knew was kept.
  void compare_with_before(const Frontier& resumed, const std::vector<Observation>& came) {
    if (!before_) return;
    for (const Observation& fact : came)
      believe(
          before_->frontier, [&](const Observation& seen) { return before_->tracker.apply(seen); },
          fact);
    compare_plans(before_->frontier, resumed, line_.now(), findings_);
    before_.reset();
  }

  void remember(Frontier& frontier, Tracker& tracker) {
    judge_deaths(tracker, stage_.world.truth(), line_.now(), findings_);
    before_.emplace(std::move(frontier), std::move(tracker));
  }

  // ---- the end of a process ---------------------------------------------------------------------

  void end_of(const std::optional<Error>& error) {
    const std::vector<Observation> acknowledged = witness_.fresh();
    gatekeeper_.hear(acknowledged, line_.now());
    line_.cut();
    gatekeeper_.judge(line_.asked(), findings_);
    judge_memory(acknowledged);
    may_be_there_ = disk_.dead();
    if (error && !disk_.dead()) refused(*error);
    ledger_.reset();
    death_before_ = disk_.dead() || may_be_there_ ? death_ : Death::process;
    disk_.reboot(death_before_);
    disk_.make_room();
    network_.sleep_until(line_.now() + rest());
  }

  // The process lives, and yet an append failed: the disk is full, or a sync failed.
  void refused(const Error& error) {
    if (error.trouble == Trouble::disk_full) return;
    if (disk_.figures().failed_syncs == failed_syncs_)
      return blame(Invariant::opens, "an error without a cause: " + error.text);
    failed_syncs_ = disk_.figures().failed_syncs;
    may_be_there_ = true;
    if (ledger_ == nullptr) return;
    Observation note;
    note.at = line_.now();
    note.source = Source::analyst;
    note.word = Word{"note", "https://t.me/harbour", "", std::nullopt, "again", "", false};
    if (ledger_->append({}, {&note, 1}))
      blame(Invariant::fail_stop, "the ledger took a fact after a failed sync");
  }

  // Mostly a restart within seconds, sometimes after hours.
  Duration rest() {
    const double hours_off = dice_.happens(0.8) ? 0.003 * dice_.chance() : dice_.after(4);
    longest_off_ = std::max(longest_off_, in_hours(hours_off));
    return in_hours(hours_off);
  }

  void judge_memory(const std::vector<Observation>& acknowledged) {
    remembrance_.hear(acknowledged);
    const Duration banned = fate_.faults.soft_ban_to - fate_.faults.soft_ban_from;
    const Duration excused = longest_off_ + line_.slept() + banned + hours(24);  // storms, outages
    remembrance_.judge(days(1) + excused, line_.now(), findings_);
  }

  void last_judgement() {
    disk_.spare();
    disk_.reboot(Death::power);
    auto opened = open_case();
    if (!opened) return blame(Invariant::opens, opened.error().text);
    ledger_ = std::move(opened.value());
    witness_.serve(ledger_.get());
    Tracker tracker(1);
    const auto read = witness_.replay([&](const Observation& fact) { tracker.apply(fact); });
    if (!read) return blame(Invariant::kept, read.error().text);
    witness_.compare(may_be_there_, line_.now(), findings_);
    check_chain();
    judge_deaths(tracker, stage_.world.truth(), line_.now(), findings_);
    judge_evidence(tracker, *ledger_, line_.now(), findings_);
  }

  void blame(Invariant invariant, std::string what) {
    findings_.blame(invariant, std::move(what), line_.now());
  }

  LifeReport report() {
    LifeReport report;
    report.days = double((line_.now() - fate_.begins).count()) / 86'400'000.0;
    report.requests = std::ssize(line_.asked());
    report.events = disk_.figures().calls + report.requests;
    report.facts = witness_.acknowledged();
    report.network_faults = line_.faults();
    report.starts = starts_;
    report.disk = disk_.figures();
    report.trace = trace_.hash();
    report.broken = findings_.all();
    return report;
  }

  struct Before {
    Before(Frontier f, Tracker t) : frontier(std::move(f)), tracker(std::move(t)) {}
    Frontier frontier;
    Tracker tracker;
  };

  LifeOptions options_;
  Dice dice_;
  Trace trace_;
  Fate fate_;
  Stage stage_;
  SimDisk disk_;
  SimTransport network_;
  RoughLine line_;
  Findings findings_;
  Witness witness_;
  Gatekeeper gatekeeper_;
  Remembrance remembrance_;
  std::unique_ptr<SqliteLedger> ledger_;
  std::optional<Before> before_;
  Death death_ = Death::process, death_before_ = Death::process;
  Time stops_at_{};
  bool may_be_there_ = false;
  std::int64_t failed_syncs_ = 0, starts_ = 0;
  Duration longest_off_{};
};

}  // namespace

LifeReport live(const LifeOptions& options) { return Life(options).run(); }

std::string replay_command(const LifeOptions& options, const std::string& planted) {
  std::string command = (planted.empty() ? "sim " : "sim_planted ") + std::to_string(options.seed);
  if (options.days != LifeOptions{}.days) command += " --days " + std::to_string(options.days);
  if (!planted.empty()) command += " --planted " + planted;
  return command;
}

}  // namespace godwit::sim
