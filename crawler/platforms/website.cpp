// SPDX-License-Identifier: Apache-2.0
// Any site no other platform reads: its links, its feed, its mirrors. Only what names a place
// elsewhere is a reference; of its own pages only a few that are likely to tell a new address are
// asked for.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "crawler/parse/charset.h"
#include "crawler/parse/url.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/feed.h"
#include "crawler/platforms/hosts.h"
#include "crawler/platforms/markers.h"
#include "crawler/platforms/pictures.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

constexpr std::size_t links_max = 5'000;  // of one page
constexpr std::size_t own_pages_max = 3;  // same-site pages asked for after the front page

// Own pages that tell where else somebody is to be found.
constexpr std::array<std::string_view, 10> telling_words{"about",    "contact", "kontakt", "mirror",
                                                         "address",  "backup",  "links",   "follow",
                                                         "contatti", "social"};

// What hosts of blogs answer where there is none. Last known to hold: 2026-11-22.
constexpr std::array blog_markers{
    Marker{"wordpress", "", Where::target, "wordpress.com/typo", Proof::absent},
    Marker{"blogspot", "", Where::status, "404", Proof::absent}};

// Numbers under which a site is counted elsewhere: two sites with the same one have one owner, more
// likely than not. What they begin with, and what they are made of.
struct Counter {
  std::string_view begins;
  std::size_t shortest;  // characters after that
};
constexpr std::array counters{Counter{"UA-", 6}, Counter{"G-", 8}, Counter{"GTM-", 5},
                              Counter{"ca-pub-", 10}};
constexpr std::size_t counters_max = 8;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

bool is_text(const Fetched& page) {
  const std::string type = lower(page.header("content-type"));
  return type.empty() || contains(type, "html") || contains(type, "xml") ||
         contains(type, "text/") || contains(type, "json");
}

// "5; url=https://…" of a meta refresh.
std::string refresh_target(std::string_view content, std::string_view base) {
  const std::size_t at = lower(content).find("url=");
  if (at == std::string::npos) return {};
  std::string_view url = content.substr(at + 4);
  while (!url.empty() && (url.front() == '\'' || url.front() == '"' || url.front() == ' '))
    url.remove_prefix(1);
  return resolve_url(base, url.substr(0, url.find_first_of("'\"")));
}

class SiteReader {
 public:
  SiteReader(const Recogniser& recogniser, const Fetched& page, Observation& seen)
      : recogniser_(recogniser),
        page_(page),
        seen_(seen),
        own_domain_(registrable_domain(host_of(seen.url))) {}

  void read() {
    seen_.profile.kind = "site";
    seen_.profile.more.emplace_back("registrable_domain", own_domain_);
    if (!is_text(page_)) return;
    const std::string body = to_utf8(page_.body, page_.header("content-type"));
    if (looks_like_feed(body)) {
      read_feed(recogniser_, body, seen_);
    } else {
      read_html(parse_html(body));
    }
    drop_own_references();
  }

 private:
  void read_html(const Html& html) {
    const Element root = html.root();
    seen_.degraded = html.degraded();
    base_ = resolve_url(seen_.url, root.first("base[href]").attribute("href"));
    if (base_.empty()) base_ = seen_.url;
    Profile& profile = seen_.profile;
    profile.title = title_of(html);
    profile.description = std::string(html.meta("description"));
    RichText rich = root.rich_text(base_);
    if (rich.anchors.size() > links_max) rich.anchors.resize(links_max);
    append(seen_.references, references_of(recogniser_, rich, {Form::text, Form::href, {}, false}));
    read_description();
    read_head(root);
    read_embeds(root);
    read_counters(root);
    name_pictures(recogniser_, root, base_, seen_);
    append_leaks(recogniser_, html, seen_);
    ask_for_own_pages(rich);
  }

