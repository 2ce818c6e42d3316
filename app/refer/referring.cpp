// SPDX-License-Identifier: Apache-2.0
#include "app/refer/referring.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "app/files.h"
#include "crawler/store/digest.h"
#include "crawler/store/wacz.h"
#include "godwit/check.h"
#include "graph/protected.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

constexpr double believed = 0.5;

// What the pages of one channel show: the first and the last on which it was seen alive.
struct Sights {
  std::optional<AnnexCapture> first, last;
};

bool earlier(const AnnexCapture& a, const AnnexCapture& b) {
  return std::tie(a.at, a.id) < std::tie(b.at, b.id);
}

void take(Sights& sights, AnnexCapture seen) {
  if (!sights.first || earlier(seen, *sights.first)) sights.first = seen;
  if (!sights.last || earlier(*sights.last, seen)) sights.last = std::move(seen);
}

// Captures that an edge of this channel rests on: the reason why it is referred at all.
std::set<std::string> cited(const Channel& channel, const Succession& s) {
  std::set<std::string> captures;
  for (const Edge& e : s.edges) {
    const bool own = e.from == channel.id || e.to == channel.id;
    if (!own || e.probability < believed || e.relation == Relation::impersonates) continue;
    for (const Evidence& each : e.evidence)
      if (each.bits > 0 && !each.capture.empty() && each.group != "analyst")
        captures.insert(each.capture);
  }
  return captures;
}

// Gathers the captures of some channels in one pass over the facts.
class Gatherer {
 public:
  Gatherer(ReferView& view, std::span<const std::string> ids)
      : residents_(view.view.tracker.succession()) {
    const Succession& s = view.view.tracker.succession();
    for (const Channel& channel : s.channels)
      if (std::ranges::find(ids, channel.id) != ids.end()) {
        sights_[channel.id];
        for (const std::string& capture : cited(channel, s)) citing_[capture].insert(channel.id);
      }
  }

  void take_in(const Observation& seen) {
    if (seen.source != Source::fetched && seen.source != Source::warc) return;
    if (seen.outcome != Outcome::answered || seen.capture.empty()) return;
    const AnnexCapture capture{seen.capture, seen.url, seen.at, seen.status, ""};
    if (const auto who = citing_.find(seen.capture); who != citing_.end())
      for (const std::string& id : who->second) gathered_[id][seen.capture] = capture;
    if (seen.state != State::alive) return;
    const auto own = sights_.find(residents_.at(seen.address.url, seen.at));
    if (own != sights_.end()) take(own->second, capture);
  }

  // Of the channel's own pages first and last, and all that are cited; with hashes.
  Result<std::vector<AnnexCapture>> of(const std::string& id, const SqliteLedger& ledger) {
    std::map<std::string, AnnexCapture>& captures = gathered_[id];
    for (const auto* each : {&sights_[id].first, &sights_[id].last})
      if (*each) captures[(*each)->id] = **each;
    std::vector<AnnexCapture> all;
    for (auto& [capture, entry] : captures) {
      const auto page = ledger.read_capture(capture);
      if (!page) return page.error();
      entry.sha256 = hex(sha256(page->raw_body));
      all.push_back(entry);
    }
    std::ranges::sort(all, earlier);
    return all;
  }
  bool seen_alive(const std::string& id) { return sights_[id].last.has_value(); }

 private:
  Residents residents_;
  std::map<std::string, Sights> sights_;                                 // by channel id
  std::map<std::string, std::set<std::string>> citing_;                  // capture → channel ids
  std::map<std::string, std::map<std::string, AnnexCapture>> gathered_;  // channel id → capture
};

std::string sums_of(const std::vector<ExportFile>& files) {
  std::string sums;
  for (const ExportFile& file : files) sums += hex(sha256(file.bytes)) + "  " + file.name + "\n";
  return sums;
}

