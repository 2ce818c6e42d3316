// SPDX-License-Identifier: Apache-2.0
#include "sim/rehearsal.h"

#include <utility>

#include "godwit/check.h"

namespace godwit::sim {
namespace {

Recogniser made() {
  auto recogniser = compiled_in_recogniser();
  CHECK(recogniser);
  return std::move(recogniser).value();
}

}  // namespace

Stage::Stage(const WorldOptions& options, MediaPolicy media)
    : world(options), recogniser(made()), platforms(make_platforms(recogniser, std::move(media))) {}

Serve Stage::serve() const {
  return [this](const Request& r, Time now) { return world.answer(r.method, r.url, r.body, now); };
}

Serve Stage::banned() const {
  return [this](const Request& r, Time now) {
    return world.soft_banned(r.method, r.url, r.body, now);
  };
}

Rehearsal::Rehearsal(const Stage& stage, Setting setting)
    : stage_(stage),
      setting_(std::move(setting)),
      network_(stage.serve(), stage.banned(), setting_.faults, setting_.seed,
               stage.world.begins()) {}

CrawlSummary Rehearsal::pass(CrawlLimits limits) {
  limits.glance = hours(1);
  Frontier frontier(reach_through(stage_.platforms, stage_.recogniser.catalogue),
                    setting_.frontier);
  CHECK(resume(ledger_, frontier, {}));
  for (const std::string& url : stage_.world.seeds()) {
    const auto located = stage_.recogniser.catalogue.locate(url);
    CHECK(located);
    frontier.add_seed(located->address, network_.now());
  }
  auto sum = crawl(network_, network_, stage_.platforms, ledger_, frontier, {}, limits, {});
  CHECK(sum);
  network_.give_up_what_is_in_flight();
  return *sum;
}

void Rehearsal::passes(const std::vector<Time>& looks) {
  for (const Time look : looks) {
    network_.sleep_until(look);
    pass();
  }
}

std::set<std::string> Rehearsal::alive() const {
  std::set<std::string> urls;
  for (const Observation& fact : facts()) {
    if (fact.state == State::alive && fact.purpose != Purpose::canary)
      urls.insert(fact.address.url);
  }
  return urls;
}

}  // namespace godwit::sim
