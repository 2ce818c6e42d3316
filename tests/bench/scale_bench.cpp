// SPDX-License-Identifier: Apache-2.0
// How long the whole answer takes, stage by stage, and what it occupies. Arguments: how many
// channels (default 40,000), how many references in all (ten a channel), then the numbers of
// threads to try (2). The hash of the answer is the same for all of them, or it fails. `--guard`: a
// small slice that fails where four times the channels take more than eight times the time. `--news
// N [FACTS [COSTLY]]`: FACTS (300) new ones, one after the other, at N channels; of the kinds that
// as a rule cost a pass over all no more than COSTLY, where a pass takes a minute.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/parallel.h"
#include "graph/remembered.h"
#include "graph/succession.h"
#include "tests/bench/scale_facts.h"

namespace {

using namespace godwit;
using namespace godwit::bench;

constexpr double goal_seconds = 60, goal_gigabytes = 4;  // at 1,000,000 channels

class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    begin_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

double peak_gigabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / (1 << 20);
}

double busy_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// What stirs the hash of the answer, of one channel or of the edges into one.
using Stirred = std::vector<std::uint64_t>;

std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

void stir(Stirred& into, const Edge& e) {
  into.push_back(hash_of(e.from + e.to + e.from_url + e.to_url));
  into.push_back(bits_of(e.probability) ^ static_cast<std::uint64_t>(e.relation));
  for (const Evidence& each : e.evidence) {
    into.push_back(hash_of(each.kind + each.source + each.words));
    into.push_back(bits_of(each.bits));
  }
}

// Each channel and each edge is put into words, hashed, and let go: the whole answer in words is
// several times what it was concluded from.
struct Told {
  std::size_t edges = 0;
  std::uint64_t hash = 1;
  void stir(const Stirred& values) {
    for (const std::uint64_t value : values) hash = mix(hash ^ value);
  }
};

Told tell_all(const Conclusion& c, int threads) {
  constexpr std::size_t together = 4096;
  const std::size_t n = c.known.nodes().size();
  Told told;
  std::vector<Stirred> stirred(together);
  std::vector<std::size_t> edges(together);
  const auto each = [&](const auto& tell) {
    for (std::size_t begin = 0; begin < n; begin += together) {
      const std::size_t count = std::min(together, n - begin);
      for_each_index(count, threads, [&](std::size_t i) {
        stirred[i].clear();
        tell(static_cast<NodeNo>(begin + i), i);
      });
      for (std::size_t i = 0; i < count; ++i) told.stir(stirred[i]), told.edges += edges[i];
    }
  };
  each([&](NodeNo v, std::size_t i) {
    const Channel channel = channel_of(c, v);
    stirred[i] = {hash_of(channel.id + channel.lineage + channel.title),
                  static_cast<std::uint64_t>(channel.generation)};
  });
  each([&](NodeNo v, std::size_t i) {
    const std::vector<Edge> into = edges_into(c, v);
    edges[i] = into.size();
    for (const Edge& e : into) stir(stirred[i], e);
  });
  return told;
}

struct Figures {
  double seconds = 0, busy = 0;  // busy: of all processors
  std::uint64_t hash = 0;
  bool agree = true;  // all numbers of threads
};

Figures conclude(const Facts& facts, int threads, bool told) {
  Stopwatch watch;
  Figures all;
  double before = busy_seconds();
  const auto stage = [&](const char* name) {
    const double busy = busy_seconds() - before, seconds = watch.lap();
    before += busy;
    all.seconds += seconds;
    all.busy += busy;
    if (told)
      fmt::print("  {:<10} {:7.2f} s, {:7.2f} s of processors   peak {:5.2f} GB\n", name, seconds,
                 busy, peak_gigabytes());
    std::fflush(stdout);
  };
  History history(facts, threads);
  stage("history");
  Known known(std::move(history), threads, start_weights());
  stage("indexes");
  std::vector<Chosen> chosen = infer(known, threads);
  stage("inference");
  Families families = find_families(known, chosen, threads);
  stage("lineages");
  const Conclusion c(std::move(known), std::move(chosen), std::move(families));
  const Told answer = tell_all(c, threads);
  stage("words");
  all.hash = answer.hash;
  if (told)
    fmt::print("  {} threads: {:.2f} s, {} channels, {} edges, {} lineages, hash {:016x}\n",
               threads, all.seconds, c.known.nodes().size(), answer.edges,
               c.families.families.size(), all.hash);
  return all;
}

