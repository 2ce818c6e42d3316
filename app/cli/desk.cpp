// SPDX-License-Identifier: Apache-2.0
#include "app/cli/groups.h"

namespace godwit {

namespace {

void add_alerts(CLI::App& app, Words& w, Streams io) {
  auto* sub = command(app, "alerts", "New successors, deaths, waves, revivals, blocks");
  AlertsOptions& o = w.alerts;
  sub->add_option("--since", w.from.typed, "Only from then on")->check(is_time);
  sub->add_option("--kind", o.kinds, "Only this kind (repeatable)")
      ->check(CLI::IsMember({"successor", "death", "wave", "revival", "blocked"}))
      ->allow_extra_args(false);
  sub->add_flag("--atom", o.atom, "As an Atom feed");
  sub->add_flag("--deliver", o.deliver,
                "Tell those named under [alerts] what they do not know yet");
  runs(sub, w, [&w, io] {
    w.alerts.since = w.from.time();
    return run_alerts(w.common, w.alerts, io);
  });
}

void add_refer(CLI::App& app, Words& w, Streams io) {
  auto* sub = command(app, "refer",
                      "Referral packs, one a provider; never an order. Blocked until purpose, "
                      "de-confliction and your confirmation are recorded for each channel");
  ReferOptions& o = w.refer;
  sub->add_option("URL", o.urls, "Channels; without -o: which gates are closed");
  sub->add_option("--top", o.top, "The first N targets with the advice \"refer\"");
  sub->add_option("--provider", o.provider, "Only channels of this provider, such as telegram");
  sub->add_option("-o,--output", o.output, "The folder to write packs into");
  sub->add_option("--by", o.by, "Your name (default: analyst in godwit.toml)");
  sub->add_option("--purpose", o.purpose,
                  "Record why it is not educational, journalistic, artistic or research material");
  sub->add_option("--deconfliction", o.deconfliction,
                  "Record what the register answered: clear, asked, hold, stop")
      ->check(CLI::IsMember({"clear", "asked", "hold", "stop"}));
  sub->add_option("--note", o.note, "The register's reply or reference");
  sub->add_option("--hold-until", w.at.typed, "Until when to hold")->check(is_time);
  sub->add_option("--confirm", o.confirm, "Record that you looked at the evidence, and the reason");
  sub->add_option("--category", o.codes,
                  "TCO Art 2(7): a incites, b solicits to commit, c solicits to join, d instructs, "
                  "e threatens (repeatable)")
      ->check(CLI::IsMember({"a", "b", "c", "d", "e"}))
      ->allow_extra_args(false);
  sub->add_option("--sent", o.sent, "Record that it was referred, under this reference");
  sub->add_flag("--withdraw", o.withdraw, "Take purpose, de-confliction and confirmation back");
  sub->add_flag("--outcomes", o.outcomes,
                "What became of what was referred: offline after how long, back where, audience");
  runs(sub, w, [&w, io] {
    w.refer.hold_until = w.at.time();
    return run_refer(w.common, w.refer, io);
  });
}

void add_serve(CLI::App& app, Words& w, Streams io) {
  auto* sub = command(app, "serve",
                      "The report's page, live, on this machine alone; confirm, reject, merge, "
                      "split, note, watch and mark as referred from the page");
  sub->add_option("--by", w.dashboard.by, "Your name (default: analyst in godwit.toml)");
  sub->add_option("--port", w.dashboard.port, "Port on 127.0.0.1 and ::1 (default: any free one)");
  runs(sub, w, [&w, io] { return run_serve(w.common, w.dashboard, io); });
}

}  // namespace

void add_desk_commands(CLI::App& app, Words& w, Streams io) {
  add_alerts(app, w, io);
  add_refer(app, w, io);
  add_serve(app, w, io);
}

}  // namespace godwit
