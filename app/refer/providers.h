// SPDX-License-Identifier: Apache-2.0
// Providers: to whom a referral of a channel goes, and in which language it is written.
#pragma once

#include <string>

#include "godwit/tracker.h"

namespace godwit {

struct Provider {
  std::string key;       // "telegram", "files.fm", "rocketchat:host", "site:host": groups packs
  std::string name;      // as the cover addresses it
  std::string language;  // of the cover: en | de | fr | es
  bool operator==(const Provider&) const = default;
};

Provider provider_of(const Channel& channel);
// The key as a folder's name: letters, digits, '.', '-' and '_'.
std::string folder_of(const Provider& provider);

}  // namespace godwit
