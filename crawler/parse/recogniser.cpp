// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/recogniser.h"

#include <algorithm>
#include <map>

#include "crawler/parse/announce.h"
#include "crawler/parse/links.h"
#include "crawler/parse/text.h"
#include "crawler/parse/written_link.h"

namespace godwit {
namespace {

constexpr std::size_t longest_context = 240;  // bytes
constexpr std::string_view anchor_text_step = "anchor-text";

// A reference before the words around it are read: where it stands, and how sure its form is.
struct Sighting {
  Reference reference;
  Span span;
  int rank = 0;  // 2 = anchor, 1 = written link, 0 = bare mention
};

std::string context_of(std::string_view text, Span span) {
  const std::size_t length = std::min(span.end - span.begin, longest_context);
  const std::size_t spare = (longest_context - length) / 2;
  std::size_t begin = span.begin > spare ? span.begin - spare : 0;
  while (begin > 0 && begin < span.begin && boundary_before(text, begin) != begin) ++begin;
  const std::size_t end = boundary_before(text, std::min(text.size(), begin + longest_context));
  return std::string(text.substr(begin, end - begin));
}

Reference make_reference(Located located, Form form, const std::string& post) {
  Reference reference;
  reference.address = std::move(located.address);
  reference.linked_post = std::move(located.post);
  reference.numeric_id = located.numeric_id;
  reference.form = form;
  reference.post = post;
  return reference;
}

void add_steps(std::vector<std::string>& steps, const std::vector<std::string>& more) {
  for (const std::string& step : more)
    if (std::find(steps.begin(), steps.end(), step) == steps.end()) steps.push_back(step);
}

Sighting sighting_of(Found found, const Place& place) {
  const bool plain_mention = found.mention && place.text_form == Form::text;
  Sighting seen;
  seen.reference = make_reference(std::move(found.located),
                                  plain_mention ? Form::mention : place.text_form, place.post);
  seen.reference.written = std::move(found.written);
  seen.reference.steps = std::move(found.steps);
  seen.span = {found.begin, found.end};
  seen.rank = found.mention ? 0 : 1;
  return seen;
}

// An anchor's text may be words, the address its href leads to, or another address.
void compare_with_text(Sighting& anchor, const std::vector<Sighting>& written) {
  anchor.span.prose = true;
  bool another = false;
  auto inside =
      std::lower_bound(written.begin(), written.end(), anchor.span.begin,
                       [](const Sighting& s, std::size_t begin) { return s.span.begin < begin; });
  for (; inside != written.end() && inside->span.end <= anchor.span.end; ++inside) {
    anchor.span.prose = false;
    another |= inside->reference.address != anchor.reference.address;
  }
  if (another) anchor.reference.steps.emplace_back(anchor_text_step);
}

std::vector<Sighting> anchors_of(const Catalogue& catalogue, const RichText& rich,
                                 const Place& place, const std::vector<Sighting>& written) {
  std::vector<Sighting> out;
  for (const Anchor& anchor : rich.anchors) {
    std::vector<std::string> steps;
    std::optional<Located> located = catalogue.locate(anchor.href, &steps);
    if (!located) continue;
    Sighting seen;
    seen.span.begin = std::min(anchor.begin, rich.text.size());
    seen.span.end = std::clamp(anchor.end, seen.span.begin, rich.text.size());
    seen.reference = make_reference(std::move(*located), place.href_form, place.post);
    seen.reference.written = anchor.href.substr(0, longest_written);
    seen.reference.steps = std::move(steps);
    compare_with_text(seen, written);
    seen.rank = 2;
    out.push_back(std::move(seen));
  }
  return out;
}

// "<a>@By_Pol</a>Neutral": the markup says where the name ends, and the anchor says which it is.
bool outgrows_anchor(const Found& found, const std::vector<Anchor>& anchors) {
  const auto same = std::lower_bound(
      anchors.begin(), anchors.end(), found.begin,
      [](const Anchor& anchor, std::size_t begin) { return anchor.begin < begin; });
  return same != anchors.end() && same->begin == found.begin && same->end > same->begin &&
         same->end < found.end;
}

// Overlapping stretches (a link's text that is a link) are one place for the words around it.
std::vector<Span> merged_spans(const std::vector<Sighting>& seen,
                               std::vector<std::size_t>& span_of) {
  std::vector<Span> spans;
  for (const Sighting& s : seen) {
    if (spans.empty() || s.span.begin >= spans.back().end)
      spans.push_back(s.span);
    else
      spans.back() = {spans.back().begin, std::max(spans.back().end, s.span.end),
                      spans.back().prose && s.span.prose};
    span_of.push_back(spans.size() - 1);
  }
  return spans;
}

// One reference per address and post; the surest form wins, all steps and words are kept.
std::vector<Reference> merged(std::vector<Sighting> seen) {
  std::map<std::pair<std::string, std::string>, std::size_t> index;
  std::vector<Reference> out;
  std::vector<int> ranks;
  for (Sighting& s : seen) {
    const auto [found, fresh] =
        index.try_emplace({s.reference.address.url, s.reference.linked_post}, out.size());
    if (fresh) {
      out.push_back(std::move(s.reference));
      ranks.push_back(s.rank);
      continue;
    }
    Reference& kept = out[found->second];
    kept.announce |= s.reference.announce;
    add_steps(kept.steps, s.reference.steps);
    if (!kept.numeric_id) kept.numeric_id = s.reference.numeric_id;
    if (s.rank <= ranks[found->second]) continue;
    kept.form = s.reference.form;
    kept.written = std::move(s.reference.written);
    ranks[found->second] = s.rank;
  }
  return out;
}

}  // namespace

Result<Recogniser> make_recogniser(std::string_view platforms_toml, std::string_view platforms_name,
                                   std::string_view lexicon_toml, std::string_view lexicon_name,
                                   std::string_view shorteners) {
  Result<Catalogue> catalogue = Catalogue::load(platforms_toml, platforms_name, shorteners);
  if (!catalogue) return catalogue.error();
  Result<Lexicon> lexicon = Lexicon::load(lexicon_toml, lexicon_name);
  if (!lexicon) return lexicon.error();
  return Recogniser{std::move(catalogue).value(), std::move(lexicon).value()};
}

Result<Recogniser> compiled_in_recogniser() {
  return make_recogniser(compiled_in_platforms(), "platforms.toml", compiled_in_lexicon(),
                         "lexicon.toml", compiled_in_shorteners());
}

std::vector<Found> find_addresses(const Recogniser& recogniser, std::string_view text,
                                  bool own_words) {
  std::vector<Found> found = find_links(recogniser.catalogue, text);
  std::vector<Span> spans;
  spans.reserve(found.size());
  for (const Found& one : found) spans.push_back({one.begin, one.end});
  const std::vector<std::uint16_t> bits = announce_bits(recogniser.lexicon, text, spans, own_words);
  for (std::size_t i = 0; i < found.size(); ++i) {
    found[i].announce = bits[i];
    found[i].written = recogniser.catalogue.without_secrets(found[i].written);
  }
  return found;
}

std::vector<Reference> references_of(const Recogniser& recogniser, const RichText& rich,
                                     const Place& place) {
  std::vector<Sighting> seen;
  for (Found& found : find_links(recogniser.catalogue, rich.text))
    if (!outgrows_anchor(found, rich.anchors)) seen.push_back(sighting_of(std::move(found), place));
  std::vector<Sighting> anchors = anchors_of(recogniser.catalogue, rich, place, seen);
  std::move(anchors.begin(), anchors.end(), std::back_inserter(seen));
  std::stable_sort(seen.begin(), seen.end(), [](const Sighting& a, const Sighting& b) {
    return a.span.begin < b.span.begin;
  });
  std::vector<std::size_t> span_of;
  const std::vector<Span> spans = merged_spans(seen, span_of);
  const std::vector<std::uint16_t> bits =
      announce_bits(recogniser.lexicon, rich.text, spans, place.own_words);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    Reference& reference = seen[i].reference;
    reference.announce = bits[span_of[i]];
    reference.written = recogniser.catalogue.without_secrets(reference.written);
    reference.context = recogniser.catalogue.without_secrets(context_of(rich.text, seen[i].span));
  }
  return merged(std::move(seen));
}

std::optional<Reference> reference_of(const Recogniser& recogniser, std::string_view href,
                                      Form form, std::string_view post) {
  std::vector<std::string> steps;
  std::optional<Located> located = recogniser.catalogue.locate(href, &steps);
  if (!located) return std::nullopt;
  Reference reference = make_reference(std::move(*located), form, std::string(post));
  reference.written = recogniser.catalogue.without_secrets(href.substr(0, longest_written));
  reference.steps = std::move(steps);
  return reference;
}

}  // namespace godwit
