// SPDX-License-Identifier: Apache-2.0
// The command line as a user meets it: one clear line and the documented exit code for what is
// wrong, and nothing already stored is harmed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/cli.h"
#include "app/terminal.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

struct Ran {
  int code = 0;
  std::string out, err;
};

class CommandLine : public ::testing::Test {
 protected:
  CommandLine() {
    folder_ = fs::temp_directory_path() /
              ("godwit-cli-" + std::to_string(::getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~CommandLine() override { fs::remove_all(folder_); }

  Ran run(std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), "godwit");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    std::istringstream in(input);
    std::ostringstream out, err;
    const int code = run_command_line(int(argv.size()), argv.data(), {in, out, err});
    return {code, out.str(), err.str()};
  }
  // In a fresh case of this test.
  Ran in_case(std::vector<std::string> words) {
    if (!fs::exists(folder_ / "case")) run({"init", (folder_ / "case").string()});
    words.insert(words.begin(), {"-C", (folder_ / "case").string()});
    return run(words);
  }
  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  fs::path folder_;
};

// Everything the user did wrong gives one line on stderr, nothing on stdout.
void expect_one_line(const Ran& ran, int code, const std::string& says) {
  EXPECT_EQ(ran.code, code) << ran.err;
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  EXPECT_NE(ran.err.find(says), std::string::npos) << ran.err;
  EXPECT_TRUE(ran.out.empty()) << ran.out;
}

TEST_F(CommandLine, SaysWhatIsWrongInOneLine) {
  expect_one_line(run({"flap"}), 2, "flap");
  expect_one_line(run({"-C", (folder_ / "nowhere").string(), "channels"}), 2, "no case");
  expect_one_line(in_case({"export", "xls"}), 2, "xls");
  expect_one_line(in_case({"crawl", "--seeds", (folder_ / "none.txt").string()}), 2, "none.txt");
  expect_one_line(in_case({"crawl", "--rate", "t.me"}), 2, "HOST=PER_SECOND");
  expect_one_line(in_case({"explain", "https://t.me/nobody_here"}), 1, "not in this case");
  expect_one_line(in_case({"confirm", "t.me/aaaaa", "t.me/bbbbb"}), 1, "not in this case");
  expect_one_line(in_case({"calibrate"}), 4, "too few to learn from: 0 edges");
  expect_one_line(in_case({"calibrate", "--moves", (folder_ / "none").string()}), 2, "none");
  expect_one_line(in_case({"--now", "2019-11-22T00:00:00Z", "crawl", "t.me/aaaaa"}), 2, "--now");
  expect_one_line(in_case({"import", (folder_ / "none.warc").string()}), 1, "none.warc");
}

TEST_F(CommandLine, AnEmptySeedFileIsOneClearLine) {
  const auto seeds = write("seeds.txt", "# nothing yet\n\n");
  expect_one_line(in_case({"crawl", "--seeds", seeds.string()}), 2, "seeds.txt");
}

TEST_F(CommandLine, ACrawlOfAnEmptyCaseHasNothingToDo) {
  expect_one_line(in_case({"crawl"}), 4, "nothing");
}

TEST_F(CommandLine, InitMakesACaseInAnEmptyExistingFolderAndNeverTwice) {
  fs::create_directories(folder_ / "empty");
  EXPECT_EQ(run({"init", (folder_ / "empty").string()}).code, 0);
  EXPECT_TRUE(fs::exists(folder_ / "empty/godwit.toml"));
  expect_one_line(run({"init", (folder_ / "empty").string()}), 2, "is a case already");
  write("file", "x");
  expect_one_line(run({"init", folder_.string()}), 2, "not an empty folder");
}

TEST_F(CommandLine, AWrongConfigurationNamesFileLineAndKey) {
  in_case({"channels"});
  std::ofstream(folder_ / "case/godwit.toml", std::ios::app) << "\n[crawl]\n";  // a second [crawl]
  EXPECT_EQ(in_case({"channels"}).code, 2);
  std::ofstream(folder_ / "case/godwit.toml") << "[case]\nrehearsal = false\n[crawl]\ndepht = 3\n";
  const Ran ran = in_case({"channels"});
  expect_one_line(ran, 2, "godwit.toml:4:1");
  EXPECT_NE(ran.err.find("depht"), std::string::npos);
}

TEST_F(CommandLine, AnEmptyCaseAnswersWithEmptyDocuments) {
  const Ran lineages = in_case({"lineages", "--json"});
  EXPECT_EQ(lineages.code, 0) << lineages.err;
  EXPECT_NE(lineages.out.find("\"channels\": []"), std::string::npos) << lineages.out;
  EXPECT_EQ(in_case({"channels", "--json"}).code, 0);
  for (const char* format : {"gexf", "graphml", "dot", "cytoscape", "stix", "misp", "facts"})
    EXPECT_EQ(in_case({"export", format}).code, 0) << format;
}

TEST_F(CommandLine, ImportingTwiceAddsNothing) {
  const auto csv = write("sightings.csv",
                         "url,first_seen,last_seen,title\n"
                         "https://harbour-birds.example/,2019-01-01,2019-03-01,Harbour birds\n"
                         "https://harbour-birds2.example/,2019-03-02,2019-09-01,Harbour birds\n");
  EXPECT_EQ(in_case({"import", csv.string()}).code, 0);
  const std::string once = in_case({"lineages", "--json"}).out;
  EXPECT_EQ(in_case({"import", csv.string()}).code, 0);
  EXPECT_EQ(in_case({"lineages", "--json"}).out, once);
  EXPECT_NE(once.find("https://harbour-birds2.example/"), std::string::npos);
  EXPECT_EQ(in_case({"verify"}).code, 0);
}

TEST_F(CommandLine, AWordIsUndoneByTheSameWord) {
  const auto csv = write("sightings.csv",
                         "url,first_seen,last_seen,title\n"
                         "https://harbour-birds.example/,2019-01-01,2019-03-01,Harbour birds\n"
                         "https://quite-other.example/,2019-03-02,2019-09-01,Other\n");
  in_case({"import", csv.string()});
  const std::string before = in_case({"lineages", "--json"}).out;
  const std::vector<std::string> words = {"confirm", "https://harbour-birds.example/",
                                          "https://quite-other.example/"};
  EXPECT_EQ(in_case(words).code, 0);
  const std::string confirmed = in_case({"lineages", "--json"}).out;
  EXPECT_NE(confirmed.find("\"probability\": 1.0"), std::string::npos) << confirmed;
  auto undo = words;
  undo.push_back("--undo");
  EXPECT_EQ(in_case(undo).code, 0);
  const std::string after = in_case({"lineages", "--json"}).out;
  EXPECT_EQ(after.substr(after.find("\"channels\"")), before.substr(before.find("\"channels\"")));
}

TEST_F(CommandLine, HelpListsEveryCommandAndTheExitCodes) {
  const Ran help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* word :
       {"init",    "crawl",   "import", "inspect", "links",    "channels",  "lineages",
        "explain", "targets", "status", "confirm", "reject",   "merge",     "split",
        "note",    "export",  "verify", "pack",    "rehearse", "Exit codes"})
    EXPECT_NE(help.out.find(word), std::string::npos) << word;
}

