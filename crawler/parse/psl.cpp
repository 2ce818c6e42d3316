// SPDX-License-Identifier: Apache-2.0
// The public suffix list: which part of a host name somebody registered. The only file that speaks
// to libpsl. The list of the system's `publicsuffix` package is used where it is newer than the
// library's own.
#include <libpsl.h>

#include <memory>

#include "crawler/parse/url.h"
#include "crawler/parse/url_host.h"

namespace godwit {

std::string registrable_domain(std::string_view host) {
  // Reading the list takes milliseconds and it never changes while we run: one immutable copy.
  static const std::unique_ptr<const psl_ctx_t, void (*)(const psl_ctx_t*)> list(
      psl_latest(nullptr),
      [](const psl_ctx_t* context) { psl_free(const_cast<psl_ctx_t*>(context)); });
  const std::string name(host.substr(0, host.find_last_not_of('.') + 1));
  if (list == nullptr || name.empty() || is_ip_literal(name)) return name;
  const char* domain = psl_registrable_domain(list.get(), name.c_str());
  return domain == nullptr ? name : domain;
}

}  // namespace godwit
