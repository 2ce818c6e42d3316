// SPDX-License-Identifier: Apache-2.0
// One message block of t.me: a post with all that its markup says. Class names and their variants
// over the years are in docs/platforms.md.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "crawler/parse/url.h"
#include "crawler/platforms/reading.h"
#include "crawler/platforms/telegram.h"

namespace godwit::telegram {

namespace {

constexpr std::size_t messages_max = 1'000;  // t.me shows 20

// RFC 4648 section 5, padding optional; "" where it is none.
std::string from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z')
      value = c - 'A';
    else if (c >= 'a' && c <= 'z')
      value = c - 'a' + 26;
    else if (c >= '0' && c <= '9')
      value = c - '0' + 52;
    else if (c == '-' || c == '+')
      value = 62;
    else if (c == '_' || c == '/')
      value = 63;
    else if (c == '=')
      break;
    if (value < 0) return {};
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>((bits >> held) & 0xFF);
  }
  return out;
}

std::optional<std::int64_t> number_at(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number <= 0 || number >= (std::int64_t{1} << 52)) return std::nullopt;
  return number;
}

// data-view is base64url of {"c":-1413275904,"p":13358,"t":…}; the channel id is −c, and the only
// key on the page that survives a rename. data-peer is "c<id>_<hash>" (embeds of groups).
std::optional<std::int64_t> channel_id_of(const Element& block) {
  const std::string view = from_base64url(block.attribute("data-view"));
  constexpr std::string_view key = "\"c\":-";
  if (const std::size_t at = view.find(key); at != std::string::npos)
    if (auto id = number_at(std::string_view(view).substr(at + key.size()))) return id;
  const std::string_view peer = block.attribute("data-peer");
  return peer.substr(0, 1) == "c" ? number_at(peer.substr(1)) : std::nullopt;
}

// The URL in style="…background-image:url('…')…".
std::string background_image(const Element& element) {
  const std::string_view style = element.attribute("style");
  constexpr std::string_view mark = "background-image:url(";
  const std::size_t at = style.find(mark);
  if (at == std::string_view::npos) return {};
  std::string_view url = style.substr(at + mark.size());
  url = url.substr(0, url.find(')'));
  while (!url.empty() && (url.front() == '\'' || url.front() == '"')) url.remove_prefix(1);
  while (!url.empty() && (url.back() == '\'' || url.back() == '"')) url.remove_suffix(1);
  return std::string(url);
}

std::string source_of(const Element& element) {
  const std::string_view src = element.first("video[src]").attribute("src");
  if (!src.empty()) return std::string(src);
  const std::string_view audio = element.first("audio[src]").attribute("src");
  if (!audio.empty()) return std::string(audio);
  return background_image(element);
}

void read_timed(const Element& element, Media& media) {
  media.url = source_of(element);
  for (const Element& time : element.all("time"))
    if (media.seconds == 0) media.seconds = seconds_of(time.text());
  if (element.has_class("not_supported")) media.details.emplace_back("not shown on the web");
}

void read_photo(const Element& element, Media& media) { media.url = background_image(element); }

void read_document(const Element& element, Media& media) {
  if (element.first(".tgme_widget_message_document_icon.audio")) media.kind = "audio";
  media.name = element.first(".tgme_widget_message_document_title").text();
  const std::string extra = element.first(".tgme_widget_message_document_extra").text();
  if (!extra.empty()) media.details.push_back(extra);
}

void read_sticker(const Element& element, Media& media) {
  const std::string_view webp = element.attribute("data-webp");
  media.url = webp.empty() ? source_of(element) : std::string(webp);
}

void read_poll(const Element& element, Media& media) {
  media.name = element.first(".tgme_widget_message_poll_question").text();
  media.details.push_back(element.first(".tgme_widget_message_poll_type").text());
  for (const Element& option : element.all(".tgme_widget_message_poll_option"))
    media.details.push_back(option.first(".tgme_widget_message_poll_option_percent").text() + " " +
                            option.first(".tgme_widget_message_poll_option_text").text());
}

