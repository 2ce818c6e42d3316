// SPDX-License-Identifier: Apache-2.0
// t.me as a browser without an account sees it: landing pages, previews with paging, posts and
// their embeds, invites, dead names, the notice of a restricted channel. The shapes and class names
// are those of real pages (platforms.md 1); the markup around them was written for this world.
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "world/page.h"

namespace godwit::stage {

namespace {

constexpr std::size_t posts_a_page = 20;

// A tail for speech bubbles and a logo, as heavy as the real ones.
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

constexpr std::string_view head_brand = R"html(      <div class="tgme_head_wrap">
        <div class="tgme_head">
          <a href="//telegram.org/" class="tgme_head_brand">
            <svg class="tgme_logo" height="34" viewBox="0 0 133 34" width="133" xmlns="http://www.w3.org/2000/svg"><g fill="none" fill-rule="evenodd"><circle cx="17" cy="17" fill="var(--accent-btn-color)" r="17"/><path d="m7 17 18-7-3 15-6-4-3 3v-5l8-7-10 6z" fill="#fff"/></g></svg>
          </a>
          <a class="tgme_head_right_btn" href="//telegram.org/dl">Download</a>
        </div>
      </div>
)html";

constexpr std::string_view page_end = R"html(
    <div id="tgme_frame_cont"></div>
    <script src="//telegram.org/js/tgwallpaper.min.js?3"></script>
    <script type="text/javascript">
var tme_bg = document.getElementById('tgme_background');
if (tme_bg) { TWallpaper.init(tme_bg); TWallpaper.animate(true); }
document.body.classList.remove('no_transition');
    </script>
  </body>
</html>
<!-- page generated in 4.11ms -->
)html";

struct Card {  // what the head of a page says
  std::string title, og_title, description, image, app_link, path;
  bool robots = false;
};

void put_head(std::string& out, const Card& card) {
  const std::string og = escape_html(card.og_title), about = escape_html(card.description);
  const std::string app = escape_html(card.app_link);
  put(out, "<!DOCTYPE html>\n<html>\n  <head>\n    <meta charset=\"utf-8\">\n    <title>",
      escape_html(card.title),
      "</title>\n    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1.0\">\n");
  if (card.robots) put(out, "    <meta name=\"robots\" content=\"noindex, nofollow\">\n");
  put(out, "\n<meta property=\"og:title\" content=\"", og,
      "\">\n<meta property=\"og:image\" content=\"", card.image,
      "\">\n<meta property=\"og:site_name\" content=\"Telegram\">\n<meta "
      "property=\"og:description\" content=\"",
      about, "\">\n\n<meta property=\"twitter:title\" content=\"", og,
      "\">\n<meta property=\"twitter:image\" content=\"", card.image,
      "\">\n<meta property=\"twitter:site\" content=\"@Telegram\">\n\n"
      "<meta property=\"al:ios:app_store_id\" content=\"686449807\">\n"
      "<meta property=\"al:ios:app_name\" content=\"Telegram Messenger\">\n<meta "
      "property=\"al:ios:url\" content=\"",
      app, "\">\n\n<meta property=\"al:android:url\" content=\"", app,
      "\">\n<meta property=\"al:android:app_name\" content=\"Telegram\">\n"
      "<meta property=\"al:android:package\" content=\"org.telegram.messenger\">\n\n"
      "<meta name=\"twitter:card\" content=\"summary\">\n<meta name=\"twitter:site\" "
      "content=\"@Telegram\">\n"
      "<meta name=\"twitter:description\" content=\"",
      about, "\n\">\n<meta name=\"twitter:app:url:googleplay\" content=\"https://t.me/",
      escape_html(card.path), "\">\n");
}

std::string photo_of(const Place& place) {
  // Tokens of media URLs change within the hour on the real service; here they hang on the place.
  const std::uint64_t token = mix(static_cast<std::uint64_t>(place.number), "photo");
  return "https://cdn4.telesco.pe/file/" +
         base64url(std::to_string(token) + std::to_string(mix(token, 1)) +
                   std::to_string(mix(token, 2))) +
         ".jpg";
}

std::string plain_about(const Script& script, const Place& place, Time now) {
  std::string text = place.about;
  for (const Saying* s : standing(script, place, Carrier::description, now))
    text += "\n" + saying_text(*s);
  return text;
}

