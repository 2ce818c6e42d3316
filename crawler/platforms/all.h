// SPDX-License-Identifier: Apache-2.0
// One maker a platform; platforms.cpp lists them. Each `recogniser` must outlive what is made.
#pragma once

#include <memory>

#include "crawler/parse/recogniser.h"
#include "godwit/platform.h"

namespace godwit {

std::unique_ptr<Platform> make_telegram(const Recogniser& recogniser);
std::unique_ptr<Platform> make_rocketchat(const Recogniser& recogniser);
std::unique_ptr<Platform> make_filehost(const Recogniser& recogniser);
std::unique_ptr<Platform> make_paste(const Recogniser& recogniser);
std::unique_ptr<Platform> make_twitter(const Recogniser& recogniser);
std::unique_ptr<Platform> make_instagram(const Recogniser& recogniser);
std::unique_ptr<Platform> make_website(const Recogniser& recogniser);

}  // namespace godwit
