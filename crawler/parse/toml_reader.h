// SPDX-License-Identifier: Apache-2.0
// Typed reading of a TOML table of ours: every key is asked for by name, wrong types and unknown
// keys become one Error with file, line and column. Include it only where toml++ may be spoken to.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/result.h"

namespace godwit {

// Typed access to one table; the first trouble stays in `error`.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string_view file, std::optional<Error>& error)
      : table_(table), file_(file), error_(error) {}

  void fail(const toml::node& at, const std::string& what) {
    const toml::source_position where = at.source().begin;
    if (!error_)
      error_ =
          Error{Trouble::usage, fmt::format("{}:{}:{}: {}", file_, where.line, where.column, what)};
  }
  void fail(const std::string& what) { fail(table_, what); }
  void fail_at(std::string_view key, const std::string& what) {
    const toml::node* node = table_.get(key);
    node == nullptr ? fail(what) : fail(*node, what);
  }

  // Every key must be one of these.
  void only(std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table_)
      if (std::ranges::find(known, key.str()) == known.end()) {
        const toml::source_position where = key.source().begin;
        if (!error_)
          error_ = Error{Trouble::usage, fmt::format("{}:{}:{}: unknown key \"{}\"", file_,
                                                     where.line, where.column, key.str())};
      }
  }

  std::string text(std::string_view key, bool required = false) {
    const toml::node* node = table_.get(key);
    if (node == nullptr) {
      if (required) fail(fmt::format("missing key \"{}\"", key));
      return {};
    }
    const toml::value<std::string>* value = node->as_string();
    if (value == nullptr) fail(*node, fmt::format("\"{}\" must be a string", key));
    return value == nullptr ? std::string() : value->get();
  }

  // One of `words`; the first where the key is missing.
  std::string word(std::string_view key, std::initializer_list<std::string_view> words) {
    if (table_.get(key) == nullptr) return std::string(*words.begin());
    std::string value = text(key);
    if (std::ranges::find(words, value) == words.end())
      fail_at(key, fmt::format("\"{}\" must be one of: {}", key, fmt::join(words, ", ")));
    return value;
  }

  bool flag(std::string_view key) {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return false;
    if (!node->is_boolean()) fail(*node, fmt::format("\"{}\" must be true or false", key));
    return node->value_or(false);
  }

  std::vector<std::string> list(std::string_view key) {
    std::vector<std::string> out;
    const toml::node* node = table_.get(key);
    if (node == nullptr) return out;
    if (const toml::array* array = node->as_array(); array != nullptr)
      for (const toml::node& each : *array) {
        if (each.is_string())
          out.push_back(each.as_string()->get());
        else
          fail(each, fmt::format("\"{}\" must hold strings only", key));
      }
    else
      fail(*node, fmt::format("\"{}\" must be an array of strings", key));
    return out;
  }

  // The tables of [[key]], in order.
  std::vector<const toml::table*> tables(std::string_view key) {
    std::vector<const toml::table*> out;
    const toml::node* node = table_.get(key);
    if (node == nullptr) return out;
    if (const toml::array* array = node->as_array(); array != nullptr)
      for (const toml::node& each : *array) {
        if (each.is_table())
          out.push_back(each.as_table());
        else
          fail(each, fmt::format("\"{}\" must hold tables only", key));
      }
    else
      fail(*node, fmt::format("\"{}\" must be written [[{}]]", key, key));
    return out;
  }

  const toml::table* table(std::string_view key) {
    const toml::node* node = table_.get(key);
    if (node != nullptr && !node->is_table())
      fail(*node, fmt::format("\"{}\" must be a table", key));
    return node == nullptr ? nullptr : node->as_table();
  }

 private:
  const toml::table& table_;
  std::string_view file_;
  std::optional<Error>& error_;
};

}  // namespace godwit