std::string html_about(const Script& script, const Place& place, Time now) {
  std::string html = with_breaks(escape_html(place.about));
  for (const Saying* s : standing(script, place, Carrier::description, now))
    html += "<br/>" + saying_html(*s);
  return html;
}

void put_body(std::string& out) {
  put(out,
      "    <link rel=\"shortcut icon\" href=\"//telegram.org/favicon.ico?3\" type=\"image/x-icon\" "
      "/>\n"
      "    <link href=\"//telegram.org/css/font-roboto.css?1\" rel=\"stylesheet\" "
      "type=\"text/css\">\n"
      "    <link href=\"//telegram.org/css/bootstrap.min.css?3\" rel=\"stylesheet\">\n"
      "    <link href=\"//telegram.org/css/telegram.css?180\" rel=\"stylesheet\" "
      "media=\"screen\">\n  </head>\n"
      "  <body class=\"no_transition\">\n    <div class=\"tgme_background_wrap\">\n"
      "    <canvas id=\"tgme_background\" class=\"tgme_background default\" width=\"50\" "
      "height=\"50\" "
      "data-colors=\"dbddbb,6ba587,d5d88d,88b884\"></canvas>\n  </div>\n    <div "
      "class=\"tgme_page_wrap\">\n",
      head_brand,
      "      <div class=\"tgme_body_wrap\">\n        <div class=\"tgme_page\">\n          ");
}

// --- landing pages -------------------------------------------------------------------------------

Answer nobody_here(const std::string& name, Time now) {
  Card card{"Telegram: Contact @" + name,
            "Telegram: Contact @" + name,
            "",
            "https://telegram.org/img/t_logo.png",
            "tg://resolve?domain=" + name,
            name,
            true};
  std::string out;
  put_head(out, card);
  put_body(out);
  const std::string shown = escape_html(name);
  put(out,
      "<div class=\"tgme_page_icon\">\n  <i class=\"tgme_icon_user\"></i>\n</div>\n"
      "<div class=\"tgme_page_description\">\n  If you have <strong>Telegram</strong>, you can "
      "contact "
      "<a class=\"tgme_username_link\" href=\"tg://resolve?domain=",
      shown, "\">@", shown,
      "</a> right away.\n</div>\n<div class=\"tgme_page_action\">\n"
      "  <a class=\"tgme_action_button\" href=\"tg://resolve?domain=",
      shown,
      "\">Send Message</a>\n</div>\n"
      "<!-- WEBOGRAM_BTN -->\n        </div>\n      </div>\n    </div>\n",
      page_end);
  return page(200, std::move(out), now);
}

Answer dead_invite(const std::string& hash, Time now) {
  Card card{"Telegram: Join Group Chat",
            "Join group chat on Telegram",
            "",
            "https://telegram.org/img/t_logo.png",
            "tg://join?invite=" + hash,
            "+" + hash,
            false};
  std::string out;
  put_head(out, card);
  put_body(out);
  put(out,
      "<div class=\"tgme_page_icon\">\n  <i class=\"tgme_icon_group\"></i>\n</div>\n"
      "<div class=\"tgme_page_description\">\n  You are invited to a <strong>group chat</strong> "
      "on "
      "<strong>Telegram</strong>. Click to join:\n</div>\n<div class=\"tgme_page_action\">\n"
      "  <a class=\"tgme_action_button_new\" href=\"tg://join?invite=",
      escape_html(hash),
      "\">Join Group</a>\n</div>\n<!-- WEBOGRAM_BTN -->\n        </div>\n      </div>\n    "
      "</div>\n",
      page_end);
  return page(200, std::move(out), now);
}

std::string counter_line(const Place& place, Time now) {
  const int members = members_at(place, now);
  if (place.kind == Kind::group)
    return spaced_number(members) + " members, " + spaced_number(members / 40 + 1) + " online";
  return spaced_number(members) + (members == 1 ? " subscriber" : " subscribers");
}

