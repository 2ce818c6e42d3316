// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/lexicon.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "crawler/parse/catalogue.h"
#include "crawler/parse/glance.h"
#include "crawler/parse/lexicon_table.h"

namespace godwit {
namespace {

std::uint16_t classes_in(std::string_view text) {
  static const Result<Lexicon> lexicon = Lexicon::load(compiled_in_lexicon(), "lexicon.toml");
  EXPECT_TRUE(lexicon) << lexicon.error().text;
  std::uint16_t bits = 0;
  for (const Cue& cue : lexicon.value().scan(text, std::vector{text.size()}))
    if ((cue.announce & cue_label) == 0) bits |= cue.announce;
  return bits;
}

TEST(Lexicon, KnowsAllSevenClassesInNineLanguages) {
  struct Case {
    std::string text;
    std::uint16_t announce;
  };
  const std::vector<Case> cases = {
      {"our backup channel", announce_backup},
      {"the new Telegram channel", announce_new},
      {"we've moved to", announce_moved},
      {"our page was banned", announce_deleted},
      {"please share", announce_spread},
      {"sponsored", announce_ad},
      {"this account is fake", announce_disavowal},
      {"القناة الاحتياطية", announce_backup},
      {"وقناتنا الجديدة", announce_new},
      {"انتقلنا إلى", announce_moved},
      {"تم حَذف القناة", announce_deleted},
      {"انشر الرابط", announce_spread},
      {"إعـــلان", announce_ad},
      {"القناة ليست لنا", announce_disavowal},
      {"canal de secours", announce_backup},
      {"nouveau canal", announce_new},
      {"REJOIGNEZ-NOUS", announce_moved},
      {"le canal a été supprimé", announce_deleted},
      {"partagez", announce_spread},
      {"publicité", announce_ad},
      {"un faux compte", announce_disavowal},
      {"canale di riserva", announce_backup},
      {"il nuovo canale", announce_new},
      {"ci siamo spostati", announce_moved},
      {"è stato chiuso", announce_deleted},
      {"condividete", announce_spread},
      {"sponsorizzato", announce_ad},
      {"non è nostro", announce_disavowal},
      {"резервный канал", announce_backup},
      {"в новом канале", announce_new},
      {"мы переехали", announce_moved},
      {"канал заблокировали", announce_deleted},
      {"сделайте репост", announce_spread},
      {"реклама", announce_ad},
      {"это не наш канал", announce_disavowal},
      {"canal de respaldo", announce_backup},
      {"nuevo canal", announce_new},
      {"únete", announce_moved},
      {"fue eliminada", announce_deleted},
      {"difunde", announce_spread},
      {"publicidad", announce_ad},
      {"cuenta falsa", announce_disavowal},
      {"Ersatzkanal", announce_backup},
      {"unser neuer Kanal", announce_new},
      {"wir sind umgezogen", announce_moved},
      {"wurde gelöscht", announce_deleted},
      {"bitte teilen", announce_spread},
      {"Werbung", announce_ad},
      {"gehört nicht zu uns", announce_disavowal},
      {"channel cadangan", announce_backup},
      {"link baru", announce_new},
      {"pindah ke", announce_moved},
      {"kena banned", announce_deleted},
      {"sebarkan", announce_spread},
      {"iklan", announce_ad},
      {"akun palsu", announce_disavowal},
      {"yedek kanal", announce_backup},
      {"yeni kanalımız", announce_new},
      {"TAŞINDIK", announce_moved},
      {"engellendi", announce_deleted},
      {"paylaşın", announce_spread},
      {"reklam", announce_ad},
      {"bize ait değil", announce_disavowal},
  };
  for (const Case& c : cases) EXPECT_NE(classes_in(c.text) & c.announce, 0) << c.text;
}

TEST(Lexicon, RespectsTheEdgesOfWordsAndOfSentences) {
  for (const std::string text :
       {"feedback channels", "renew. Channel", "a new day. The channel", "unbacked up channeling",
        "promotional? no, demotion", "القناةالاحتياطيةة", "переехалx"})
    EXPECT_EQ(classes_in(text) & announce_backup, 0) << text;
  EXPECT_EQ(classes_in("a new day. The channel is calm"), 0);
}

TEST(Lexicon, LetsALongerPhraseSilenceAShorterOne) {
  EXPECT_EQ(classes_in("There is no backup channel"), 0);
  EXPECT_EQ(classes_in("резервный канал связи"), 0);
}

TEST(Lexicon, SaysWhereTheWordsStand) {
  const Result<Lexicon> lexicon = Lexicon::load(compiled_in_lexicon(), "lexicon.toml");
  const std::string text = "и там: Новый канал, берег";
  const std::vector<Cue> cues = lexicon.value().scan(text);
  ASSERT_EQ(cues.size(), 1U);
  EXPECT_EQ(text.substr(cues[0].begin, cues[0].end - cues[0].begin), "Новый канал");
}

TEST(Lexicon, NamesFileLineAndColumnOfEveryMistake) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[[cues]]\nlanguage = \"en\"\nclass = \"bakup\"\n", "x.toml:3:9: unknown class \"bakup\""},
      {"[[cues]]\nlanguage = \"en\"\nclas = \"new\"\n", "x.toml:3:1: unknown key \"clas\""},
      {"[[cues]]\nlanguage = \"en\"\n", "x.toml:1:1: missing key \"class\""},
      {"[[cues]]\nlanguage = \"en\"\nclass = \"new\"\nphrases = [\"ok\", \"*\"]\n",
       "x.toml:4:18: a phrase is words, each with an optional * at its end, {name} for any of a "
       "set of this language, and … between words"},
      {"[[sets]]\nlanguage = \"en\"\nname = \"place\"\n",
       "x.toml:1:1: a [[sets]] row has a name and words"},
      {"[[sets]]\nlanguage = \"en\"\nname = \"place\"\nwords = [\"two words\"]\n",
       "x.toml:4:10: a set holds single words, each with an optional * at its end"},
      {"[[cues]]\nlanguage = \"en\"\nclass = \"new\"\nphrases = [\"new {place}\"]\n",
       "x.toml:4:12: a phrase is words"},
      {"[cues", "x.toml:1:6: "},
  };
  for (const auto& [toml, expected] : cases) {
    const Result<Lexicon> lexicon = Lexicon::load(toml, "x.toml");
    ASSERT_FALSE(lexicon);
    EXPECT_EQ(lexicon.error().text.substr(0, expected.size()), expected);
    EXPECT_EQ(lexicon.error().trouble, Trouble::usage);
  }
}

