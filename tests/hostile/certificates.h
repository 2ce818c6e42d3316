// SPDX-License-Identifier: Apache-2.0
// Certificates for tests: an authority of our own, made on the spot, and server contexts with what
// it (or nobody) issued.
#pragma once

#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <string>

namespace godwit {

using ServerContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

class Authority {
 public:
  Authority();

  // A server context whose certificate is for `host` (a name or an IPv4 address) and ends
  // `valid_seconds` from now (it may lie in the past).
  ServerContext server(const std::string& host, long valid_seconds = 3600) const;
  // Writes the authority's own certificate as a PEM file.
  void write_bundle(const std::filesystem::path& file) const;

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<X509, decltype(&X509_free)> certificate_;
};

}  // namespace godwit
