// SPDX-License-Identifier: Apache-2.0
// File hosts whose pages say nothing, and the open APIs that do: MEGA and Yandex.Disk.
#include "world/page.h"

namespace godwit::stage {

namespace {

bool is_there(const Script& script, const std::string& key, Time now) {
  return resident(script, key, now) != nobody;
}

// Every page of MEGA is the same program.
Answer mega_page(Time now) {
  return page(200, "<!DOCTYPE html>\n<html><head><title>MEGA</title></head><body></body></html>\n",
              now);
}

// A list of answers to a list of questions; a folder that is not there fails the whole request.
Answer mega_api(const Script& script, const Ask& ask, Time now) {
  const std::string handle = ask.parameter("n");
  const bool folder = ask.body.find("\"a\":\"f\"") != std::string::npos;
  if (ask.method != "POST") return json(500, "-2", now);
  if (!folder) return json(200, "[-9]", now);
  if (!is_there(script, "mega.nz/folder/" + handle, now)) return json(200, "-9", now);
  std::string out = "[{\"f\":[{\"h\":\"" + handle + "\",\"p\":\"root\",\"t\":1,\"a\":\"c2VhbGVk\"}";
  for (int i = 0; i < 3; ++i)
    put(out, ",{\"h\":\"", handle, std::to_string(i), "\",\"p\":\"", handle,
        "\",\"t\":0,\"a\":\"c2VhbGVk\",\"s\":", std::to_string(52'311 + 100 * i), "}");
  return json(200, out + "],\"noc\":1}]", now);
}

Answer yandex_page(const Script& script, const Ask& ask, Time now) {
  const bool there = is_there(script, "disk.yandex.ru" + ask.path, now);
  return page(there ? 200 : 404, "<!DOCTYPE html>\n<html><head><title>Disk</title></head></html>\n",
              now);
}

Answer yandex_api(const Script& script, const Ask& ask, Time now) {
  const std::string link = ask.parameter("public_key");
  const std::string key = link.starts_with("https://") ? link.substr(8) : link;
  const int found = resident(script, key, now);
  if (ask.path != "/v1/disk/public/resources" || found == nobody)
    return json(404,
                "{\"message\":\"Не удалось найти запрошенный ресурс.\",\"description\":"
                "\"Resource not found.\",\"error\":\"DiskNotFoundError\"}",
                now);
  const Place& place = script.places[static_cast<std::size_t>(found)];
  return json(200,
              "{\"public_key\":\"" + base64url(key) + "\",\"public_url\":" + json_string(link) +
                  ",\"name\":" + json_string(place.titles.front().text) +
                  ",\"type\":\"dir\",\"_embedded\":{\"total\":3}}",
              now);
}

}  // namespace

Answer archive_page(const Script& script, const Ask& ask, Time now) {
  if (ask.path == "/robots.txt") return page(404, "", now);
  if (ask.host == "mega.nz") return mega_page(now);
  if (ask.host == "g.api.mega.co.nz") return mega_api(script, ask, now);
  return ask.host == "disk.yandex.ru" ? yandex_page(script, ask, now)
                                      : yandex_api(script, ask, now);
}

}  // namespace godwit::stage
