// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/checkers.h"

#include <algorithm>
#include <array>

#include "crawler/parse/url.h"
#include "crawler/store/capture_id.h"
#include "crawler/store/observation_json.h"
#include "crawler/store/redact.h"
#include "godwit/names.h"

namespace godwit::sim {
namespace {

std::string host_of(const std::string& url) {
  const auto parsed = parse_url(url);
  return parsed && parsed->host ? *parsed->host : std::string{};
}

std::string in_seconds(Duration d) { return std::to_string(double(d.count()) / 1000) + " s"; }

}  // namespace

const char* name_of(Invariant invariant) {
  constexpr std::array names = {
      "opens",  "kept",       "chained",    "fail-stop",         "conserved",
      "polite", "left-alone", "remembered", "alive-is-not-gone", "evidenced"};
  return names[std::size_t(invariant)];
}

// ---- the witness --------------------------------------------------------------------------------

std::uint64_t Witness::hash_of(const Observation& stored) {
  Trace trace;
  trace.add(to_json_line(stored));
  return trace.hash();
}

Result<void> Witness::append(std::span<const Fetched> pages, std::span<const Observation> seen) {
  in_doubt_.clear();
  std::set<std::string> here;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    Observation fact = seen[i];
    redact(fact, person_key_);
    if (fact.capture.empty() && !pages.empty()) fact.capture = pages[i].capture;
    if (fact.capture.empty())
      fact.capture = capture_id(fact.address.url, fact.at, to_json_line(fact));
    if (captures_.contains(fact.capture) || !here.insert(fact.capture).second) continue;
    in_doubt_.push_back(std::move(fact));
  }
  if (auto kept = ledger_->append(pages, seen); !kept) return kept;
  for (const Observation& fact : in_doubt_) facts_.push_back(hash_of(fact));
  captures_.merge(here);
  fresh_.insert(fresh_.end(), in_doubt_.begin(), in_doubt_.end());
  in_doubt_.clear();
  return {};
}

// The new process reads the ledger: what it reads is compared on the way.
Result<void> Witness::replay(const std::function<void(const Observation&)>& fold) const {
  found_.clear();
  return ledger_->replay([&](const Observation& fact) {
    found_.push_back(hash_of(fact));
    fold(fact);
  });
}

std::vector<Observation> Witness::compare(bool may_be_there, Time at, Findings& findings) {
  const auto blame = [&](const std::string& what) { findings.blame(Invariant::kept, what, at); };
  const std::size_t both = std::min(found_.size(), facts_.size());
  for (std::size_t i = 0; i < both; ++i)
    if (found_[i] != facts_[i]) blame("fact " + std::to_string(i + 1) + " is another now");
  if (found_.size() < facts_.size())
    blame(std::to_string(facts_.size() - found_.size()) + " of " + std::to_string(facts_.size()) +
          " acknowledged facts are lost");
  std::vector<Observation> came = std::exchange(in_doubt_, {});
  const std::vector<std::uint64_t> more(found_.begin() + std::ptrdiff_t(both), found_.end());
  if (more.empty()) return {};
  const bool whole = more.size() == came.size() &&
                     std::equal(more.begin(), more.end(), came.begin(),
                                [](auto hash, const auto& fact) { return hash == hash_of(fact); });
  if (!may_be_there || !whole) {
    blame(std::to_string(more.size()) + " facts that nobody acknowledged, of " +
          std::to_string(came.size()) + " in doubt");
    return {};
  }
  facts_.insert(facts_.end(), more.begin(), more.end());
  for (const Observation& fact : came) captures_.insert(fact.capture);
  fresh_.insert(fresh_.end(), came.begin(), came.end());
  return came;
}

// ---- what servers count -------------------------------------------------------------------------

void Gatekeeper::hear(const std::vector<Observation>& acknowledged, Time now) {
  for (const Observation& fact : acknowledged) {
    if (!known_since_ && fact.source == Source::fetched) known_since_ = fact.at;
    if (!fact.limited || fact.retry_after_ms <= 0) continue;
    const std::string service = catalogue_.service_of(host_of(fact.url));
    words_[service].push_back({now, fact.at + Duration{fact.retry_after_ms}});
  }
}

void Gatekeeper::judge(const std::vector<Asked>& asked, Findings& findings) {
  for (; judged_ < asked.size() && asked[judged_].ended != the_end; ++judged_) {
    const Asked& each = asked[judged_];
    const auto own = shortest_.find(each.service);
    const Duration shortest = own != shortest_.end() ? own->second : shortest_.at("");
    const auto [last, fresh] = last_.try_emplace(each.service, each.ended);
    // A process that died inside its very first request left no word of it.
    if (!fresh && known_since_ && each.began > *known_since_ &&
        each.began - last->second < shortest)
      findings.blame(Invariant::polite,
                     each.url + " only " + in_seconds(each.began - last->second) +
                         " after the answer before it",
                     each.began);
    last->second = std::max(last->second, each.ended);
    for (const Word& word : words_[each.service])
      if (each.began > word.said && each.began < word.until)
        findings.blame(Invariant::left_alone,
                       each.url + " " + in_seconds(word.until - each.began) + " too early",
                       each.began);
  }
}

