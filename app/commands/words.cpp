// SPDX-License-Identifier: Apache-2.0
#include "app/commands/words.h"

#include <algorithm>
#include <ostream>

#include "app/case_view.h"
#include "app/inbox.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

// What nobody said, or somebody took back, cannot be taken back.
bool stands(const Succession& s, const Word& word) {
  return std::ranges::any_of(s.words, [&](const SpokenWord& said) {
    return said.word.verb == word.verb && said.word.from_url == word.from_url &&
           said.word.to_url == word.to_url &&
           (word.verb != "note" || said.word.text == word.text) &&
           (word.verb != "split" || said.word.when == word.when);
  });
}

}  // namespace

Result<Observation> fact_of_word(CaseView& view, const WordOptions& options,
                                 const std::string& analyst, Time now) {
  auto from = address_typed(view.recogniser, options.from);
  if (!from) return from.error();
  Word word{options.verb, from->url, {}, options.when, options.text, analyst, options.undo};
  if (!options.to.empty()) {
    auto to = address_typed(view.recogniser, options.to);
    if (!to) return to.error();
    word.to_url = to->url;
    if (word.to_url == word.from_url)
      return Error{Trouble::usage, options.verb + ": both ends are " + word.from_url};
  }
  // A word about nothing we know is a slip of the hand: say so, and write nothing.
  for (const std::string* url : {&word.from_url, &word.to_url})
    if (!url->empty() && options.verb != "watch" && !view.tracker.explain(*url))
      return Error{Trouble::not_found, *url + " is not in this case; see: godwit channels"};
  // `watch` is taken back for what was found along the way, too: nobody need have named it.
  if (options.undo && options.verb != "watch" && !stands(view.tracker.succession(), word))
    return Error{Trouble::not_found, "this " + options.verb + " does not stand: nobody said it, " +
                                         "or it was taken back or overruled since"};
  Observation fact;
  fact.at = now;
  fact.address = *from;
  fact.url = from->url;
  fact.source = Source::analyst;
  fact.word = std::move(word);
  return fact;
}

int run_word(const Common& common, const WordOptions& options, Streams io) {
  auto view = view_case(common.folder);
  if (!view) return complain(io.err, view.error());
  auto clock = clock_of(view->of, common.now);
  if (!clock) return complain(io.err, clock.error());
  const auto fact = fact_of_word(*view, options, view->of.config.analyst, (*clock)->now());
  if (!fact) return complain(io.err, fact.error());
  const auto told = tell(common.folder, std::span(&*fact, 1));
  if (!told) return complain(io.err, told.error());
  if (!common.quiet)
    io.err << (options.undo ? "undone: " : "noted: ") << options.verb << ' '
           << printable(fact->word->from_url)
           << (fact->word->to_url.empty() ? "" : " → " + printable(fact->word->to_url))
           << (*told == Told::waiting ? "; the run that holds the case takes it in" : "") << '\n';
  return exit_ok;
}

}  // namespace godwit
