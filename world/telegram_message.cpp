// SPDX-License-Identifier: Apache-2.0
// One post: as it stands in the preview, alone as an embed, and the page around an embed.
#include <algorithm>
#include <cstdio>

#include "world/telegram.h"

namespace godwit::stage {

namespace {

// The tail of a speech bubble, about as heavy as the real one.
constexpr std::string_view bubble_tail = R"html(    <i class="tgme_widget_message_bubble_tail">
      <svg class="bubble_icon" width="9px" height="20px" viewBox="0 0 9 20">
        <g fill="none">
          <path class="background" fill="#ffffff" d="M8,2 L9,2 L9,19 L8,19 C7.6,15.5 6.9,12.4 5.8,9.4 C4.9,7.1 3.4,4.9 1.4,2.9 C1.1,2.5 1.2,2.1 1.6,2 Z"></path>
          <path class="border_1x" fill="#d7e3ec" d="M9,2 L1.6,2 C1.2,2.1 1.1,2.5 1.4,2.9 C3.4,4.9 4.9,7.1 5.8,9.4 C6.9,12.4 7.6,15.5 8,19 L9,19 Z M1.7,1 L9,1 L9,19 L7,19 C6.7,15.2 6,12.3 5,9.6 C4.1,7.4 2.6,5.3 0.7,3.4 C-0.1,2.6 0.3,1.1 1.7,1 Z"></path>
          <path class="border_2x" d="M9,2 L1.6,2 C1.2,2.1 1.1,2.5 1.4,2.9 C3.4,4.9 4.9,7.1 5.8,9.4 C6.9,12.4 7.6,15.5 8,19 L9,19 Z M1.7,1.5 L9,1.5 L9,19 L7.5,19 C7.1,15.3 6.4,12.4 5.4,9.5 C4.5,7.2 3,5.1 1.1,3.1 C0.5,2.5 0.8,1.6 1.7,1.5 Z"></path>
        </g>
      </svg>
    </i>
)html";

constexpr std::string_view embed_end = R"html(
    <script src="//telegram.org/js/widget-frame.js?68"></script>
    <script>TWidgetPost.init();</script>
  </body>
</html>
)html";

std::string data_view(const Place& place, const Post& post, Time now) {
  char hash[20];
  std::snprintf(
      hash, sizeof hash, "%018llx",
      static_cast<unsigned long long>(mix(static_cast<std::uint64_t>(place.number), post.id)));
  return base64url("{\"c\":-" + std::to_string(place.number) + ",\"p\":" + std::to_string(post.id) +
                   ",\"t\":" + std::to_string(to_ms(now) / 1000) + ",\"h\":\"" + hash + "\"}");
}

std::string iso_seconds(Time t) { return to_rfc3339(t).substr(0, 19) + "+00:00"; }

int views_of(const Place& place, const Post& post, Time now) {
  const auto minutes = (now - post.at).count() / 60'000;
  const double share = static_cast<double>(minutes) / static_cast<double>(minutes + 300);
  const auto luck = mix(static_cast<std::uint64_t>(place.number), post.id) % 40;
  return 1 +
         static_cast<int>(members_at(place, now) * share * (.3 + .01 * static_cast<double>(luck)));
}

// Whose stories a place tells: its brand's, those it copies, or a diary of its own.
int storyteller(const Place& place) { return place.brand != nobody ? place.brand : place.mimics; }

std::string story_of(const Script& script, const Place& place, const Post& post) {
  const int brand = post.number >= 1'000'000 ? nobody : storyteller(place);
  return story_text(script, brand, post.number);
}

// The newest story a channel had told by then: what a forward from it carries.
const Post* last_story(const Place& place, Time t) {
  const Post* found = nullptr;
  for (const Post& post : place.posts) {
    if (post.at > t) break;
    if (post.content == Content::story) found = &post;
  }
  return found;
}

void put_link_preview(const Script& script, const Saying& saying, Time now, std::string& out) {
  const Place& target = script.places[static_cast<std::size_t>(saying.about)];
  put(out, "\n<a class=\"tgme_widget_message_link_preview\" href=\"", escape_html(saying.href),
      "\">\n  <div class=\"link_preview_site_name accent_color\" dir=\"auto\">Telegram</div>\n"
      "  <div class=\"link_preview_title\" dir=\"auto\">",
      escape_html(title_at(target, now).text),
      "</div>\n  <div class=\"link_preview_description\" dir=\"auto\">", escape_html(target.about),
      "</div>\n</a>");
}

