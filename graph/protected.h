// SPDX-License-Identifier: Apache-2.0
// Protected places: never put forward for referral, whatever anybody says of them. The list is
// seeds/protected.txt and what a case adds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit {

class Protected {
 public:
  Protected() = default;
  // Canonical URLs, or bare hosts: a host covers all that lies on it and below it.
  explicit Protected(std::vector<std::string> places);
  bool covers(std::string_view url) const;

 private:
  std::vector<std::string> urls_, hosts_;  // sorted
};

}  // namespace godwit
