// SPDX-License-Identifier: Apache-2.0
// Facts: what is kept of the observations. Each is cut down to what succession asks of it: a Look
// (one page of one place), Mentions (a reference, once however often it was seen), post marks (a
// sketch of what was said, for copies) and the analyst's words. Taking facts in is commutative:
// where two say the same, the earlier wins, so the order of arrival leaves no trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/observation.h"
#include "godwit/tracker.h"
#include "graph/strings.h"

namespace godwit {

// A place, by its number in Facts::places.
using PlaceNo = std::uint32_t;
inline constexpr std::uint32_t nowhere = UINT32_MAX;

struct PlaceKey {
  Text platform = 0, kind = 0, id = 0, url = 0;
};

// One page of one place at one moment.
struct Look {
  Time at{};
  std::int64_t numeric = 0;  // the platform's stable id, 0 if not shown
  std::int64_t members = -1;
  Time oldest_post = the_end;  // of the posts on this page, as far as credible
  Time newest_post = the_beginning;
  std::int64_t lowest_post = 0, highest_post = 0;  // numeric post ids, 0 if none
  std::uint64_t avatar = 0;                        // perceptual hash, 0 if none
  PlaceNo place = nowhere;
  Text capture = 0, url = 0, title = 0, description = 0, kind = 0;
  Text room = 0;  // stable room id of platforms without numeric ids
  Text redirect = 0;
  std::uint16_t status = 0;
  Source source = Source::fetched;
  Outcome outcome = Outcome::answered;
  State state = State::unknown;
  bool absent : 1 = false, limited : 1 = false, canary : 1 = false, already_there : 1 = false;
  bool created : 1 = false;        // "Channel created" stands among its oldest posts
  bool older : 1 = false;          // an older page: its newest post is not the newest
  bool reached_start : 1 = false;  // nothing older than this page
};

// A reference, seen once or a hundred times.
struct Mention {
  Time at{};                 // of the post where credible, else of the first look
  std::int64_t numeric = 0;  // of the channel linked to, where the link leaks it
  std::uint64_t sketch = 0;  // of the words it stands in: copies have near sketches
  PlaceNo from = nowhere, to = nowhere;
  Text post = 0, context = 0;
  std::uint32_t look = nowhere;  // the first that showed it
  std::uint16_t announce = 0;
  Form form = Form::text;
  std::uint8_t fan_out = 0;  // distinct addresses in the same post, at most 255
};

// What was said once: the hash of a post's folded text and when it was first said there.
struct PostMark {
  std::uint64_t hash = 0;
  Time at{};
  Time seen{};
  bool operator==(const PostMark&) const = default;
};

class Facts {
 public:
  // What one observation added: its look, the numbers of the mentions that are new or changed, the
  // hashes of the post marks that came, went or moved.
  struct Added {
    std::uint32_t look = nowhere;
    std::vector<std::uint32_t> mentions;
    std::vector<std::uint64_t> marks;
    bool word = false;  // an analyst's, and nothing else
  };
  Added take(const Observation& seen);

  const Strings& strings() const { return strings_; }
  std::string_view text(Text t) const { return strings_[t]; }
  const std::vector<PlaceKey>& places() const { return places_; }
  const std::vector<Look>& looks() const { return looks_; }
  const std::vector<Mention>& mentions() const { return mentions_; }
  const Look& first_look(const Mention& mention) const { return looks_[mention.look]; }
  const std::vector<SpokenWord>& words() const { return words_; }
  // The marks with the smallest hashes said at a place: a sample that does not depend on order.
  const std::vector<PostMark>& marks(PlaceNo place) const { return marks_[place]; }
  std::optional<PlaceNo> find(std::string_view url) const;
  Time latest() const { return latest_; }

 private:
  PlaceNo keep(const Address& address);
  Look look_of(const Observation& seen, PlaceNo place);
  void take_posts(const Observation& seen, PlaceNo place, Look& look, Added& added);
  void take_mark(PlaceNo place, PostMark mark, Added& added);
  std::optional<std::uint32_t> take_mention(Mention mention);

  Strings strings_;
  std::vector<PlaceKey> places_;
  IndexTable place_index_;
  std::vector<Look> looks_;
  std::vector<Mention> mentions_;
  IndexTable mention_index_;
  std::vector<std::vector<PostMark>> marks_;
  std::vector<SpokenWord> words_;
  Time latest_ = the_beginning;
};

}  // namespace godwit
