// SPDX-License-Identifier: Apache-2.0
// The adversarial set (tests/fixtures/links/adversarial.tsv): recall and precision of addresses and
// of announcements, over all lines and over the tenth that is kept out of tuning: its failures are
// counted here and never shown.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "crawler/parse/recogniser.h"
#include "crawler/parse/text.h"

namespace godwit {
namespace {

struct Line {
  int number = 0;
  std::string language, kind, text;
  std::set<std::string> addresses;  // expected
  std::set<std::string> announced;  // those of them that are announced
  bool held_out = false;
};

std::string unescape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
    } else if (text[++i] == 'n') {
      out += '\n';
    } else if (text[i] == 'u') {
      append_utf8(out, static_cast<char32_t>(std::stoul(text.substr(i + 1, 4), nullptr, 16)));
      i += 4;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_held_out(const std::string& text) {  // FNV-1a
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash % 10 == 0;
}

std::vector<Line> read_set() {
  std::ifstream file(GODWIT_FIXTURES "/links/adversarial.tsv");
  std::vector<Line> lines;
  std::string row;
  for (int number = 1; std::getline(file, row); ++number) {
    if (row.empty() || row[0] == '#') continue;
    std::array<std::string, 4> cells;
    std::istringstream in(row);
    for (std::size_t i = 0; i < 3; ++i) std::getline(in, cells[i], '\t');
    std::getline(in, cells[3]);
    Line line{number, cells[0], cells[1], unescape(cells[3]), {}, {}, is_held_out(cells[3])};
    std::istringstream addresses(cells[2]);
    for (std::string each; addresses >> each;) {
      if (each == "-") continue;
      const bool announced = each[0] == '!';
      if (announced) each.erase(0, 1);
      line.addresses.insert(each);
      if (announced) line.announced.insert(each);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

struct Score {
  int right = 0, wrong = 0, missed = 0;
  void add(const std::set<std::string>& expected, const std::set<std::string>& found) {
    for (const std::string& one : found) ++(expected.contains(one) ? right : wrong);
    for (const std::string& one : expected) missed += found.contains(one) ? 0 : 1;
  }
  double recall() const { return right + missed == 0 ? 1 : double(right) / (right + missed); }
  double precision() const { return right + wrong == 0 ? 1 : double(right) / (right + wrong); }
};

std::string joined(const std::set<std::string>& all) {
  std::string out;
  for (const std::string& one : all) out += one + ' ';
  return out.empty() ? "-" : out;
}

TEST(AdversarialSet, IsFoundNearlyWholeAndNearlyWithoutFalseFinds) {
  const Result<Recogniser> recogniser = compiled_in_recogniser();
  ASSERT_TRUE(recogniser) << recogniser.error().text;
  const std::vector<Line> lines = read_set();
  ASSERT_GE(lines.size(), 600U);
  std::array<Score, 2> links, announcements;  // [0] all lines, [1] the held-out tenth
  for (const Line& line : lines) {
    std::set<std::string> found, announced;
    for (const Found& one : find_addresses(recogniser.value(), line.text)) {
      found.insert(one.located.address.url);
      Reference reference;
      reference.announce = one.announce;
      if (is_announcement(reference)) announced.insert(one.located.address.url);
    }
    for (std::size_t part = 0; part < (line.held_out ? 2U : 1U); ++part) {
      links[part].add(line.addresses, found);
      announcements[part].add(line.announced, announced);
    }
    if (!line.held_out && (found != line.addresses || announced != line.announced))
      std::printf("line %d [%s %s] %s\n  expected %s\n  found    %s\n  announced %s, found %s\n",
                  line.number, line.language.c_str(), line.kind.c_str(), line.text.c_str(),
                  joined(line.addresses).c_str(), joined(found).c_str(),
                  joined(line.announced).c_str(), joined(announced).c_str());
  }
  for (std::size_t part = 0; part < 2; ++part)
    std::printf(
        "%-14s addresses: recall %.4f precision %.4f; announcements: recall %.4f precision %.4f\n",
        part == 0 ? "all lines" : "held-out tenth", links[part].recall(), links[part].precision(),
        announcements[part].recall(), announcements[part].precision());
  EXPECT_GE(links[0].recall(), 0.98);
  EXPECT_GE(links[0].precision(), 0.99);
  EXPECT_GE(announcements[0].recall(), 0.95);
  EXPECT_GE(announcements[0].precision(), 0.95);
}

}  // namespace
}  // namespace godwit
