// SPDX-License-Identifier: Apache-2.0
// Recognition speed on plain prose with one link per 400 bytes, beside a bare RE2::Set scan of the
// same text in the same run: the ratio is the figure that travels between machines.
#include <benchmark/benchmark.h>
#include <re2/set.h>

#include <string>
#include <vector>

#include "crawler/parse/recogniser.h"

namespace godwit {
namespace {

constexpr std::size_t line_size = 400;
constexpr std::size_t lines_count = 2500;  // 1 MB

enum Language { english_prose, russian_prose, arabic_prose };

const std::vector<std::string_view>& sentences(std::int64_t language) {
  static const std::vector<std::string_view> english = {
      "The tide turned at six and the pilot boat went out to meet the ferry. ",
      "Nobody on the quay had seen so many herons before the storm came in. ",
      "A new mast was stepped on the old cutter, and the crew, all five, cheered. ",
      "We counted terns until noon; the list is on the board by the harbour office. ",
      "Fog again today, so the lamp was lit at four and the bell rang every minute. "};
  static const std::vector<std::string_view> cyrillic = {
      "Прилив сменился в шесть, и лоцманский катер вышел навстречу парому. ",
      "Никто на причале не видел столько цапель до того, как пришёл шторм. ",
      "Сегодня снова туман, поэтому фонарь зажгли в четыре часа. "};
  static const std::vector<std::string_view> arabic = {
      "تغيّر المد في السادسة وخرج زورق المرشد لاستقبال العبّارة. ",
      "لم ير أحد على الرصيف هذا العدد من البلشون قبل أن تهب العاصفة. ",
      "عاد الضباب اليوم، فأوقد المصباح في الرابعة ودق الجرس كل دقيقة. "};
  return language == english_prose ? english : language == russian_prose ? cyrillic : arabic;
}

// Lines of 400 bytes, each with one link in its middle.
std::vector<std::string> prose(std::int64_t language) {
  const std::vector<std::string_view>& words = sentences(language);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < lines_count; ++i) {
    std::string line;
    for (std::size_t next = i; line.size() < line_size / 2; ++next)
      line += words[next % words.size()];
    line += "https://t.me/heron_watch_" + std::to_string(i) + ' ';
    for (std::size_t next = i; line.size() < line_size; ++next) line += words[next % words.size()];
    lines.push_back(std::move(line));
  }
  return lines;
}

std::size_t bytes_of(const std::vector<std::string>& lines) {
  std::size_t bytes = 0;
  for (const std::string& line : lines) bytes += line.size();
  return bytes;
}

void report(benchmark::State& state, const std::vector<std::string>& lines) {
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes_of(lines)) *
                          static_cast<std::int64_t>(state.iterations()));
}

void find_in_prose(benchmark::State& state) {
  const Result<Recogniser> recogniser = compiled_in_recogniser();
  const std::vector<std::string> lines = prose(state.range(0));
  for (auto _ : state) {
    std::size_t found = 0;
    for (const std::string& line : lines) found += find_addresses(recogniser.value(), line).size();
    if (found != lines.size()) state.SkipWithError("one link a line was expected");
  }
  report(state, lines);
}

// Every known host as a pattern, all in one set, over the same lines.
void bare_set_scan(benchmark::State& state) {
  const Result<Recogniser> recogniser = compiled_in_recogniser();
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_max_mem(256 << 20);
  re2::RE2::Set set(options, re2::RE2::UNANCHORED);
  for (const PlatformRow& row : recogniser.value().catalogue.rows())
    for (const std::string& host : row.hosts)
      set.Add("\\b" + re2::RE2::QuoteMeta(host) + "/[^\\s]+", nullptr);
  set.Compile();
  const std::vector<std::string> lines = prose(state.range(0));
  std::vector<int> hits;
  for (auto _ : state)
    for (const std::string& line : lines) benchmark::DoNotOptimize(set.Match(line, &hits));
  report(state, lines);
}

BENCHMARK(find_in_prose)->ArgName("language")->DenseRange(english_prose, arabic_prose);
BENCHMARK(bare_set_scan)->ArgName("language")->DenseRange(english_prose, arabic_prose);

}  // namespace
}  // namespace godwit

BENCHMARK_MAIN();
