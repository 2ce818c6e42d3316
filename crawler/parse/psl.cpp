// SPDX-License-Identifier: Apache-2.0
// The public suffix list: which part of a host name somebody registered. The only file that speaks
// to libpsl. The list of the system's `publicsuffix` package is used where it is newer than the
// library's own.
#include <libpsl.h>

#include <memory>

#include "crawler/parse/url.h"
#include "crawler/parse/url_host.h"

namespace godwit {
namespace {

// Reading the list takes milliseconds and it never changes while we run: one immutable copy. Null
// where the library has none.
const psl_ctx_t* public_suffixes() {
  static const std::unique_ptr<const psl_ctx_t, void (*)(const psl_ctx_t*)> list(
      psl_latest(nullptr),
      [](const psl_ctx_t* context) { psl_free(const_cast<psl_ctx_t*>(context)); });
  return list.get();
}

}  // namespace

bool has_public_suffix(std::string_view host) {
  const std::string top(host.substr(host.rfind('.') + 1));
  if (top == "example" || top == "test") return true;  // RFC 2606
  const psl_ctx_t* list = public_suffixes();
  return list == nullptr ||
         psl_is_public_suffix2(list, top.c_str(), PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

std::string registrable_domain(std::string_view host) {
  const psl_ctx_t* list = public_suffixes();
  std::string name(host.substr(0, host.find_last_not_of('.') + 1));
  if (list == nullptr || name.empty() || is_ip_literal(name)) return name;
  const char* domain = psl_registrable_domain(list, name.c_str());
  return domain == nullptr ? name : domain;
}

}  // namespace godwit
