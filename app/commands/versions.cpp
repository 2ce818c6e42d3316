// SPDX-License-Identifier: Apache-2.0
// The versions of the libraries this program runs with: what a report of trouble needs.
#include "app/commands/versions.h"

#include <tbb/version.h>
#include <unicode/uversion.h>

#include <boost/version.hpp>

namespace godwit {

std::string library_versions() {
  return "boost " BOOST_LIB_VERSION ", oneTBB " TBB_VERSION_STRING ", ICU " U_ICU_VERSION;
}

}  // namespace godwit
