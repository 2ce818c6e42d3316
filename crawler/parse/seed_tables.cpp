// SPDX-License-Identifier: Apache-2.0
// The tables of seeds/ as they were when the program was built: it runs from any folder.
#include "crawler/parse/catalogue.h"

extern "C" {
extern const char godwit_platforms_toml_begin[], godwit_platforms_toml_end[];
extern const char godwit_lexicon_toml_begin[], godwit_lexicon_toml_end[];
extern const char godwit_shorteners_txt_begin[], godwit_shorteners_txt_end[];
extern const char godwit_protected_txt_begin[], godwit_protected_txt_end[];
}

namespace godwit {

std::string_view compiled_in_platforms() {
  return {godwit_platforms_toml_begin, godwit_platforms_toml_end};
}
std::string_view compiled_in_lexicon() {
  return {godwit_lexicon_toml_begin, godwit_lexicon_toml_end};
}
std::string_view compiled_in_shorteners() {
  return {godwit_shorteners_txt_begin, godwit_shorteners_txt_end};
}
std::string_view compiled_in_protected() {
  return {godwit_protected_txt_begin, godwit_protected_txt_end};
}

}  // namespace godwit
