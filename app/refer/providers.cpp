// SPDX-License-Identifier: Apache-2.0
#include "app/refer/providers.h"

#include <algorithm>
#include <array>

namespace godwit {
namespace {

struct Row {
  std::string_view platform, name, language;
};
// Platforms whose provider has another name than the platform. Contact points change: they are the
// analyst's to look up, and are left open in the pack. Languages: the provider's own, where a cover
// in it exists; else English, in which all of them take notices.
constexpr Row providers[] = {
    {"telegram", "Telegram", "en"},           {"twitter", "X (formerly Twitter)", "en"},
    {"instagram", "Instagram (Meta)", "en"},  {"facebook", "Facebook (Meta)", "en"},
    {"threads", "Threads (Meta)", "en"},      {"whatsapp", "WhatsApp (Meta)", "en"},
    {"youtube", "YouTube (Google)", "en"},    {"google_drive", "Google Drive", "en"},
    {"google_photos", "Google Photos", "en"}, {"google_groups", "Google Groups", "en"},
    {"blogspot", "Blogger (Google)", "en"},   {"archive.org", "Internet Archive", "en"},
    {"onedrive", "Microsoft OneDrive", "en"}, {"yandex_disk", "Yandex Disk", "en"},
    {"dailymotion", "Dailymotion", "fr"},     {"1fichier", "1fichier", "fr"},
    {"workupload", "workupload", "de"}};

// Places that anybody may run: the provider is whoever runs or hosts this one.
constexpr std::array<std::string_view, 8> self_hosted = {
    "site", "rocketchat", "peertube", "mastodon", "privatebin", "xmpp", "onion", "hackmd"};

std::string host_of(std::string url) {
  if (const std::size_t at = url.find("://"); at != std::string::npos) url.erase(0, at + 3);
  return url.substr(0, url.find('/'));
}

}  // namespace

Provider provider_of(const Channel& channel) {
  const std::string& platform = channel.platform;
  if (std::ranges::find(self_hosted, platform) != self_hosted.end()) {
    const std::string host = host_of(channel.urls.back().address.url);
    return {platform + ":" + host, "the operator or hosting provider of " + host, "en"};
  }
  for (const Row& row : providers)
    if (row.platform == platform)
      return {platform, std::string(row.name), std::string(row.language)};
  return {platform, platform, "en"};
}

std::string folder_of(const Provider& provider) {
  std::string name;
  for (const char c : provider.key) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '-' || c == '_';
    name += plain ? c : '_';
  }
  // A folder never climbs or hides.
  return name.starts_with('.') ? "_" + name : name;
}

}  // namespace godwit
