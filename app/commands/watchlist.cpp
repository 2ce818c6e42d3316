// SPDX-License-Identifier: Apache-2.0
#include "app/commands/watchlist.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "app/case_view.h"
#include "app/commands/words.h"
#include "app/inbox.h"
#include "graph/export/json.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

std::string one_line(const SpokenWord& said) {
  const std::string who = said.word.analyst.empty() ? "" : " by " + printable(said.word.analyst);
  return said.word.from_url + "  # since " + to_rfc3339(said.at).substr(0, 10) + who;
}

}  // namespace

int run_watchlist(const Common& common, Streams io) {
  auto view = view_case(common.folder, {.as_of = common.as_of, .also = {}});
  if (!view) return complain(io.err, view.error());
  auto list = nlohmann::ordered_json::array();
  bool any = false;
  for (const SpokenWord& said : view->tracker.succession().words) {
    if (said.word.verb != "watch") continue;
    any = true;
    if (common.json)
      list.push_back({{"url", said.word.from_url},
                      {"since", json_time(said.at)},
                      {"analyst", said.word.analyst}});
    else
      io.out << one_line(said) << '\n';
  }
  if (common.json) io.out << json_text({{"watched", std::move(list)}});
  if (!any) io.err << "nothing is watched; godwit crawl SEED puts an address on the list\n";
  return exit_ok;
}

int run_unwatch(const Common& common, const std::vector<std::string>& urls, Streams io) {
  auto view = view_case(common.folder);
  if (!view) return complain(io.err, view.error());
  auto clock = clock_of(view->of, common.now);
  if (!clock) return complain(io.err, clock.error());
  std::vector<Observation> words;
  for (const std::string& url : urls) {
    const WordOptions word{"watch", url, {}, {}, {}, true};
    auto fact = fact_of_word(*view, word, view->of.config.analyst, (*clock)->now());
    if (!fact) return complain(io.err, fact.error());
    words.push_back(std::move(*fact));
  }
  const auto told = tell(common.folder, words);
  if (!told) return complain(io.err, told.error());
  if (!common.quiet)
    io.err << words.size() << (words.size() == 1 ? " address is" : " addresses are")
           << " not looked at any more; godwit crawl URL takes it up again\n";
  return exit_ok;
}

}  // namespace godwit