Answer landing(const Script& script, const Place& place, Time now) {
  const bool invite = place.kind == Kind::invite;
  const std::string& handle = handle_at(place, now).shown;
  const std::string title = escape_html(title_at(place, now).text);
  const std::string app = invite ? "tg://join?invite=" + handle : "tg://resolve?domain=" + handle;
  Card card{invite ? "Telegram: Join Group Chat" : "Telegram: Contact @" + handle,
            title_at(place, now).text,
            plain_about(script, place, now),
            photo_of(place),
            app,
            (invite ? "+" : "") + handle,
            false};
  std::string out;
  put_head(out, card);
  put_body(out);
  put(out, "<div class=\"tgme_page_photo\">\n  <a href=\"", app,
      "\"><img class=\"tgme_page_photo_image\" src=\"", photo_of(place),
      "\"></a>\n</div>\n<div class=\"tgme_page_title\" dir=\"auto\">\n  <span dir=\"auto\">", title,
      "</span>\n</div>\n<div class=\"tgme_page_extra\">", counter_line(place, now),
      "</div>\n<div class=\"tgme_page_description\" dir=\"auto\">", html_about(script, place, now),
      "</div>\n<div class=\"tgme_page_action\">\n  <a class=\"tgme_action_button_new\" href=\"",
      app, "\">",
      invite                      ? "Join Channel"
      : place.kind == Kind::group ? "View in Telegram"
                                  : "View in Telegram",
      "</a>\n</div>\n<!-- WEBOGRAM_BTN -->\n");
  if (place.preview && place.kind == Kind::channel)
    put(out,
        "<div class=\"tgme_page_context_link_wrap\"><a class=\"tgme_page_context_link\" href=\"/s/",
        handle, "\">Preview channel</a></div>\n");
  put(out, "<div class=\"tgme_page_additional\">\n  ",
      invite ? "You are invited to the channel <strong dir=\"auto\">"
             : "If you have <strong>Telegram</strong>, you can view and join <br><strong>",
      title, invite ? "</strong>. Click above to join." : "</strong> right away.",
      "\n</div>\n        </div>\n      </div>\n    </div>\n", page_end);
  return page(200, std::move(out), now);
}

// What is left of a restricted channel: its name as title, no counter, no photograph, no words.
Answer restricted_landing(const std::string& handle, Time now) {
  Card card{"Telegram: Contact @" + handle,  handle, "",   "https://telegram.org/img/t_logo.png",
            "tg://resolve?domain=" + handle, handle, false};
  std::string out;
  put_head(out, card);
  put_body(out);
  put(out, "<div class=\"tgme_page_title\" dir=\"auto\">\n  <span dir=\"auto\">",
      escape_html(handle),
      "</span>\n</div>\n<div class=\"tgme_page_action\">\n  <a class=\"tgme_action_button_new\" "
      "href=\"tg://resolve?domain=",
      escape_html(handle),
      "\">View in Telegram</a>\n</div>\n"
      "<div class=\"tgme_page_context_link_wrap\"><a class=\"tgme_page_context_link\" href=\"/s/",
      escape_html(handle),
      "\">Preview channel</a></div>\n        </div>\n      </div>\n    </div>\n", page_end);
  return page(200, std::move(out), now);
}

// --- messages ------------------------------------------------------------------------------------

bool shown(const Post& post, Time now) { return post.at <= now && now < post.until; }

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

void put_photo(const Place& place, const Post& post, const std::string& link, std::string& out) {
  const std::uint64_t token = mix(static_cast<std::uint64_t>(post.number), "picture");
  put(out, "<a class=\"tgme_widget_message_photo_wrap ", std::to_string(place.number), "_",
      std::to_string(token % 1'000'000), "\" href=\"", link,
      "\" style=\"width:800px;background-image:url('https://cdn4.telesco.pe/file/",
      base64url(std::to_string(token) + std::to_string(mix(token, 7))),
      ".jpg')\">\n  <div class=\"tgme_widget_message_photo\" "
      "style=\"padding-top:62.5%\"></div>\n</a>\n");
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
    case Content::saying:
      return put_saying(script, place, script.sayings[static_cast<std::size_t>(post.number)], now,
                        out);
    case Content::story:
      if (mix(static_cast<std::uint64_t>(post.number), "has picture") % 5 == 0)
        put_photo(place, post, link, out);
      return put_text(out, with_breaks(escape_html(story_of(script, place, post))));
  }
}

