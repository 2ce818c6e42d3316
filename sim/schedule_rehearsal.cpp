// SPDX-License-Identifier: Apache-2.0
#include "sim/schedule_rehearsal.h"

#include <algorithm>
#include <map>

#include "godwit/check.h"
#include "sim/trace_platform.h"

namespace godwit::sim {
namespace {

constexpr Duration settles = days(1);  // what happens in the last day is not judged
constexpr double hint_worth = 0.8;     // of a sibling's death, as graph says it

// Facts are scored as they are believed; keeping years of them would take memory, not time.
class PassingLedger final : public Ledger {
 public:
  Result<void> append(std::span<const Fetched>, std::span<const Observation>) override {
    return {};
  }
  Result<void> replay(const std::function<void(const Observation&)>&) const override { return {}; }
};

// Every fifth day an outage (the measured median is 22 minutes), on the ninth a soft ban.
Faults faults_of(const Scene& scene) {
  Faults faults;
  faults.time_out = .002;
  faults.reset = .003;
  for (Time at = scene.begins + days(2) + hours(7); at < scene.ends; at += days(5))
    faults.outages.push_back({trace_service, at, at + Duration{22 * 60'000}});
  faults.soft_ban_from = scene.begins + days(8) + hours(15);
  faults.soft_ban_to = faults.soft_ban_from + hours(2);
  return faults;
}

// What hindsight knows: how often each place announces over its life, and each death at the moment
// it happens, told to all its living siblings that are known by then.
class Foresight {
 public:
  Foresight(const Scene& scene, Frontier& frontier)
      : lives_(scene.told.lives), frontier_(frontier) {
    std::map<std::string, double> announcements;
    for (const ToldEvent& event : scene.told.announcements) ++announcements[event.where];
    for (std::size_t i = 0; i < lives_.size(); ++i) {
      const ToldLife& life = lives_[i];
      const Duration lived = std::min(life.died, scene.ends) - std::max(life.born, scene.begins);
      rates_[life.url] = announcements[life.url] / std::max(24.0, double(lived.count()) / 3.6e6);
      networks_[life.network].push_back(i);
      if (life.died < scene.ends) deaths_.push_back(i);
    }
    std::ranges::sort(deaths_, {}, [&](std::size_t i) { return lives_[i].died; });
  }

  std::vector<Hint> after(const Observation& seen) {
    const auto rate = rates_.find(seen.address.url);
    if (rate != rates_.end()) frontier_.tell_rate(seen.address, rate->second);
    std::vector<Hint> hints;
    for (; next_ < deaths_.size(); ++next_) {
      const ToldLife& dead = lives_[deaths_[next_]];
      if (dead.died > seen.at) break;
      for (const std::size_t i : networks_[dead.network]) {
        const ToldLife& sibling = lives_[i];
        if (sibling.born <= dead.died && dead.died < sibling.died && frontier_.history(sibling.url))
          hints.push_back({{"", "", "", sibling.url}, hint_worth, "it died"});
      }
    }
    return hints;
  }

 private:
  const std::vector<ToldLife>& lives_;
  Frontier& frontier_;
  std::map<std::string, double> rates_;
  std::map<int, std::vector<std::size_t>> networks_;
  std::vector<std::size_t> deaths_;
  std::size_t next_ = 0;
};

Told told_of(const Trace& trace) {
  Told told;
  for (std::size_t i = 0; i < trace.lives().size(); ++i) {
    const TraceLife& life = trace.lives()[i];
    told.lives.push_back(
        {address_of(trace, int(i)).url, life.born, life.died, life.network, life.predecessor >= 0});
  }
  for (const TraceSaying& saying : trace.sayings())
    if (saying.announcement)
      told.announcements.push_back(
          {told.lives[std::size_t(saying.where)].url, told.lives[std::size_t(saying.about)].url,
           saying.at, saying.until, trace.lives()[std::size_t(saying.about)].network});
  return told;
}

// The brands' channels, under their last address.
Told told_of(const Truth& truth) {
  Told told;
  std::map<std::string, int> brands;
  for (const TruthChannel& channel : truth.channels) {
    const int network = brands.try_emplace(channel.brand, int(brands.size())).first->second;
    told.lives.push_back({channel.urls.back().url, channel.born, channel.died.value_or(the_end),
                          network, channel.generation > 1});
  }
  for (const TruthEdge& edge : truth.edges) {
    if (edge.relation != "continues") continue;
    for (const TruthAnnouncement& said : edge.announced) {
      const ToldLife& target = told.lives[std::size_t(edge.to)];
      told.announcements.push_back({told.lives[std::size_t(said.where)].url, target.url, said.from,
                                    said.to, target.network});
    }
  }
  return told;
}

void judge_between(Scene& scene, Duration warm_up) {
  scene.told.from = scene.begins + warm_up;
  scene.told.to = scene.ends - settles;
}

std::int64_t events_of(const Trace& trace) {
  std::int64_t n = 0;
  for (const TraceLife& life : trace.lives()) {
    n += (life.born >= trace.begins()) + (life.died < trace.ends());
    n += std::ranges::count_if(life.posts,
                               [&](const TracePost& p) { return p.at >= trace.begins(); });
  }
  return n;
}

FrontierOptions options_of(const Scene& scene, const ScheduleSetting& setting) {
  FrontierOptions options;
  options.schedule.ranking = setting.ranking;
  options.politeness.pace = pace_of_rate(setting.per_second);
  options.politeness.by_service.clear();
  options.politeness.seed = scene.seed;
  return options;
}

}  // namespace

Scene scene_of(const Trace& trace, Duration warm_up) {
  Scene scene;
  scene.platforms = trace_platforms(trace);
  scene.reach = reach_through_trace();
  scene.serve = trace_server(), scene.banned = trace_soft_ban();
  for (const int life : trace.seeds()) scene.seeds.push_back(address_of(trace, life));
  scene.told = told_of(trace);
  scene.begins = trace.begins(), scene.ends = trace.ends();
  scene.seed = trace.options().seed;
  scene.events = events_of(trace);
  judge_between(scene, warm_up);
  return scene;
}

Scene scene_of(const WorldOptions& options, Duration warm_up) {
  Scene scene;
  scene.stage = std::make_unique<const Stage>(options);
  const Catalogue& catalogue = scene.stage->recogniser.catalogue;
  scene.reach = reach_through(scene.stage->platforms, catalogue);
  scene.serve = scene.stage->serve(), scene.banned = scene.stage->banned();
  for (const std::string& url : scene.stage->world.seeds())
    if (const auto located = catalogue.locate(url)) scene.seeds.push_back(located->address);
  scene.told = told_of(scene.stage->world.truth());
  scene.begins = scene.stage->world.begins(), scene.ends = scene.stage->world.ends();
  scene.seed = options.seed;
  for (const ToldLife& life : scene.told.lives)
    scene.events += (life.born >= scene.begins) + (life.died < scene.ends);
  judge_between(scene, warm_up);
  return scene;
}

ScheduleResult rehearse_schedule(const Scene& scene, const ScheduleSetting& setting) {
  const Ranking& ranking = setting.ranking != nullptr ? *setting.ranking : product_ranking();
  const FrontierOptions options = options_of(scene, setting);
  Frontier frontier(scene.reach, options);
  SimTransport network(scene.serve, scene.banned, setting.faults ? faults_of(scene) : Faults{},
                       scene.seed, scene.begins);
  network.keep_no_log();
  network.expect_rest(options.politeness.pace.shortest);
  for (const Address& seed : scene.seeds) frontier.add_seed(seed, network.now());

  WatchScore score(scene.told, [&](const std::string& url) {
    const LookHistory* history = frontier.history(url);
    return history != nullptr && dead(*history, options.schedule);
  });
  const auto watch = [&](const Follow& hints) {
    const Follow follow = [&](const Observation& seen) {
      score.believe(seen);
      return hints ? hints(seen) : std::vector<Hint>{};
    };
    CrawlLimits limits;
    limits.run = Run::watch;
    limits.until = scene.ends;
    limits.glance = hours(1);
    PassingLedger ledger;
    CHECK(crawl(network, network, scene.read_by(), ledger, frontier, follow, limits, {}));
  };
  if (ranking.foresight) {
    Foresight foresight(scene, frontier);
    watch([&](const Observation& seen) { return foresight.after(seen); });
  } else if (ranking.waves && setting.with_follow) {
    setting.with_follow(watch);
  } else {
    watch({});
  }
  ScheduleResult result;
  result.watch = score.figures(network.now());
  for (const auto& [name, service] : network.counts()) {
    ++result.services;
    result.requests += service.requests, result.faults += service.faults;
    result.exceeded += service.too_soon + std::max<std::int64_t>(0, service.most_at_once - 1);
  }
  return result;
}

}  // namespace godwit::sim
