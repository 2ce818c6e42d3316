// SPDX-License-Identifier: Apache-2.0
// Tracker: facts in, succession out. It is pure: no clock, no file, no socket, no log; its answers
// depend on the set of observations applied, not on their order, and not on the number of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/observation.h"
#include "godwit/time.h"

namespace godwit {

enum class Relation : std::uint8_t { continues, mirrors, forks, absorbed, impersonates };
// observed: somebody said so. inferred: we conclude it.
enum class Basis : std::uint8_t { observed, inferred };

struct Evidence {
  std::string kind;     // "announced_by_predecessor"; one row of graph/evidence.cpp
  std::string group;    // "announcement"; groups are capped so that copies do not stack
  bool hard = false;    // hard to forge by a stranger
  double bits = 0;      // log2 likelihood ratio after caps; negative speaks against
  Time at{};            // when it was said or became true
  std::string source;   // URL of the post or page that shows it, "" if computed
  std::string capture;  // "urn:uuid:…", "" if computed
  std::string words;    // the words around it, or what was compared; at most 240 bytes
};

struct Edge {
  std::string from, to;          // channel ids; predecessor to successor
  std::string from_url, to_url;  // the addresses that the evidence is about
  Relation relation = Relation::continues;
  double probability = 0;  // 0..1
  Basis basis = Basis::inferred;
  std::string confirmed_by;        // the analyst's name where an analyst decided it, else ""
  std::vector<Evidence> evidence;  // strongest first
  int missing = 0;                 // generations between the two that nobody saw
};

struct UrlSpan {
  Address address;
  Time from{};             // first seen there
  std::optional<Time> to;  // last seen there, nullopt while it is the current address
};

struct Channel {
  std::string id;  // "telegram:1492664793", "telegram:@x", "telegram:@x~2" (epoch 2),
                   // "rocketchat:host/channel/name"
  std::string platform, kind;
  std::optional<std::int64_t> numeric_id;
  std::string title;
  State state = State::unknown;
  std::vector<UrlSpan> urls;  // oldest first; never empty
  Interval born;
  std::optional<Interval> died;
  std::string lineage;  // "L12", "" if it stands alone
  int generation = 0;   // 1 = first known of its lineage; 0 = no lineage
  std::optional<std::int64_t> members;
  Time first_seen{}, last_seen{};
  std::string note;                   // the analyst's notes, joined by '\n'
  double lineage_probability = 0;     // that it is of that lineage; 0 without one
  double generation_probability = 0;  // that it is of that generation
};

struct Lineage {
  std::string id;  // "L1", numbered by first birth
  std::string name;
  std::vector<std::string> channels;  // ids, by birth
};

// What an analyst said, when, and the capture that keeps it.
struct SpokenWord {
  Time at{};
  Word word;
  std::string capture;
};

struct Succession {
  Time as_of{};                   // time of the last observation
  std::string model;              // version of the weights
  std::vector<Channel> channels;  // by id
  std::vector<Edge> edges;        // by (to, from, relation); probability >= .05
  std::vector<Lineage> lineages;  // by id
  std::vector<SpokenWord> words;  // the analysts' words that stand (not undone), by time
};

// Why one channel has the predecessor it has, and which candidates lost.
struct Explanation {
  Channel channel;
  std::vector<Edge> candidates;    // most probable first, at most 8, losers with their evidence
  double no_predecessor = 1;       // probability that none was observed
  double entropy_bits = 0;         // of the choice: 0 = certain
  std::vector<Edge> successors;    // edges out of it
  std::vector<std::string> looks;  // one line a look that bears on its state ("gone: 3 looks …")
};

// graph's word to the frontier: look at this address soon.
struct Hint {
  Address address;
  double worth = 0;    // 0..1
  std::string reason;  // "sibling announced it", "predecessor died"
};

enum class AlertKind : std::uint8_t { successor, death, wave, revival, blocked };
struct Alert {
  AlertKind kind = AlertKind::successor;
  Time at{};
  std::string key;  // one alert an event: equal keys are the same event
  std::string text;
  std::string url;
};

enum class Advice : std::uint8_t { refer, monitor, confirm_first };
struct Target {
  std::string channel, url, title, lineage;
  Advice advice = Advice::confirm_first;
  double gain = 0;                  // drop in residual reach if referred now (methods.md C2)
  double dominator_loss = 0;        // audience reachable only through it
  double dies_24h = 0;              // probability that it dies within 24 hours by itself
  double dies_7d = 0;               // … within 7 days
  double regrows = 0;               // probability that a successor appears if it dies
  double sure = 0;                  // probability that it is of its lineage
  std::string expected_successor;   // id of the living channel that would take over, "" if unknown
  std::vector<std::string> bundle;  // refer these together
  double bundle_gain = 0;  // drop in residual reach if the whole bundle is referred with it
  std::string reason;
  std::vector<Evidence> tie;  // what ties it to its lineage, strongest first
  std::string if_wrong;       // what a referral would do if that tie is wrong
};

struct WeightSet;  // graph/weights.h

class Tracker {
 public:
  explicit Tracker(int threads = 0);  // 0 = all cores; the answer is the same for any number
  ~Tracker();
  Tracker(Tracker&&) noexcept;
  Tracker& operator=(Tracker&&) noexcept;

  // Scores with these weights, instead of those compiled in, from now on.
  void weigh_with(const WeightSet& weights);
  // Places that targets() never names: canonical URLs, or hosts with all that lies below them.
  void protect(std::vector<std::string> places);

  // Takes one fact in. Returns what the frontier should look at soon because of it.
  std::vector<Hint> apply(const Observation& seen);
  // The whole answer for what was applied so far. Cheap when nothing changed since the last call.
  const Succession& succession();
  // nullopt: no channel ever lived at this (canonical) URL.
  std::optional<Explanation> explain(std::string_view url);
  std::vector<Target> targets();
  std::vector<Alert> alerts();

 private:
  struct State_;
  std::unique_ptr<State_> state_;
};

}  // namespace godwit
