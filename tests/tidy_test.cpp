// SPDX-License-Identifier: Apache-2.0
// The tree tests itself: which room may include which, which library is spoken to where, how long a
// file may be, and words that must not stand in the project (docs/architecture.md has the picture).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // from the project's root
  std::vector<std::string> lines;
  std::vector<std::string> includes;  // what stands between the quotes or brackets
};

const std::vector<Source>& sources() {
  static const std::vector<Source> all = [] {
    std::vector<Source> found;
    const fs::path root = GODWIT_SOURCE;
    for (const char* top : {"include", "crawler", "graph", "world", "sim", "app", "tests"})
      for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
        const std::string extension = entry.path().extension().string();
        if (extension != ".h" && extension != ".cpp") continue;
        Source source{fs::relative(entry.path(), root).generic_string(), {}, {}};
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);) {
          source.lines.push_back(line);
          if (!line.starts_with("#include")) continue;
          const std::size_t from = line.find_first_of("\"<"), to = line.find_last_of("\">");
          if (from != std::string::npos && to > from)
            source.includes.push_back(line.substr(from + 1, to - from - 1));
        }
        found.push_back(std::move(source));
      }
    return found;
  }();
  return all;
}

std::string room_of(const std::string& path) {
  const auto slash = path.find('/');
  const std::string top = path.substr(0, slash);
  if (top == "include") return "nouns";
  if (top != "crawler" && path.rfind("graph/export", 0) != 0) return top;
  return path.substr(0, path.find('/', slash + 1));
}

bool is_ours(const std::string& include) {
  for (const char* top : {"godwit/", "crawler/", "graph/", "world/", "sim/", "app/", "tests/"})
    if (include.rfind(top, 0) == 0) return true;
  return false;
}

std::string room_of_include(const std::string& include) {
  return include.rfind("godwit/", 0) == 0 ? "nouns" : room_of(include);
}

// Who may include whom. A room may always include itself and the nouns.
const std::map<std::string, std::set<std::string>> may_include = {
    {"nouns", {}},
    {"crawler/parse", {}},
    {"crawler/platforms", {"crawler/parse"}},
    {"crawler/fetch", {"crawler/parse"}},
    {"crawler/store", {"crawler/parse", "crawler/fetch"}},
    {"crawler/import", {"crawler/parse", "crawler/platforms", "crawler/store", "crawler/fetch"}},
    {"crawler/frontier", {"crawler/parse"}},
    {"crawler/crawl", {"crawler/parse", "crawler/platforms", "crawler/frontier", "crawler/store"}},
    {"graph", {}},
    {"graph/export", {"graph"}},
    {"world", {}},
    {"sim", {"crawler/parse", "crawler/platforms", "crawler/frontier", "crawler/crawl", "world"}},
};

TEST(Tidy, RoomsIncludeOnlyWhatTheMapAllows) {
  for (const Source& source : sources()) {
    const auto allowed = may_include.find(room_of(source.path));
    if (allowed == may_include.end()) continue;  // app and tests know everybody
    for (const std::string& include : source.includes) {
      if (!is_ours(include)) continue;
      const std::string room = room_of_include(include);
      EXPECT_TRUE(room == "nouns" || room == allowed->first || allowed->second.contains(room))
          << source.path << " includes " << include;
    }
  }
}

TEST(Tidy, TheNounsIncludeOnlyTheStandardLibraryAndThemselves) {
  for (const Source& source : sources())
    if (room_of(source.path) == "nouns") {
      for (const std::string& include : source.includes)
        EXPECT_TRUE(include.rfind("godwit/", 0) == 0 ||
                    include.find_first_of("/.") == std::string::npos)
            << source.path << " includes " << include;
    }
}

TEST(Tidy, NoPlatformIncludesAnotherPlatform) {
  const std::set<std::string> platforms = {"telegram",  "rocketchat", "filehost", "twitter",
                                           "instagram", "paste",      "website"};
  const auto platform = [&](const std::string& path) {
    const std::string name =
        fs::path(path).stem().string().substr(0, fs::path(path).stem().string().find('_'));
    return platforms.contains(name) ? name : std::string();
  };
  for (const Source& source : sources()) {
    if (room_of(source.path) != "crawler/platforms" || platform(source.path).empty()) continue;
    for (const std::string& include : source.includes)
      if (include.rfind("crawler/platforms/", 0) == 0 && !platform(include).empty()) {
        EXPECT_EQ(platform(include), platform(source.path))
            << source.path << " includes " << include;
      }
  }
}

// Each library is spoken to in one place; a file whose path begins so may.
TEST(Tidy, EachLibraryIsSpokenToInOnePlace) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> homes = {
      {"curl/", {"crawler/fetch/", "tests/"}},
      {"gumbo.h", {"crawler/parse/html", "tests/"}},
      {"sqlite3.h", {"crawler/store/", "tests/"}},
      {"unicode/", {"crawler/parse/", "app/commands/versions", "tests/"}},
      {"ZXing/", {"crawler/parse/qr"}},
      {"spng.h", {"crawler/parse/image_png", "tests/"}},
      {"turbojpeg.h", {"crawler/parse/image_jpeg", "tests/"}},
      {"webp/", {"crawler/parse/image_webp", "tests/"}},
      {"uchardet", {"crawler/parse/charset"}},
      {"libpsl.h", {"crawler/parse/psl"}},
      {"re2/", {"crawler/parse/", "tests/"}},
      {"boost/graph", {"graph/"}},
      {"boost/uuid", {"graph/export/json"}},
      {"boost/beast", {"world/", "app/serve/"}},
      {"CLI/", {"app/cli"}},
      {"toml++", {"app/case", "crawler/parse/", "graph/weights"}},
      {"spdlog/", {"app/"}},
      {"archive.h", {"crawler/store/"}},
      {"pugixml", {"crawler/platforms/", "crawler/parse/"}},
  };
  for (const Source& source : sources())
    for (const std::string& include : source.includes)
      for (const auto& [library, places] : homes) {
        if (include.rfind(library, 0) != 0) continue;
        const bool at_home = std::ranges::any_of(
            places, [&](const std::string& p) { return source.path.rfind(p, 0) == 0; });
        EXPECT_TRUE(at_home) << source.path << " speaks to " << include;
      }
}

