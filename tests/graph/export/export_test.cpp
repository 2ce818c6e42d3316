// SPDX-License-Identifier: Apache-2.0
#include "graph/export/export.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>

#include "graph/export/json.h"
#include "graph/export/text.h"
#include "tests/graph/export/sample.h"

namespace godwit {
namespace {

// Strict UTF-8 (RFC 3629) by nlohmann's own check, which is not ours.
bool is_utf8(const std::string& s) {
  try {
    return !nlohmann::json(s).dump().empty();
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

TEST(ExportText, AnyBytesBecomeValidUtf8) {
  EXPECT_TRUE(rc::check([](const std::vector<unsigned char>& bytes) {
    const std::string text(bytes.begin(), bytes.end());
    RC_ASSERT(is_utf8(clean_utf8(text)));
    RC_ASSERT(is_utf8(xml_text(text)));
    RC_ASSERT(is_utf8(printable(text)));
    RC_ASSERT(is_utf8(csv_cell(text, true)));
    RC_ASSERT(is_utf8(shortened(clean_utf8(text), 10)));
  }));
}

TEST(ExportText, ValidTextStaysAsItIs) {
  for (const char* text : {"", "plain", "طيور الميناء", "港の天気 🐦", "\u202E"})
    EXPECT_EQ(clean_utf8(text), text);
}

TEST(ExportText, XmlForbiddenCodePointsBecomeReplacementCharacters) {
  EXPECT_EQ(xml_text(std::string("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(xml_text("\x1b\xef\xbf\xbf"), "\uFFFD\uFFFD");
  EXPECT_EQ(xml_text("<&>\"'"), "&lt;&amp;&gt;&quot;&apos;");
}

TEST(ExportText, FormulasAreGuardedAndNumbersAreNot) {
  EXPECT_EQ(csv_cell("=1", true), "'=1");
  EXPECT_EQ(csv_cell("  @x", true), "'  @x");
  EXPECT_EQ(csv_cell("＝1", true), "'＝1");
  EXPECT_EQ(csv_cell("-3.25", true), "-3.25");
  EXPECT_EQ(csv_cell("-3+1", true), "'-3+1");
  EXPECT_EQ(csv_cell("=1", false), "=1");
}

TEST(ExportText, TerminalsNeverSeeControls) {
  EXPECT_EQ(printable("\x1b[2J"), "<U+001B>[2J");
  EXPECT_EQ(printable("a\u202Eb"), "a<U+202E>b");
  EXPECT_EQ(printable("two\nlines"), "two lines");
}

TEST(ExportText, UrlsAreDefangedInTheHostOnly) {
  EXPECT_EQ(defanged("https://t.me/a.b"), "hxxps://t[.]me/a.b");
}

TEST(ExportText, DecimalsHaveNoTrailingZerosAndNoLocale) {
  EXPECT_EQ(decimal(0.97), "0.97");
  EXPECT_EQ(decimal(1), "1");
  EXPECT_EQ(decimal(-0.00001), "0");
}

TEST(Export, EveryFormatGivesTheSameBytesTwice) {
  const Succession s = sample_succession();
  for (const ExportFormat& format : export_formats()) {
    const auto once = format.render(s, {}), twice = format.render(s, {});
    ASSERT_EQ(once.size(), twice.size()) << format.name;
    for (std::size_t i = 0; i < once.size(); ++i) {
      EXPECT_EQ(once[i].bytes, twice[i].bytes) << format.name;
      EXPECT_TRUE(is_utf8(once[i].bytes)) << format.name;
      EXPECT_FALSE(once[i].bytes.empty()) << format.name;
    }
  }
}

TEST(Export, ARehearsalSaysSoInEveryFormat) {
  ExportOptions options;
  options.rehearsal = true;
  for (const ExportFormat& format : export_formats())
    for (const ExportFile& file : format.render(sample_succession(), options)) {
      std::string all = file.name + file.bytes;
      std::ranges::transform(all, all.begin(),
                             [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
      EXPECT_NE(all.find("rehearsal"), std::string::npos) << format.name;
    }
}

TEST(Export, AnUnknownFormatIsAUsageErrorThatNamesTheFormats) {
  const auto format = export_format("xls");
  ASSERT_FALSE(format);
  EXPECT_EQ(format.error().trouble, Trouble::usage);
  EXPECT_NE(format.error().text.find("gexf"), std::string::npos);
}

TEST(Export, FiltersKeepOnlyEdgesWhoseBothEndsPass) {
  const Succession s = sample_succession();
  EXPECT_EQ(filtered(s, {}).edges.size(), s.edges.size());
  EXPECT_EQ(filtered(s, {.lineage = "L9"}).channels.size(), 0U);
  EXPECT_EQ(filtered(s, {.min_probability = 0.4}).edges.size(), 1U);
  EXPECT_TRUE(filtered(s, {.basis = Basis::inferred}).edges.empty());
  const Succession early = filtered(s, {.to = s.channels[2].first_seen});
  EXPECT_EQ(early.channels.size(), 3U);
  EXPECT_EQ(early.edges.size(), 2U);
}

TEST(Export, TheLineagesDocumentHasTheAgreedKeys) {
  const auto json = nlohmann::json::parse(render_lineages(sample_succession(), {})[0].bytes);
  EXPECT_EQ(json["as_of"], "2019-11-25T12:00:00.000Z");
  const auto& channel = json["channels"][0];
  for (const char* key : {"id", "platform", "kind", "numeric_id", "title", "state", "urls", "born",
                          "died", "lineage", "generation"})
    EXPECT_TRUE(channel.contains(key)) << key;
  EXPECT_TRUE(channel["born"][0].is_null());
  EXPECT_EQ(channel["urls"][0]["to"], nullptr);
  const auto& edge = json["edges"][0];
  for (const char* key :
       {"from", "to", "from_url", "to_url", "relation", "probability", "basis", "evidence"})
    EXPECT_TRUE(edge.contains(key)) << key;
  EXPECT_EQ(edge["evidence"][0]["hard"], true);
}

TEST(Export, StixSpeaksFromTheSuccessor) {
  const auto bundle = nlohmann::json::parse(render_stix(sample_succession(), {})[0].bytes);
  std::map<std::string, std::string> user_of;
  for (const auto& object : bundle["objects"])
    if (object["type"] == "user-account") user_of[object["id"]] = object["user_id"];
  for (const auto& object : bundle["objects"])
    if (object["type"] == "relationship") {
      EXPECT_GT(std::stoi(user_of.at(object["source_ref"])),
                std::stoi(user_of.at(object["target_ref"])));
    }
}

// Writes every format of the sample for the readers that nobody here wrote (read_graphs.py).
TEST(Export, WritesTheSampleForForeignReaders) {
  const std::filesystem::path folder = GODWIT_SAMPLES;
  std::filesystem::create_directories(folder);
  const auto write = [&](const std::string& name, const ExportFile& file) {
    std::ofstream(folder / (name + file.name), std::ios::binary) << file.bytes;
  };
  for (const ExportFormat& format : export_formats())
    for (const ExportFile& file : format.render(sample_succession(), {}))
      write(std::string(format.name) + (file.name.empty() ? std::string(format.extension) : "-"),
            file);
  ExportOptions old;
  old.gexf_12 = true;
  write("gexf12.gexf", render_gexf(sample_succession(), old)[0]);
}

}  // namespace
}  // namespace godwit
