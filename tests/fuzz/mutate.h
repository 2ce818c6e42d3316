// SPDX-License-Identifier: Apache-2.0
// Makes bad input out of good: seeds are cut, doubled, crossed and sprinkled with tokens. The same
// number always makes the same input, so that a crash is a number to run again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::fuzz {

struct Corpus {
  std::vector<std::string> seeds;   // whole, well-formed inputs; never empty
  std::vector<std::string> tokens;  // what the format is made of
};

inline constexpr std::size_t input_max = 256u << 10;  // bytes

// The number-th input of a corpus; 0, 1, … are the seeds themselves.
std::string input(const Corpus& corpus, std::uint64_t number);

// Runs `target` on as many inputs as GODWIT_FUZZ_SECONDS allows (a slice of `slice` inputs where it
// is not set), from number GODWIT_FUZZ_FROM on, and prints how many. GODWIT_FUZZ_KEEP names a file
// that holds the input under way, for after a crash. A single input may take five seconds.
void run(std::string_view name, const Corpus& corpus, std::uint64_t slice,
         const std::function<void(const std::string&)>& target);

// All files of a folder of tests/fixtures, as seeds.
std::vector<std::string> fixtures(std::string_view folder);

}  // namespace godwit::fuzz
