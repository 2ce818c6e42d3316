// SPDX-License-Identifier: Apache-2.0
#include "app/commands/links.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <istream>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "crawler/parse/recogniser.h"
#include "godwit/names.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

bool is_announcement(const Found& found) {
  return (found.announce & announce_succession) != 0 &&
         (found.announce & (announce_disavowal | announce_ad)) == 0;
}

// An address that stands in the line more than once is answered once: as it was written most
// plainly, with the words around all its places.
std::vector<Found> each_once(std::vector<Found> found) {
  std::vector<Found> out;
  std::map<std::pair<std::string, std::string>, std::size_t> index;
  for (Found& one : found) {
    const auto [at, fresh] =
        index.try_emplace({one.located.address.url, one.located.post}, out.size());
    if (fresh) {
      out.push_back(std::move(one));
      continue;
    }
    Found& kept = out[at->second];
    const auto bits = static_cast<std::uint16_t>(kept.announce | one.announce);
    const auto trouble = [](const Found& f) { return std::pair(f.mention, f.steps.size()); };
    if (trouble(one) < trouble(kept)) kept = std::move(one);
    kept.announce = bits;
  }
  return out;
}

Json json_of(const Found& found) {
  const Address& address = found.located.address;
  Json out = {{"address", address.url},
              {"platform", address.platform},
              {"kind", address.kind},
              {"id", address.id},
              {"written", found.written},
              {"steps", found.steps},
              {"announcement", is_announcement(found)}};
  if (!found.located.post.empty()) out["post"] = found.located.post;
  if (found.announce != 0) out["classes"] = announce_names(found.announce);
  return out;
}

void print_json(std::ostream& out, std::size_t line, const std::vector<Found>& found) {
  if (found.empty()) {  // most lines: not worth a document
    out << "{\"line\":" << line << ",\"found\":[]}\n";
    return;
  }
  Json list = Json::array();
  for (const Found& one : found) list.push_back(json_of(one));
  const Json document = {{"line", line}, {"found", std::move(list)}};
  out << document.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

// Foreign text must not steer a terminal.
std::string printable(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

void print_table(std::ostream& out, std::size_t line, const std::vector<Found>& found) {
  for (const Found& one : found) {
    out << line << '\t' << one.located.address.url << '\t' << one.located.address.platform << '\t'
        << one.located.address.kind << '\t' << (is_announcement(one) ? "announcement" : "-") << '\t'
        << printable(one.written) << '\n';
  }
}

}  // namespace

int run_links(const LinksOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  const Result<Recogniser> recogniser = compiled_in_recogniser();
  if (!recogniser) {
    err << "godwit: " << recogniser.error().text << '\n';
    return 1;
  }
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const std::vector<Found> found = each_once(find_addresses(recogniser.value(), line));
    options.json ? print_json(out, number, found) : print_table(out, number, found);
  }
  return 0;
}

}  // namespace godwit
