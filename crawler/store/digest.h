// SPDX-License-Identifier: Apache-2.0
// digest: the hashes that evidence rests on (SHA-256, HMAC-SHA-256) and name-based UUIDs. The one
// place of this room that speaks to OpenSSL.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace godwit {

// SHA-256 over bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void add(std::string_view bytes);
  // 32 raw bytes. Ends the run; add() afterwards is a bug.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// 32 raw bytes.
std::string sha256(std::string_view bytes);
// 32 raw bytes (RFC 2104).
std::string hmac_sha256(std::string_view key, std::string_view bytes);
// Lower case, two digits a byte.
std::string hex(std::string_view bytes);
// RFC 4648 section 4, with padding.
std::string base64(std::string_view bytes);
// "sha256:<hex>", as WARC, CDXJ and datapackage.json spell a digest.
std::string sha256_label(std::string_view bytes);
// Does a label of somebody else's ("sha1:BASE32", "sha256:HEX", …) name these bytes? True too where
// the label's algorithm or spelling is unknown: what cannot be checked is not wrong.
bool digest_matches(std::string_view label, std::string_view bytes);
// "urn:uuid:…", version 5 (RFC 4122 section 4.3) in the URL namespace.
std::string uuid5_urn(std::string_view name);
// `count` bytes no one can guess, for keys.
std::string secret_bytes(std::size_t count);

}  // namespace godwit
