// SPDX-License-Identifier: Apache-2.0
// Which page of t.me is it, and what does it say? The tests stand in the order in which they must
// be asked; neither <title>, nor robots, nor the HTTP status decides by itself
// (docs/platforms.md).
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "crawler/parse/url.h"
#include "crawler/platforms/reading.h"
#include "crawler/platforms/telegram.h"

namespace godwit::telegram {

namespace {

constexpr std::size_t short_body = 500;  // bytes; below it t.me answers nothing but refusals

bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Curly apostrophes to straight ones: both were seen.
std::string straightened(std::string text) {
  for (std::size_t at = text.find("\u2019"); at != std::string::npos; at = text.find("\u2019", at))
    text.replace(at, 3, "'");
  return text;
}

bool says_restricted(const std::string& notice) {
  const std::string text = straightened(notice);
  return contains(text, "can't be displayed because") ||
         contains(text, "couldn't be displayed on your device");
}

void add_more(Profile& profile, std::string name, std::int64_t value) {
  profile.more.emplace_back(std::move(name), std::to_string(value));
}

// "16 674 members, 362 online" → members, online; "11 110 268 subscribers"; "1 234 monthly users".
void read_counter(const std::string& shown, Profile& profile) {
  for (std::size_t begin = 0; begin < shown.size();) {
    const std::size_t end = std::min(shown.find(", ", begin), shown.size());
    const std::string_view part = std::string_view(shown).substr(begin, end - begin);
    const std::size_t word = part.find_first_not_of("0123456789 .,KMB\u00A0");
    if (word != std::string_view::npos && word > 0) {
      const std::size_t last = part.find_last_of("0123456789KMB", word - 1);
      const auto count = count_of(part.substr(0, last == std::string_view::npos ? 0 : last + 1));
      const std::string_view what = part.substr(word);
      if (count && (begins_with(what, "member") || begins_with(what, "subscriber")))
        profile.members = count;
      else if (count && begins_with(what, "online"))
        add_more(profile, "online", *count);
      else if (count && begins_with(what, "monthly user"))
        add_more(profile, "monthly_users", *count);
    }
    begin = end + 2;
  }
}

// Which kind of place lives here: the counter and the button say.
std::string kind_of(const Element& page, const std::string& counter) {
  const std::string button = page.first(".tgme_action_button_new").text();
  const std::string extra = page.first(".tgme_page_additional").text();
  if (contains(counter, "monthly user") || button == "Start Bot") return "bot";
  if (contains(counter, "subscriber") || button == "Join Channel" ||
      contains(extra, "to the channel"))
    return "channel";
  if (page.first("a[href^=/s/]")) return "channel";  // only channels have a preview
  if (contains(counter, "member") || button == "Join Group" || contains(extra, "to the group"))
    return "group";
  const bool contact =
      button == "Send Message" || contains(extra, "you can contact") || begins_with(counter, "@");
  return contact ? "user" : std::string();
}

// tg://resolve?domain=x, tg://join?invite=h
std::string app_link(const Html& page) {
  const std::string_view ios = page.meta("al:ios:url");
  return std::string(ios.empty() ? page.meta("al:android:url") : ios);
}

std::string photo_of(const Element& page) {
  const Element image = page.first("img.tgme_page_photo_image");
  const Element framed = image ? image : page.first(".tgme_page_photo_image").first("img");
  const std::string_view src = framed.attribute("src");
  return begins_with(src, "data:") ? std::string() : std::string(src);  // data: = letters, no photo
}

// `name` is what t.me calls the counter's type, singular or plural.
void read_preview_counter(const Element& counter, Profile& profile) {
  constexpr std::array plurals{"photos", "videos", "files", "links"};
  const auto count = count_of(counter.first(".counter_value").text());
  const std::string type = counter.first(".counter_type").text();
  if (!count || type.empty()) return;
  if (begins_with(type, "subscriber") || begins_with(type, "member")) {
    profile.members = count;
    return;
  }
  for (const std::string_view plural : plurals)
    if (type == plural || type == plural.substr(0, plural.size() - 1))
      add_more(profile, std::string(plural), *count);
}

class PageReader {
 public:
  PageReader(const Recogniser& recogniser, const Fetched& page, const Html& html, Observation& seen)
      : recogniser_(recogniser), fetched_(page), html_(html), root_(html.root()), seen_(seen) {}

