// SPDX-License-Identifier: Apache-2.0
// Paste pages, folders of a file host, and the brands' own web sites.
#include "world/page.h"

namespace godwit::stage {

namespace {

Answer not_found(std::string_view site, Time now) {
  std::string out =
      "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>404 Not "
      "Found</title></head>\n<body>";
  put(out, "<h1>", site,
      "</h1><p>The page was not found. It may have been removed by its owner.</p></body></html>\n");
  return page(404, std::move(out), now);
}

const Place* living(const Script& script, std::string_view key, Time now) {
  const int i = resident(script, key, now);
  return i == nobody ? nullptr : &script.places[static_cast<std::size_t>(i)];
}

void put_html_head(std::string& out, std::string_view title, std::string_view description) {
  put(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
      escape_html(title),
      "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta "
      "property=\"og:title\" content=\"",
      escape_html(title), "\">\n<meta name=\"description\" content=\"", escape_html(description),
      "\">\n<meta property=\"og:description\" content=\"", escape_html(description), "\">\n");
}

std::string_view words_of(const Script& script, const Place& place) {
  return script.brands[static_cast<std::size_t>(place.brand)].tongue->about[0];
}

// The newest stories of a brand that were written by then.
std::vector<int> newest_stories(const Script& script, int brand, Time now, std::size_t wanted) {
  const std::vector<Time>& times = script.brands[static_cast<std::size_t>(brand)].stories;
  std::vector<int> out;
  for (std::size_t i = times.size(); i-- > 0 && out.size() < wanted;)
    if (times[i] <= now) out.push_back(static_cast<int>(i));
  return out;
}

std::string feed(const Script& script, const Place& place, Time now) {
  const std::string title = escape_html(place.titles.front().text);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>\n";
  put(out, "<title>", title, "</title>\n<link>https://", place.host, "/</link>\n<description>",
      escape_html(fill(words_of(script, place), "N", place.titles.front().text)),
      "</description>\n");
  for (const Saying* s : standing(script, place, Carrier::site, now))
    put(out, "<item><title>", escape_html(saying_text(*s)), "</title><link>https://", place.host,
        "/links</link><pubDate>", http_date(s->from), "</pubDate></item>\n");
  for (const int n : newest_stories(script, place.brand, now, 8))
    put(out, "<item><title>", escape_html(story_text(script, place.brand, n).substr(0, 60)),
        "</title><link>https://", place.host, "/notes/", std::to_string(n), "</link></item>\n");
  return out + "</channel></rss>\n";
}

Answer front_page(const Script& script, const Place& place, Time now) {
  std::string out;
  put_html_head(out, place.titles.front().text, place.about);
  put(out,
      "<link rel=\"alternate\" type=\"application/rss+xml\" "
      "href=\"/feed.xml\">\n</head>\n<body>\n<header><h1>",
      escape_html(place.titles.front().text), "</h1><p>", escape_html(place.about),
      "</p></header>\n<main>\n");
  for (const int n : newest_stories(script, place.brand, now, 6))
    put(out, "<article><h2><a href=\"/notes/", std::to_string(n), "\">#", std::to_string(n),
        "</a></h2><p>", with_breaks(escape_html(story_text(script, place.brand, n))),
        "</p></article>\n");
  put(out, "</main>\n<aside>\n<ul>\n");
  for (const Saying* s : standing(script, place, Carrier::site, now))
    put(out, "<li>", saying_html(*s), "</li>\n");
  put(out, "</ul>\n</aside>\n<footer>", place.host, "</footer>\n</body>\n</html>\n");
  return page(200, std::move(out), now);
}

Answer note_page(const Script& script, const Place& place, int number, Time now) {
  std::string out;
  put_html_head(out, place.titles.front().text, "");
  put(out, "</head>\n<body>\n<article><p>",
      with_breaks(escape_html(story_text(script, place.brand, number))),
      "</p></article>\n<p><a href=\"/\">", escape_html(place.titles.front().text),
      "</a></p>\n</body>\n</html>\n");
  return page(200, std::move(out), now);
}

}  // namespace

// A shortener: nothing but the way on.
Answer shortcut_page(const Script& script, const Ask& ask, Time now) {
  const auto it = script.shortcuts.find(ask.host + ask.path);
  return it == script.shortcuts.end() ? not_found(ask.host, now) : redirect(301, it->second, now);
}

Answer paste_page(const Script& script, const Ask& ask, Time now) {
  if (ask.scheme != "https") return redirect(301, "https://justpaste.it" + ask.target, now);
  if (ask.path == "/robots.txt") {
    Answer answer = page(200, "User-agent: *\nDisallow: /account/\n", now);
    answer.headers[2].second = "text/plain";
    return answer;
  }
  const Place* place = living(script, "justpaste.it" + ask.path, now);
  if (place == nullptr) return not_found("JustPaste.it", now);
  std::string out;
  put_html_head(out, place->titles.front().text + " - JustPaste.it", place->about);
  put(out, "<link rel=\"canonical\" href=\"https://justpaste.it/", place->handles.front().shown,
      "\">\n</head>\n<body>\n"
      "<div id=\"articleHeader\"><h1 class=\"articleTitle\">",
      escape_html(place->titles.front().text),
      "</h1></div>\n<div id=\"articleContent\" class=\"articleContent\">\n<p>",
      escape_html(place->about), "</p>\n");
  for (const Saying* s : standing(script, *place, Carrier::paste, now))
    put(out, "<p>", to_rfc3339(s->from).substr(0, 10), " ", saying_html(*s), "</p>\n");
  put(out, "</div>\n</body>\n</html>\n");
  return page(200, std::move(out), now);
}

Answer files_page(const Script& script, const Ask& ask, Time now) {
  if (ask.scheme != "https") return redirect(301, "https://files.fm" + ask.target, now);
  const Place* place = living(script, "files.fm" + ask.path, now);
  if (place == nullptr) return not_found("files.fm", now);
  const std::string title = escape_html(place->titles.front().text);
  std::string words = place->about;
  for (const Saying* s : standing(script, *place, Carrier::files, now))
    words += "\n" + saying_text(*s);
  std::string out;
  put_html_head(out, place->titles.front().text + " - Files.fm", words);
  put(out, "</head>\n<body>\n<div id=\"upload_title\">", title,
      "</div>\n<div class=\"upload_description\">", with_breaks(escape_html(words)));
  put(out, "</div>\n<div class=\"file_list\">\n");
  for (int i = 0; i < 4; ++i) {
    const std::string id = place->handles.front().shown.substr(0, 5) + std::to_string(i) + "x";
    put(out, "<div class=\"item file\" file_hash=\"", id,
        "\"><a class=\"top_button_download\" href=\"/down.php?i=", id,
        "\"><span class=\"full-file-name\">tide-table-", std::to_string(i + 1),
        ".pdf</span></a></div>\n");
  }
  put(out, "</div>\n</body>\n</html>\n");
  return page(200, std::move(out), now);
}

Answer site_page(const Script& script, const Ask& ask, Time now) {
  const Place* place = living(script, ask.host + "/", now);
  if (place == nullptr) return no_answer();
  if (ask.scheme != "https") return redirect(301, "https://" + ask.host + ask.target, now);
  if (ask.path == "/robots.txt") {
    Answer answer = page(200, "User-agent: *\nDisallow: /private/\nCrawl-delay: 1\n", now);
    answer.headers[2].second = "text/plain";
    return answer;
  }
  const std::vector<const Saying*> moved = standing(script, *place, Carrier::redirect, now);
  if (!moved.empty()) return redirect(301, moved.back()->href, now);
  if (ask.path == "/feed.xml") {
    Answer answer = page(200, feed(script, *place, now), now);
    answer.headers[2].second = "application/rss+xml; charset=utf-8";
    return answer;
  }
  if (ask.path == "/" || ask.path == "/links") return front_page(script, *place, now);
  const std::vector<std::string_view> parts = segments(ask.path);
  const bool note = parts.size() == 2 && parts[0] == "notes" && parts[1].size() < 7 &&
                    parts[1].find_first_not_of("0123456789") == std::string_view::npos;
  return note ? note_page(script, *place, std::stoi(std::string(parts[1])), now)
              : not_found(ask.host, now);
}

}  // namespace godwit::stage