void read_location(const Element& element, Media& media) {
  media.url = std::string(element.attribute("href"));
  const auto url = parse_url(media.url);
  const auto place = url && url->query ? query_value(*url->query, "q") : std::nullopt;
  if (place) media.details.push_back(*place);
}

// A contact is a private person: that there was one is all we keep.
void read_nothing(const Element&, Media&) {}

struct MediaRow {
  std::string_view css, kind;
  void (*read)(const Element&, Media&);
};
constexpr std::array media_rows{
    MediaRow{".tgme_widget_message_photo_wrap", "photo", read_photo},
    MediaRow{".tgme_widget_message_video_player", "video", read_timed},
    MediaRow{".tgme_widget_message_roundvideo_player", "round_video", read_timed},
    MediaRow{".tgme_widget_message_voice_player", "voice", read_timed},
    MediaRow{".tgme_widget_message_document_wrap", "document", read_document},
    MediaRow{".tgme_widget_message_sticker", "sticker", read_sticker},
    MediaRow{".tgme_widget_message_tgsticker", "sticker", read_sticker},
    MediaRow{".tgme_widget_message_videosticker", "sticker", read_sticker},
    MediaRow{".tgme_widget_message_poll", "poll", read_poll},
    MediaRow{".tgme_widget_message_location_wrap", "location", read_location},
    MediaRow{".tgme_widget_message_contact_wrap", "contact", read_nothing},
};

std::vector<Media> media_of(const Element& block) {
  std::vector<Selector> selectors;
  for (const MediaRow& row : media_rows) selectors.emplace_back(row.css);
  std::vector<Media> found;
  for (const Element& element : block.classed())
    for (std::size_t i = 0; i < selectors.size(); ++i)
      if (element.is(selectors[i])) {
        Media media;
        media.kind = media_rows[i].kind;
        media_rows[i].read(element, media);
        found.push_back(std::move(media));
        break;
      }
  // The label also stands, unseen, inside every player: alone it means that nothing is shown.
  if (found.empty() && block.first(".message_media_not_supported_label")) {
    Media media;
    media.kind = "unsupported";
    found.push_back(std::move(media));
  }
  return found;
}

// Ids of an album's members, from the links of its parts ("…/13374?single").
std::vector<std::string> album_of(const Element& block) {
  std::vector<std::string> ids;
  for (const Element& part : block.all(".grouped_media_wrap[href]")) {
    std::string_view href = part.attribute("href");
    href = href.substr(0, href.find('?'));
    href = href.substr(href.rfind('/') + 1);
    if (number_at(href) && std::find(ids.begin(), ids.end(), href) == ids.end())
      ids.emplace_back(href);
  }
  if (ids.size() < 2) ids.clear();
  return ids;
}

// The post's own time stands under its date; a video's <time> is a duration.
std::optional<Time> time_of(const Element& block) {
  const Element date = block.first(".tgme_widget_message_date");
  Element time = date.first("time[datetime]");
  if (!time) time = block.first("time[datetime]");
  return time ? parse_time(time.attribute("datetime")) : std::nullopt;
}

std::optional<Forward> forward_of(const Element& block) {
  const Element name = block.first(".tgme_widget_message_forwarded_from_name");
  if (!name) return std::nullopt;
  return Forward{title_of(name), std::string(name.attribute("href"))};
}

std::vector<std::string> hrefs_of(const Element& block, const Selector& selector) {
  std::vector<std::string> hrefs;
  for (const Element& each : block.all(selector)) hrefs.emplace_back(each.attribute("href"));
  return hrefs;
}

// "NAME pinned «words»": the words, "" where it is no such message.
std::string pinned_words_of(const Element& text, const std::string& service) {
  if (service.find(" pinned ") == std::string::npos) return {};
  std::string words = text.first(".tgme_widget_service_strong_text").text();
  for (const std::string_view dots : {"...", "…"})
    if (words.size() > dots.size() &&
        words.compare(words.size() - dots.size(), dots.size(), dots) == 0)
      words.resize(words.size() - dots.size());
  return words;
}