void put_text(std::string& out, const std::string& html) {
  put(out, "<div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">", html, "</div>");
}

// Text below the message itself: a keyboard of one button.
void put_button(const Saying& saying, const Tongue& tongue, std::string& out) {
  put(out,
      "\n<div class=\"tgme_widget_message_inline_keyboard\"><div "
      "class=\"tgme_widget_message_inline_row\">"
      "<a class=\"tgme_widget_message_inline_button url_button\" href=\"",
      escape_html(saying.href),
      "\" target=\"_blank\" rel=\"noopener\"><span "
      "class=\"tgme_widget_message_inline_button_text\" dir=\"auto\">",
      tongue.button[saying.written.size() % 2], "</span></a></div></div>");
}

void put_saying(const Script& script, const Place& place, const Saying& saying, Time now,
                std::string& out) {
  if (saying.carrier == Carrier::forward) {
    const Place& source = script.places[static_cast<std::size_t>(saying.about)];
    const Post* story = last_story(source, saying.from);
    put(out,
        "<div class=\"tgme_widget_message_forwarded_from accent_color\">Forwarded from&nbsp;"
        "<a class=\"tgme_widget_message_forwarded_from_name\" href=\"",
        escape_html(saying.href), "/", std::to_string(story != nullptr ? story->id : 1),
        "\"><span dir=\"auto\">", escape_html(title_at(source, saying.from).text),
        "</span></a></div>\n");
    put_text(out, with_breaks(escape_html(story != nullptr ? story_of(script, source, *story)
                                                           : source.about)));
  } else if (saying.carrier == Carrier::button) {
    Saying bare = saying;
    bare.written = "👇";
    bare.href.clear();
    put_text(out, saying_html(bare));
    const Tongue& tongue = place.brand == nobody
                               ? tongues()[0]
                               : *script.brands[static_cast<std::size_t>(place.brand)].tongue;
    put_button(saying, tongue, out);
  } else {
    put_text(out, saying_html(saying));
    if (saying.writing == "plain" && saying.href.starts_with("https://t.me/") &&
        saying.from.time_since_epoch().count() % 2 == 0)
      put_link_preview(script, saying, now, out);
  }
}

void put_photo(const Place& place, const Post& post, const std::string& picture,
               const std::string& link, std::string& out) {
  const std::uint64_t token = mix(static_cast<std::uint64_t>(post.number), "picture");
  put(out, "<a class=\"tgme_widget_message_photo_wrap ", std::to_string(place.number), "_",
      std::to_string(token % 1'000'000), "\" href=\"", link,
      "\" style=\"width:800px;background-image:url('", picture,
      "')\">\n  <div class=\"tgme_widget_message_photo\" "
      "style=\"padding-top:62.5%\"></div>\n</a>\n");
}

std::string photograph_of(const Post& post) {
  const std::uint64_t token = mix(static_cast<std::uint64_t>(post.number), "picture");
  return "https://cdn4.telesco.pe/file/" +
         base64url(std::to_string(token) + std::to_string(mix(token, 7))) + ".jpg";
}

// The first words, cut between two characters.
std::string beginning_of(const std::string& text) {
  std::size_t end = std::min<std::size_t>(text.size(), 40);
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return text.substr(0, end) + (end < text.size() ? "..." : "");
}

void put_video(const Post& post, const std::string& link, std::string& out) {
  const std::string token =
      base64url(std::to_string(mix(static_cast<std::uint64_t>(post.number), "video")));
  put(out, "<a class=\"tgme_widget_message_video_player js-message_video_player\" href=\"", link,
      "\"><i class=\"tgme_widget_message_video_thumb\" "
      "style=\"background-image:url('https://cdn4.telesco.pe/file/",
      token,
      "')\"></i>\n"
      "<div class=\"tgme_widget_message_video_wrap\" style=\"width:720px;padding-top:56.25%\">\n"
      "  <video src=\"https://cdn4.telesco.pe/file/",
      token, ".mp4?token=", token,
      "\" class=\"tgme_widget_message_video js-message_video\" width=\"100%\" "
      "height=\"100%\"></video>\n</div>\n"
      "<time class=\"message_video_duration js-message_video_duration\">0:",
      std::to_string(10 + post.number % 50), "</time>\n</a>\n");
}

void put_document(const Post& post, const std::string& link, std::string& out) {
  put(out,
      "<div class=\"tgme_widget_message_document_wrap\"><a "
      "class=\"tgme_widget_message_document_wrap\" href=\"",
      link,
      "\">\n  <div class=\"tgme_widget_message_document_icon accent_bg\"></div>\n"
      "  <div class=\"tgme_widget_message_document\">\n    "
      "<div class=\"tgme_widget_message_document_title accent_color\" dir=\"auto\">tide-table-",
      std::to_string(post.number),
      ".pdf</div>\n    "
      "<div class=\"tgme_widget_message_document_extra\" dir=\"auto\">",
      std::to_string(200 + post.number % 700), " KB</div>\n  </div>\n</a></div>\n");
}

// Every fifth story has a photograph, some a film or a file.
void put_media(const Place& place, const Post& post, const std::string& link, std::string& out) {
  const std::uint64_t luck = mix(static_cast<std::uint64_t>(post.number), "media") % 40;
  if (has_picture(post))
    put_photo(place, post, photograph_of(post), link, out);
  else if (luck < 3)
    put_video(post, link, out);
  else if (luck == 3)
    put_document(post, link, out);
}

void put_content(const Script& script, const Place& place, const Post& post,
                 const std::string& link, Time now, std::string& out) {
  switch (post.content) {
    case Content::created:
      return put_text(out, "Channel created");
    case Content::renamed:
      return put_text(
          out, "Channel name was changed to «" +
                   escape_html(place.titles[static_cast<std::size_t>(post.number)].text) + "»");
    case Content::photo:
      return put_text(out, "Channel photo updated");
    case Content::pinned:
      return put_text(out, escape_html(title_at(place, now).text + " pinned «" +
                                       beginning_of(saying_text(
                                           script.sayings[static_cast<std::size_t>(post.number)])) +
                                       "»"));
    case Content::saying: {
      const Saying& saying = script.sayings[static_cast<std::size_t>(post.number)];
      if (is_pictured(saying)) put_photo(place, post, picture_of(saying), link, out);
      return put_saying(script, place, saying, now, out);
    }
    case Content::story:
      put_media(place, post, link, out);
      return put_text(out, with_breaks(escape_html(story_of(script, place, post))));
  }
}

}  // namespace

