// SPDX-License-Identifier: Apache-2.0
// The document: the template of app/viewer/ with its policy, style, data and script put in.
#include "app/report/page.h"

#include <string_view>
#include <utility>

#include "crawler/store/digest.h"
#include "godwit/check.h"
#include "graph/export/text.h"

extern "C" {
extern const char godwit_page_html_begin[], godwit_page_html_end[];
extern const char godwit_page_css_begin[], godwit_page_css_end[];
extern const char godwit_page_js_begin[], godwit_page_js_end[];
}

namespace godwit {
namespace {

std::string_view html() {
  return {godwit_page_html_begin, std::size_t(godwit_page_html_end - godwit_page_html_begin)};
}
std::string_view css() {
  return {godwit_page_css_begin, std::size_t(godwit_page_css_end - godwit_page_css_begin)};
}
std::string_view js() {
  return {godwit_page_js_begin, std::size_t(godwit_page_js_end - godwit_page_js_begin)};
}

// What a content security policy says of an inline block.
std::string csp_hash(std::string_view block) { return "'sha256-" + base64(sha256(block)) + "'"; }

std::string policy_of(const PageOptions& options) {
  if (!options.nonce.empty()) return "";
  return "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src " +
         csp_hash(js()) + "; style-src " + csp_hash(css()) +
         "; img-src data:; base-uri 'none'; form-action 'none'\">";
}

}  // namespace

std::string render_page(std::string_view data, const PageOptions& options) {
  const std::string nonce =
      options.nonce.empty() ? "" : " nonce=\"" + xml_text(options.nonce) + "\"";
  const std::string policy = policy_of(options);
  // In the order in which they stand in the template, each once: what is put in is never searched.
  const std::pair<std::string_view, std::string_view> parts[] = {
      {"@policy@", policy}, {"@nonce@", nonce}, {"@style@", css()},
      {"@data@", data},     {"@nonce@", nonce}, {"@script@", js()}};
  std::string out;
  out.reserve(html().size() + css().size() + js().size() + data.size() + 1'000);
  std::string_view rest = html();
  for (const auto& [mark, part] : parts) {
    const std::size_t at = rest.find(mark);
    CHECK(at != std::string_view::npos);
    out.append(rest.substr(0, at)).append(part);
    rest.remove_prefix(at + mark.size());
  }
  return out.append(rest);
}

}  // namespace godwit
