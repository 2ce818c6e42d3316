// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <thread>

#include "app/case_view.h"
#include "app/files.h"
#include "app/report/page.h"

extern char** environ;

namespace godwit {
namespace {

namespace fs = std::filesystem;

std::string chromium() {
  std::string_view path = std::getenv("PATH") != nullptr ? std::getenv("PATH") : "";
  for (const char* name : {"chromium", "chromium-browser", "google-chrome", "chrome"})
    for (std::string_view rest = path; !rest.empty();) {
      const std::size_t colon = std::min(rest.find(':'), rest.size());
      std::string file = std::string(rest.substr(0, colon)) + "/" + name;
      if (::access(file.c_str(), X_OK) == 0) return file;
      rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
  return "";
}

// Ends with the child's exit code; 124 where it took too long. Its talk goes nowhere.
int run_quietly(std::vector<std::string> words) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t streams;
  ::posix_spawn_file_actions_init(&streams);
  for (const int fd : {0, 1, 2})
    ::posix_spawn_file_actions_addopen(&streams, fd, "/dev/null", O_RDWR, 0);
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, argv[0], &streams, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&streams);
  if (failed != 0) return 127;
  constexpr auto pause = std::chrono::milliseconds(50);
  int status = 0;
  for (auto waited = pause; ::waitpid(child, &status, WNOHANG) == 0; waited += pause) {
    if (waited > std::chrono::minutes(3)) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return 124;
    }
    std::this_thread::sleep_for(pause);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

// The browser prints the page from a folder of its own and can reach no host.
Result<void> print_pdf(const std::string& html, const fs::path& pdf) {
  const std::string browser = chromium();
  if (browser.empty())
    return Error{Trouble::failure,
                 "report: --pdf needs chromium, which is not installed; or print the HTML report "
                 "from any browser"};
  const auto folder = PassingFolder::make("godwit-pdf");
  if (!folder) return folder.error();
  const fs::path page = folder->path() / "report.html", made = folder->path() / "report.pdf";
  if (auto wrote = write_file(page, html); !wrote) return wrote;
  std::vector<std::string> words = {browser,
                                    "--headless",
                                    "--disable-gpu",
                                    "--no-first-run",
                                    "--no-pdf-header-footer",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--disable-sync",
                                    "--host-resolver-rules=MAP * ~NOTFOUND",
                                    "--virtual-time-budget=10000",
                                    "--user-data-dir=" + (folder->path() / "profile").string(),
                                    "--print-to-pdf=" + made.string()};
  if (::geteuid() == 0) words.push_back("--no-sandbox");
  words.push_back("file://" + page.string());
  const int code = run_quietly(std::move(words));
  std::error_code error;
  if (!fs::exists(made, error))
    return Error{Trouble::failure, browser + " printed nothing (exit " + std::to_string(code) +
                                       "); print the HTML report from any browser"};
  if (fs::copy_file(made, pdf, fs::copy_options::overwrite_existing, error); error)
    return Error{Trouble::failure, pdf.string() + ": cannot be written: " + error.message()};
  return {};
}

}  // namespace

int run_report(const Common& common, const ReportCommand& command, Streams io) {
  auto view = view_case(common.folder, {.as_of = common.as_of, .also = {}});
  if (!view) return complain(io.err, view.error());
  PageOptions options;
  options.rehearsal = view->of.config.rehearsal;
  options.tool = tool_version();
  options.known_by = common.as_of;
  const std::string data = page_data(view->tracker.succession(), view->tracker.targets(),
                                     view->tracker.alerts(), options);
  const std::string html = render_page(data, options);
  const auto say = [&](const std::string& file) {
    if (!common.quiet) io.err << "wrote " << file << '\n';
  };
  if (!command.pdf.empty()) {
    if (const auto printed = print_pdf(html, command.pdf); !printed)
      return complain(io.err, printed.error());
    say(command.pdf);
    if (command.output.empty()) return exit_ok;
  }
  if (command.output == "-") return io.out << html, exit_ok;
  const std::string file = command.output.empty() ? "report.html" : command.output;
  if (const auto wrote = write_file(file, html); !wrote) return complain(io.err, wrote.error());
  say(file);
  return exit_ok;
}

}  // namespace godwit
