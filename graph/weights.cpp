// SPDX-License-Identifier: Apache-2.0
// The numbers, from TOML and back. toml++ is spoken to here and nowhere else in graph/.
#include "graph/weights.h"

#include <toml++/toml.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "godwit/check.h"
#include "graph/evidence.h"

extern "C" {
extern const char godwit_weights_toml_begin[], godwit_weights_toml_end[];
}

namespace godwit {

namespace {

constexpr std::array<std::string_view, groups> group_names{
    "announcement", "reference", "forwards", "claim",         "ads",   "name",
    "likeness",     "content",   "time",     "contradiction", "birth", "line"};
constexpr std::array<std::pair<std::string_view, double Gap::*>, 5> gap_numbers{
    {{"prepared", &Gap::prepared},
     {"lead", &Gap::lead},
     {"lead_sigma", &Gap::lead_sigma},
     {"delay", &Gap::delay},
     {"delay_sigma", &Gap::delay_sigma}}};
constexpr double largest_bits = 1000;  // beyond, 2^bits leaves what a double holds

// The shortest decimal that reads back as the same number; TOML wants a point in it.
std::string spelled(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  std::string number(text.data(), end.ptr);
  return number.find_first_of(".en") == std::string::npos ? number + ".0" : number;
}

// Reads one column over what is there; remembers the first trouble.
class Column {
 public:
  Column(const toml::table& table, std::string_view file) : table_(table), file_(file) {}

  void read_into(Weights& w) {
    for (const auto& [key, node] : table_) {
      if (key == "none")
        number(node, w.none);
      else if (key == "impostor")
        number(node, w.impostor);
      else if (key == "skipped")
        number(node, w.skipped);
      else if (key == "kin")
        number(node, w.kin);
      else if (key == "usual")
        shares(node, w.usual);
      else if (key == "gap")
        gap(node, w.gap);
      else if (key == "skipped_gap")
        gap(node, w.skipped_gap);
      else if (key == "bits")
        all_bits(node, w.bits);
      else if (key == "skipped_bits")
        all_bits(node, w.skipped_bits);
      else if (key == "impostor_bits")
        all_bits(node, w.impostor_bits);
      else if (key == "kin_bits")
        all_bits(node, w.kin_bits);
      else if (key == "caps" || key == "floors")
        each_of(node, [&, caps = key == "caps"](std::string_view group, const toml::node& at) {
          bound(group, at, caps ? w.caps : w.floors);
        });
      else
        wrong(node, "unknown key \"" + std::string(key.str()) + "\"");
    }
  }
  const std::optional<Error>& trouble() const { return trouble_; }

 private:
  void wrong(const toml::node& node, const std::string& what) {
    if (trouble_) return;
    const auto at = node.source().begin;
    trouble_ = Error{Trouble::usage, std::string(file_) + ":" + std::to_string(at.line) + ":" +
                                         std::to_string(at.column) + ": " + what};
  }
  void number(const toml::node& node, double& into) {
    const auto value = node.value<double>();
    if (!value || !(std::abs(*value) <= largest_bits))
      return wrong(node, "bits are a number between -1000 and 1000");
    into = *value;
  }
  void shares(const toml::node& node, Shares& into) {
    const toml::array* list = node.as_array();
    if (list == nullptr || list->size() != into.size())
      return wrong(node, "must be a list of " + std::to_string(into.size()) + " shares");
    for (std::size_t i = 0; i < into.size(); ++i) {
      number((*list)[i], into[i]);
      if (into[i] < 0) return wrong((*list)[i], "a share is no less than 0");
    }
  }
  void gap(const toml::node& node, Gap& into) {
    each_of(node, [&](std::string_view name, const toml::node& at) {
      for (const auto& [known, member] : gap_numbers)
        if (known == name) {
          number(at, into.*member);
          if (!(into.*member > 0)) wrong(at, "a gap's numbers are above 0");
          return;
        }
      wrong(at, "no number of a gap is called \"" + std::string(name) + "\"");
    });
    if (!(into.prepared < 1)) wrong(node, "the share prepared is below 1");
  }
  template <class Take>
  void each_of(const toml::node& node, const Take& take) {
    if (node.as_table() == nullptr) return wrong(node, "must be a table");
    for (const auto& [key, value] : *node.as_table()) take(key.str(), value);
  }
  void all_bits(const toml::node& node, Bits& table) {
    each_of(node, [&](std::string_view kind, const toml::node& at) { bits(kind, at, table); });
  }
  void bits(std::string_view kind, const toml::node& node, Bits& table) {
    for (const Row& row : evidence_rows()) {
      if (row.name != kind) continue;
      const toml::array* list = node.as_array();
      if (list == nullptr || list->size() > levels)
        return wrong(node, "must be a list of at most " + std::to_string(levels) + " numbers");
      auto& into = table[static_cast<std::size_t>(row.kind)];
      into.fill(0);
      for (std::size_t i = 0; i < list->size(); ++i) number((*list)[i], into[i]);
      return;
    }
    wrong(node, "no kind of evidence is called \"" + std::string(kind) + "\"");
  }
  void bound(std::string_view group, const toml::node& node, std::array<double, groups>& into) {
    for (std::size_t g = 0; g < groups; ++g)
      if (group_names[g] == group) return number(node, into[g]);
    wrong(node, "no group of evidence is called \"" + std::string(group) + "\"");
  }

