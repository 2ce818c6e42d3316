// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/content_hash.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "godwit/check.h"

namespace godwit {

std::string content_hash(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  std::string out = "sha256:";
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

}  // namespace godwit
