// SPDX-License-Identifier: Apache-2.0
// EC P-256 keys throughout: cheap enough to sign a leaf per host when first asked. All leaves share
// one key; it never leaves this process.
#include "world/tls.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <map>
#include <mutex>

namespace godwit {

namespace {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
  void operator()(SSL* p) const { SSL_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
};
template <class T>
using Held = std::unique_ptr<T, Free>;

constexpr long year_seconds = 365L * 86'400;
constexpr std::size_t hosts_max = 4096;  // leaves kept; beyond that the store is begun anew

bool extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

// Valid from 2010 on, so that a client whose clock stands in the rehearsed year trusts it as well.
Held<X509> blank(const std::string& name, long serial, EVP_PKEY* key) {
  Held<X509> certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  ASN1_TIME_set_string(X509_getm_notBefore(certificate.get()), "100101000000Z");
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), year_seconds);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

Held<X509> make_root(EVP_PKEY* key) {
  Held<X509> root = blank("godwit rehearsal (not a real authority)", 1, key);
  X509_set_issuer_name(root.get(), X509_get_subject_name(root.get()));
  const bool extended =
      extend(root.get(), root.get(), NID_basic_constraints, "critical,CA:TRUE") &&
      extend(root.get(), root.get(), NID_key_usage, "critical,keyCertSign,cRLSign") &&
      extend(root.get(), root.get(), NID_subject_key_identifier, "hash");
  if (!extended || X509_sign(root.get(), key, EVP_sha256()) == 0) return nullptr;
  return root;
}

std::string pem_of(X509* certificate) {
  const Held<BIO> memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(memory.get(), certificate);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

class Plain : public Stream {
 public:
  explicit Plain(int socket) : socket_(socket) {}
  std::size_t read(char* into, std::size_t size) override {
    const ssize_t n = ::recv(socket_, into, size, 0);
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  bool write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

 private:
  int socket_;
};

class Secure : public Stream {
 public:
  explicit Secure(Held<SSL> ssl) : ssl_(std::move(ssl)) {}
  ~Secure() override {
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  std::size_t read(char* into, std::size_t size) override {
    std::size_t n = 0;
    return SSL_read_ex(ssl_.get(), into, size, &n) == 1 ? n : 0;
  }
  bool write(std::string_view bytes) override {
    std::size_t n = 0;
    return bytes.empty() || SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &n) == 1;
  }

 private:
  Held<SSL> ssl_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(int socket) { return std::make_unique<Plain>(socket); }

struct Authority::Parts {
  Held<EVP_PKEY> root_key, leaf_key;
  Held<X509> root;
  std::string pem;
  std::mutex mutex;
  long serial = 1;
  std::map<std::string, Held<SSL_CTX>, std::less<>> hosts;

  Held<SSL_CTX> context_for(const std::string& host);  // nullptr for an impossible name
  Held<SSL_CTX> make_context(const std::string& host);
};

namespace {

// The client names the host it wants: the leaf is changed for that one.
int choose_leaf(SSL* ssl, int*, void* parts) {
  const char* wanted = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (wanted == nullptr) return SSL_TLSEXT_ERR_OK;
  const Held<SSL_CTX> context = static_cast<Authority::Parts*>(parts)->context_for(wanted);
  if (context != nullptr) SSL_set_SSL_CTX(ssl, context.get());
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Held<SSL_CTX> Authority::Parts::context_for(const std::string& host) {
  const std::lock_guard lock(mutex);
  if (hosts.size() >= hosts_max) hosts.clear();
  Held<SSL_CTX>& context = hosts[host];
  if (context == nullptr) context = make_context(host);
  if (context != nullptr) SSL_CTX_up_ref(context.get());  // lives on if the store is begun anew
  return Held<SSL_CTX>(context.get());
}

Held<SSL_CTX> Authority::Parts::make_context(const std::string& host) {
  Held<X509> leaf = blank(host.size() < 64 ? host : "long name", ++serial, leaf_key.get());
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(root.get()));
  const bool extended = extend(leaf.get(), root.get(), NID_subject_alt_name, "DNS:" + host) &&
                        extend(leaf.get(), root.get(), NID_ext_key_usage, "serverAuth");
  if (!extended || X509_sign(leaf.get(), root_key.get(), EVP_sha256()) == 0) return nullptr;
  Held<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_use_certificate(context.get(), leaf.get());
  SSL_CTX_use_PrivateKey(context.get(), leaf_key.get());
  SSL_CTX_set_tlsext_servername_callback(context.get(), choose_leaf);
  SSL_CTX_set_tlsext_servername_arg(context.get(), this);
  return context;
}

Authority::Authority(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Authority::~Authority() = default;
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;

Result<Authority> Authority::create() {
  auto parts = std::make_unique<Parts>();
  parts->root_key.reset(EVP_EC_gen("P-256"));
  parts->leaf_key.reset(EVP_EC_gen("P-256"));
  if (parts->root_key != nullptr && parts->leaf_key != nullptr)
    parts->root = make_root(parts->root_key.get());
  if (parts->root == nullptr)
    return Error{Trouble::failure, "rehearsal server: cannot make its certificate authority"};
  parts->pem = pem_of(parts->root.get());
  return Authority(std::move(parts));
}

const std::string& Authority::certificate_pem() const { return parts_->pem; }

std::unique_ptr<Stream> Authority::accept(int socket, const std::string& host) {
  const Held<SSL_CTX> context = parts_->context_for(host);
  if (context == nullptr) return nullptr;
  Held<SSL> ssl(SSL_new(context.get()));
  if (ssl == nullptr || SSL_set_fd(ssl.get(), socket) != 1 || SSL_accept(ssl.get()) != 1) {
    ERR_clear_error();
    return nullptr;
  }
  return std::make_unique<Secure>(std::move(ssl));
}

}  // namespace godwit