TEST(Lexicon, TakesALanguageAsRowsAlone) {
  const Result<Lexicon> lexicon = Lexicon::load(
      "[[cues]]\nlanguage = \"sv\"\nclass = \"moved\"\nphrases = [\"on vole vers\", \"nid* "
      "neuf\"]\n",
      "x");
  ASSERT_TRUE(lexicon);
  EXPECT_EQ(lexicon.value().scan("On vole vers").size(), 1U);
  EXPECT_EQ(lexicon.value().scan("nids neufs").size(), 0U);
  EXPECT_EQ(lexicon.value().scan("nids neuf").size(), 1U);
}

// Words of phrases whole and cut short, strange words, and whatever may stand between.
RC_GTEST_PROP(Lexicon, AGlanceAtEachSentenceMissesNothing, ()) {
  static const Result<Lexicon> lexicon = Lexicon::load(compiled_in_lexicon(), "lexicon.toml");
  static const Result<LexiconTables> tables =
      load_lexicon_tables(compiled_in_lexicon(), "lexicon.toml");
  const auto piece = rc::gen::element<std::string>(
      "our", "new", "old", "channel", "backup", "back", "up", "we", "moved", "to", "was", "deleted",
      "please", "share", "tide", "heron", "boat", "naïve", "канал", "новый", "резервный", "мы",
      "переехали", "прилив", "القناة", "الجديدة", "البحر", "وقناتنا", "بالقناة", "للقناة", "و",
      "yine bankta", "vague de bancs", "urlaub", "reservechannel", "подтверждается", "9th",
      "ق\u064Fناة", "xالقناة", "yeni", "kanalımız", "été", "supprimé", "le", "a", "nouveau", "join",
      "us", "on", "ad", "c\u0327a", "x\u200by", "\xFF", "９", "v2", "2.0");
  const auto gap = rc::gen::element<std::string>(" ", " ", " ", ". ", "\n", ", ", "! ", "-", "'",
                                                 "", "\u00A0", "\u2028", " — ", "؟ ", ".", "🐦");
  std::string text;
  const int words = *rc::gen::inRange(0, 40);
  for (int i = 0; i < words; ++i) {
    std::string word = *piece;
    if (*rc::gen::inRange(0, 5) == 0)
      word.resize(
          static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(word.size()) + 1)));
    text += word + *gap;
  }
  const auto same = [](const Cue& a, const Cue& b) {
    return a.begin == b.begin && a.end == b.end && a.announce == b.announce;
  };
  const std::vector<Cue> quick = lexicon->scan(text), all = scan_phrases(*tables, text);
  std::vector<Cue> wide = all;
  std::erase_if(wide, is_narrow);
  RC_ASSERT(std::ranges::equal(quick, wide, same));
  const std::vector<Cue> beside = lexicon->scan(text, std::vector{text.size()});
  for (const Cue& cue : all)
    if (cue.begin + narrow_reach >= text.size())
      RC_ASSERT(std::any_of(beside.begin(), beside.end(),
                            [&](const Cue& each) { return same(each, cue); }));
}

TEST(Lexicon, AGlancePassesPlainProse) {
  const Result<LexiconTables> tables = load_lexicon_tables(compiled_in_lexicon(), "lexicon.toml");
  ASSERT_TRUE(tables);
  const Glance glance(tables->phrases.words(), tables->wide_telling);
  const auto tells = [&](std::string_view text) {
    return glance.next_telling(text, 0) != std::string_view::npos;
  };
  EXPECT_FALSE(tells("غيّر المدّ اتجاهه في السادسة، والطقس بارد."));
  EXPECT_FALSE(tells("The tide turned at six; a pilot met the ferry, naïvely."));
  EXPECT_FALSE(tells("Прилив сменился в шесть, и лоцман вышел навстречу 🐦."));
  EXPECT_TRUE(tells("The tide turned: our backup channel"));
  EXPECT_TRUE(tells("القناة"));
}

}  // namespace
}  // namespace godwit
