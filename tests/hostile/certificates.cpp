// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/certificates.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>

#include "godwit/check.h"

namespace godwit {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key new_key() {
  Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  CHECK(key != nullptr);
  return key;
}

void add_extension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  CHECK(extension != nullptr);
  CHECK(X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

void set_name(X509_NAME* name, const std::string& common_name) {
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  CHECK(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1);
}

// Unsigned yet; valid from a day ago until `valid_seconds` from now.
Certificate draft(const std::string& common_name, EVP_PKEY* key, long serial, long valid_seconds) {
  Certificate certificate(X509_new(), &X509_free);
  CHECK(X509_set_version(certificate.get(), 2) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86'400);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), valid_seconds);
  X509_set_pubkey(certificate.get(), key);
  set_name(X509_get_subject_name(certificate.get()), common_name);
  return certificate;
}

bool is_ipv4(const std::string& host) {
  return host.find_first_not_of("0123456789.") == std::string::npos;
}

}  // namespace

Authority::Authority()
    : key_(new_key()), certificate_(draft("Harbour test authority", key_.get(), 1, 86'400)) {
  X509* certificate = certificate_.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  CHECK(X509_sign(certificate, key_.get(), EVP_sha256()) > 0);
}

ServerContext Authority::server(const std::string& host, long valid_seconds) const {
  const Key key = new_key();
  const Certificate certificate = draft(host, key.get(), 2, valid_seconds);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate.get(), NID_subject_alt_name, (is_ipv4(host) ? "IP:" : "DNS:") + host);
  CHECK(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0);
  ServerContext context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  CHECK(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1);
  CHECK(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
  return context;
}

void Authority::write_bundle(const std::filesystem::path& file) const {
  std::FILE* out = std::fopen(file.c_str(), "w");
  CHECK(out != nullptr);
  CHECK(PEM_write_X509(out, certificate_.get()) == 1);
  CHECK(std::fclose(out) == 0);
}

}  // namespace godwit
