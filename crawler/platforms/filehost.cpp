// SPDX-License-Identifier: Apache-2.0
// File hosts, archives, video sites and invite pages: one look says whether the thing is still
// there, what it is called and how big it is. Everything else is a row.
#include <array>
#include <utility>

#include "crawler/parse/url.h"
#include "crawler/platforms/all.h"
#include "crawler/platforms/markers.h"
#include "crawler/platforms/open_api.h"
#include "crawler/platforms/reading.h"

namespace godwit {

namespace {

// Who says what became of a thing: a page with status 200 that holds no marker is the thing itself;
// or every page is 200, and markers alone tell; or only an API does (open_api.h).
enum class Told : std::uint8_t { by_page, by_marker, by_api };
struct Host {
  std::string_view platform;
  Told told;
};
constexpr std::array hosts{Host{"files.fm", Told::by_page},
                           Host{"dropbox", Told::by_page},
                           Host{"google_drive", Told::by_page},
                           Host{"google_photos", Told::by_page},
                           Host{"archive.org", Told::by_page},
                           Host{"mega", Told::by_api},
                           Host{"mediafire", Told::by_page},
                           Host{"4shared", Told::by_page},
                           Host{"pcloud", Told::by_api},
                           Host{"onedrive", Told::by_marker},
                           Host{"yandex_disk", Told::by_api},
                           Host{"gofile", Told::by_api},
                           Host{"sendvid", Told::by_page},
                           Host{"streamable", Told::by_api},
                           Host{"wetransfer", Told::by_marker},
                           Host{"catbox", Told::by_page},
                           Host{"1fichier", Told::by_page},
                           Host{"workupload", Told::by_page},
                           Host{"ufile", Told::by_page},
                           Host{"youtube", Told::by_marker},
                           Host{"rumble", Told::by_page},
                           Host{"bitchute", Told::by_page},
                           Host{"odysee", Told::by_marker},
                           Host{"tamtam", Told::by_marker},
                           Host{"whatsapp", Told::by_marker},
                           Host{"discord", Told::by_api},
                           Host{"bluesky", Told::by_api},
                           Host{"ok.ru", Told::by_page},
                           Host{"vk", Told::by_page}};

// Last known to hold: 2026-11-22 (sources: docs/platforms.md). In order of the asking.
constexpr std::array markers{
    Marker{"files.fm", "", Where::status, "404", Proof::absent},
    Marker{"dropbox", "", Where::body, "error_pages/no_access", Proof::private_},
    Marker{"google_drive", "", Where::target, "accounts.google.com", Proof::private_},
    Marker{"google_drive", "", Where::body, "uc-error-caption",
           Proof::nothing},  // over quota or denied
    Marker{"google_drive", "file", Where::status, "404", Proof::absent},
    Marker{"archive.org", "", Where::whole, "{}", Proof::absent},
    Marker{"archive.org", "", Where::body, "\"is_dark\":true", Proof::restricted},
    Marker{"archive.org", "account", Where::body, "cannot find account", Proof::absent},
    Marker{"mediafire", "", Where::target, "errno=320", Proof::absent},
    Marker{"mediafire", "", Where::target, "errno=378", Proof::absent},
    Marker{"mediafire", "", Where::body, "Invalid or Deleted File", Proof::absent},
    Marker{"mediafire", "", Where::body, "Something appears to be missing", Proof::absent},
    Marker{"4shared", "", Where::body, "The file link that you requested is not valid.",
           Proof::absent},
    Marker{"gofile", "", Where::body, "\"error-notFound\"", Proof::absent},
    Marker{"wetransfer", "", Where::body, "Couldn't find Transfer", Proof::absent},
    Marker{"wetransfer", "", Where::body, "No download access to this Transfer", Proof::absent},
    Marker{"youtube", "video", Where::body, "\"playabilityStatus\":{\"status\":\"OK\"",
           Proof::alive},
    Marker{"youtube", "video", Where::body, "\"playabilityStatus\":{\"status\":\"ERROR\"",
           Proof::absent},
    Marker{"youtube", "video", Where::body, "\"playabilityStatus\":{\"status\":\"UNPLAYABLE\"",
           Proof::restricted},
    Marker{"youtube", "video", Where::body, "\"playabilityStatus\":{\"status\":\"LOGIN_REQUIRED\"",
           Proof::private_},
    Marker{"youtube", "channel", Where::status, "404", Proof::absent},
    Marker{"youtube", "handle", Where::status, "404", Proof::absent},
    Marker{"youtube", "channel", Where::status, "200", Proof::alive},
    Marker{"youtube", "handle", Where::status, "200", Proof::alive},
    Marker{"rumble", "", Where::body, "404 error, this page does not exist", Proof::absent},
    Marker{"tamtam", "", Where::body, "data-tsid=\"avatar\"", Proof::alive},
    Marker{"whatsapp", "invite", Where::body, "pps.whatsapp.net", Proof::alive},
    Marker{"ok.ru", "", Where::body, "class=\"p404_t\"", Proof::absent},
    Marker{"ok.ru", "", Where::body, "Video has not been found", Proof::absent},
    Marker{"vk", "", Where::body, "404 Not Found", Proof::absent}};

const Host* host_named(std::string_view platform) {
  for (const Host& host : hosts)
    if (host.platform == platform) return &host;
  return nullptr;
}

bool is_size(std::string_view text) {
  const std::size_t unit = text.find_first_not_of("0123456789., \u00A0");
  if (unit == 0 || unit == std::string_view::npos || text.size() > unit + 3) return false;
  for (const std::string_view known : {"B", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "kB"})
    if (text.substr(unit) == known) return true;
  return false;
}

void read_page_of_file(const Recogniser& recogniser, const Fetched& page, Observation& seen) {
  const Html html = html_of(page);
  seen.degraded = html.degraded();
  const Element root = html.root();
  seen.profile.title = std::string(html.meta("og:title"));
  if (seen.profile.title.empty()) seen.profile.title = std::string(root.first("title").raw_text());
  seen.profile.description = std::string(html.meta("og:description"));
  for (const Element& each : root.classed())
    if (std::string text =
            each.attribute("class").find("size") == std::string_view::npos ? "" : each.text();
        is_size(text)) {
      seen.profile.more.emplace_back("file_size", std::move(text));
      break;
    }
  RichText words;
  words.text = seen.profile.description;
  append(seen.references,
         references_of(recogniser, words, {Form::description, Form::description, {}, true}));
}

class FileHost final : public Platform {
 public:
  explicit FileHost(const Recogniser& recogniser) : recogniser_(recogniser) {}