void put_message(const Script& script, const Place& place, const Post& post, Time now, bool embed,
                 std::string& out) {
  const std::string& handle = handle_at(place, now).shown;
  const std::string link = "https://t.me/" + handle + "/" + std::to_string(post.id);
  const std::string title = escape_html(title_at(place, now).text);
  const bool service = post.content == Content::created || post.content == Content::renamed ||
                       post.content == Content::photo;
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
  put(out, "<span class=\"tgme_widget_message_meta\"><a class=\"tgme_widget_message_date\" href=\"",
      link, "\"><time datetime=\"", stamp, "\" class=\"", embed ? "datetime" : "time", "\">",
      stamp.substr(11, 5), "</time></a></span>\n  </div>\n</div>\n  </div>\n  \n</div>",
      embed ? "" : "</div>");
}

// --- preview -------------------------------------------------------------------------------------

struct Slice {
  std::vector<const Post*> posts;
  bool older = false, newer = false;
};

std::uint32_t number_in(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

Slice slice_of(const Place& place, const Ask& ask, std::uint32_t around, Time now) {
  const std::uint32_t before =
      around > 0 ? around + posts_a_page / 2 : number_in(ask.parameter("before"));
  const std::uint32_t after = number_in(ask.parameter("after"));
  std::vector<const Post*> all;
  for (const Post& post : place.posts)
    if (shown(post, now)) all.push_back(&post);
  Slice slice;
  std::size_t end = all.size();
  if (before > 0)
    while (end > 0 && all[end - 1]->id >= before) --end;
  std::size_t begin = end > posts_a_page ? end - posts_a_page : 0;
  if (after > 0) {
    begin = 0;
    while (begin < all.size() && all[begin]->id <= after) ++begin;
    end = std::min(all.size(), begin + posts_a_page);
  }
  slice.posts.assign(all.begin() + static_cast<std::ptrdiff_t>(begin),
                     all.begin() + static_cast<std::ptrdiff_t>(end));
  slice.older = begin > 0 && begin < end;
  slice.newer = end < all.size() && begin < end;
  return slice;
}

void put_counter(std::string& out, std::int64_t n, std::string_view noun) {
  if (n == 0) return;
  put(out, "<div class=\"tgme_channel_info_counter\"><span class=\"counter_value\">",
      rounded_number(n), "</span> <span class=\"counter_type\">", noun, n == 1 ? "" : "s",
      "</span></div>");
}

void put_preview_header(const Script& script, const Place& place, Time now, std::string& out) {
  const std::string& handle = handle_at(place, now).shown;
  const std::string title = escape_html(title_at(place, now).text);
  std::int64_t photos = 0, links = 0;
  for (const Post& post : place.posts) {
    if (!shown(post, now)) continue;
    links += post.content == Content::saying ? 1 : 0;
    photos += post.content == Content::story &&
                      mix(static_cast<std::uint64_t>(post.number), "has picture") % 5 == 0
                  ? 1
                  : 0;
  }
  put(out,
      "  <body class=\"widget_frame_base tgme_webpreview emoji_image thin_box_shadow "
      "no_transitions\">\n"
      "    <header class=\"tgme_header search_collapsed\">\n  <div class=\"tgme_container\">\n"
      "    <div class=\"tgme_header_search\">\n      <form class=\"tgme_header_search_form\" "
      "action=\"/s/",
      handle,
      "\">\n        <input class=\"tgme_header_search_form_input js-header_search\" "
      "placeholder=\"Search\" name=\"q\" "
      "autocomplete=\"off\" value=\"\" />\n      </form>\n    </div>\n    <div "
      "class=\"tgme_header_right_column\">\n"
      "      <section class=\"tgme_right_column\">\n        <div class=\"tgme_channel_info\">\n"
      "          <div class=\"tgme_channel_info_header\">\n            <i "
      "class=\"tgme_page_photo_image bgcolor4\" "
      "data-content=\"",
      handle.substr(0, 1), "\"><img src=\"", photo_of(place),
      "\"></i>\n"
      "            <div class=\"tgme_channel_info_header_title_wrap\">\n"
      "              <div class=\"tgme_channel_info_header_title\"><span dir=\"auto\">",
      title,
      "</span></div>\n"
      "              <div class=\"tgme_channel_info_header_labels\"></div>\n            </div>\n"
      "            <div class=\"tgme_channel_info_header_username\"><a href=\"https://t.me/",
      handle, "\">@", handle,
      "</a></div>\n          </div>\n          <div class=\"tgme_channel_info_counters\">");
  put_counter(out, members_at(place, now), "subscriber");
  put_counter(out, photos, "photo");
  put_counter(out, links, "link");
  put(out, "</div>\n          <div class=\"tgme_channel_info_description\">",
      html_about(script, place, now),
      "</div>\n          <a class=\"tgme_channel_download_telegram\" "
      "href=\"//telegram.org/dl\">Download Telegram</a>\n"
      "        </div>\n        <div class=\"tgme_footer\">\n          <div "
      "class=\"tgme_footer_column\">\n"
      "            <h5><a href=\"//telegram.org/faq\">About</a></h5>\n          </div>\n        "
      "</div>\n      </section>\n"
      "    </div>\n    <div class=\"tgme_header_info\">\n      <a "
      "class=\"tgme_channel_join_telegram\" "
      "href=\"//telegram.org/dl\">Join</a>\n      <a class=\"tgme_header_link\" "
      "href=\"https://t.me/",
      handle,
      "\">\n        <div class=\"tgme_header_title_wrap\">\n          <div "
      "class=\"tgme_header_title\"><span dir=\"auto\">",
      title,
      "</span></div>\n          <div class=\"tgme_header_labels\"></div>\n        </div>\n"
      "        <div class=\"tgme_header_counter\">",
      rounded_number(members_at(place, now)),
      " subscribers</div>\n      </a>\n    </div>\n  </div>\n</header>\n");
}

constexpr std::string_view preview_end = R"html(
    </section>
  </div>
</main>
    <script src="//telegram.org/js/jquery.min.js"></script>
    <script src="//telegram.org/js/widget-frame.js?45"></script>
    <script src="//telegram.org/js/telegram-web.js?10"></script>
    <script>TWeb.init();
</script>
  </body>
</html>
<!-- page generated in 31.2ms -->
)html";