Facts facts_of(std::size_t channels, std::size_t references, bool told) {
  Stopwatch watch;
  Facts facts;
  ScaleFacts(channels, references / channels).each([&](const Observation& o) { facts.take(o); });
  if (told)
    fmt::print("{} channels: {} pages, {} references drawn and taken in {:.1f} s, peak {:.2f} GB\n",
               channels, facts.looks().size(), facts.mentions().size(), watch.lap(),
               peak_gigabytes());
  return facts;
}

// In a hundred observations of a crawl, how many bring what: of the 131,221 of the rehearsals of
// seeds 1 to 20, 30 brands (news_mix). A fall stands for all turns of a place's state.
struct OfAHundred {
  const char* what;
  double share;
};
constexpr std::array<OfAHundred, kinds_of_news> in_a_crawl{{{"nothing new", 56.4},
                                                            {"a new post", 29.3},
                                                            {"a fall", 6.4},
                                                            {"a reference", 3.1},
                                                            {"an announcement", 2.1},
                                                            {"a new channel", 2.8}}};

// The value below which a share of the weight lies.
double quantile(std::vector<std::pair<double, double>> values_and_weights, double share) {
  std::sort(values_and_weights.begin(), values_and_weights.end());
  double all = 0, so_far = 0;
  for (const auto& [value, weight] : values_and_weights) all += weight;
  for (const auto& [value, weight] : values_and_weights)
    if ((so_far += weight) >= share * all) return value;
  return values_and_weights.back().first;
}

// What one fact of each kind took, and all together as often as a crawl brings them or equally
// often.
void print_news(const std::array<std::vector<double>, kinds_of_news>& took,
                const std::array<std::size_t, kinds_of_news>& in_place) {
  constexpr double micro = 1e6;
  const auto line = [&](const char* what, const std::vector<std::pair<double, double>>& each) {
    double sum = 0, weights = 0;
    for (const auto& [value, weight] : each) sum += value * weight, weights += weight;
    fmt::print("  {:<26} median {:11.1f}  p90 {:11.1f}  max {:11.1f}  mean {:11.1f} us", what,
               micro * quantile(each, .5), micro * quantile(each, .9), micro * quantile(each, 1),
               micro * sum / weights);
  };
  std::vector<std::pair<double, double>> as_crawled, equally;
  for (std::size_t kind = 0; kind < kinds_of_news; ++kind) {
    std::vector<std::pair<double, double>> alone;
    for (const double seconds : took[kind]) {
      const auto n = static_cast<double>(took[kind].size());
      alone.emplace_back(seconds, 1);
      equally.emplace_back(seconds, 1 / n);
      as_crawled.emplace_back(seconds, in_a_crawl[kind].share / n);
    }
    line(in_a_crawl[kind].what, alone);
    fmt::print("  {} of {} in place\n", in_place[kind], took[kind].size());
  }
  line("as a crawl brings them", as_crawled);
  fmt::print("  goal: median 100\n");
  line("equally often", equally);
  fmt::print("\n");
}

// What is told of channels and not in tell_all().
std::uint64_t hash_of_lives(const Conclusion& c) {
  std::uint64_t hash = 1;
  for (const Node& node : c.known.nodes()) {
    for (const Time at : {node.first_seen, node.last_seen, node.last_look, node.end()})
      hash = mix(hash ^ static_cast<std::uint64_t>(to_ms(at)));
    hash = mix(hash ^ static_cast<std::uint64_t>(node.state) ^ hash_of(node.id));
  }
  return hash;
}

std::size_t drawn_kind(Dice& dice) {
  double at = static_cast<double>(dice.roll(1000)) / 10;
  for (std::size_t kind = 0; kind + 1 < kinds_of_news; ++kind)
    if ((at -= in_a_crawl[kind].share) < 0) return kind;
  return kinds_of_news - 1;
}

// Mostly taken in place; the others cost a pass over all.
bool is_costly(std::size_t kind) { return kind >= static_cast<std::size_t>(News::fall); }

