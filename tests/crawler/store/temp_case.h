// SPDX-License-Identifier: Apache-2.0
// A folder of its own for each test, gone afterwards, and pages to put into it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "crawler/store/capture_id.h"
#include "godwit/observation.h"

namespace godwit::testing {

class TempCase {
 public:
  TempCase() {
    std::string name = (std::filesystem::temp_directory_path() / "godwit-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TempCase() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TempCase(const TempCase&) = delete;
  TempCase& operator=(const TempCase&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline void write_file(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

// A page about harbour number n, and what it says.
inline std::vector<Fetched> pages_about(int first, int count, std::size_t body_size = 300) {
  std::vector<Fetched> pages(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    Fetched& page = pages[static_cast<std::size_t>(i)];
    page.request.url = "https://t.me/s/harbour" + std::to_string(first + i);
    page.request_head = "GET / HTTP/1.1\r\nHost: t.me\r\n\r\n";
    page.response_head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    page.headers = {{"content-type", "text/html"}};
    page.status = 200;
    page.at = from_ms(1'700'000'000'000 + std::int64_t{first + i} * 1'000);
    std::uint32_t noise = static_cast<std::uint32_t>(first + i) * 2654435761u;
    while (page.raw_body.size() < body_size) {
      noise = noise * 1664525u + 1013904223u;
      page.raw_body += "tide " + std::to_string(noise) + "; ";
    }
    page.body = page.raw_body;
  }
  stamp(pages);
  return pages;
}

inline std::vector<Observation> facts_of(const std::vector<Fetched>& pages) {
  std::vector<Observation> facts;
  for (const Fetched& page : pages) {
    Observation fact;
    fact.at = page.at;
    fact.url = page.request.url;
    fact.address = {"telegram", "username", fact.url.substr(15),
                    "https://t.me/" + fact.url.substr(15)};
    fact.state = State::alive;
    fact.status = page.status;
    fact.profile.kind = "channel";
    fact.profile.title = "Harbour \"" + fact.address.id + "\"";
    fact.capture = page.capture;
    facts.push_back(fact);
  }
  return facts;
}

}  // namespace godwit::testing