// ---- who is remembered --------------------------------------------------------------------------

void Remembrance::hear(const std::vector<Observation>& acknowledged) {
  for (const Observation& fact : acknowledged) {
    if (fact.purpose != Purpose::visit || fact.source != Source::fetched) continue;
    const auto known = living_.find(fact.address.url);
    if (fact.state == State::alive)
      living_[fact.address.url] = fact.at;
    else if (known != living_.end() && fact.outcome == Outcome::answered && !fact.limited)
      living_.erase(known);  // its own schedule now
    else if (known != living_.end())
      known->second = fact.at;
  }
}

void Remembrance::judge(Duration longest, Time now, Findings& findings) const {
  for (const auto& [url, at] : living_)
    if (now - at > longest)
      findings.blame(Invariant::remembered, url + " not looked at for " + in_seconds(now - at),
                     now);
}

// ---- the frontier across a restart --------------------------------------------------------------

std::map<std::string, Time> plan_of(const Frontier& frontier, Time now) {
  std::map<std::string, Time> plan;
  for (const Planned& each : frontier.plan(now))
    if (!each.address.empty()) plan[each.url + " " + each.address.url] = each.due;
  return plan;
}

void compare_plans(const Frontier& before, const Frontier& after, Time now, Findings& findings) {
  const auto blame = [&](const std::string& what) {
    findings.blame(Invariant::conserved, what, now);
  };
  const FrontierFigures had = before.figures(), has = after.figures();
  if (has.places != had.places)
    blame(std::to_string(has.places) + " places after a restart, " + std::to_string(had.places) +
          " before");
  std::map<std::string, std::optional<Time>> backing_off;
  for (const ServiceFigures& each : has.services) backing_off[each.name] = each.backing_off_until;
  for (const ServiceFigures& each : had.services)
    if (backing_off[each.name] != each.backing_off_until)
      blame(each.name + " is left alone until another moment after a restart");
  const auto planned = plan_of(before, now), plan = plan_of(after, now);
  constexpr Duration slack = seconds(15);  // an errand that waited for a robots.txt stepped back
  for (const auto& [key, due] : planned) {
    const auto kept = plan.find(key);
    if (kept == plan.end()) {
      blame(key + " is planned no more");
    } else if (std::max(kept->second, now) - std::max(due, now) > slack ||
               std::max(due, now) - std::max(kept->second, now) > slack) {
      blame(key + " is due " + to_rfc3339(kept->second) + " after a restart, " + to_rfc3339(due) +
            " before");
    }
  }
  for (const auto& [key, due] : plan)
    if (!planned.contains(key)) blame(key + " was never planned before the restart");
}

// ---- what is believed ---------------------------------------------------------------------------

namespace {

// The death is dated by its interval: it is false where the channel stood at the look that ends it.
// Who came to the address after the last sign of life is somebody else.
bool false_death(const Truth& truth, const std::string& url, const Interval& died) {
  constexpr Duration under_way = seconds(60);  // from the server's answer to the look's date
  return std::any_of(
      truth.channels.begin(), truth.channels.end(), [&](const TruthChannel& channel) {
        const bool seen = died.earliest == the_beginning || channel.born <= died.earliest;
        return seen && channel.stands_at(url, died.latest - under_way) &&
               channel.stands_at(url, died.latest);
      });
}

}  // namespace

void judge_deaths(Tracker& tracker, const Truth& truth, Time now, Findings& findings) {
  for (const Channel& channel : tracker.succession().channels) {
    if (channel.state != State::gone || !channel.died) continue;
    const std::string& url = channel.urls.back().address.url;
    if (false_death(truth, url, *channel.died))
      findings.blame(Invariant::alive_is_not_gone,
                     url + " was there at " + to_rfc3339(channel.died->latest), now);
  }
}

void judge_evidence(Tracker& tracker, const SqliteLedger& ledger, Time now, Findings& findings) {
  std::set<std::string> read;
  for (const Edge& edge : tracker.succession().edges)
    for (const Evidence& evidence : edge.evidence) {
      if (evidence.capture.empty() || !read.insert(evidence.capture).second) continue;
      if (const auto page = ledger.read_capture(evidence.capture); !page)
        findings.blame(Invariant::evidenced, page.error().text, now);
    }
}

}  // namespace godwit::sim