// One new fact after the other, in the order of a crawl, each followed by the whole conclusion with
// what is remembered. `costly`: how many at most of the costly kinds, but one of each; each kind
// counts by its share all the same.
int news(std::size_t channels, std::size_t asked, std::size_t costly) {
  Facts facts = facts_of(channels, channels * 10, true);
  const ScaleFacts drawn(channels);
  const WeightSet weights = start_weights();
  Remembered memory;
  std::optional<Conclusion> c(std::in_place, facts, 2, weights, &memory);
  std::array<std::vector<double>, kinds_of_news> took;
  std::array<std::size_t, kinds_of_news> in_place{};
  std::vector<std::size_t> scored;
  Dice dice{7};
  for (std::size_t i = 0; i < asked; ++i) {
    std::size_t kind = i < kinds_of_news ? i : drawn_kind(dice);
    while (i >= kinds_of_news && is_costly(kind) && costly == 0) kind = drawn_kind(dice);
    if (is_costly(kind) && costly > 0) --costly;
    const Observation fact = drawn.news(i, static_cast<News>(kind));
    Stopwatch watch;
    const bool taken = c->take(facts.take(fact), memory);
    if (!taken) c.emplace(facts, 2, weights, &memory);
    took[kind].push_back(watch.lap());
    if (taken) ++in_place[kind];
    scored.push_back(memory.scored_anew());
  }
  std::sort(scored.begin(), scored.end());
  fmt::print("{} new facts at {} channels, taken and concluded; scored anew: median {}, most {}\n",
             scored.size(), channels, scored[scored.size() / 2], scored.back());
  print_news(took, in_place);
  Stopwatch watch;
  const double before = busy_seconds();
  const Conclusion rebuilt(facts, 2, weights);
  fmt::print("  rebuild {:.2f} s ({:.2f} of processors); ", watch.lap(), busy_seconds() - before);
  const bool same = tell_all(*c, 2).hash == tell_all(rebuilt, 2).hash &&
                    hash_of_lives(*c) == hash_of_lives(rebuilt);
  fmt::print("{}\n", same ? "the same answer" : "ANOTHER ANSWER");
  return same ? 0 : 1;
}

// The same facts for any number of threads: the least of their times is the least disturbed.
Figures least(std::size_t channels) {
  const Facts facts = facts_of(channels, channels * 10, false);
  Figures all = conclude(facts, 1, false);
  for (const int threads : {2, 8}) {
    const Figures each = conclude(facts, threads, false);
    all.busy = std::min(all.busy, each.busy);
    if (each.hash != all.hash) all.agree = false;
  }
  return all;
}

// Super-linear growth shows at any size: no figure of this machine is asked for, only a ratio. Not
// below 6,000: up to there every new channel is one more candidate for those named like it, until
// their trigrams are too common to tell anything (candidates.cpp).
int guard() {
  constexpr std::size_t few = 6000, many = 4 * few;
  const Figures small = least(few), large = least(many);
  const double times = large.busy / small.busy;
  const bool same = small.agree && large.agree;
  fmt::print("{} channels {:.2f} s, {} channels {:.2f} s: {:.1f} times (at most 8); {}\n", few,
             small.busy, many, large.busy, times,
             same ? "1, 2, 8 threads agree" : "THREADS DISAGREE");
  return times <= 8 && same ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  const auto argument = [&](int i, std::size_t otherwise) {
    return count > i ? static_cast<std::size_t>(std::strtoull(words[i], nullptr, 10)) : otherwise;
  };
  if (count > 1 && std::strcmp(words[1], "--guard") == 0) return guard();
  if (count > 2 && std::strcmp(words[1], "--news") == 0)
    return news(argument(2, 40'000), argument(3, 300), argument(4, SIZE_MAX));
  const std::size_t channels = argument(1, 40'000), references = argument(2, channels * 10);
  const Facts facts = facts_of(channels, references, true);
  std::uint64_t first = 0;
  for (int i = 3; i < std::max(count, 4); ++i) {
    const Figures figures = conclude(facts, static_cast<int>(argument(i, 2)), true);
    if (i > 3 && figures.hash != first) {
      fmt::print("the answer depends on the number of threads\n");
      return 1;
    }
    first = figures.hash;
  }
  fmt::print("goal at 1,000,000 channels and 10,000,000 references: {} s, {} GB\n", goal_seconds,
             goal_gigabytes);
}
