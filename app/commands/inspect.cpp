// SPDX-License-Identifier: Apache-2.0
#include "app/commands/inspect.h"

#include <fmt/ostream.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "crawler/parse/url.h"
#include "crawler/platforms/platforms.h"
#include "godwit/names.h"
#include "graph/export/text.h"

namespace godwit {

namespace {

using nlohmann::ordered_json;

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json or_null(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

ordered_json profile_json(const Profile& profile) {
  ordered_json json{{"kind", profile.kind},
                    {"title", profile.title},
                    {"username", profile.username},
                    {"description", profile.description},
                    {"members", or_null(profile.members)},
                    {"numeric_id", or_null(profile.numeric_id)},
                    {"photo", profile.photo},
                    {"verified", profile.verified}};
  for (const auto& [name, value] : profile.more)
    if (name != "qr")
      json[name] = is_number(value) ? ordered_json(std::stoll(value)) : ordered_json(value);
  return json;
}

// What the QR codes of a picture say.
std::vector<std::string> codes_of(const Profile& profile) {
  std::vector<std::string> codes;
  for (const auto& [name, value] : profile.more)
    if (name == "qr") codes.push_back(value);
  return codes;
}

ordered_json media_json(const Media& media) {
  return {{"kind", media.kind},
          {"name", media.name},
          {"url", media.url},
          {"seconds", media.seconds},
          {"details", media.details}};
}

ordered_json post_json(const Post& post) {
  ordered_json json{{"id", post.id},
                    {"at", post.at ? ordered_json(to_rfc3339(*post.at)) : ordered_json(nullptr)},
                    {"text", post.text},
                    {"author", post.author},
                    {"forwarded_from", nullptr},
                    {"reply_to", or_null(post.reply_to)},
                    {"edited", post.edited},
                    {"pinned", post.pinned},
                    {"views", or_null(post.views)},
                    {"media", ordered_json::array()},
                    {"album", post.album},
                    {"service", or_null(post.service)}};
  if (post.forwarded_from)
    json["forwarded_from"] = {{"name", post.forwarded_from->name},
                              {"url", or_null(post.forwarded_from->url)}};
  for (const Media& media : post.media) json["media"].push_back(media_json(media));
  return json;
}

// The link itself: as written where that is a URL, else the address it was undone to.
std::string url_of(const Reference& reference) {
  const auto written = parse_url(reference.written);
  if (written && (written->scheme == "http" || written->scheme == "https"))
    return to_string(*written);
  return reference.address.url;
}

ordered_json reference_json(const Reference& reference) {
  return {{"url", url_of(reference)},
          {"address", reference.address.url},
          {"form", name_of(reference.form)},
          {"steps", reference.steps},
          {"announcement", is_announcement(reference)},
          {"post", or_null(reference.post)},
          {"platform", reference.address.platform},
          {"linked_post", or_null(reference.linked_post)},
          {"numeric_id", or_null(reference.numeric_id)},
          {"written", reference.written},
          {"announce", announce_names(reference.announce)}};
}

ordered_json observation_json(const Observation& seen) {
  ordered_json json{{"page", name_of(seen.page)},
                    {"state", name_of(seen.state)},
                    {"profile", profile_json(seen.profile)},
                    {"posts", ordered_json::array()},
                    {"references", ordered_json::array()},
                    {"older", or_null(seen.older)},
                    {"url", seen.url},
                    {"address", or_null(seen.address.url)},
                    {"absent", seen.absent},
                    {"limited", seen.limited},
                    {"degraded", seen.degraded},
                    {"redirect", or_null(seen.redirect)}};
  if (const auto codes = codes_of(seen.profile); !codes.empty()) json["codes"] = codes;
  for (const Post& post : seen.posts) json["posts"].push_back(post_json(post));
  for (const Reference& reference : seen.references)
    json["references"].push_back(reference_json(reference));
  return json;
}

void print_for_people(const Observation& seen, std::ostream& out) {
  fmt::print(out, "{} {}{}\n", name_of(seen.page), name_of(seen.state),
             seen.absent ? " (looks absent)" : "");
  if (!seen.profile.title.empty())
    fmt::print(out, "{}: {}\n", seen.profile.kind, seen.profile.title);
  if (seen.profile.members) fmt::print(out, "members: {}\n", *seen.profile.members);
  for (const auto& [name, value] : seen.profile.more)
    if (name.starts_with("image")) fmt::print(out, "{}: {}\n", name, printable(value));
  for (const std::string& code : codes_of(seen.profile))
    fmt::print(out, "code: {}\n", printable(code));
  fmt::print(out, "posts: {}\n", seen.posts.size());
  for (const Reference& r : seen.references)
    fmt::print(out, "{}\t{}{}\n", name_of(r.form), r.address.url,
               is_announcement(r) ? "\tannouncement" : "");
  if (!seen.older.empty()) fmt::print(out, "older: {}\n", seen.older);
}

Result<std::string> content_of(const std::string& file) {
  std::ifstream in(file == "-" ? "/dev/stdin" : file, std::ios::binary);
  if (!in) return Error{Trouble::failure, fmt::format("{}: cannot read this file", file)};
  std::string body((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad()) return Error{Trouble::failure, fmt::format("{}: cannot read this file", file)};
  if (body.empty()) return Error{Trouble::failure, fmt::format("{}: the file is empty", file)};
  return body;
}

}  // namespace

int run_inspect(const InspectOptions& options, std::ostream& out, std::ostream& err) {
  const auto url = parse_url(options.url);
  if (!url || !url->host || (url->scheme != "http" && url->scheme != "https")) {
    fmt::print(err, "godwit inspect: --url '{}' is no http(s) URL\n", options.url);
    return 2;
  }
  auto body = content_of(options.file);
  if (!body) {
    fmt::print(err, "godwit inspect: {}\n", body.error().text);
    return 1;
  }
  const auto recogniser = compiled_in_recogniser();
  if (!recogniser) {
    fmt::print(err, "godwit inspect: {}\n", recogniser.error().text);
    return 2;
  }
  Fetched page;
  page.request.url = to_string(*url);
  page.status = 200;
  page.body = std::move(*body);
  page.at = options.at.value_or(from_ms(0));
  page.imported = true;
  const Observation seen = read_page(make_platforms(*recogniser), page);
  if (options.json)
    out << observation_json(seen).dump(2, ' ', false, ordered_json::error_handler_t::replace)
        << '\n';
  else
    print_for_people(seen, out);
  return 0;
}

}  // namespace godwit
