// SPDX-License-Identifier: Apache-2.0
// The page as bytes; how it behaves in a browser is tested in tests/browser/.
#include "app/report/page.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/app/page_sample.h"
#include "tests/graph/export/sample.h"

namespace godwit {
namespace {

std::string page_of(const PageSample& sample, const PageOptions& options = {}) {
  return render_page(page_data(sample.succession, sample.targets, sample.alerts, options), options);
}

// Names that would break out of a page that trusted them.
PageSample hostile() {
  PageSample sample{sample_succession(), {}, {}};
  std::vector<Channel>& channels = sample.succession.channels;
  channels[1].title = "</script><script>window.broken = 1</script>";
  channels[2].title = "<img src=x onerror=\"window.broken = 1\">";
  channels[3].title = "@script@ @data@ @policy@";
  channels[4].title = "<!--<script>";
  channels[5].note = "<b>note</b> \u2028 \u2029";
  Target target;
  target.channel = channels[1].id, target.url = "javascript:window.broken=1";
  target.title = channels[1].title, target.lineage = "L1", target.advice = Advice::refer;
  target.reason = channels[2].title, target.if_wrong = channels[4].title;
  sample.targets.push_back(target);
  sample.alerts.push_back({AlertKind::blocked, sample.succession.as_of, "k", channels[1].title,
                           "javascript:window.broken=1"});
  return sample;
}

// Channels that were found by their successors: first seen days after these.
PageSample late() {
  PageSample sample = SampleMaker(11).make(40, 60);
  Succession& s = sample.succession;
  const auto at = [&](const std::string& id) {
    return std::ranges::find(s.channels, id, &Channel::id);
  };
  for (std::size_t i = 0; i < s.edges.size(); i += 5) {
    const auto parent = at(s.edges[i].from);
    parent->first_seen = std::min(s.as_of - days(1), at(s.edges[i].to)->first_seen + days(6));
    parent->last_seen = std::max(parent->last_seen, parent->first_seen + hours(30));
    if (parent->died) parent->died = Interval{parent->last_seen, parent->last_seen + hours(9)};
  }
  return sample;
}

std::size_t times(const std::string& text, std::string_view word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++found;
  return found;
}

TEST(Page, NoNameCanEndTheBlockItStandsIn) {
  const std::string page = page_of(hostile());
  EXPECT_EQ(times(page, "</script>"), 2U);
  EXPECT_EQ(times(page, "<script"), 2U);
  EXPECT_EQ(times(page, "<img"), 0U);
  EXPECT_EQ(times(page, "@script@ @data@"), 1U) << "a mark of the template was replaced in a name";
}

TEST(Page, ItsDataAreOneJsonDocumentWhateverTheNames) {
  const auto sample = hostile();
  const auto json =
      nlohmann::json::parse(page_data(sample.succession, sample.targets, sample.alerts, {}));
  EXPECT_EQ(json["channels"].size(), 13U);
  EXPECT_EQ(json["edges"].size(), 12U);
  for (const char* table : {"channels", "edges", "lineages", "targets", "events", "survival"})
    for (const auto& row : json[table])
      EXPECT_EQ(row.size(), json["columns"][table].size()) << table;
}

TEST(Page, TheSameFactsGiveTheSameBytes) {
  EXPECT_EQ(page_of(SampleMaker(7).make(300, 90)), page_of(SampleMaker(7).make(300, 90)));
}

TEST(Page, AFileCarriesAPolicyOfHashesAndAServedPageANonce) {
  const auto sample = SampleMaker(1).make(5, 10);
  const std::string file = page_of(sample),
                    served = page_of(sample, {.nonce = "abc", .live = true});
  EXPECT_EQ(times(file, "script-src 'sha256-"), 1U);
  EXPECT_EQ(times(file, "unsafe"), 0U);
  EXPECT_EQ(times(file, " style=\""), 0U);
  EXPECT_EQ(times(served, "http-equiv=\"Content-Security-Policy\""), 0U);
  EXPECT_EQ(times(served, " nonce=\"abc\""), 2U);
  EXPECT_NE(served.find("\"live\":\"\""), std::string::npos);
  EXPECT_NE(file.find("\"live\":null"), std::string::npos);
}

TEST(Page, ThreeThousandChannelsFitInTwoMegabytes) {
  const std::size_t bytes = page_of(SampleMaker(3).make(3'000, 400)).size();
  std::cout << "page of 3,000 channels: " << bytes << " bytes\n";
  EXPECT_LE(bytes, 2'000'000U);
}

// Writes the pages that the browser opens.
TEST(Page, WritesPagesForTheBrowser) {
  const std::filesystem::path folder = GODWIT_PAGES;
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::string& page) {
    std::ofstream(folder / name, std::ios::binary) << page;
  };
  write("40.html", page_of(SampleMaker(11).make(40, 60), {.rehearsal = true}));
  write("late.html", page_of(late()));
  write("3000.html", page_of(SampleMaker(3).make(3'000, 400)));
  write("50000.html", page_of(SampleMaker(5).make(50'000, 1'500)));
  write("hostile.html", page_of(hostile()));
  write("live.html", page_of(SampleMaker(11).make(40, 60), {.nonce = "sample", .live = true}));
  PageSample empty;
  empty.succession.as_of = *parse_time("2019-11-25T12:00:00Z");
  write("empty.html", page_of(empty));
}

}  // namespace
}  // namespace godwit
