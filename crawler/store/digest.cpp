// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "godwit/check.h"

namespace godwit {

namespace {

std::string digest_of(const EVP_MD* algorithm, std::string_view bytes) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()),
                   &length, algorithm, nullptr) == 1);
  out.resize(length);
  return out;
}

// RFC 4648 section 6, without padding.
std::string base32(std::string_view bytes) {
  constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = (held << 8 | static_cast<unsigned char>(c)) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) out += digits[held >> (bits - 5) & 31];
  }
  if (bits > 0) out += digits[held << (5 - bits) & 31];
  return out;
}

// Lower case ASCII, without the characters of `dropped`.
std::string lower_without(std::string_view text, std::string_view dropped) {
  std::string out;
  for (const char c : text)
    if (dropped.find(c) == std::string_view::npos)
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

}  // namespace

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() { CHECK(context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish() {
  std::string out(32, '\0');
  CHECK(EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(out.data()),
                           nullptr) == 1);
  return out;
}

std::string sha256(std::string_view bytes) { return digest_of(EVP_sha256(), bytes); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string out(32, '\0');
  unsigned length = 0;
  CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
             reinterpret_cast<unsigned char*>(out.data()), &length) != nullptr);
  return out;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 3; ++i)
      three =
          three << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i <= bytes.size() ? digits[three >> (18U - 6U * i) & 63U] : '=';
  }
  return out;
}

std::string sha256_label(std::string_view bytes) { return "sha256:" + hex(sha256(bytes)); }

bool digest_matches(std::string_view label, std::string_view bytes) {
  const std::size_t colon = label.find(':');
  if (colon == std::string_view::npos) return true;
  const std::string algorithm = lower_without(label.substr(0, colon), "-");
  const std::string value = lower_without(label.substr(colon + 1), " =");
  const EVP_MD* known = algorithm == "sha1"     ? EVP_sha1()
                        : algorithm == "sha256" ? EVP_sha256()
                        : algorithm == "sha512" ? EVP_sha512()
                        : algorithm == "md5"    ? EVP_md5()
                                                : nullptr;
  if (known == nullptr) return true;
  const std::string ours = digest_of(known, bytes);
  if (value.size() == ours.size() * 2) return value == hex(ours);
  const std::string spelled = base32(ours);
  return value.size() != spelled.size() || value == spelled;
}

std::string uuid5_urn(std::string_view name) {
  // The URL namespace 6ba7b811-9dad-11d1-80b4-00c04fd430c8.
  constexpr std::string_view url_namespace(
      "\x6b\xa7\xb8\x11\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8", 16);
  std::string id =
      digest_of(EVP_sha1(), std::string(url_namespace) + std::string(name)).substr(0, 16);
  id[6] = static_cast<char>((id[6] & 0x0f) | 0x50);
  id[8] = static_cast<char>((id[8] & 0x3f) | 0x80);
  std::string text = hex(id);
  for (const std::size_t dash : {20u, 16u, 12u, 8u}) text.insert(dash, 1, '-');
  return "urn:uuid:" + text;
}

std::string secret_bytes(std::size_t count) {
  std::string out(count, '\0');
  CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) == 1);
  return out;
}

}  // namespace godwit