Result<void> write_pack(const fs::path& case_dir, const Referral& referral, const fs::path& to) {
  if (auto made = make_folder(to); !made) return made;
  WaczPart part;
  part.title =
      (referral.rehearsal ? "REHEARSAL: evidence for referral " : "Evidence for referral ") +
      reference_of(referral);
  for (const ReferredChannel& each : referral.channels)
    for (const AnnexCapture& capture : each.captures) part.captures.insert(capture.id);
  CHECK(!part.captures.empty());  // a gate sees to it: an empty part would be the whole case
  if (auto packed = pack_wacz(case_dir, to / "evidence.wacz", part); !packed) return packed;
  auto wacz = read_whole_file(to / "evidence.wacz");
  if (!wacz) return wacz.error();
  std::vector<ExportFile> files = render_pack(referral);
  for (const ExportFile& file : files)
    if (auto wrote = write_file(to / file.name, file.bytes); !wrote) return wrote;
  files.push_back({"evidence.wacz", std::move(*wacz)});
  return write_file(to / "SHA256SUMS", sums_of(files));
}

}  // namespace

Result<ReferView> view_referrals(const fs::path& folder, Time now) {
  std::vector<Observation> words;
  const auto also = [&](const Observation& seen, const auto&) {
    if (seen.word) words.push_back(seen);
  };
  auto view = view_case(folder, {.as_of = {}, .also = also});
  if (!view) return view.error();
  // A word that waited and was taken in meanwhile came twice.
  std::vector<Observation> once;
  for (Observation& word : words) {
    word.capture.clear();
    if (std::ranges::find(once, word) == once.end()) once.push_back(std::move(word));
  }
  const Residents residents(view->tracker.succession());
  auto dossiers = dossiers_of(std::move(once), residents);
  return ReferView{folder, std::move(*view), std::move(dossiers), now};
}

Result<std::vector<Referable>> judge_all(ReferView& view, std::span<const std::string> ids,
                                         Asking asking) {
  auto places = protected_places(view.view.of, view.view.recogniser);
  if (!places) return places.error();
  const Protected spared(std::move(*places));
  auto ledger = open_ledger(view.folder, OpenMode::read);
  if (!ledger) return ledger.error();
  Gatherer gatherer(view, ids);
  const auto folded = (*ledger)->replay([&](const Observation& seen) { gatherer.take_in(seen); });
  if (!folded) return folded.error();
  const Succession& s = view.view.tracker.succession();
  std::vector<Referable> judged;
  for (const std::string& id : ids) {
    const auto channel = std::ranges::find(s.channels, id, &Channel::id);
    CHECK(channel != s.channels.end());
    auto captures = gatherer.of(id, **ledger);
    if (!captures) return captures.error();
    const auto dossier = view.dossiers.find(id);
    Referable each{*channel,
                   dossier == view.dossiers.end() ? Dossier{} : dossier->second,
                   std::move(*captures),
                   {}};
    const Sender& sender = view.view.of.config.sender;
    const bool known = !sender.name.empty() && !sender.email.empty();
    const bool safe = std::ranges::any_of(
        channel->urls, [&](const UrlSpan& at) { return spared.covers(at.address.url); });
    const Candidate candidate{each.channel, s,
                              each.dossier, safe,
                              known,        gatherer.seen_alive(id) ? each.captures.size() : 0,
                              view.now};
    each.closed =
        asking == Asking::to_mark ? closed_for_marking(candidate) : closed_gates(candidate);
    judged.push_back(std::move(each));
  }
  return judged;
}

Result<std::vector<std::string>> write_packs(const ReferView& view,
                                             const std::vector<Referable>& ready,
                                             const fs::path& folder) {
  const Config& config = view.view.of.config;
  std::map<std::string, Referral> packs;  // by folder name
  for (const Referable& each : ready) {
    CHECK(each.closed.empty());
    const Provider provider = provider_of(each.channel);
    Referral& pack = packs[folder_of(provider)];
    pack.provider = provider, pack.sender = config.sender;
    pack.rehearsal = config.rehearsal, pack.tool = tool_version();
    pack.channels.push_back({each.channel, each.dossier, each.captures});
  }
  std::vector<std::string> folders;
  for (auto& [name, pack] : packs) {
    std::ranges::sort(pack.channels, {},
                      [](const ReferredChannel& c) { return c.channel.urls.back().address.url; });
    if (auto wrote = write_pack(view.folder, pack, folder / name); !wrote) return wrote.error();
    if (auto made = make_folder(folder / "internal"); !made) return made.error();
    const auto kept = write_file(folder / "internal" / (name + ".json"), render_record(pack));
    if (!kept) return kept.error();
    folders.push_back((folder / name).string());
  }
  return folders;
}

}  // namespace godwit