  void read() {
    // platforms.md order: the first that holds decides.
    if (preview() || empty_preview() || embed() || missing_embed() || post_wrapper() || landing() ||
        absent_name() || absent_invite() || header_alone())
      return;
    seen_.limited = fetched_.body.size() < short_body;
  }

 private:
  bool is_invite() const {
    return seen_.address.kind == "invite" || begins_with(app_link(html_), "tg://join");
  }

  bool notice(const Element& said) {
    if (!said || !says_restricted(said.text())) return false;
    // The stub has lost title, counter and photo: what was known before stays (we write nothing).
    seen_.page = Page::notice;
    seen_.state = State::restricted;
    return true;
  }

  bool preview() {
    const Element main = root_.first("main.tgme_main[data-url]");
    if (!main || !main.first("section.tgme_channel_history")) return false;
    const Element nothing = main.first(".tme_no_messages_found");
    if (nothing) return read_empty(nothing);
    seen_.page = Page::preview;
    seen_.state = State::alive;
    read_header();
    take_messages(read_messages(main, seen_.url));
    read_older(main);
    return true;
  }

  bool empty_preview() {
    const Element nothing = root_.first(".tme_no_messages_found");
    return nothing && read_empty(nothing);
  }

  // "No posts found": there are none, or we are being throttled. Only a header proves life.
  bool read_empty(const Element& nothing) {
    if (notice(nothing)) return true;
    seen_.page = Page::preview;
    read_header();
    if (!seen_.profile.title.empty()) seen_.state = State::alive;
    return true;
  }

  bool embed() {
    const Element block = root_.first(".tgme_widget_message[data-post]");
    if (!block) return false;
    seen_.page = Page::embed;
    seen_.state = State::alive;
    Profile& profile = seen_.profile;
    profile.title = title_of(block.first(".tgme_widget_message_owner_name"));
    profile.kind =
        block.has_attribute("data-peer") && block.first(".tgme_widget_message_author_name")
            ? "group"
            : "channel";
    take_messages(read_messages(root_, seen_.url));
    return true;
  }

  bool missing_embed() {
    Element error = root_.first(".tgme_widget_message_error");
    if (!error) error = root_.first(".err_message");
    if (!error) return false;
    if (!notice(error)) seen_.page = Page::notice;  // the post is gone; the channel may live
    return true;
  }

  bool post_wrapper() {
    const Element script = root_.first("script[data-telegram-post]");
    const Element frame = root_.first("iframe[src*=embed=1]");
    if (!script && !frame) return false;
    seen_.page = Page::post;
    seen_.state = State::alive;
    seen_.profile.title = std::string(html_.meta("og:title"));
    seen_.profile.photo = std::string(html_.meta("og:image"));
    const auto located = recogniser_.catalogue.locate(fetched_.request.url);
    RichText text;
    text.text = std::string(html_.meta("og:description"));
    Place place;
    place.post = located ? located->post : std::string();
    append(seen_.references, references_of(recogniser_, text, place));
    if (const auto url = parse_url(fetched_.request.url)) {
      Url post = *url;
      post.query = "embed=1";
      post.fragment.reset();
      seen_.next.push_back(look_at(recogniser_, to_string(post), seen_.address));
    }
    return true;
  }

  bool landing() {
    const Element title = root_.first(".tgme_page_title");
    if (!title) return false;
    seen_.page = is_invite() ? Page::invite : Page::landing;
    seen_.state = State::alive;
    Profile& profile = seen_.profile;
    const std::string counter = root_.first(".tgme_page_extra").text();
    profile.kind = kind_of(root_, counter);
    read_username();
    if (profile.kind == "user") return true;  // a person: nothing more is kept
    profile.title = title_of(title);
    profile.verified = static_cast<bool>(title.first(".verified-icon"));
    profile.photo = photo_of(root_);
    read_counter(counter, profile);
    read_description(root_.first(".tgme_page_description"));
    return true;
  }