TEST_F(CommandLine, EveryHelpFitsAWindowOfEightyColumns) {
  const std::string all = run({"--help"}).out;
  std::vector<std::vector<std::string>> asked = {{"--help"}};
  std::istringstream commands(all.substr(all.find("Keeping a case:")));
  for (std::string line; std::getline(commands, line);)
    if (line.size() > 2 && line.starts_with("  ") && line[2] != ' ')
      asked.push_back({line.substr(2, line.find(' ', 2) - 2), "--help"});
  EXPECT_GT(asked.size(), 25u);
  for (const auto& words : asked) {
    std::istringstream lines(run(words).out);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(cell_width(line), 80u) << words.front() << ": " << line;
  }
}

TEST_F(CommandLine, LinksReadsStandardInput) {
  const Ran links = run({"links", "--json"}, "our new channel t[.]me/harbour_birds\n");
  EXPECT_EQ(links.code, 0);
  EXPECT_NE(links.out.find("https://t.me/harbour_birds"), std::string::npos) << links.out;
}

TEST_F(CommandLine, APipeGetsWholeCellsAndAWindowWhatFits) {
  const std::string name = "https://t.me/" + std::string(32, 'h');
  const fs::path file = write("s.csv", "url,first_seen,last_seen,title\n" + name +
                                           ",2019-11-01,2019-11-02," + std::string(90, 'b') + "\n");
  ::unsetenv("COLUMNS");
  ASSERT_EQ(in_case({"import", file.string()}).code, 0);
  EXPECT_NE(in_case({"channels"}).out.find(std::string(90, 'b')), std::string::npos);
  ::setenv("COLUMNS", "80", 1);
  const std::string fitted = in_case({"channels"}).out;
  ::unsetenv("COLUMNS");
  EXPECT_EQ(fitted.find(std::string(90, 'b')), std::string::npos);
  std::istringstream lines(fitted);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(cell_width(line), 80u) << line;
}

}  // namespace
}  // namespace godwit
