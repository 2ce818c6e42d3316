// SPDX-License-Identifier: Apache-2.0
#include "app/cli/groups.h"
#include "app/commands/simulate.h"

namespace godwit {
namespace {

void add_readers(CLI::App& app, Words& w, Streams io) {
  auto* inspect = command(app, "inspect", "What one saved page or body says, storing nothing");
  inspect->add_option("FILE", w.inspect.file, "The saved page; - for standard input")->required();
  inspect->add_option("--url", w.inspect.url, "Where it was saved from")->required();
  inspect->add_option("--at", w.at.typed, "When it was saved")->check(is_time);
  inspect->callback([&w, io] {
    w.run = [&w, io] {
      w.inspect.at = w.at.time(), w.inspect.json = w.common.json;
      return run_inspect(w.inspect, io.out, io.err);
    };
  });

  auto* links =
      command(app, "links", "The addresses in lines of text on standard input, however written");
  links->callback([&w, io] {
    w.run = [&w, io] {
      w.links.json = w.common.json;
      return run_links(w.links, io.in, io.out, io.err);
    };
  });
}

void add_policies(CLI::App& sub, Words& w) {
  CompareOptions& o = w.compare;
  sub.add_option("--policy", o.policies,
                 "Measure a schedule in virtual time beside godwit's own, index+wave: round-robin, "
                 "tiers, proportional, freshest, … or all (repeatable; docs/schedule.md)")
      ->allow_extra_args(false);
  sub.add_option("--seeds", o.seeds, "Several worlds, such as 1-10; with --policy");
  sub.add_option("--rate", o.rates, "Requests per second to a service; with --policy (repeatable)")
      ->check(CLI::PositiveNumber)
      ->allow_extra_args(false);
  sub.add_option("--channels", o.channels, "Of a network, at the beginning; with --policy")
      ->check(CLI::Range(1, 1'000));
  sub.add_option("--warm-up", o.warm_up, "Days that are not judged; with --policy")
      ->check(CLI::Range(0, 365));
  sub.add_option("--pages", w.pages,
                 "on: the world's pages, read by the adapters; off (default): bare observations")
      ->check(CLI::IsMember({"on", "off"}));
}

void add_rehearse(CLI::App& app, Words& w, Streams io) {
  auto* sub = command(app, "rehearse",
                      "The built-in world, simulated in virtual time or served on loopback");
  RehearseOptions& o = w.rehearse;
  sub->add_flag("--serve", o.serve,
                "Serve it on loopback as a proxy until stopped; its clock starts at --now");
  sub->add_option("--score", o.score_file,
                  "Judge this output of lineages --json against the truth (- = stdin)");
  sub->add_option("--seed", o.world.seed, "Which world; the same number is the same world");
  auto* brands = sub->add_option("--brands", o.world.brands, "Networks of channels")
                     ->check(CLI::Range(1, 10'000));
  auto* days =
      sub->add_option("--days", o.world.days, "Length in days")->check(CLI::Range(1, 3'660));
  add_policies(*sub, w);
  sub->add_option("--announced", o.world.announced, "Share of successors that somebody announces")
      ->check(CLI::Range(0.0, 1.0));
  sub->add_option("--pictured", o.world.pictured,
                  "Share of announced successors that QR codes in pictures alone name")
      ->check(CLI::Range(0.0, 1.0));
  sub->add_flag("--archives", o.world.archives, "Brands keep copies on MEGA and Yandex.Disk");
  sub->add_option("--noise", o.world.noise, "Impostors, strangers, advertisements; 0 = none")
      ->check(CLI::Range(0.0, 10.0));
  sub->add_option("--regime", o.world.regime, "How hard the times are")
      ->check(CLI::IsMember({"quiet", "pressed", "strict", "harsh"}));
  sub->add_option("--look", w.looks, "A moment when it is (or was) crawled (repeatable)")
      ->check(is_time)
      ->allow_extra_args(false);
  sub->add_option("--speed", o.speed, "World seconds per second, when served")
      ->check(CLI::PositiveNumber);
  sub->add_option("--port", o.port, "Port on 127.0.0.1 (default: any free one)");
  sub->add_option("--ca-file", o.ca_file, "Where to write the certificate to trust");
  sub->add_option("--seeds-file", o.seeds_file, "Where to write the seed list");
  sub->add_option("--truth", o.truth_file, "Where to write what really happened");
  sub->add_option("--ready", o.ready_file, "Written when the server is up");
  sub->add_option("--soft-ban-after", o.soft_ban_after,
                  "Requests to t.me after which it takes us for a robot");
  sub->callback([&w, io, brands, days] {
    for (const std::string& look : w.looks) w.rehearse.looks.push_back(*parse_time(look));
    w.rehearse.simulate = simulation_of(w.rehearse.world);
    w.run = [&w, io] { return run_rehearse(w.common, w.rehearse, io); };
    if (w.compare.policies.empty()) return;
    w.compare.world = w.rehearse.world;
    w.compare.regime = w.rehearse.world.regime;
    if (w.compare.seeds.empty()) w.compare.seeds = std::to_string(w.rehearse.world.seed);
    if (brands->count() > 0) w.compare.networks = w.rehearse.world.brands;
    if (days->count() > 0) w.compare.days = w.rehearse.world.days;
    w.compare.pages = w.pages == "on";
    w.run = [&w, io] { return run_compare(w.common, w.compare, io); };
  });
}

}  // namespace

void add_reading_commands(CLI::App& app, Words& w, Streams io) {
  add_readers(app, w, io);
  add_rehearse(app, w, io);
}

}  // namespace godwit