// Rooms that may not include each other meet in the linker: two types of one name would silently
// share their inline functions (the one-definition rule).
TEST(Tidy, OneNameIsOneType) {
  std::map<std::string, std::string> home;  // of "namespace::name"
  for (const Source& source : sources()) {
    if (source.path.starts_with("tests/")) continue;
    std::string space;
    for (const std::string& line : source.lines) {
      if (line.starts_with("namespace ")) space += "::" + line.substr(10, line.find(" {") - 10);
      if (line.starts_with("}  // namespace")) space.resize(space.rfind("::"));
      const bool hidden = space.find("::{") != std::string::npos;
      const bool type = line.starts_with("struct ") || line.starts_with("class ");
      if (hidden || !type || line.find('{') == std::string::npos) continue;
      std::istringstream words(line);
      std::string keyword, name;
      words >> keyword >> name;
      const auto [first, fresh] = home.try_emplace(space + "::" + name, source.path);
      EXPECT_TRUE(fresh || first->second == source.path)
          << name << " is defined in " << first->second << " and in " << source.path;
    }
  }
  EXPECT_GT(home.size(), 200U);
}

TEST(Tidy, NoIncludeCircle) {
  std::map<std::string, std::vector<std::string>> next;
  for (const Source& source : sources()) {
    const std::string name =
        source.path.rfind("include/", 0) == 0 ? source.path.substr(8) : source.path;
    for (const std::string& include : source.includes)
      if (is_ours(include)) next[name].push_back(include);
  }
  std::map<std::string, int> mark;  // 1 = on the way, 2 = done
  const auto visit = [&](const auto& self, const std::string& file) -> bool {
    if (mark[file] != 0) return mark[file] == 2;
    mark[file] = 1;
    for (const std::string& other : next[file])
      if (!self(self, other)) return false;
    mark[file] = 2;
    return true;
  };
  std::vector<std::string> files;
  for (const auto& [file, includes] : next) files.push_back(file);
  for (const std::string& file : files)
    EXPECT_TRUE(visit(visit, file)) << "a circle through " << file;
}

TEST(Tidy, FilesStayShort) {
  for (const Source& source : sources())
    if (source.path.rfind("tests/", 0) != 0) {
      EXPECT_LE(source.lines.size(), 600U) << source.path;
    }
}

TEST(Tidy, LinesStayWithinAHundredColumns) {
  for (const Source& source : sources())
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      // Code points, not bytes; a raw literal or a long URL may stand.
      const auto width = std::ranges::count_if(
          line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
      const bool literal =
          line.find("http") != std::string::npos || line.find('"') != std::string::npos;
      EXPECT_TRUE(width <= 100 || literal)
          << source.path << ":" << i + 1 << " has " << width << " columns";
    }
}

TEST(Tidy, EveryFileSaysItsLicence) {
  for (const Source& source : sources())
    EXPECT_TRUE(!source.lines.empty() &&
                source.lines[0] == "// SPDX-License-Identifier: Apache-2.0")
        << source.path;
}

TEST(Tidy, WordsThatMustNotStand) {
  // Split so that this file passes its own test.
  const std::vector<std::string> banned = {
      std::string("std::") + "regex",  std::string("TO") + "DO",
      std::string("FIX") + "ME",       std::string("thread_") + "local",
      std::string("shared") + "_ptr<", std::string("/wo") + "rk/"};
  for (const Source& source : sources())
    for (std::size_t i = 0; i < source.lines.size(); ++i)
      for (const std::string& word : banned) {
        // spdlog hands its loggers out by shared pointer.
        if (source.path == "tests/tidy_test.cpp" || source.path == "app/log.h") continue;
        const std::size_t at = source.lines[i].find(word);
        const std::size_t comment = source.lines[i].find("//");
        EXPECT_TRUE(at == std::string::npos || comment < at)
            << source.path << ":" << i + 1 << ": " << word;
      }
}

TEST(Tidy, PureRoomsReadNoClockAndNoRandomDevice) {
  const std::vector<std::string> banned = {"system_clock::now", "steady_clock::now",
                                           "random_device", "std::time(", "rand("};
  const std::set<std::string> pure = {"nouns", "crawler/parse", "crawler/platforms", "graph",
                                      "graph/export"};
  for (const Source& source : sources()) {
    if (!pure.contains(room_of(source.path))) continue;
    // The parser's second wall: real time, should its count of steps ever fail to stop it.
    if (source.path == "crawler/parse/html.cpp") continue;
    for (const std::string& line : source.lines)
      for (const std::string& word : banned)
        EXPECT_EQ(line.find(word), std::string::npos) << source.path << ": " << word;
  }
}

}  // namespace
