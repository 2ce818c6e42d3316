// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace godwit {
namespace {

TEST(Folding, LeavesPlainTextAloneWithoutACopy) {
  const std::string raw = "Herons & gulls at https://t.me/heron_watch";
  const Folding folding(raw);
  EXPECT_EQ(folding.text().data(), raw.data());
  EXPECT_EQ(folding.raw_begin(7), 7U);
  EXPECT_TRUE(folding.undone_within(0, raw.size()).empty());
}

TEST(Folding, UndoesEachDisguiseOfACharacterAndNamesIt) {
  struct Case {
    std::string raw, folded;
    std::vector<std::string> steps;
  };
  const std::vector<Case> cases = {
      {"ｔ．ｍｅ", "t.me", {"nfkc"}},
      {"𝐭.𝐦𝐞", "t.me", {"nfkc"}},
      {"ⓣ.ⓜⓔ", "t.me", {"nfkc"}},
      {"🅃.me/🅐", "T.me/A", {"nfkc"}},
      {"t.\u200bme", "t.me", {"zero-width"}},
      {"t\u00ad.m\ufe0fe", "t.me", {"zero-width"}},
      {"t\u0336.m\u0336e", "t.me", {"zero-width"}},
      {"t.ـme", "t.me", {"tatweel"}},
      {"a٢٠٢٤b۷c२d", "a2024b7c2d", {"digits"}},
      {"t&#46;me&#x2F;a&period;b", "t.me/a.b", {"entity"}},
      {"a\u00a0b\u2003c", "a b c", {}},
      {"a\u2028b\u2029c", "a\nb\nc", {}},
      {"x² and №5 ™", "x² and №5 ™", {}},                  // footnotes and signs are no disguise
      {"café, Чайка, القناة", "café, Чайка, القناة", {}},  // nor are letters
      {"&nosuch; &#; &#xFFFFFFF; AT&T", "&nosuch; &#; &#xFFFFFFF; AT&T", {}},
      {"bad \xff\xc3( bytes", "bad \xff\xc3( bytes", {}},
  };
  for (const Case& c : cases) {
    const Folding folding(c.raw);
    EXPECT_EQ(folding.text(), c.folded);
    EXPECT_EQ(folding.undone_within(0, folding.text().size()).names(), c.steps) << c.raw;
  }
}

TEST(Folding, MapsBackToTheExactRawBytes) {
  const std::string raw = "see ｔ．\u200bｍｅ/x\u200b!";
  const Folding folding(raw);
  const std::size_t begin = folding.text().find("t.me/x");
  const std::size_t first = folding.raw_begin(begin), last = folding.raw_end(begin + 6);
  EXPECT_EQ(raw.substr(first, last - first), "ｔ．\u200bｍｅ/x");
}

TEST(Folding, CountsWhatWasDroppedInsideButNotAtTheEdges) {
  const std::string raw = "\u200ft.me/x\u200f";
  const Folding folding(raw);
  EXPECT_EQ(folding.text(), "t.me/x");
  EXPECT_TRUE(folding.undone_within(0, 6).empty());
}

RC_GTEST_PROP(Folding, MapsEveryFoldedByteIntoTheRawTextInOrder,
              (const std::vector<std::uint32_t>& any)) {
  std::string raw;
  for (const std::uint32_t value : any) {
    if (value % 5 == 0)
      raw.push_back(static_cast<char>(value));  // bad bytes among the good
    else
      append_utf8(raw, value % 0xD800);
  }
  const Folding folding(raw);
  std::size_t before = 0;
  for (std::size_t i = 0; i < folding.text().size(); ++i) {
    const std::size_t begin = folding.raw_begin(i), end = folding.raw_end(i + 1);
    RC_ASSERT(before <= begin);
    RC_ASSERT(begin < end);
    RC_ASSERT(end <= raw.size());
    before = begin;
  }
}

// Long texts are looked at eight bytes at a time, a single character is not.
RC_GTEST_PROP(Folding, TakesEachCharacterAsIfItStoodAlone, ()) {
  const auto piece = rc::gen::element<std::string>(
      "tide ", "прилив", "Ё", "ѵ", "ҁ", "المدّ", "مـد", "٣", "۴", "é", "ﬁ", "ｔ", "—", "\u200b",
      "\u00ad", "𝐭", "🐦", "\u2028", "\u00a0", "\u061c", "x", "\xD0", "\x80", "\xFF", "\xE2\x80");
  std::string text, alone;
  const int pieces = *rc::gen::inRange(0, 24);
  for (int i = 0; i < pieces; ++i) text += *piece;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = decode_at(text, at).size;
    alone += Folding(std::string_view(text).substr(at, size)).text();
    at += size;
  }
  RC_ASSERT(Folding(text).text() == alone);
}

