// SPDX-License-Identifier: Apache-2.0
// `godwit inspect`: the document it prints, and what it says when it cannot.
#include "app/commands/inspect.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace godwit {
namespace {

struct Said {
  int code;
  std::string out, err;
};
Said inspect(const std::string& file, const std::string& url) {
  std::ostringstream out, err;
  const int code = run_inspect({file, url, std::nullopt, true}, out, err);
  return {code, out.str(), err.str()};
}

std::string fixture(const std::string& name) { return std::string(GODWIT_FIXTURES) + "/" + name; }

TEST(Inspect, PrintsWhatAPreviewSays) {
  const Said said = inspect(fixture("telegram/preview.html"), "https://t.me/s/harbour_birds");
  ASSERT_EQ(said.code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json["page"], "preview");
  EXPECT_EQ(json["state"], "alive");
  EXPECT_EQ(json["profile"]["title"], "Harbour Birds");
  EXPECT_TRUE(json["profile"]["numeric_id"].is_number_integer());
  EXPECT_TRUE(json["posts"][0]["id"].is_string());
  EXPECT_TRUE(json["posts"][0]["forwarded_from"].is_null());
  EXPECT_EQ(json["older"], "https://t.me/s/Harbour_Birds?before=40");
  for (const auto& reference : json["references"])
    for (const char* key : {"url", "address", "form", "steps", "announcement", "post"})
      EXPECT_TRUE(reference.contains(key)) << key;
}

TEST(Inspect, SaysInOneLineWhatIsWrong) {
  const std::string empty = (std::filesystem::path(testing::TempDir()) / "empty.html").string();
  std::ofstream{empty};
  EXPECT_EQ(inspect("/no/such/file.html", "https://t.me/x").code, 1);
  EXPECT_EQ(inspect(empty, "https://t.me/x").code, 1);
  EXPECT_EQ(inspect(fixture("telegram/preview.html"), "no url").code, 2);
  for (const Said& said :
       {inspect("/no/such/file.html", "https://t.me/x"), inspect(empty, "https://t.me/x"),
        inspect(fixture("telegram/preview.html"), "ftp://t.me/x")}) {
    EXPECT_EQ(std::count(said.err.begin(), said.err.end(), '\n'), 1) << said.err;
    EXPECT_EQ(said.out, "");
  }
}

}  // namespace
}  // namespace godwit
