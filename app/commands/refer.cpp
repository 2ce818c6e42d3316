// SPDX-License-Identifier: Apache-2.0
#include "app/commands/refer.h"

#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "app/inbox.h"
#include "app/refer/outcomes.h"
#include "app/refer/referring.h"
#include "godwit/names.h"
#include "graph/export/json.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

// What the command line records, as words on one address.
std::vector<Word> words_asked(const ReferOptions& o, const Dossier& dossier, const std::string& url,
                              const std::string& by) {
  std::vector<Word> words;
  const auto say = [&](const char* verb, const std::string& text, bool undo = false) -> Word& {
    return words.emplace_back(Word{verb, url, {}, {}, text, by, undo});
  };
  if (o.withdraw) {
    if (dossier.purpose) say(verbs::purpose, "", true);
    if (!dossier.deconfliction.empty()) say(verbs::deconfliction, "", true);
    if (dossier.confirmation) say(verbs::approve, "", true);
  }
  if (!o.purpose.empty()) say(verbs::purpose, o.purpose);
  if (!o.deconfliction.empty())
    say(verbs::deconfliction, o.deconfliction + ": " + o.note).when = o.hold_until;
  if (!o.confirm.empty()) {
    std::string codes;
    for (const std::string& code : o.codes) codes += (codes.empty() ? "" : ",") + code;
    say(verbs::approve, codes.empty() ? o.confirm : codes + ": " + o.confirm);
  }
  if (o.sent) say(verbs::refer, *o.sent);
  return words;
}

bool records(const ReferOptions& o) {
  return !o.purpose.empty() || !o.deconfliction.empty() || !o.confirm.empty() || o.sent ||
         o.withdraw;
}

std::string url_of(const Channel& channel) { return channel.urls.back().address.url; }

Result<std::vector<std::string>> channels_asked(ReferView& view, const ReferOptions& options) {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  };
  for (const std::string& typed : options.urls) {
    auto address = address_typed(view.view.recogniser, typed);
    if (!address) return address.error();
    const auto known = view.view.tracker.explain(address->url);
    if (!known)
      return Error{Trouble::not_found, address->url + " is not in this case; see: godwit channels"};
    add(known->channel.id);
  }
  std::size_t left = options.top;
  if (left > 0)
    for (const Target& target : view.view.tracker.targets())
      if (target.advice == Advice::refer && left > 0) add(target.channel), --left;
  if (options.urls.empty() && options.top == 0)
    return Error{Trouble::usage, "refer: name channels, or --top N; or ask for --outcomes"};
  const auto& channels = view.view.tracker.succession().channels;
  if (!options.provider.empty())
    std::erase_if(ids, [&](const std::string& id) {
      const auto provider = provider_of(*std::ranges::find(channels, id, &Channel::id));
      return provider.key != options.provider &&
             provider.key.substr(0, provider.key.find(':')) != options.provider;
    });
  if (ids.empty())
    return Error{Trouble::nothing_to_do,
                 "nothing to refer" + (options.provider.empty()
                                           ? std::string(": no target has the advice \"refer\"")
                                           : " to " + options.provider)};
  return ids;
}

// Writes down what the command line says, then looks at the case again.
Result<Told> record(ReferView& view, const std::vector<std::string>& ids,
                    const ReferOptions& options) {
  const std::string by = options.by.empty() ? view.view.of.config.analyst : options.by;
  if (by.empty())
    return Error{Trouble::usage,
                 "refer: whose word is it? say --by NAME, or fill in analyst in godwit.toml"};
  std::vector<Observation> facts;
  for (const std::string& id : ids) {
    const auto& channels = view.view.tracker.succession().channels;
    const Channel& channel = *std::ranges::find(channels, id, &Channel::id);
    const Address& address = channel.urls.back().address;
    for (Word& word : words_asked(options, view.dossiers[id], address.url, by)) {
      Observation fact;
      fact.at = view.now;
      fact.address = address;
      fact.url = address.url;
      fact.source = Source::analyst;
      fact.word = std::move(word);
      facts.push_back(std::move(fact));
    }
  }
  return tell(view.folder, facts);
}

void print_closed(const std::vector<Referable>& judged, std::ostream& err) {
  for (const Referable& each : judged)
    for (const ClosedGate& gate : each.closed)
      err << "godwit: blocked: " << printable(url_of(each.channel)) << ": " << gate.gate << ' '
          << printable(gate.why) << '\n';
}

std::string judged_json(const std::vector<Referable>& judged, const std::vector<std::string>& packs,
                        bool rehearsal) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (rehearsal) json["rehearsal"] = true;
  json["order"] = false;
  json["channels"] = nlohmann::ordered_json::array();
  for (const Referable& each : judged) {
    nlohmann::ordered_json closed = nlohmann::ordered_json::array();
    for (const ClosedGate& gate : each.closed)
      closed.push_back({{"gate", gate.gate}, {"why", gate.why}});
    json["channels"].push_back({{"channel", each.channel.id},
                                {"url", url_of(each.channel)},
                                {"provider", provider_of(each.channel).key},
                                {"blocked_by", closed},
                                {"captures", each.captures.size()}});
  }
  json["packs"] = packs;
  return json_text(json);
}