void put_history(const Script& script, const Place& place, const Slice& slice, Time now,
                 std::string& out) {
  const std::string& handle = handle_at(place, now).shown;
  put(out, "<main class=\"tgme_main\" data-url=\"/", handle,
      "\">\n  <div class=\"tgme_container\">\n"
      "    <section class=\"tgme_channel_history js-message_history\">\n      ");
  if (slice.posts.empty())
    put(out,
        "<div class=\"tgme_widget_message_wrap js-widget_message_wrap\"><div "
        "class=\"tgme_widget_message_centered\">"
        "<div class=\"tme_no_messages_found\">No posts found</div></div></div>");
  if (slice.older) {
    const std::string first = std::to_string(slice.posts.front()->id);
    put(out, "<a href=\"/s/", handle, "?before=", first,
        "\" class=\"tme_messages_more js-messages_more\" data-before=\"", first, "\"></a>");
  }
  for (const Post* post : slice.posts) put_message(script, place, *post, now, false, out);
  if (slice.newer) {
    const std::string last = std::to_string(slice.posts.back()->id);
    put(out, "<a href=\"/s/", handle, "?after=", last,
        "\" class=\"tme_messages_more js-messages_more\" data-after=\"", last, "\"></a>");
  }
  put(out, preview_end);
}

Answer preview(const Script& script, const Place& place, const Ask& ask, std::uint32_t around,
               Time now) {
  const std::string& handle = handle_at(place, now).shown;
  const Slice slice = slice_of(place, ask, around, now);
  Card card{title_at(place, now).text + " – Telegram",
            title_at(place, now).text,
            plain_about(script, place, now),
            photo_of(place),
            "tg://resolve?domain=" + handle,
            handle,
            false};
  std::string out;
  put_head(out, card);
  if (slice.older)
    put(out, "\n    <link rel=\"prev\" href=\"/s/", handle,
        "?before=", std::to_string(slice.posts.front()->id), "\">\n");
  if (!slice.posts.empty())
    put(out, "<link rel=\"canonical\" href=\"/s/", handle,
        "?before=", std::to_string(slice.posts.back()->id + 1), "\">\n");
  put(out,
      "\n    <link href=\"//telegram.org/css/widget-frame.css?45\" rel=\"stylesheet\" "
      "media=\"screen\">\n"
      "    <link href=\"//telegram.org/css/telegram-web.css?18\" rel=\"stylesheet\" "
      "media=\"screen\">\n"
      "    <script>TBaseUrl='/';</script>\n  </head>\n");
  put_preview_header(script, place, now, out);
  put_history(script, place, slice, now, out);
  return page(200, std::move(out), now);
}