  const toml::table& table_;
  std::string_view file_;
  std::optional<Error> trouble_;
};

Result<WeightSet> read_over(WeightSet set, std::string_view text, std::string_view file) {
  toml::table root;
  try {
    root = toml::parse(text, std::string(file));
  } catch (const toml::parse_error& e) {
    const auto at = e.source().begin;
    return Error{Trouble::usage, std::string(file) + ":" + std::to_string(at.line) + ":" +
                                     std::to_string(at.column) + ": " +
                                     std::string(e.description())};
  }
  for (const auto& [key, node] : root) {
    if (key == "name" && node.is_string()) {
      set.name = *node.value<std::string>();
    } else if ((key == "channels" || key == "sites") && node.is_table()) {
      Column column(*node.as_table(), file);
      column.read_into(key == "sites" ? set.sites : set.channels);
      if (column.trouble()) return *column.trouble();
    } else {
      return Error{Trouble::usage, std::string(file) + ":" +
                                       std::to_string(node.source().begin.line) +
                                       ": a weight set has a name, [channels] and [sites], not \"" +
                                       std::string(key.str()) + "\""};
    }
  }
  return set;
}

std::string spell_bits(const Bits& table) {
  std::string out;
  for (const Row& row : evidence_rows()) {
    out += std::string(row.name) + " = [";
    const auto& bits = table[static_cast<std::size_t>(row.kind)];
    std::size_t last = levels;
    while (last > 0 && bits[last - 1] == 0) --last;
    for (std::size_t i = 0; i < last; ++i) out += (i > 0 ? ", " : "") + spelled(bits[i]);
    out += "]\n";
  }
  return out;
}

std::string spell_shares(const Shares& shares) {
  std::string out = "[";
  for (const double share : shares) out += (out.size() > 1 ? ", " : "") + spelled(share);
  return out + "]";
}

std::string spell_gap(const Gap& gap) {
  std::string out;
  for (const auto& [name, member] : gap_numbers)
    out += (out.empty() ? "{" : ", ") + std::string(name) + " = " + spelled(gap.*member);
  return out + "}";
}

std::string spell_column(std::string_view title, const Weights& w) {
  const std::string name(title);
  std::string out = "\n[" + name + "]\nnone = " + spelled(w.none) +
                    "\nimpostor = " + spelled(w.impostor) + "\nskipped = " + spelled(w.skipped) +
                    "\nkin = " + spelled(w.kin) + "\nusual = " + spell_shares(w.usual) +
                    "\ngap = " + spell_gap(w.gap) + "\nskipped_gap = " + spell_gap(w.skipped_gap) +
                    "\n";
  out += "\n[" + name + ".bits]\n" + spell_bits(w.bits);
  out += "\n[" + name + ".skipped_bits]\n" + spell_bits(w.skipped_bits);
  out += "\n[" + name + ".impostor_bits]\n" + spell_bits(w.impostor_bits);
  out += "\n[" + name + ".kin_bits]\n" + spell_bits(w.kin_bits);
  for (const bool caps : {true, false}) {
    out += "\n[" + name + (caps ? ".caps]\n" : ".floors]\n");
    for (std::size_t g = 0; g < groups; ++g)
      out += std::string(group_names[g]) + " = " + spelled((caps ? w.caps : w.floors)[g]) + "\n";
  }
  return out;
}

std::string spell_numbers(const WeightSet& set) {
  return spell_column("channels", set.channels) + spell_column("sites", set.sites);
}

}  // namespace

double Gap::up_to(double hours) const {
  const auto normal = [](double z) { return std::erfc(-z * M_SQRT1_2) / 2; };
  if (hours < 0) return prepared * normal(-std::log(-hours / lead) / lead_sigma);
  if (hours == 0) return prepared;
  return prepared + (1 - prepared) * normal(std::log(hours / delay) / delay_sigma);
}

std::string_view name_of(Group group) { return group_names[static_cast<std::size_t>(group)]; }

std::string WeightSet::version() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint64_t hash = hash_of(spell_numbers(*this));
  std::string out = name + "-";
  for (int i = 0; i < 8; ++i, hash >>= 4) out += digits[hash & 15];
  return out;
}

WeightSet start_weights() {
  const std::string_view text(
      godwit_weights_toml_begin,
      static_cast<std::size_t>(godwit_weights_toml_end - godwit_weights_toml_begin));
  auto set = read_over({}, text, "seeds/weights.toml");
  CHECK(set);  // compiled in, and read by the tests
  return std::move(*set);
}

Result<WeightSet> read_weights(std::string_view toml, std::string_view file) {
  return read_over(start_weights(), toml, file);
}

std::string write_weights(const WeightSet& set) {
  std::string quoted;
  for (const char c : set.name)
    if (c >= ' ' && c != '"' && c != '\\' && c != 127) quoted += c;
  return "name = \"" + quoted + "\"\n" + spell_numbers(set);
}

}  // namespace godwit
