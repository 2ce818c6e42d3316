// SPDX-License-Identifier: Apache-2.0
#include "app/serve/live_case.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/inbox.h"
#include "app/refer/referring.h"
#include "app/report/page.h"
#include "crawler/store/observation_json.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

constexpr std::size_t text_max = 2'000;      // bytes of a note
constexpr std::size_t shown_max = 1u << 20;  // bytes of a capture that are shown
constexpr std::array<std::string_view, 7> verbs_known = {"confirm", "reject", "merge", "split",
                                                         "note",    "watch",  "refer"};

Error refused(const std::string& text) { return {Trouble::usage, text}; }

Result<WordOptions> word_in(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return refused("no JSON object");
  const auto string_at = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  WordOptions word;
  word.verb = string_at("verb");
  word.from = string_at("from"), word.to = string_at("to"), word.text = string_at("text");
  if (std::ranges::find(verbs_known, word.verb) == verbs_known.end())
    return refused("no such word: " + printable(shortened(word.verb, 40)));
  if (word.text.size() > text_max) return refused("the text is too long");
  if (const auto undo = json.find("undo"); undo != json.end() && undo->is_boolean())
    word.undo = undo->get<bool>();
  if (const std::string at = string_at("at"); !at.empty()) {
    word.when = parse_time(at);
    if (!word.when) return refused("\"" + printable(shortened(at, 40)) + "\" is no time");
  }
  const bool two = word.verb == "confirm" || word.verb == "reject" || word.verb == "merge";
  if (two == word.to.empty())
    return refused(word.verb + (two ? " needs two" : " takes one") + " channel" + (two ? "s" : ""));
  if (word.verb == "split" && !word.when) return refused("split needs a time");
  if (word.verb == "note" && word.text.empty()) return refused("the note is empty");
  return word;
}

// The page's document of what a view has folded.
std::string document_of(CaseView& view, const std::optional<Time>& known_by) {
  PageOptions options;
  options.rehearsal = view.of.config.rehearsal;
  options.tool = tool_version();
  options.known_by = known_by;
  options.live = true;
  return page_data(view.tracker.succession(), view.tracker.targets(), view.tracker.alerts(),
                   options);
}

}  // namespace

LiveCase::LiveCase(CaseView view, std::unique_ptr<SqliteLedger> ledger,
                   std::unique_ptr<Clock> clock, std::string analyst)
    : view_(std::move(view)),
      ledger_(std::move(ledger)),
      clock_(std::move(clock)),
      analyst_(std::move(analyst)) {}

Result<std::unique_ptr<LiveCase>> LiveCase::open(const std::filesystem::path& folder,
                                                 const std::optional<Time>& now,
                                                 std::string analyst) {
  auto view = open_view(folder);
  if (!view) return view.error();
  if (analyst.empty()) analyst = view->of.config.analyst;
  if (analyst.empty())
    return Error{Trouble::usage,
                 "serve: whose words are they? say --by NAME, or fill in analyst in godwit.toml"};
  auto clock = clock_of(view->of, now);
  if (!clock) return clock.error();
  auto ledger = open_ledger(folder, OpenMode::read);
  if (!ledger) return ledger.error();
  return std::unique_ptr<LiveCase>(
      new LiveCase(std::move(*view), std::move(*ledger), std::move(*clock), std::move(analyst)));
}

// Takes in what is new; the first time, everything.
Result<void> LiveCase::catch_up() {
  const std::vector<Observation> words = waiting_words(view_.of.folder);
  for (const Observation& word : words)
    if (waiting_.insert(to_json_line(word)).second) view_.tracker.apply(word), data_.clear();
  const auto facts = ledger_->size();
  if (!facts) return facts.error();
  if (*facts == folded_) return {};
  auto folded =
      ledger_->replay_after(folded_, [&](const Observation& seen) { view_.tracker.apply(seen); });
  if (!folded) return folded;
  folded_ = *facts;
  data_.clear();
  return {};
}

Result<std::string> LiveCase::data() {
  if (auto done = catch_up(); !done) return done.error();
  if (data_.empty()) data_ = document_of(view_, std::nullopt);
  return data_;
}

Result<std::string> LiveCase::data_known_by(Time then) const {
  auto view = view_case(view_.of.folder, {.as_of = then, .also = {}});
  if (!view) return view.error();
  return document_of(*view, then);
}

Result<void> LiveCase::tell(std::string_view json) {
  const auto word = word_in(json);
  if (!word) return word.error();
  if (auto done = catch_up(); !done) return done;
  if (word->verb == "refer" && !word->undo)
    if (auto open = tell_referred(*word); !open) return open;
  const auto fact = fact_of_word(view_, *word, analyst_, clock_->now());
  if (!fact) return fact.error();
  const auto told = godwit::tell(view_.of.folder, std::span(&*fact, 1));
  if (!told) return told.error();
  return catch_up();
}

// Only what passed every gate may have been referred.
Result<void> LiveCase::tell_referred(const WordOptions& word) {
  auto address = address_typed(view_.recogniser, word.from);
  if (!address) return address.error();
  const auto known = view_.tracker.explain(address->url);
  if (!known) return Error{Trouble::not_found, address->url + " is not in this case"};
  auto view = view_referrals(view_.of.folder, clock_->now());
  if (!view) return view.error();
  const auto judged = judge_all(*view, std::span(&known->channel.id, 1), Asking::to_mark);
  if (!judged) return judged.error();
  const auto& closed = judged->front().closed;
  if (closed.empty()) return {};
  return refused(std::string(closed.front().gate) + " " + closed.front().why);
}

Result<std::optional<Fetched>> LiveCase::capture(const std::string& id) {
  auto page = ledger_->read_capture(id);
  if (page) return std::optional(std::move(*page));
  if (page.error().trouble == Trouble::not_found) return std::optional<Fetched>();
  return page.error();
}

Result<std::optional<std::string>> LiveCase::capture_text(const std::string& id) {
  const auto page = capture(id);
  if (!page) return page.error();
  if (!*page) return std::optional<std::string>();
  const Fetched& seen = **page;
  return std::optional("capture  " + id + "\nurl      " + printable(seen.request.url) +
                       "\ntaken    " + to_rfc3339(seen.at) + "\n\n" +
                       clean_utf8(seen.response_head) +
                       clean_utf8(std::string_view(seen.body).substr(0, shown_max)));
}

Result<std::optional<std::string>> LiveCase::capture_raw(const std::string& id) {
  const auto page = capture(id);
  if (!page) return page.error();
  return *page ? std::optional((*page)->raw_body) : std::optional<std::string>();
}

}  // namespace godwit