Answer restricted_preview(const std::string& handle, Time now) {
  Card card{handle + " – Telegram",          handle, "",   "https://telegram.org/img/t_logo.png",
            "tg://resolve?domain=" + handle, handle, false};
  std::string out;
  put_head(out, card);
  put(out,
      "  </head>\n  <body class=\"widget_frame_base tgme_webpreview\">\n<main class=\"tgme_main\" "
      "data-url=\"/",
      escape_html(handle),
      "\">\n  <div class=\"tgme_container\">\n"
      "    <section class=\"tgme_channel_history js-message_history\">\n"
      "      <div class=\"tgme_widget_message_wrap js-widget_message_wrap\"><div "
      "class=\"tgme_widget_message_centered\">"
      "<div class=\"tme_no_messages_found\">This channel can’t be displayed because it violated "
      "local laws.</div>"
      "</div></div>",
      preview_end);
  return page(200, std::move(out), now);
}

// --- single posts --------------------------------------------------------------------------------

const Post* find_post(const Place& place, std::uint32_t id, Time now) {
  for (const Post& post : place.posts)
    if (post.id == id && shown(post, now)) return &post;
  return nullptr;
}

constexpr std::string_view embed_end = R"html(
    <script src="//telegram.org/js/widget-frame.js?68"></script>
    <script>TWidgetPost.init();</script>
  </body>
</html>
)html";

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
  put(out, "  </head>\n  <body class=\"sticky_actions\">\n  <div class=\"tgme_page_wrap\">\n",
      head_brand,
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
      "</div>\n",
      page_end);
  return page(200, std::move(out), now);
}

// --- which page ----------------------------------------------------------------------------------

Answer invite_page(const Script& script, const std::string& hash, Time now, bool soft_ban) {
  const int i = resident(script, "t.me/+" + hash, now);
  if (soft_ban || i == nobody) return dead_invite(hash, now);
  return landing(script, script.places[static_cast<std::size_t>(i)], now);
}

Answer named_page(const Script& script, const Ask& ask, const std::vector<std::string_view>& parts,
                  bool slash_s, Time now, bool soft_ban) {
  const std::string name(parts[0]);
  const std::string key = "t.me/" + lower(name);
  const int living = soft_ban ? nobody : resident(script, key, now);
  const int last = soft_ban ? nobody : holder(script, key, now);
  const Place* place =
      living == nobody ? nullptr : &script.places[static_cast<std::size_t>(living)];
  const bool notice = place == nullptr && last != nobody &&
                      script.places[static_cast<std::size_t>(last)].restricted &&
                      !script.places[static_cast<std::size_t>(last)].alive(now);
  if (slash_s && notice) return restricted_preview(name, now);
  const bool open = place != nullptr && place->kind == Kind::channel && place->preview;
  const std::uint32_t id = parts.size() > 1 ? number_in(parts.back()) : 0;
  if (slash_s && !open)
    return redirect(302, "https://t.me/" + name + (id > 0 ? "/" + std::to_string(id) : ""), now);
  if (slash_s) return preview(script, *place, ask, id, now);
  if (notice) return restricted_landing(name, now);
  const Post* post = open && id > 0 ? find_post(*place, id, now) : nullptr;
  if (id > 0 && !ask.parameter("embed").empty()) return embed(script, place, post, now);
  if (post != nullptr) return post_page(script, *place, *post, now);
  return place == nullptr ? nobody_here(name, now) : landing(script, *place, now);
}

}  // namespace

Answer telegram_page(const Script& script, const Ask& ask, Time now, bool soft_ban) {
  if (ask.host != "t.me" || ask.scheme != "https")
    return redirect(301, "https://t.me" + ask.target, now);
  std::vector<std::string_view> parts = segments(ask.path);
  if (parts.empty()) return redirect(302, "https://telegram.org/", now);
  if (parts[0] == "robots.txt") return page(404, "<html><body>404 Not Found</body></html>\n", now);
  if (parts[0] == "joinchat" && parts.size() > 1)
    return invite_page(script, std::string(parts[1]), now, soft_ban);
  if (parts[0][0] == '+' || parts[0][0] == ' ')
    return invite_page(script, std::string(parts[0].substr(1)), now, soft_ban);
  const bool slash_s = parts[0] == "s" && parts.size() > 1;
  if (slash_s) parts.erase(parts.begin());
  return named_page(script, ask, parts, slash_s, now, soft_ban);
}

}  // namespace godwit::stage
