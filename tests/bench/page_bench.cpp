// SPDX-License-Identifier: Apache-2.0
// Reading speed: previews of t.me as the rehearsal world writes them, with all their facts and
// references, one page at a time on one core. Beside it, in the same run, what is left when reading
// is taken away step by step: the tree alone, the tree as Gumbo builds it, and a bare search for
// `href`. Items are pages: compare items_per_second.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "crawler/parse/html.h"
#include "crawler/platforms/platforms.h"
#include "world/world.h"

namespace godwit {
namespace {

constexpr int twenty_posts = 20;
constexpr std::size_t pages_wanted = 100;

std::size_t occurrences(std::string_view text, std::string_view of) {
  std::size_t count = 0;
  for (std::size_t at = text.find(of); at != std::string_view::npos; at = text.find(of, at + 1))
    ++count;
  return count;
}

// Full previews of 20 posts, as they would have been fetched.
std::vector<Fetched> previews() {
  WorldOptions options;
  options.brands = 40;
  const World world(options);
  const Time now = options.begins + days(5);
  std::vector<Fetched> pages;
  for (const TruthChannel& channel : world.truth().channels) {
    for (const TruthUrl& at : channel.urls) {
      const std::string url = "https://t.me/s/" + at.url.substr(at.url.rfind('/') + 1);
      Answer answer = world.answer("GET", url, "", now);
      if (occurrences(answer.body, " data-post=\"") < twenty_posts) continue;
      Fetched page;
      page.request.url = url;
      page.status = answer.status;
      page.headers = {{"content-type", "text/html; charset=utf-8"}};
      page.body = std::move(answer.body);
      page.at = now;
      pages.push_back(std::move(page));
      if (pages.size() == pages_wanted) return pages;
    }
  }
  return pages;
}

void count(benchmark::State& state, const std::vector<Fetched>& pages) {
  std::int64_t bytes = 0;
  for (const Fetched& page : pages) bytes += std::ssize(page.body);
  state.SetItemsProcessed(state.iterations() * std::ssize(pages));
  state.SetBytesProcessed(state.iterations() * bytes);
  state.counters["page_kb"] = double(bytes) / 1000 / double(pages.size());
}

void read_facts_and_references(benchmark::State& state) {
  const Result<Recogniser> recogniser = compiled_in_recogniser();
  const Platforms platforms = make_platforms(recogniser.value());
  const std::vector<Fetched> pages = previews();
  for (auto _ : state)
    for (const Fetched& page : pages) {
      const Observation seen = read_page(platforms, page);
      if (seen.posts.size() != twenty_posts) state.SkipWithError("20 posts were expected");
    }
  count(state, pages);
}

void tree_alone(benchmark::State& state) {
  const std::vector<Fetched> pages = previews();
  for (auto _ : state)
    for (const Fetched& page : pages) benchmark::DoNotOptimize(parse_html(page.body));
  count(state, pages);
}

void tree_by_gumbo(benchmark::State& state) {
  const std::vector<Fetched> pages = previews();
  for (auto _ : state)
    for (const Fetched& page : pages) {
      Html html;
      benchmark::DoNotOptimize(parse_html_tree(page.body, {}, html));
    }
  count(state, pages);
}

void search_for_href(benchmark::State& state) {
  const std::vector<Fetched> pages = previews();
  for (auto _ : state)
    for (const Fetched& page : pages) benchmark::DoNotOptimize(occurrences(page.body, "href"));
  count(state, pages);
}

BENCHMARK(read_facts_and_references)->Unit(benchmark::kMillisecond);
BENCHMARK(tree_alone)->Unit(benchmark::kMillisecond);
BENCHMARK(tree_by_gumbo)->Unit(benchmark::kMillisecond);
BENCHMARK(search_for_href)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace godwit

BENCHMARK_MAIN();
