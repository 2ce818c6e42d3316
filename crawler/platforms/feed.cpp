// SPDX-License-Identifier: Apache-2.0
// The only file of platforms/ that speaks to pugixml. It expands no entities and fetches nothing;
// we look at one level and never recurse.
#include "crawler/platforms/feed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <pugixml.hpp>
#include <string>
#include <utility>

#include "crawler/parse/html.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

constexpr std::size_t entries_max = 500;
constexpr std::size_t xml_max = 4u << 20;

// Atom has RFC 3339; RSS has RFC 822: "Sat, 7 Sep 2002 09:42:31 +0100".
std::optional<Time> feed_time(std::string_view text) {
  if (const auto time = parse_time(text)) return time;
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (const std::size_t comma = text.find(", "); comma != std::string_view::npos)
    text.remove_prefix(comma + 2);
  std::string day(text.substr(0, text.find(' ')));
  if (day.size() == 1) day.insert(0, "0");
  text.remove_prefix(std::min(text.find(' ') + 1, text.size()));
  const auto month = std::find(months.begin(), months.end(), text.substr(0, 3));
  if (month == months.end() || text.size() < 17 || text[3] != ' ') return std::nullopt;
  std::string number = std::to_string(month - months.begin() + 1);
  if (number.size() == 1) number.insert(0, "0");
  std::string_view zone = text.substr(17);
  if (!zone.empty() && zone.front() == ' ') zone.remove_prefix(1);
  if (zone.empty() || (zone.front() != '+' && zone.front() != '-')) zone = "Z";
  return parse_time(std::string(text.substr(4, 4)) + "-" + number + "-" + day + "T" +
                    std::string(text.substr(9, 8)) + std::string(zone));
}

std::string_view child_text(const pugi::xml_node& node, const char* name) {
  return node.child_value(name);
}

// The first of these children that has text.
template <std::size_t N>
std::string_view first_text(const pugi::xml_node& node, const std::array<const char*, N>& names) {
  for (const char* name : names)
    if (const std::string_view text = child_text(node, name); !text.empty()) return text;
  return {};
}

std::string link_of(const pugi::xml_node& entry) {
  for (const pugi::xml_node& link : entry.children("link")) {
    const std::string_view rel = link.attribute("rel").value();
    if (!link.attribute("href").empty() && (rel.empty() || rel == "alternate"))
      return link.attribute("href").value();
    if (*link.child_value() != '\0') return link.child_value();
  }
  return {};
}

class FeedReader {
 public:
  FeedReader(const Recogniser& recogniser, Observation& seen)
      : recogniser_(recogniser), seen_(seen) {}

  void read(const pugi::xml_document& document) {
    pugi::xml_node feed = document.document_element();
    if (feed.child("channel")) feed = feed.child("channel");
    seen_.profile.title = child_text(feed, "title");
    seen_.profile.description = first_text(feed, std::array{"description", "subtitle"});
    take(seen_.profile.description, {Form::description, Form::description, {}, true});
    for (const char* kind : {"item", "entry"})
      for (const pugi::xml_node& entry : feed.children(kind))
        if (seen_.posts.size() < entries_max) read_entry(entry);
    for (const pugi::xml_node& entry : document.document_element().children("item"))  // RSS 1.0
      if (entry.parent() != feed && seen_.posts.size() < entries_max) read_entry(entry);
  }

 private:
  void read_entry(const pugi::xml_node& entry) {
    Post post;
    const std::string link = link_of(entry);
    post.id = first_text(entry, std::array{"guid", "id"});
    if (post.id.empty()) post.id = link;
    post.at =
        feed_time(first_text(entry, std::array{"pubDate", "published", "updated", "dc:date"}));
    const std::string_view title = child_text(entry, "title");
    const std::string_view content =
        first_text(entry, std::array{"content:encoded", "content", "description", "summary"});
    const Html html = parse_html(content);
    const RichText rich = html.root().rich_text(link.empty() ? seen_.url : link);
    post.text = title.empty() ? rich.text : std::string(title) + "\n" + rich.text;
    take(title, {Form::text, Form::href, post.id, false});
    append(seen_.references,
           references_of(recogniser_, rich, {Form::text, Form::href, post.id, false}));
    seen_.posts.push_back(std::move(post));
  }

  void take(std::string_view text, const Place& place) {
    RichText rich;
    rich.text = std::string(text);
    append(seen_.references, references_of(recogniser_, rich, place));
  }

  const Recogniser& recogniser_;
  Observation& seen_;
};

}  // namespace

bool looks_like_feed(std::string_view body) {
  const std::string_view head = body.substr(0, 1024);
  return head.find("<rss") != std::string_view::npos ||
         head.find("<rdf:RDF") != std::string_view::npos ||
         (head.find("<feed") != std::string_view::npos &&
          head.find("<html") == std::string_view::npos);
}

void read_feed(const Recogniser& recogniser, std::string_view utf8, Observation& seen) {
  if (utf8.size() > xml_max) {
    utf8 = utf8.substr(0, xml_max);
    seen.degraded = true;
  }
  pugi::xml_document document;
  // A cut or broken feed is read as far as it goes.
  const auto result =
      document.load_buffer(utf8.data(), utf8.size(), pugi::parse_default, pugi::encoding_utf8);
  seen.degraded |= !result;
  FeedReader(recogniser, seen).read(document);
}

}  // namespace godwit
