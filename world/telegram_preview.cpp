// SPDX-License-Identifier: Apache-2.0
// t.me/s/NAME: the header with its counters, and twenty posts a page.
#include <algorithm>
#include <charconv>

#include "world/telegram.h"

namespace godwit::stage {

namespace {

constexpr std::size_t posts_a_page = 20;

struct Slice {
  std::vector<const Post*> posts;
  bool older = false, newer = false;
};

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
    photos += has_picture(post) ? 1 : 0;
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

}  // namespace

std::uint32_t number_in(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : 0;
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

}  // namespace godwit::stage