  // The page of a free, deleted or banned name; also what a soft-banned reader gets for any name.
  bool absent_name() {
    if (!root_.first("i.tgme_icon_user") || !contains(html_.meta("robots"), "noindex"))
      return false;
    seen_.page = Page::landing;
    seen_.absent = true;
    read_username();
    return true;
  }

  bool absent_invite() {
    const bool invited =
        contains(root_.first(".tgme_page_description").text(), "You are invited to a group chat");
    if (!root_.first("i.tgme_icon_group") && !invited) return false;
    seen_.page = Page::invite;
    seen_.absent = true;
    return true;
  }

  // A piece of a preview's head: saved fragments.
  bool header_alone() {
    if (!root_.first(".tgme_channel_info_header_username") &&
        !root_.first(".tgme_channel_info_counters"))
      return false;
    seen_.page = Page::preview;
    seen_.state = State::alive;
    read_header();
    return true;
  }

  void read_header() {
    Profile& profile = seen_.profile;
    const Element title = root_.first(".tgme_channel_info_header_title");
    profile.kind = "channel";
    profile.title = title_of(title);
    if (profile.title.empty()) profile.title = title_of(root_.first(".tgme_header_title"));
    if (profile.title.empty()) profile.title = std::string(html_.meta("og:title"));
    const Element head = root_.first(".tgme_channel_info_header");
    profile.verified = static_cast<bool>(head.first(".verified-icon"));
    profile.photo = photo_of(head);
    profile.username = root_.first(".tgme_channel_info_header_username").text();
    if (begins_with(profile.username, "@")) profile.username.erase(0, 1);
    for (const Element& counter : root_.all(".tgme_channel_info_counter"))
      read_preview_counter(counter, profile);
    if (!profile.members) read_counter(root_.first(".tgme_header_counter").text(), profile);
    read_description(root_.first(".tgme_channel_info_description"));
  }

  void read_username() {
    const auto link = recogniser_.catalogue.locate(app_link(html_));
    if (link && link->address.kind == "username") seen_.profile.username = link->address.id;
  }

  void read_description(const Element& description) {
    RichText rich = description.rich_text(seen_.url);
    if (rich.text.empty()) return;
    mend_anchors(rich);
    Place place;
    place.text_form = place.href_form = Form::description;
    place.own_words = true;
    append(seen_.references, references_of(recogniser_, rich, place));
    seen_.profile.description = std::move(rich.text);
  }

  void take_messages(std::vector<Message> messages) {
    for (Message& message : messages) {
      if (!seen_.profile.numeric_id) seen_.profile.numeric_id = message.channel_id;
      if (seen_.profile.username.empty()) seen_.profile.username = message.channel;
      append(seen_.references, references_of_message(recogniser_, message));
      seen_.posts.push_back(std::move(message.post));
    }
  }

  // The next older page. t.me leaves the link out at times, even where older posts exist: then we
  // go on before the smallest id, and the frontier stops when nothing new comes.
  void read_older(const Element& main) {
    const std::string_view prev = root_.first("link[rel=prev]").attribute("href");
    if (!prev.empty()) {
      seen_.older = resolve_url(seen_.url, prev);
      return;
    }
    std::string before(main.first(".tme_messages_more[data-before]").attribute("data-before"));
    if (before.empty()) {
      std::int64_t least = 0;
      for (const Post& post : seen_.posts) {
        std::int64_t id = 0;
        std::from_chars(post.id.data(), post.id.data() + post.id.size(), id);
        if (id > 0 && (least == 0 || id < least)) least = id;
      }
      if (least <= 1) return;
      before = std::to_string(least);
    }
    const std::string_view name = main.attribute("data-url");
    seen_.older = resolve_url(seen_.url, "/s" + std::string(name) + "?before=" + before);
  }

  const Recogniser& recogniser_;
  const Fetched& fetched_;
  const Html& html_;
  Element root_;
  Observation& seen_;
};

}  // namespace

void read_page(const Recogniser& recogniser, const Fetched& page, const Html& html,
               Observation& seen) {
  PageReader(recogniser, page, html, seen).read();
}

}  // namespace godwit::telegram
