// SPDX-License-Identifier: Apache-2.0
#include "app/refer/gates.h"

#include <algorithm>
#include <array>

namespace godwit {
namespace {

constexpr double sure = 0.9;
constexpr std::array<std::string_view, 3> persons = {"user", "person", "contact"};

using Why = std::string;  // "" = open

std::string address(const Candidate& c) { return c.channel.urls.back().address.url; }

Why not_a_person(const Candidate& c) {
  const bool person = std::ranges::find(persons, c.channel.kind) != persons.end() ||
                      c.channel.id.find("person:") != std::string::npos;
  return person ? "is a private person's account: never referred, never profiled" : "";
}

Why not_protected(const Candidate& c) {
  return c.spared ? "is on the protected list: never referred" : "";
}

Why no_impostor(const Candidate& c) {
  const bool suspected = std::ranges::any_of(c.succession.edges, [&](const Edge& e) {
    return e.to == c.channel.id && e.relation == Relation::impersonates;
  });
  return suspected ? "may impersonate another channel; look at: godwit explain " + address(c) : "";
}

Why tied(const Candidate& c) {
  return hard_tied(c.channel, c.succession)
             ? ""
             : "no evidence that is hard to forge ties it to a lineage; settle it with: godwit "
               "confirm PREDECESSOR " +
                   address(c);
}

Why lives(const Candidate& c) {
  if (c.channel.state == State::gone) return "is gone already: nothing is left to refer";
  if (c.channel.state == State::unknown) return "was not seen alive at the last look; crawl first";
  return "";
}

Why proved(const Candidate& c) {
  return c.captures > 0 ? "" : "no capture of its own pages is held; crawl it first";
}

Why purpose(const Candidate& c) {
  return c.dossier.purpose && !c.dossier.purpose->text.empty()
             ? ""
             : "is empty: is it educational, journalistic, artistic, research or counter-speech? "
               "Record it with --purpose TEXT (TCO Art 1(3))";
}

Why deconfliction(const Candidate& c) {
  if (c.dossier.deconfliction.empty())
    return "is not recorded: ask the register, then --deconfliction clear --note TEXT";
  const Said& last = c.dossier.deconfliction.back();
  switch (deconfliction_named(last.text).value_or(Deconfliction::stop)) {
    case Deconfliction::clear:
      return "";
    case Deconfliction::asked:
      return "was asked on " + to_rfc3339(last.at).substr(0, 10) + " and has no answer yet";
    case Deconfliction::hold:
      if (last.until && *last.until <= c.now)
        return "the hold ended on " + to_rfc3339(*last.until).substr(0, 10) +
               "; ask again and record the answer";
      return last.until ? "on hold until " + to_rfc3339(*last.until).substr(0, 10)
                        : "on hold until told otherwise";
    case Deconfliction::stop:
      return "do not refer: under investigation";
  }
  return "is not readable";
}

Why confirmed(const Candidate& c) {
  const auto& said = c.dossier.confirmation;
  if (!said) return "is missing: after looking at the evidence, --confirm REASON --by NAME";
  if (said->analyst.empty()) return "has no name under it: --confirm REASON --by NAME";
  return "";
}

Why sender(const Candidate& c) {
  return c.sender_known ? ""
                        : "is unknown: fill in name and email under [refer] in godwit.toml (DSA "
                          "Art 16(2)(c))";
}

Why once(const Candidate& c) {
  return c.dossier.referred.empty()
             ? ""
             : "was referred on " + to_rfc3339(c.dossier.referred.back().at).substr(0, 10) +
                   " already; see: godwit refer --outcomes";
}

struct Row {
  std::string_view name;
  Why (*closed)(const Candidate&);
  bool for_marking;
};
constexpr Row gates[] = {{"private_person", not_a_person, true},
                         {"protected", not_protected, true},
                         {"impostor_suspect", no_impostor, true},
                         {"hard_evidence", tied, true},
                         {"alive", lives, false},
                         {"capture", proved, true},
                         {"purpose_assessment", purpose, true},
                         {"deconfliction_status", deconfliction, true},
                         {"confirmation", confirmed, true},
                         {"sender", sender, true},
                         {"referred", once, false}};

std::vector<ClosedGate> closed(const Candidate& candidate, bool marking) {
  std::vector<ClosedGate> found;
  for (const Row& gate : gates) {
    if (marking && !gate.for_marking) continue;
    if (Why why = gate.closed(candidate); !why.empty())
      found.push_back({gate.name, std::move(why)});
  }
  return found;
}

}  // namespace

std::vector<ClosedGate> closed_gates(const Candidate& candidate) {
  return closed(candidate, false);
}

std::vector<ClosedGate> closed_for_marking(const Candidate& candidate) {
  return closed(candidate, true);
}

bool hard_tied(const Channel& channel, const Succession& succession) {
  return std::ranges::any_of(succession.edges, [&](const Edge& e) {
    if (e.from != channel.id && e.to != channel.id) return false;
    if (e.relation == Relation::impersonates || e.probability < sure) return false;
    return !e.confirmed_by.empty() || std::ranges::any_of(e.evidence, [](const Evidence& each) {
      return each.hard && each.bits > 0;
    });
  });
}

}  // namespace godwit
