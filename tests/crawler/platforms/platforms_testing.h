// SPDX-License-Identifier: Apache-2.0
// What the tests of platforms share: the compiled-in tables, files, and pages as if fetched.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "crawler/platforms/platforms.h"

namespace godwit::testing_platforms {

inline const Recogniser& recogniser() {
  static const Recogniser tables = [] {
    auto made = compiled_in_recogniser();
    if (!made) ADD_FAILURE() << made.error().text;
    return std::move(made).value();
  }();
  return tables;
}

inline const Platforms& platforms() {
  static const Platforms table = make_platforms(recogniser());
  return table;
}

inline std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline Fetched answered(std::string url, std::string body, int status = 200) {
  Fetched page;
  page.request.url = std::move(url);
  page.status = status;
  page.body = std::move(body);
  page.at = *parse_time("2026-11-22T08:00:00Z");
  return page;
}

inline Observation read(std::string url, std::string body, int status = 200) {
  return read_page(platforms(), answered(std::move(url), std::move(body), status));
}

// The reference to an address, nullptr if there is none.
inline const Reference* reference_to(const Observation& seen, std::string_view address,
                                     std::string_view post = {}) {
  for (const Reference& each : seen.references)
    if (each.address.url == address && (post.empty() || each.post == post)) return &each;
  return nullptr;
}

inline const Post* post_of(const Observation& seen, std::string_view id) {
  for (const Post& each : seen.posts)
    if (each.id == id) return &each;
  return nullptr;
}

}  // namespace godwit::testing_platforms