bool shown(const Post& post, Time now) { return post.at <= now && now < post.until; }

bool has_picture(const Post& post) {
  return post.content == Content::story &&
         mix(static_cast<std::uint64_t>(post.number), "has picture") % 5 == 0;
}

void put_message(const Script& script, const Place& place, const Post& post, Time now, bool embed,
                 std::string& out) {
  const std::string& handle = handle_at(place, now).shown;
  const std::string link = "https://t.me/" + handle + "/" + std::to_string(post.id);
  const std::string title = escape_html(title_at(place, now).text);
  const bool service = post.content != Content::story && post.content != Content::saying;
  const std::string stamp = iso_seconds(post.at);
  if (!embed) put(out, "<div class=\"tgme_widget_message_wrap js-widget_message_wrap\">");
  put(out, "<div class=\"tgme_widget_message text_not_supported_wrap ",
      service ? "service_message " : "", "js-widget_message\" data-post=\"", handle, "/",
      std::to_string(post.id), "\" data-view=\"", data_view(place, post, now),
      "\">\n  <div class=\"tgme_widget_message_user\"><a href=\"https://t.me/", handle,
      "\"><i class=\"tgme_widget_message_user_photo bgcolor4\" data-content=\"",
      handle.substr(0, 1), "\"><img src=\"", photo_of(place),
      "\"></i></a></div>\n  <div class=\"tgme_widget_message_bubble\">\n", bubble_tail,
      "    <div class=\"tgme_widget_message_author accent_color\"><a "
      "class=\"tgme_widget_message_owner_name\" "
      "href=\"https://t.me/",
      handle, "\"><span dir=\"auto\">", title, "</span></a></div>\n\n\n");
  put_content(script, place, post, link, now, out);
  put(out,
      "\n\n<div class=\"tgme_widget_message_footer compact js-message_footer\">\n  \n"
      "  <div class=\"tgme_widget_message_info short js-message_info\">\n    ");
  if (!service)
    put(out, "<span class=\"tgme_widget_message_views\">",
        rounded_number(views_of(place, post, now)),
        "</span><span class=\"copyonly\"> views</span>");
  const bool edited = post.content == Content::story && post.number % 13 == 5;
  put(out, "<span class=\"tgme_widget_message_meta\">", edited ? "edited &nbsp;" : "",
      "<a class=\"tgme_widget_message_date\" href=\"", link, "\"><time datetime=\"", stamp,
      "\" class=\"", embed ? "datetime" : "time", "\">", stamp.substr(11, 5),
      "</time></a></span>\n  </div>\n</div>\n  </div>\n  \n</div>", embed ? "" : "</div>");
}