RC_GTEST_PROP(Folding, IsDoneAfterOneRound, (const std::vector<std::uint32_t>& any)) {
  std::string raw;
  for (const std::uint32_t value : any)
    if (value % 0x3000 != '&') append_utf8(raw, value % 0x3000);
  const Folding once(raw);
  const Folding twice(once.text());
  RC_ASSERT(once.text() == twice.text());
}

TEST(FoldLetter, MakesOneLetterOfItsSpellings) {
  const std::vector<std::pair<char32_t, char32_t>> same = {
      {U'É', U'e'}, {U'ё', U'е'},  {U'Ş', U's'}, {U'ı', U'i'}, {U'ß', U's'},
      {U'أ', U'ا'}, {U'إ', U'ا'},  {U'آ', U'ا'}, {U'ة', U'ه'}, {U'ى', U'ي'},
      {U'ک', U'ك'}, {U'Ｔ', U't'}, {U'٣', U'3'}, {U'Д', U'д'}};
  for (const auto& [one, other] : same) EXPECT_EQ(fold_letter(one), fold_letter(other));
  EXPECT_EQ(fold_letter(U'ـ'), letter_none);
  EXPECT_EQ(fold_letter(0x64B), letter_none);  // Arabic vowel sign
  EXPECT_EQ(fold_letter(0x200B), letter_none);
  for (const char32_t c : {U' ', U'.', U'،', U'«', bad_byte})
    EXPECT_EQ(fold_letter(c), letter_break);
}

TEST(LatinLookalike, KnowsTheLettersThatDeceiveAndNoOthers) {
  EXPECT_EQ(latin_lookalike(U'е'), 'e');
  EXPECT_EQ(latin_lookalike(U'т'), 't');
  EXPECT_EQ(latin_lookalike(U'ο'), 'o');
  EXPECT_EQ(latin_lookalike(U'ж'), '\0');
  EXPECT_EQ(latin_lookalike(U'ا'), '\0');
}

TEST(Base64, IsDecodedInBothAlphabetsAndOnlyToText) {
  EXPECT_EQ(decode_base64("aHR0cHM6Ly90Lm1lL2hlcm9u"), "https://t.me/heron");
  EXPECT_EQ(decode_base64("dC5tZS90ZXJu"), "t.me/tern");
  EXPECT_EQ(decode_base64("dC5tZS90ZXJuMQ=="), "t.me/tern1");
  EXPECT_EQ(decode_base64("Pz8_Pj4-"), decode_base64("Pz8/Pj4+"));
  EXPECT_EQ(decode_base64("AAECAw=="), "");  // control bytes
  EXPECT_EQ(decode_base64("no base64"), "");
}

TEST(DecodeAt, CallsEveryBrokenSequenceABadByte) {
  for (const std::string broken : {"\xff", "\xc0\xaf", "\xe2\x28\xa1", "\xed\xa0\x80",
                                   "\xf5\x80\x80\x80", "\xe2\x82", "\x80"}) {
    EXPECT_EQ(decode_at(broken, 0).value, bad_byte);
    EXPECT_EQ(decode_at(broken, 0).size, 1U);
  }
  EXPECT_EQ(decode_at("€", 0).value, 0x20ACU);
  EXPECT_EQ(decode_before("a€", 4).value, 0x20ACU);
}

}  // namespace
}  // namespace godwit