  static std::string title_of(const Html& html) {
    const std::string_view og = html.meta("og:title");
    if (!og.empty()) return std::string(og);
    const std::string_view title = html.root().first("title").raw_text();
    const std::size_t first = title.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return std::string(title.substr(first, title.find_last_not_of(" \t\n") + 1 - first));
  }

  void read_description() {
    RichText rich;
    rich.text = seen_.profile.description;
    append(seen_.references,
           references_of(recogniser_, rich, {Form::description, Form::description, {}, true}));
  }

  void read_head(const Element& root) {
    for (const Element& link : root.all("link[href]")) {
      const std::string rel = lower(link.attribute("rel"));
      const std::string target = resolve_url(base_, link.attribute("href"));
      if (rel == "canonical") {
        if (auto reference = reference_of(recogniser_, target, Form::canonical, {}))
          seen_.references.push_back(std::move(*reference));
      } else if (contains(rel, "icon") && seen_.profile.photo.empty()) {
        seen_.profile.photo = target;
      } else if (contains(rel, "alternate") && (contains(link.attribute("type"), "rss") ||
                                                contains(link.attribute("type"), "atom"))) {
        ask_for(target);
      }
    }
    for (const Element& meta : root.all("meta[http-equiv]")) {
      if (lower(meta.attribute("http-equiv")) != "refresh") continue;
      const std::string target = refresh_target(meta.attribute("content"), base_);
      if (!target.empty() && target != seen_.url) take_redirect(recogniser_, page_, target, seen_);
    }
  }

  void read_counters(const Element& root) {
    std::set<std::string> found;
    for (const Element& script : root.all("script")) {
      read_counters_in(script.attribute("src"), found);
      read_counters_in(script.raw_text(), found);
    }
    for (const std::string& id : found) seen_.profile.more.emplace_back("analytics", id);
  }

  static void read_counters_in(std::string_view code, std::set<std::string>& found) {
    const auto plain = [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    const auto in_word = [&](char c) { return plain(c) || c == '_' || (c >= 'a' && c <= 'z'); };
    for (const Counter& counter : counters)
      for (std::size_t at = code.find(counter.begins); at != std::string_view::npos;
           at = code.find(counter.begins, at + 1)) {
        if ((at > 0 && in_word(code[at - 1])) || found.size() >= counters_max) continue;
        std::size_t end = at + counter.begins.size();
        while (end < code.size() && plain(code[end])) ++end;
        if (end - at >= counter.begins.size() + counter.shortest && end - at <= 32)
          found.emplace(code.substr(at, end - at));
      }
  }

  // What is shown from elsewhere: players, embedded posts.
  void read_embeds(const Element& root) {
    const auto add = [&](const std::string& target) {
      if (auto reference = reference_of(recogniser_, target, Form::href, {}))
        seen_.references.push_back(std::move(*reference));
    };
    for (const Element& frame : root.all("iframe[src]"))
      add(resolve_url(base_, frame.attribute("src")));
    for (const Element& script : root.all("script[data-telegram-post]"))
      add("https://t.me/" + std::string(script.attribute("data-telegram-post")));
  }

  // Only from the front page, so that no site is walked.
  void ask_for_own_pages(const RichText& rich) {
    for (const Anchor& anchor : rich.anchors) {
      if (asked_ >= own_pages_max) return;
      const std::string words =
          lower(rich.text.substr(anchor.begin, anchor.end - anchor.begin) + " " + anchor.href);
      const bool telling = std::any_of(telling_words.begin(), telling_words.end(),
                                       [&](std::string_view w) { return contains(words, w); });
      if (telling || !recogniser_.lexicon.scan(words).empty()) ask_for(anchor.href);
    }
  }

  void ask_for(const std::string& url) {
    const auto here = parse_url(seen_.url);
    auto there = parse_url(url);
    if (!here || !there || here->path != "/" || here->query || asked_ >= own_pages_max) return;
    if (there->host != here->host || (there->scheme != "http" && there->scheme != "https")) return;
    there->fragment.reset();
    Request request = look_at(recogniser_, to_string(*there), seen_.address);
    if (request.url == seen_.url || already_asked(request.url)) return;
    ++asked_;
    seen_.next.push_back(std::move(request));
  }

  bool already_asked(const std::string& url) const {
    return std::any_of(seen_.next.begin(), seen_.next.end(),
                       [&](const Request& r) { return r.url == url; });
  }

  void drop_own_references() {
    std::erase_if(seen_.references, [&](const Reference& r) {
      return r.form != Form::redirect && r.address.platform == "site" &&
             registrable_domain(host_of(r.address.url)) == own_domain_;
    });
  }

  const Recogniser& recogniser_;
  const Fetched& page_;
  Observation& seen_;
  std::string own_domain_;
  std::string base_;
  std::size_t asked_ = 0;
};

class Website final : public Platform {
 public:
  explicit Website(const Recogniser& recogniser) : recogniser_(recogniser) {}

