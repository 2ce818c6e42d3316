// SPDX-License-Identifier: Apache-2.0
// Reading and judging the collection of site moves.
#include "tests/graph/moves.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/graph/builder.h"

namespace godwit::test {

std::vector<DomainLife> read_domain_lives() {
  std::ifstream in(std::string(GODWIT_SHARED) + "/data/moves/domain_life.tsv");
  std::vector<DomainLife> lives;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream row(line);
    DomainLife life;
    std::string first, last;
    std::getline(row, life.site, '\t');
    std::getline(row, life.domain, '\t');
    std::getline(row, first, '\t');
    std::getline(row, last, '\t');
    life.already_there = first.starts_with('<');
    if (life.already_there) first.erase(0, 1);
    life.first = parse_time(first).value();
    life.last = parse_time(last).value();
    lives.push_back(life);
  }
  return lives;
}

namespace {

std::vector<std::vector<std::string>> read_rows(const std::string& name) {
  std::ifstream in(std::string(GODWIT_SHARED) + "/data/moves/" + name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> row(1);
    for (const char c : line) {
      if (c == '\t')
        row.emplace_back();
      else
        row.back() += c;
    }
    rows.push_back(row);
  }
  return rows;
}

std::string lower(std::string s) {
  for (char& c : s)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return s;
}

// "tg:x", "tg:invite/HASH", "joinchat/HASH", "+HASH" or a bare handle.
Address listed_address(std::string name) {
  if (name.starts_with("tg:")) name.erase(0, 3);
  for (const std::string prefix : {"invite/", "joinchat/", "+"})
    if (name.starts_with(prefix)) return invite(name.substr(prefix.size()));
  return telegram(lower(name));
}

}  // namespace

std::vector<ListedMove> read_curated_moves() {
  std::vector<ListedMove> moves;
  for (const auto& row : read_rows("telegram_curated_moves.tsv")) {
    if (row[3].size() < 4 || row[4].size() < 4 || row[3].starts_with("web:")) continue;
    moves.push_back({parse_time(row[1]).value(), listed_address(row[3]), listed_address(row[4]),
                     row[5], row[6], row[12], row[10] == "same_kind"});
  }
  return moves;
}

std::vector<ListedMove> read_devicegroup_moves() {
  std::vector<ListedMove> moves;
  for (const auto& row : read_rows("telegram_devicegroup_moves.tsv"))
    moves.push_back({parse_time(row[0]).value(), listed_address(row[4]), listed_address(row[5]), "",
                     "", row[6], true});
  return moves;
}

std::vector<Observation> sightings_of(const std::vector<ListedMove>& moves) {
  struct Life {
    Address address;
    std::string title;
    Time first = the_end, last = the_beginning;
    bool already_there = false;
  };
  std::map<std::string, Life> lives;
  Time end = the_beginning;
  for (const ListedMove& move : moves) {
    end = std::max(end, move.at + days(1));
    Life& old = lives[move.from.url];
    if (old.address.empty()) old = {move.from, move.from_title, move.at, move.at, true};
    old.last = move.at;
    Life& young = lives[move.to.url];
    if (young.address.empty()) young = {move.to, move.to_title, move.at, the_end, false};
  }
  std::vector<Observation> all;
  for (const auto& [url, life] : lives) {
    all.push_back(Seen(life.address, life.first).title(life.title).sighting(life.already_there));
    all.push_back(Seen(life.address, std::min(life.last, end)).title(life.title).sighting());
  }
  return all;
}

std::vector<Observation> sightings_of(const std::vector<DomainLife>& lives, Time until) {
  std::vector<Observation> all;
  for (const DomainLife& life : lives) {
    if (life.first >= until) continue;
    all.push_back(Seen(site(life.domain), life.first).sighting(life.already_there));
    all.push_back(Seen(site(life.domain), std::min(life.last, until)).sighting());
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Observation& a, const Observation& b) { return a.at < b.at; });
  return all;
}

