// SPDX-License-Identifier: Apache-2.0
// The head with its meta tags, the bar, the foot: the same on every page of t.me.
#include "world/telegram.h"

namespace godwit::stage {

namespace {

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

}  // namespace

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

void put_brand(std::string& out) { put(out, head_brand); }
void put_page_end(std::string& out) { put(out, page_end); }

}  // namespace godwit::stage
