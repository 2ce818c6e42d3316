// SPDX-License-Identifier: Apache-2.0
// Checkers: what must hold whatever happens, watched from outside while a case lives. They know
// what was acknowledged and what the servers saw, and nothing of how the program works inside.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crawler/crawl/crawl.h"
#include "crawler/store/sqlite_ledger.h"
#include "godwit/ledger.h"
#include "tests/sim/dice.h"
#include "tests/sim/rough_line.h"
#include "world/truth.h"

namespace godwit::sim {

enum class Invariant : std::uint8_t {
  opens,              // after any death the case opens again
  kept,               // no acknowledged fact is lost, none appears from nowhere, no batch is torn
  chained,            // verify finds every byte of captures and every row as it was
  fail_stop,          // after a failed sync nothing more is taken
  conserved,          // a restart plans what was planned: same places, same moments
  polite,             // no service is asked sooner than its pace, nor twice at once
  left_alone,         // no service is asked before the Retry-After it gave has passed
  remembered,         // no living place is forgotten
  alive_is_not_gone,  // nothing is called gone that was there
  evidenced,          // every edge's capture can be read
};
const char* name_of(Invariant invariant);

struct Broken {
  Invariant invariant{};
  std::string what;
  Time at{};
};

class Findings {
 public:
  void blame(Invariant invariant, std::string what, Time at) {
    if (found_.size() < 100) found_.push_back({invariant, std::move(what), at});
  }
  const std::vector<Broken>& all() const { return found_; }
  bool none() const { return found_.empty(); }

 private:
  std::vector<Broken> found_;
};

// The ledger as the crawl sees it, with a witness: it remembers what was acknowledged.
class Witness final : public Ledger {
 public:
  explicit Witness(std::string person_key) : person_key_(std::move(person_key)) {}
  // The ledger of the process that runs now; nullptr between two.
  void serve(SqliteLedger* ledger) { ledger_ = ledger; }

  Result<void> append(std::span<const Fetched> pages, std::span<const Observation> seen) override;
  Result<void> replay(const std::function<void(const Observation&)>& fold) const override;

  // Compares what the last replay found with what was acknowledged. The batch whose append failed
  // may be there as a whole where `may_be_there`. Gives its facts if they are.
  std::vector<Observation> compare(bool may_be_there, Time at, Findings& findings);

  std::int64_t acknowledged() const { return std::ssize(facts_); }
  // Since the last call.
  std::vector<Observation> fresh() { return std::exchange(fresh_, {}); }

 private:
  static std::uint64_t hash_of(const Observation& stored);

  SqliteLedger* ledger_ = nullptr;
  std::string person_key_;
  std::vector<std::uint64_t> facts_;          // one hash each, in order
  mutable std::vector<std::uint64_t> found_;  // by the last replay
  std::set<std::string> captures_;
  std::vector<Observation> in_doubt_, fresh_;
};

// What the servers count.
class Gatekeeper {
 public:
  // `shortest`: the least pause of each service; "" of all others.
  Gatekeeper(std::map<std::string, Duration> shortest, const Catalogue& catalogue)
      : shortest_(std::move(shortest)), catalogue_(catalogue) {}
  void hear(const std::vector<Observation>& acknowledged, Time now);
  void judge(const std::vector<Asked>& asked, Findings& findings);

 private:
  struct Word {
    Time said{}, until{};  // leave me alone
  };
  std::map<std::string, Duration> shortest_;
  const Catalogue& catalogue_;
  std::map<std::string, std::vector<Word>> words_;
  std::map<std::string, Time> last_;  // end of the last answer
  std::size_t judged_ = 0;
  std::optional<Time> known_since_;  // the first fetched fact that was acknowledged
};

// Living places and when they were last looked at.
class Remembrance {
 public:
  void hear(const std::vector<Observation>& acknowledged);
  // `longest`: no living place may stay unseen for longer.
  void judge(Duration longest, Time now, Findings& findings) const;

 private:
  std::map<std::string, Time> living_;
};

// What the frontier plans, as far as a restart must know it too: visits by URL and moment.
std::map<std::string, Time> plan_of(const Frontier& frontier, Time now);
void compare_plans(const Frontier& before, const Frontier& after, Time now, Findings& findings);

// What is believed: a channel that is called gone was not there when its death is dated.
void judge_deaths(Tracker& tracker, const Truth& truth, Time now, Findings& findings);
void judge_evidence(Tracker& tracker, const SqliteLedger& ledger, Time now, Findings& findings);

}  // namespace godwit::sim