  std::string_view name() const override { return "filehost"; }

  bool reads(std::string_view url) const override {
    const auto located = recogniser_.catalogue.locate(url);
    return located && host_named(located->address.platform) != nullptr;
  }

  std::vector<Request> visit(const Address& address) const override {
    for (const PlatformRow& row : recogniser_.catalogue.rows())
      if (row.name == address.platform && row.visit != "visited") return {};
    if (const OpenApi* api = open_api_of(address)) return {question(recogniser_, *api, address)};
    const Host* host = host_named(address.platform);
    if (host != nullptr && host->told == Told::by_api) return {};
    return {look_at(recogniser_, address.url, address)};
  }

  Observation read(const Fetched& page) const override {
    Observation seen = framed(recogniser_, page);
    if (page.outcome != Outcome::answered && page.outcome != Outcome::too_large) return seen;
    seen.page = Page::file;
    seen.profile.kind = "file";
    const bool judged = judge(markers, page, seen);
    if (judged && (seen.absent || seen.state != State::alive)) return seen;
    if (settled(recogniser_, page, seen)) return seen;
    const OpenApi* api = open_api_of(seen.address);
    if (api != nullptr && read_open_api(recogniser_, *api, page, seen)) return seen;
    if (page.status >= 400 || download(page, seen)) return seen;
    const Host* host = host_named(seen.address.platform);
    if (!judged && host != nullptr && host->told == Told::by_page) seen.state = State::alive;
    read_page_of_file(recogniser_, page, seen);
    return seen;
  }

  std::vector<Example> examples() const override {
    return {
        {"file", "https://files.fm/u/abc123", "file.html", 200, Page::file, State::alive, false},
        {"missing file", "https://files.fm/u/abc124", "missing.html", 404, Page::file,
         State::unknown, true},
        {"no access", "https://www.dropbox.com/s/abcdefghijk/x.pdf", "no_access.html", 200,
         Page::file, State::private_, false},
        {"deleted", "https://www.mediafire.com/file/abcdefghijk1234/x.zip/file", "deleted.html",
         200, Page::file, State::unknown, true},
        {"over quota", "https://drive.google.com/file/d/0ByeS4oOUV49Zzh4R1J6R0123456/view",
         "quota.html", 200, Page::file, State::unknown, false},
        {"archived item", "https://archive.org/metadata/harbour-birds", "metadata.json", 200,
         Page::file, State::alive, false},
        {"no item", "https://archive.org/metadata/nothing-here", "metadata_none.json", 200,
         Page::file, State::unknown, true},
        {"shared link", "https://api.pcloud.com/showpublink?code=XZabcdef", "public_link.json", 200,
         Page::file, State::alive, false},
        {"shared link that is gone", "https://api.pcloud.com/showpublink?code=XZabcdeg",
         "public_link_gone.json", 200, Page::file, State::unknown, true},
        {"shared file", "https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGh", "mega_file.json", 200,
         Page::file, State::alive, false},
        {"shared file that is gone", "https://g.api.mega.co.nz/cs?id=1&n=AbCdEfGi",
         "mega_none.json", 200, Page::file, State::unknown, true},
        {"blocked folder", "https://g.api.mega.co.nz/cs?id=2&n=AbCdEfGj", "mega_blocked.json", 200,
         Page::file, State::restricted, false},
        {"shared disk",
         "https://cloud-api.yandex.net/v1/disk/public/resources"
         "?public_key=https%3A%2F%2Fdisk.yandex.ru%2Fd%2FTides123&limit=1",
         "yandex.json", 200, Page::file, State::alive, false},
        {"shared disk that is gone",
         "https://cloud-api.yandex.net/v1/disk/public/resources"
         "?public_key=https%3A%2F%2Fdisk.yandex.ru%2Fd%2FTides124&limit=1",
         "yandex_none.json", 404, Page::file, State::unknown, true},
        {"account",
         "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=tides.example",
         "bluesky.json", 200, Page::file, State::alive, false},
        {"page that is always there", "https://mega.nz/file/AbCdEfGh", "missing.html", 200,
         Page::file, State::unknown, false},
    };
  }

 private:
  // A download link answers with the file while it is there, and with a page when it is not.
  static bool download(const Fetched& page, Observation& seen) {
    if (page.request.url.find("/down.php?") == std::string::npos) return false;
    if (page.header("content-type").find("html") == std::string::npos)
      seen.state = State::alive;
    else
      seen.absent = true;
    return true;
  }

  const Recogniser& recogniser_;
};

}  // namespace

std::unique_ptr<Platform> make_filehost(const Recogniser& recogniser) {
  return std::make_unique<FileHost>(recogniser);
}

}  // namespace godwit
