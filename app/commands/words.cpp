// SPDX-License-Identifier: Apache-2.0
#include "app/commands/words.h"

#include <ostream>

#include "app/case_view.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

Result<Observation> fact_of(const CaseView& view, const WordOptions& options, Time now) {
  auto from = address_typed(view.recogniser, options.from);
  if (!from) return from.error();
  Word word{options.verb,           from->url,   {}, options.when, options.text,
            view.of.config.analyst, options.undo};
  if (!options.to.empty()) {
    auto to = address_typed(view.recogniser, options.to);
    if (!to) return to.error();
    word.to_url = to->url;
    if (word.to_url == word.from_url)
      return Error{Trouble::usage, options.verb + ": both ends are " + word.from_url};
  }
  Observation fact;
  fact.at = now;
  fact.address = *from;
  fact.url = from->url;
  fact.source = Source::analyst;
  fact.word = std::move(word);
  return fact;
}

}  // namespace

int run_word(const Common& common, const WordOptions& options, Streams io) {
  auto view = view_case(common.folder);
  if (!view) return complain(io.err, view.error());
  auto clock = clock_of(view->of, common.now);
  if (!clock) return complain(io.err, clock.error());
  auto fact = fact_of(*view, options, (*clock)->now());
  if (!fact) return complain(io.err, fact.error());
  // A word about nothing we know is a slip of the hand: say so, and write nothing.
  for (const std::string* url : {&fact->word->from_url, &fact->word->to_url})
    if (!url->empty() && !view->tracker.explain(*url))
      return complain(io.err,
                      {Trouble::not_found, *url + " is not in this case; see: godwit channels"});
  auto ledger = open_ledger(common.folder, OpenMode::write);
  if (!ledger) return complain(io.err, ledger.error());
  if (const auto kept = (*ledger)->append({}, std::span(&*fact, 1)); !kept)
    return complain(io.err, kept.error());
  if (!common.quiet)
    io.err << (options.undo ? "undone: " : "noted: ") << options.verb << ' '
           << printable(fact->word->from_url)
           << (fact->word->to_url.empty() ? "" : " → " + printable(fact->word->to_url)) << '\n';
  return exit_ok;
}

}  // namespace godwit