Judged judge_sites(const Succession& s, const std::vector<DomainLife>& lives, Time from, Time to) {
  // A row that begins with "<" was already there: earlier than one first seen at that moment.
  using Born = std::pair<Time, bool>;
  std::map<std::string, Born> born;
  std::map<std::string, std::set<std::string>> sites_of, domains_of;
  for (const DomainLife& life : lives) {
    const Born seen{life.first, !life.already_there};
    const auto [at, fresh] = born.try_emplace(life.domain, seen);
    at->second = std::min(at->second, seen);
    sites_of[life.domain].insert(life.site);
    domains_of[life.site].insert(life.domain);
  }
  std::map<std::string, const Edge*> best;
  for (const Edge& e : s.edges) {
    if (e.relation == Relation::impersonates) continue;
    const Edge*& held = best[e.to];
    if (held == nullptr || e.probability > held->probability) held = &e;
  }
  Judged judged;
  for (const auto& [domain, at] : born) {
    if (at.first < from || at.first >= to) continue;
    Judged::Birth birth;
    birth.domain = domain;
    birth.sites = sites_of[domain];
    const auto right = [&](const std::string& other) {
      return other != domain && born.contains(other) && born[other] < at &&
             std::any_of(birth.sites.begin(), birth.sites.end(),
                         [&](const std::string& name) { return domains_of[name].contains(other); });
    };
    for (const std::string& name : birth.sites)
      for (const std::string& other : domains_of[name]) birth.has_parent |= right(other);
    if (const auto edge = best.find("site:" + domain); edge != best.end()) {
      birth.probability = edge->second->probability;
      birth.given = edge->second->from.substr(5);
      birth.right = right(birth.given);
    }
    judged.births.push_back(birth);
  }
  return judged;
}

double Judged::precision(double threshold) const {
  double said = 0, hit = 0;
  for (const Birth& b : births)
    if (b.probability >= threshold) ++said, hit += b.right;
  return said > 0 ? hit / said : 1;
}

double Judged::recall(double threshold) const {
  double all = 0, hit = 0;
  for (const Birth& b : births)
    if (b.has_parent) ++all, hit += b.right && b.probability >= threshold;
  return all > 0 ? hit / all : 1;
}

double Judged::macro_recall(double threshold) const {
  std::map<std::string, std::pair<double, double>> by_site;
  for (const Birth& b : births)
    if (b.has_parent)
      for (const std::string& name : b.sites) {
        ++by_site[name].second;
        by_site[name].first += b.right && b.probability >= threshold;
      }
  double sum = 0;
  for (const auto& [name, counts] : by_site) sum += counts.first / counts.second;
  return by_site.empty() ? 1 : sum / static_cast<double>(by_site.size());
}

double Judged::calibration_error() const {
  std::vector<std::pair<double, bool>> all;
  for (const Birth& b : births)
    if (b.probability > 0) all.emplace_back(b.probability, b.right);
  std::sort(all.begin(), all.end());
  constexpr std::size_t bins = 15;
  double error = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const std::size_t begin = all.size() * bin / bins, end = all.size() * (bin + 1) / bins;
    double said = 0, hit = 0;
    for (std::size_t i = begin; i < end; ++i) said += all[i].first, hit += all[i].second;
    error += std::abs(said - hit) / static_cast<double>(all.size());
  }
  return error;
}

void Judged::print() const {
  std::size_t parents = 0;
  for (const Birth& b : births) parents += b.has_parent;
  std::printf(
      "%zu births, %zu with a parent: P@.5 %.3f R@.5 %.3f P@.8 %.3f R@.8 %.3f macro R@.5 %.3f ECE "
      "%.3f\n",
      births.size(), parents, precision(0.5), recall(0.5), precision(0.8), recall(0.8),
      macro_recall(0.5), calibration_error());
}

}  // namespace godwit::test
