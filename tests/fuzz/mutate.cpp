// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/mutate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

namespace godwit::fuzz {
namespace {

namespace fs = std::filesystem;
using Dice = std::mt19937_64;

constexpr double slowest = 5;  // seconds for one input, under sanitizers and on a busy machine

std::size_t below(Dice& dice, std::size_t end) { return end == 0 ? 0 : dice() % end; }

struct Mutation {
  const char* name;
  void (*apply)(std::string&, const Corpus&, Dice&);
};

void flip_bit(std::string& text, const Corpus&, Dice& dice) {
  if (text.empty()) return;
  char& byte = text[below(dice, text.size())];
  byte = static_cast<char>(byte ^ (1 << below(dice, 8)));
}
void set_byte(std::string& text, const Corpus&, Dice& dice) {
  constexpr std::string_view telling("\0\x01\x7F\x80\xC0\xE2\xF0\xFF\n\r\t <>&\"'\\/%{}[]:;,.@#",
                                     31);
  if (!text.empty()) text[below(dice, text.size())] = telling[below(dice, telling.size())];
}
void cut(std::string& text, const Corpus&, Dice& dice) {
  const std::size_t at = below(dice, text.size());
  text.erase(at, 1 + below(dice, 1 + text.size() / 4));
}
void truncate(std::string& text, const Corpus&, Dice& dice) {
  text.resize(below(dice, text.size()));
}
void repeat(std::string& text, const Corpus&, Dice& dice) {
  const std::size_t at = below(dice, text.size());
  const std::string piece = text.substr(at, 1 + below(dice, 64));
  std::string many;
  for (std::size_t times = 1 + below(dice, 300); times > 0; --times) many += piece;
  text.insert(at, many);
}
void insert_token(std::string& text, const Corpus& corpus, Dice& dice) {
  if (corpus.tokens.empty()) return;
  text.insert(below(dice, text.size() + 1), corpus.tokens[below(dice, corpus.tokens.size())]);
}
void cross(std::string& text, const Corpus& corpus, Dice& dice) {
  const std::string& other = corpus.seeds[below(dice, corpus.seeds.size())];
  text = text.substr(0, below(dice, text.size() + 1)) + other.substr(below(dice, other.size() + 1));
}
void change_number(std::string& text, const Corpus&, Dice& dice) {
  constexpr std::array<std::string_view, 7> numbers = {
      "0",     "-1",        "4294967296", "18446744073709551616", "99999999999999999999",
      "1e999", "2147483648"};
  const std::size_t from = below(dice, text.size());
  const std::size_t at = text.find_first_of("0123456789", from);
  if (at == std::string::npos) return;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
  text.replace(at, end - at, numbers[below(dice, numbers.size())]);
}

constexpr std::array mutations{Mutation{"flip", flip_bit}, Mutation{"set", set_byte},
                               Mutation{"cut", cut},       Mutation{"truncate", truncate},
                               Mutation{"repeat", repeat}, Mutation{"token", insert_token},
                               Mutation{"cross", cross},   Mutation{"number", change_number}};

double seconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

void keep(const std::string& bytes) {
  if (const char* file = std::getenv("GODWIT_FUZZ_KEEP"))
    std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace

std::string input(const Corpus& corpus, std::uint64_t number) {
  if (number < corpus.seeds.size()) return corpus.seeds[number];
  Dice dice(number * 0x9E3779B97F4A7C15ULL + 1);
  std::string text = corpus.seeds[below(dice, corpus.seeds.size())];
  for (std::size_t left = 1 + below(dice, 6); left > 0; --left)
    mutations[below(dice, mutations.size())].apply(text, corpus, dice);
  if (text.size() > input_max) text.resize(input_max);
  return text;
}

void run(std::string_view name, const Corpus& corpus, std::uint64_t slice,
         const std::function<void(const std::string&)>& target) {
  ASSERT_FALSE(corpus.seeds.empty());
  const char* limit = std::getenv("GODWIT_FUZZ_SECONDS");
  const char* first = std::getenv("GODWIT_FUZZ_FROM");
  const double budget = limit == nullptr ? 0 : std::atof(limit);
  const std::uint64_t from = first == nullptr ? 0 : std::strtoull(first, nullptr, 10);
  const auto begun = std::chrono::steady_clock::now();
  std::uint64_t number = from;
  for (; budget > 0 ? seconds_since(begun) < budget : number < from + slice; ++number) {
    const std::string bytes = input(corpus, number);
    keep(bytes);
    const auto started = std::chrono::steady_clock::now();
    target(bytes);
    ASSERT_LT(seconds_since(started), slowest) << "input " << number << " of " << name;
    ASSERT_FALSE(::testing::Test::HasFailure()) << "input " << number << " of " << name;
  }
  std::printf("fuzz %-12s %8llu inputs, %.1f s\n", std::string(name).c_str(),
              static_cast<unsigned long long>(number - from), seconds_since(begun));
}

std::vector<std::string> fixtures(std::string_view folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(GODWIT_FIXTURES) / folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> seeds;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    if (seeds.back().size() > input_max / 2) seeds.back().resize(input_max / 2);
  }
  return seeds;
}

}  // namespace godwit::fuzz
