// SPDX-License-Identifier: Apache-2.0
#include "app/commands/doctor.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/commands/keep.h"
#include "crawler/store/sqlite_ledger.h"
#include "tests/crawler/store/temp_case.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

class Doctor : public ::testing::Test {
 protected:
  Doctor() {
    for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                             "ALL_PROXY", "no_proxy", "NO_PROXY"})
      ::unsetenv(name);
    std::ostringstream out, err;
    std::istringstream in;
    EXPECT_EQ(run_init(folder(), false, {in, out, err}), 0);
    configure("proxy = \"socks5h://127.0.0.1:9050\"");
  }
  ~Doctor() override { ::unsetenv("https_proxy"); }

  fs::path folder() const { return dir_ / "case"; }
  void configure(const std::string& line) {
    testing::write_file(folder() / "godwit.toml",
                        "[case]\nrehearsal = false\n[crawl]\n" + line + "\n");
  }
  int run() {
    std::ostringstream out, err;
    std::istringstream in;
    Common common;
    common.folder = folder();
    common.json = true;
    const int code = run_doctor(common, {in, out, err});
    found_ = nlohmann::json::parse(out.str());
    return code;
  }
  std::string result(const std::string& name) const {
    for (const auto& check : found_["checks"])
      if (check["name"] == name) return check["result"];
    return "no such check";
  }

  testing::TempCase dir_;
  nlohmann::json found_;
};

TEST_F(Doctor, AHealthyCaseBehindAProxyPasses) {
  EXPECT_EQ(run(), 0) << found_;
  EXPECT_EQ(found_["failed"], 0);
  EXPECT_EQ(result("ledger"), "ok");
  EXPECT_EQ(result("dns"), "ok") << "a proxy resolves; no local name resolution";
}

TEST_F(Doctor, AnEnvironmentProxyThatIsNotUsedIsALeak) {
  ::setenv("https_proxy", "http://127.0.0.1:9", 1);
  EXPECT_EQ(run(), 0) << "ignored beside the case's own";
  configure("proxy = \"\"");
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(result("proxy"), "failed");
}

TEST_F(Doctor, EvidenceOpenToOthersFails) {
  fs::permissions(folder() / "ledger.db", fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(result("permissions"), "failed");
}

TEST_F(Doctor, AMissingCaptureFileFails) {
  {
    auto ledger = open_ledger(folder(), OpenMode::write);
    const auto pages = testing::pages_about(0, 1);
    ASSERT_TRUE(ledger && ledger.value()->append(pages, testing::facts_of(pages)));
  }
  EXPECT_EQ(run(), 0) << found_;
  fs::remove_all(folder() / "captures");
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(result("ledger"), "failed");
}

TEST_F(Doctor, AClockBehindTheNewestFactFails) {
  {
    auto ledger = open_ledger(folder(), OpenMode::write);
    auto pages = testing::pages_about(0, 1);
    pages[0].at = from_ms(32'503'680'000'000);  // the year 3000
    ASSERT_TRUE(ledger && ledger.value()->append(pages, testing::facts_of(pages)));
  }
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(result("clock"), "failed");
}

}  // namespace
}  // namespace godwit
