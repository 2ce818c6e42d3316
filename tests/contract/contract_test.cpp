// SPDX-License-Identifier: Apache-2.0
// The contract of a platform: every example reads as it promises, exactly one platform reads each
// URL, and no platform's page, whatever it holds, upsets another's reader.
#include "godwit/names.h"
#include "tests/crawler/platforms/platforms_testing.h"

namespace godwit {
namespace {

using namespace testing_platforms;

struct Sample {
  const Platform* owner;
  Example example;
  std::string body;
};

std::vector<Sample> samples() {
  std::vector<Sample> all;
  for (const auto& platform : platforms().table)
    for (const Example& example : platform->examples()) {
      const std::filesystem::path file =
          std::filesystem::path(GODWIT_FIXTURES) / std::string(platform->name()) / example.file;
      EXPECT_TRUE(std::filesystem::exists(file)) << file;
      all.push_back({platform.get(), example, content(file)});
    }
  return all;
}

TEST(Contract, EveryPlatformHasExamples) {
  for (const auto& platform : platforms().table)
    EXPECT_FALSE(platform->examples().empty()) << platform->name();
}

TEST(Contract, EveryExampleReadsAsItPromises) {
  for (const Sample& each : samples()) {
    const Observation seen = read(each.example.url, each.body, each.example.status);
    const std::string what = std::string(each.owner->name()) + ": " + each.example.name;
    EXPECT_EQ(name_of(seen.page), name_of(each.example.page)) << what;
    EXPECT_EQ(name_of(seen.state), name_of(each.example.state)) << what;
    EXPECT_EQ(seen.absent, each.example.absent) << what;
  }
}

TEST(Contract, ExactlyOnePlatformReadsEachExample) {
  for (const Sample& each : samples()) {
    EXPECT_EQ(&platform_of(platforms(), each.example.url), each.owner) << each.example.url;
    for (const auto& other : platforms().table) {
      const bool rival = other.get() != each.owner && other->name() != "site";
      EXPECT_FALSE(rival && other->reads(each.example.url))
          << other->name() << " reads " << each.example.url;
    }
  }
}

TEST(Contract, NoPageUpsetsAnotherPlatformsReader) {
  for (const Sample& each : samples())
    for (const auto& other : platforms().table) {
      const Observation seen =
          other->read(answered(each.example.url, each.body, each.example.status));
      EXPECT_EQ(seen.url, each.example.url) << other->name();
    }
}

TEST(Contract, ThePlatformThatVisitsAnAddressReadsWhatItAskedFor) {
  for (const Sample& each : samples()) {
    const auto located = recogniser().catalogue.locate(each.example.url);
    if (!located) continue;
    for (const Request& request : visit(platforms(), located->address)) {
      EXPECT_EQ(&platform_of(platforms(), request.url),
                &platform_of(platforms(), located->address.url))
          << request.url;
      EXPECT_EQ(request.address, located->address) << request.url;
      EXPECT_FALSE(request.service.empty()) << request.url;
    }
  }
}

TEST(Contract, ReadingInParallelGivesTheSameAsReadingOneByOne) {
  std::vector<Fetched> pages;
  for (int round = 0; round < 5; ++round)
    for (const Sample& each : samples())
      pages.push_back(answered(each.example.url, each.body, each.example.status));
  const std::vector<Observation> together = read_all(platforms(), pages);
  ASSERT_EQ(together.size(), pages.size());
  for (std::size_t i = 0; i < pages.size(); ++i)
    EXPECT_EQ(together[i], read_page(platforms(), pages[i]));
}

TEST(Contract, EveryPrefixOfAPageIsReadWithoutHarm) {
  for (const Sample& each : samples())
    for (std::size_t cut = 0; cut < each.body.size(); cut += 1 + each.body.size() / 40)
      read(each.example.url, each.body.substr(0, cut), each.example.status);
}

}  // namespace
}  // namespace godwit