void print_ready(const std::vector<Referable>& judged, std::ostream& out, bool rehearsal,
                 const Terminal& terminal) {
  if (rehearsal) out << "REHEARSAL: invented data, not the world.\n";
  Table table({"provider", "channel*", "title*", "gates", "captures"});
  for (const Referable& each : judged)
    table.row({provider_of(each.channel).key, foreign(url_of(each.channel)),
               foreign(each.channel.title),
               each.closed.empty() ? "open" : std::to_string(each.closed.size()) + " closed",
               std::to_string(each.captures.size())});
  table.print(out, terminal);
}

int code_of(const std::vector<Referable>& judged) {
  const auto open =
      std::ranges::count_if(judged, [](const Referable& r) { return r.closed.empty(); });
  return open == 0 ? exit_blocked : open < std::ssize(judged) ? exit_partial : exit_ok;
}

std::string hours(const std::optional<Duration>& d) {
  return d ? decimal(double(d->count()) / 3'600'000.0, 1) + " h" : "";
}

// How long after the referral a return was born.
std::string after(const Return& back) {
  return back.after && *back.after < Duration{0} ? "stood ready" : hours(back.after);
}

int show_outcomes(ReferView& view, const Common& common, Streams io) {
  const auto outcomes = outcomes_of(view.view.tracker.succession(), view.dossiers);
  const bool rehearsal = view.view.of.config.rehearsal;
  if (common.json) return io.out << outcomes_json(outcomes, rehearsal), exit_ok;
  if (rehearsal) io.out << "REHEARSAL: invented data, not the world.\n";
  Table table({"referred", "channel*", "state", "offline after", "came back as*", "after",
               "audience back"});
  for (const Aftermath& each : outcomes) {
    const Return none, &back = each.returns.empty() ? none : each.returns.front();
    table.row({to_rfc3339(each.referred.at).substr(0, 16), foreign(each.url),
               std::string(name_of(each.state)),
               each.offline_latest ? hours(std::max(*each.offline_earliest, Duration{0})) + " to " +
                                         hours(each.offline_latest)
                                   : "",
               foreign(back.url), after(back),
               each.audience_regained ? decimal(100 * *each.audience_regained, 0) + " %" : ""});
  }
  if (table.empty()) return io.err << "nothing was marked as referred yet\n", exit_ok;
  table.print(io.out, terminal_of(STDOUT_FILENO, common.no_colour));
  return exit_ok;
}

}  // namespace

int run_refer(const Common& common, const ReferOptions& options, Streams io) {
  const auto fail = [&](const Error& error) { return complain(io.err, error); };
  const auto of = open_case(common.folder);
  if (!of) return fail(of.error());
  const auto clock = clock_of(*of, common.now);
  if (!clock) return fail(clock.error());
  auto view = view_referrals(common.folder, (*clock)->now());
  if (!view) return fail(view.error());
  if (options.outcomes) return show_outcomes(*view, common, io);
  const auto ids = channels_asked(*view, options);
  if (!ids) return fail(ids.error());
  if (options.sent) {  // only what passed every gate may have been referred
    const auto judged = judge_all(*view, *ids, Asking::to_mark);
    if (!judged) return fail(judged.error());
    print_closed(*judged, io.err);
    if (code_of(*judged) != exit_ok) return exit_blocked;
  }
  if (records(options)) {
    const auto told = record(*view, *ids, options);
    if (!told) return fail(told.error());
    if (!common.quiet)
      io.err << "noted"
             << (*told == Told::waiting ? "; the run that holds the case takes it in" : "") << '\n';
    if (options.sent) return exit_ok;
    view = view_referrals(common.folder, view->now);
    if (!view) return fail(view.error());
  }
  const auto judged = judge_all(*view, *ids, Asking::to_refer);
  if (!judged) return fail(judged.error());
  print_closed(*judged, io.err);
  std::vector<Referable> ready;
  std::ranges::copy_if(*judged, std::back_inserter(ready),
                       [](const Referable& r) { return r.closed.empty(); });
  std::vector<std::string> packs;
  if (!options.output.empty() && !ready.empty()) {
    auto wrote = write_packs(*view, ready, options.output);
    if (!wrote) return fail(wrote.error());
    packs = std::move(*wrote);
  }
  if (common.json)
    io.out << judged_json(*judged, packs, of->config.rehearsal);
  else
    print_ready(*judged, io.out, of->config.rehearsal,
                terminal_of(STDOUT_FILENO, common.no_colour));
  if (!common.quiet)
    for (const std::string& pack : packs)
      io.err << "wrote " << pack
             << ": a referral, not an order; send it yourself, then: godwit "
                "refer URL --sent REFERENCE\n";
  return code_of(*judged);
}

}  // namespace godwit
