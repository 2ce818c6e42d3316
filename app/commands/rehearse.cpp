// SPDX-License-Identifier: Apache-2.0
#include "app/commands/rehearse.h"

#include <csignal>
#include <fstream>
#include <istream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "world/score.h"
#include "world/serve.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

Result<void> write_file(const std::string& path, const std::string& text) {
  const std::string draft = path + ".part";  // nobody ever reads half a file
  std::ofstream file(draft, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path, error);
  if (!file || error) return Error{Trouble::failure, path + ": cannot write"};
  return {};
}

Result<std::string> read_file(const std::string& path, std::istream& in) {
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& source = path == "-" ? in : file;
  if (!source) return Error{Trouble::failure, path + ": cannot read"};
  return std::string(std::istreambuf_iterator<char>(source), {});
}

Result<void> write_papers(const World& world, const RehearseOptions& options) {
  if (!options.truth_file.empty())
    if (auto done = write_file(options.truth_file, truth_json(world.truth())); !done) return done;
  if (options.seeds_file.empty()) return {};
  std::string lines;
  for (const std::string& url : world.seeds()) lines += url + "\n";
  return write_file(options.seeds_file, lines);
}

std::string ready_json(const World& world, const Server& server, const RehearseOptions& options) {
  const std::string proxy = "http://127.0.0.1:" + std::to_string(server.port());
  return Json{{"port", server.port()},
              {"proxy", proxy},
              {"ca_file", options.ca_file},
              {"now", to_rfc3339(server.world_now())},
              {"ends", to_rfc3339(world.ends())},
              {"seeds", world.seeds()}}
             .dump() +
         "\n";
}

void print_counters(const Server& server, bool json, std::ostream& out) {
  Json hosts = Json::object();
  for (const auto& [host, count] : server.counters()) {
    hosts[host] = {{"requests", count.requests},
                   {"most_in_a_second", count.most_in_a_second},
                   {"most_at_once", count.most_at_once}};
    if (count.shortest_pause) hosts[host]["shortest_pause_ms"] = count.shortest_pause->count();
    if (!json)
      out << host << '\t' << count.requests << " requests\tat most " << count.most_in_a_second
          << " in a second, " << count.most_at_once << " at once\n";
  }
  if (json) out << Json{{"hosts", hosts}}.dump() << '\n';
}

// Serves until the process is asked to end. The signals are blocked before any thread is made, so
// that they come to sigwait() and nowhere else.
int serve(const World& world, const Common& common, const RehearseOptions& options,
          Streams streams) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  ServeOptions how;
  how.now = common.now.value_or(world.begins());
  how.speed = options.speed;
  how.port = options.port;
  how.ca_file = options.ca_file;
  how.soft_ban_after = options.soft_ban_after;
  const Result<std::unique_ptr<Server>> server = Server::start(world, how);
  if (!server) return complain(streams.err, server.error());
  const std::string ready = ready_json(world, **server, options);
  if (!options.ready_file.empty())
    if (auto done = write_file(options.ready_file, ready); !done)
      return complain(streams.err, done.error());
  if (!common.quiet)
    streams.err << "rehearsal of " << to_rfc3339(how.now)
                << " on http://127.0.0.1:" << (*server)->port() << " (proxy); end it with Ctrl-C\n";
  int signal = 0;
  sigwait(&ends, &signal);
  (*server)->stop();
  print_counters(**server, common.json, streams.out);
  return exit_ok;
}

int judge(const World& world, const Common& common, const RehearseOptions& options,
          const std::string& lineages, Streams streams) {
  const std::vector<int> reachable =
      options.looks.empty() ? world.truth().reachable : world.reachable(options.looks);
  const Result<WorldScore> score = score_lineages(world.truth(), reachable, lineages);
  if (!score) return complain(streams.err, score.error());
  streams.out << (common.json ? score_json(*score) + "\n" : score_table(*score));
  return exit_ok;
}

}  // namespace

int run_rehearse(const Common& common, const RehearseOptions& options, Streams streams) {
  const World world(options.world);
  if (auto done = write_papers(world, options); !done) return complain(streams.err, done.error());
  if (options.serve) return serve(world, common, options, streams);
  if (!options.score_file.empty()) {
    const Result<std::string> lineages = read_file(options.score_file, streams.in);
    if (!lineages) return complain(streams.err, lineages.error());
    return judge(world, common, options, *lineages, streams);
  }
  if (options.simulate) {
    const std::vector<Time> looks = options.looks.empty() ? world.suggested_looks() : options.looks;
    const Result<std::string> lineages = options.simulate(world, looks);
    if (!lineages) return complain(streams.err, lineages.error());
    return judge(world, common, options, *lineages, streams);
  }
  if (!options.truth_file.empty() || !options.seeds_file.empty()) return exit_ok;
  return complain(streams.err,
                  {Trouble::usage, "rehearse: say --serve, --score FILE or --truth FILE"});
}

}  // namespace godwit
