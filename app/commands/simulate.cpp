// SPDX-License-Identifier: Apache-2.0
#include "app/commands/simulate.h"

#include "graph/export/export.h"
#include "sim/rehearsal.h"

namespace godwit {
namespace {

constexpr double per_second = 100;  // what is found is asked here, not when: no budget binds

}  // namespace

Simulation simulation_of(const WorldOptions& options) {
  return [options](const World&, std::span<const Time> looks) -> Result<std::string> {
    const sim::Stage stage(options);
    sim::Setting setting;
    setting.seed = options.seed;
    setting.frontier.politeness.pace = pace_of_rate(per_second);
    setting.frontier.politeness.by_service.clear();
    sim::Rehearsal rehearsal(stage, setting);
    rehearsal.passes({looks.begin(), looks.end()});
    Tracker tracker;
    for (const Observation& fact : rehearsal.facts()) tracker.apply(fact);
    return render_lineages(tracker.succession(), {})[0].bytes;
  };
}

}  // namespace godwit