  std::string_view name() const override { return "site"; }

  bool reads(std::string_view url) const override {
    const auto parsed = parse_url(url);
    return parsed && (parsed->scheme == "http" || parsed->scheme == "https");
  }

  // What another row of the catalogue names, but no platform here reads, is identity only.
  std::vector<Request> visit(const Address& address) const override {
    // A short link is asked only where it leads.
    if (address.platform == "shortener")
      return {look_at(recogniser_, address.url, address, Purpose::resolve)};
    if (address.platform != "site" && !is_visited_blog(address)) return {};
    return {look_at(recogniser_, address.url, address)};
  }

  Observation read(const Fetched& page) const override {
    Observation seen = framed(recogniser_, page);
    const bool own = seen.address.platform == "site" || is_visited_blog(seen.address);
    // A host that is not there looks as one that does not exist; three such looks prove it.
    seen.absent =
        own && (page.outcome == Outcome::dns_failed || page.outcome == Outcome::connect_failed);
    if (page.request.url == seen.address.url && judge(blog_markers, page, seen)) {
      seen.page = Page::notice;
      return seen;
    }
    if (settled(recogniser_, page, seen)) return seen;
    seen.page = Page::site;
    const bool missing = page.status == 404 || page.status == 410;
    const bool telling = seen.address.platform == "site";  // nobody saw what other blogs answer
    seen.absent = missing && telling && seen.url == seen.address.url;
    if (page.status >= 400) return seen;
    if (own) seen.state = State::alive;
    SiteReader(recogniser_, page, seen).read();
    return seen;
  }

  std::vector<Example> examples() const override {
    return {
        {"front page", "https://harbour-birds.example/", "front.html", 200, Page::site,
         State::alive, false},
        {"feed", "https://harbour-birds.example/feed.xml", "feed.xml", 200, Page::site,
         State::alive, false},
        {"missing site", "https://gone-birds.example/", "missing.html", 404, Page::site,
         State::unknown, true},
        {"missing page", "https://harbour-birds.example/old", "missing.html", 404, Page::site,
         State::unknown, false},
        {"no such blog", "https://harbour-birds.blogspot.com/", "missing.html", 404, Page::notice,
         State::unknown, true},
        {"blog", "https://harbour-birds.wordpress.com/", "front.html", 200, Page::site,
         State::alive, false},
        {"broken server", "https://harbour-birds.example/", "missing.html", 502, Page::site,
         State::unknown, false},
    };
  }

 private:
  bool is_visited_blog(const Address& address) const {
    if (address.kind != "blog") return false;
    return std::ranges::any_of(recogniser_.catalogue.rows(), [&](const PlatformRow& row) {
      return row.name == address.platform && row.visit == "visited";
    });
  }

  const Recogniser& recogniser_;
};

}  // namespace

std::unique_ptr<Platform> make_website(const Recogniser& recogniser) {
  return std::make_unique<Website>(recogniser);
}

}  // namespace godwit