// A post that a later message of the same page says was pinned.
void mark_pinned(std::vector<Message>& messages) {
  for (const Message& pin : messages) {
    if (pin.pinned_words.empty()) continue;
    for (Message& each : messages)
      if (!each.post.service &&
          each.post.text.compare(0, pin.pinned_words.size(), pin.pinned_words) == 0)
        each.post.pinned = true;
  }
}

}  // namespace

std::string title_of(const Element& element) {
  std::string title = element.text(".verified-icon");
  for (const std::string_view mark : {" ✔", "✔"})
    if (title.size() >= mark.size() &&
        title.compare(title.size() - mark.size(), mark.size(), mark) == 0)
      title.resize(title.size() - mark.size());
  return title;
}

void mend_anchors(RichText& rich) {
  for (Anchor& anchor : rich.anchors)
    for (std::size_t at = anchor.href.find("&amp;"); at != std::string::npos;
         at = anchor.href.find("&amp;", at + 1))
      anchor.href.erase(at + 1, 4);
  std::erase_if(rich.anchors,
                [](const Anchor& a) { return a.href.find("?q=%23") != std::string::npos; });
}

Message read_message(const Element& block, std::string_view base) {
  Message message;
  Post& post = message.post;
  const std::string_view name = block.attribute("data-post");
  const std::size_t slash = std::min(name.find('/'), name.size());
  message.channel = name.substr(0, slash);
  post.id = name.substr(std::min(slash + 1, name.size()));
  message.channel_id = channel_id_of(block);

  // Since 2024 the text is nested in a block of the same class; the first is the outer one. Never
  // the quote of a reply (js-message_reply_text).
  const Element text = block.first(".tgme_widget_message_text.js-message_text");
  message.text = text.rich_text(base);
  mend_anchors(message.text);
  if (block.has_class("service_message")) {
    post.service = message.text.text;
    // It begins with who did it, linked: that link is no reference.
    std::erase_if(message.text.anchors, [](const Anchor& a) { return a.begin == 0; });
    message.pinned_words = pinned_words_of(text, message.text.text);
    post.pinned = !message.pinned_words.empty();
  } else {
    post.text = message.text.text;
  }
  post.at = time_of(block);
  post.album = album_of(block);
  post.author = block.first(".tgme_widget_message_from_author").text();
  post.forwarded_from = forward_of(block);
  post.reply_to = std::string(block.first("a.tgme_widget_message_reply").attribute("href"));
  post.edited = block.first(".tgme_widget_message_meta").text().substr(0, 6) == "edited";
  post.views = count_of(block.first(".tgme_widget_message_views").text());
  post.media = media_of(block);
  message.buttons = hrefs_of(block, ".tgme_widget_message_inline_button[href]");
  message.previews = hrefs_of(block, ".tgme_widget_message_link_preview[href]");
  return message;
}

std::vector<Message> read_messages(const Element& page, std::string_view base) {
  std::vector<Message> messages;
  Element before;
  for (const Element& block : page.all(".tgme_widget_message[data-post]")) {
    // A block within a block is markup gone wrong: its words are already the outer one's.
    if (before.contains(block)) continue;
    if (messages.size() == messages_max) break;
    messages.push_back(read_message(block, base));
    before = block;
  }
  mark_pinned(messages);
  return messages;
}

std::vector<Reference> references_of_message(const Recogniser& recogniser, const Message& message) {
  const Post& post = message.post;
  Place place;
  place.text_form = post.pinned ? Form::pinned : Form::text;
  place.href_form = post.pinned ? Form::pinned : Form::href;
  place.post = post.id;
  place.own_words = post.pinned;
  std::vector<Reference> found = references_of(recogniser, message.text, place);
  const auto add = [&](const std::string& href, Form form) {
    if (auto reference = reference_of(recogniser, href, form, post.id))
      found.push_back(std::move(*reference));
  };
  if (post.forwarded_from) add(post.forwarded_from->url, Form::forward);
  for (const std::string& href : message.previews) add(href, Form::preview);
  for (const std::string& href : message.buttons) add(href, Form::button);
  return found;
}

}  // namespace godwit::telegram
