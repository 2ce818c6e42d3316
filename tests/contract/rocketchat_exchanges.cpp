// SPDX-License-Identifier: Apache-2.0
// Prints every exchange that a look at the Rocket.Chat rooms of a rehearsal world takes, one JSON
// document a line: {"method", "path", "query", "body", "status", "answer"}. The vendor's own
// validators judge both sides (rocketchat_vendor.cjs).
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "crawler/parse/url.h"
#include "crawler/platforms/platforms.h"
#include "world/world.h"

namespace godwit {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t most_exchanges = 400;

ordered_json parameters_of(const Url& url) {
  ordered_json all = ordered_json::object();
  std::string_view rest = url.query ? std::string_view(*url.query) : std::string_view();
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::string name(one.substr(0, one.find('=')));
    all[name] = query_value(*url.query, name).value_or("");
  }
  return all;
}

class Exchanges {
 public:
  Exchanges(const World& world, const Platforms& platforms, Time now)
      : world_(world), platforms_(platforms), now_(now) {}

  // The request, its answer, and whatever the reading asks for next.
  void look(const Request& request) {
    if (seen_.size() >= most_exchanges || !seen_.insert(request.url + request.body).second) return;
    const Answer answer = world_.answer(request.method, request.url, request.body, now_);
    Fetched page;
    page.request = request;
    page.status = answer.status;
    page.body = answer.body;
    page.headers = answer.headers;
    page.at = now_;
    if (answer.status == 0) return;
    print(request, answer);
    const Observation seen = read_page(platforms_, page);
    for (const Request& next : seen.next) look(next);
    if (seen.older.empty()) return;
    Request older = request;
    older.url = seen.older;
    look(older);
  }

 private:
  static void print(const Request& request, const Answer& answer) {
    const auto url = parse_url(request.url);
    if (!url || url->path.find("/api/") == std::string::npos) return;
    const auto body = ordered_json::parse(request.body, nullptr, false);
    const auto said = ordered_json::parse(answer.body, nullptr, false);
    const ordered_json line{{"method", request.method},
                            {"path", url->path},
                            {"query", parameters_of(*url)},
                            {"body", body.is_discarded() ? ordered_json(nullptr) : body},
                            {"status", answer.status},
                            {"answer", said.is_discarded() ? ordered_json(answer.body) : said}};
    std::puts(line.dump(-1, ' ', false, ordered_json::error_handler_t::replace).c_str());
  }

  const World& world_;
  const Platforms& platforms_;
  Time now_;
  std::set<std::string> seen_;
};

int print_exchanges() {
  const auto recogniser = compiled_in_recogniser();
  if (!recogniser) return 1;
  const Platforms platforms = make_platforms(*recogniser);
  const World world({.seed = 3, .brands = 24});
  std::set<std::string> servers;
  for (const Time now : world.suggested_looks()) {
    Exchanges exchanges(world, platforms, now);
    for (const TruthChannel& channel : world.truth().channels)
      for (const TruthUrl& place : channel.urls) {
        const auto located = recogniser->catalogue.locate(place.url);
        if (!located || located->address.platform != "rocketchat") continue;
        for (const Request& request : visit(platforms, located->address)) exchanges.look(request);
        servers.insert(place.url.substr(0, place.url.find('/', 8)));
      }
    for (const std::string& server : servers)
      for (const std::string path : {"/channel/no-such-room", "/invite/kDKQ3H", "/group/closed"})
        if (const auto located = recogniser->catalogue.locate(server + path))
          for (const Request& request : visit(platforms, located->address)) exchanges.look(request);
  }
  return servers.empty() ? 1 : 0;
}

}  // namespace
}  // namespace godwit

int main() { return godwit::print_exchanges(); }