const Post* find_post(const Place& place, std::uint32_t id, Time now) {
  for (const Post& post : place.posts)
    if (post.id == id && shown(post, now)) return &post;
  return nullptr;
}

Answer embed(const Script& script, const Place* place, const Post* post, Time now) {
  std::string out =
      "<!DOCTYPE html>\n<html>\n  <head>\n    <meta charset=\"utf-8\">\n    <title>Telegram "
      "Widget</title>\n"
      "    <meta name=\"robots\" content=\"noindex, nofollow\">\n"
      "    <link href=\"//telegram.org/css/widget-frame.css?68\" rel=\"stylesheet\" "
      "media=\"screen\">\n  </head>\n"
      "  <body class=\"widget_frame_base tgme_widget body_widget_post emoji_image nodark\">\n    ";
  if (post != nullptr)
    put_message(script, *place, *post, now, true, out);
  else
    put(out,
        "<div class=\"tgme_widget_message js-widget_message\"><div "
        "class=\"tgme_widget_message_error\">Post not found</div></div>");
  put(out, embed_end);
  return page(200, std::move(out), now);
}

Answer post_page(const Script& script, const Place& place, const Post& post, Time now) {
  const std::string& handle = handle_at(place, now).shown;
  const std::string id = std::to_string(post.id), name = handle + "/" + id;
  const bool story = post.content == Content::story;
  const bool saying = post.content == Content::saying;
  const std::string text = story ? story_of(script, place, post)
                           : saying
                               ? saying_text(script.sayings[static_cast<std::size_t>(post.number)])
                               : std::string();
  Card card{"Telegram: Contact @" + handle,
            title_at(place, now).text,
            text,
            photo_of(place),
            "tg://resolve?domain=" + handle + "&post=" + id,
            name,
            false};
  std::string out;
  put_head(out, card);
  put(out, "  </head>\n  <body class=\"sticky_actions\">\n  <div class=\"tgme_page_wrap\">\n");
  put_brand(out);
  put(out,
      "    <div class=\"tgme_body_wrap\">\n      <div class=\"tgme_page tgme_page_post\">\n"
      "        <div class=\"tgme_page_widget_wrap\" id=\"widget\">\n<div "
      "class=\"tgme_page_widget\">\n"
      "  <iframe id=\"telegram-post-",
      handle, "-", id, "\" src=\"https://t.me/", name,
      "?embed=1&amp;mode=tme\" width=\"100%\" height=\"\" frameborder=\"0\" "
      "scrolling=\"no\"></iframe>"
      "<script src=\"https://telegram.org/js/telegram-widget.js?22\" data-telegram-post=\"",
      name,
      "\" data-mode=\"tme\" data-width=\"100%\"></script>\n</div>\n</div>\n      </div>\n"
      "      <div class=\"tgme_page_widget_actions_wrap\"><div class=\"tgme_page_context_btn\">"
      "<a class=\"tgme_action_button_new\" href=\"/s/",
      name,
      "\"><span class=\"tgme_action_button_label\">Context</span></a></div></div>\n    </div>\n  "
      "</div>\n");
  put_page_end(out);
  return page(200, std::move(out), now);
}

}  // namespace godwit::stage
