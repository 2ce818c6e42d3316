// SPDX-License-Identifier: Apache-2.0
#include "app/cli/groups.h"
#include "app/commands/calibrate.h"

namespace godwit {

void add_word_commands(CLI::App& app, Words& w, Streams io) {
  const auto word = [&](const char* verb, const char* text, bool two) {
    auto* sub = command(app, verb, text);
    sub->add_option(two ? "FROM" : "URL", w.word.from, "A channel's address")->required();
    if (two) sub->add_option("TO", w.word.to, "Another channel's address")->required();
    sub->add_flag("--undo", w.word.undo, "Take the same word back");
    sub->callback([&w, io, verb] {
      w.word.verb = verb;
      w.word.when = w.at.time();
      w.run = [&w, io] { return run_word(w.common, w.word, io); };
    });
    return sub;
  };
  word("confirm", "Your word: TO continues FROM", true);
  word("reject", "Your word: TO does not continue FROM", true);
  word("merge", "Your word: both are one channel", true);
  word("split", "Your word: from --at TIME on, another channel lives at URL", false)
      ->add_option("--at", w.at.typed, "When the other began")
      ->check(is_time)
      ->required();
  word("note", "A note on a channel", false)
      ->add_option("TEXT", w.word.text, "The note")
      ->required();

  auto* unwatch = command(app, "unwatch",
                          "Take addresses off the watch list: nobody looks at them any more. "
                          "crawl URL takes them up again");
  unwatch->add_option("URL", w.unwatched, "Addresses, of the list or found along the way")
      ->required();
  runs(unwatch, w, [&w, io] { return run_unwatch(w.common, w.unwatched, io); });

  auto* calibrate =
      command(app, "calibrate",
              "Learn what evidence is worth from the edges you confirmed or rejected, "
              "judge it on later lineages, and write weights.toml into the case");
  calibrate->add_option("--moves", w.moves,
                        "A folder with domain_life.tsv (site, domain, first_seen, last_seen): "
                        "moves that others recorded, to learn from as well");
  calibrate->callback(
      [&w, io] { w.run = [&w, io] { return run_calibrate(w.common, w.moves, io); }; });
}

}  // namespace godwit
