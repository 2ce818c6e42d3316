// SPDX-License-Identifier: Apache-2.0
// The parts of t.me's pages, one file each; pages_telegram.cpp says which is asked for. The shapes
// and class names are those of real pages (platforms.md 1); the markup was written for this world.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "world/page.h"

namespace godwit::stage {

struct Card {  // what the head of a page says
  std::string title, og_title, description, image, app_link, path;
  bool robots = false;
};

// telegram_frame.cpp: what all pages share.
void put_head(std::string& out, const Card& card);
void put_body(std::string& out);               // from </head> to the inside of the card
void put_page_end(std::string& out);           // closes what put_body opened
void put_brand(std::string& out);              // the bar at the top
std::string photo_of(const Place& place);      // URL of its avatar
std::string picture_of(const Saying& saying);  // URL of the picture that holds its link
std::string plain_about(const Script& script, const Place& place, Time now);
std::string html_about(const Script& script, const Place& place, Time now);

// telegram_landing.cpp
Answer nobody_here(const std::string& name, Time now);
Answer dead_invite(const std::string& hash, Time now);
Answer landing(const Script& script, const Place& place, Time now);
Answer restricted_landing(const std::string& handle, Time now);

// telegram_message.cpp
bool shown(const Post& post, Time now);
bool has_picture(const Post& post);
void put_message(const Script& script, const Place& place, const Post& post, Time now, bool embed,
                 std::string& out);
const Post* find_post(const Place& place, std::uint32_t id, Time now);
Answer embed(const Script& script, const Place* place, const Post* post, Time now);
Answer post_page(const Script& script, const Place& place, const Post& post, Time now);

// telegram_preview.cpp
std::uint32_t number_in(std::string_view text);  // 0 where it is no number
Answer preview(const Script& script, const Place& place, const Ask& ask, std::uint32_t around,
               Time now);
Answer restricted_preview(const std::string& handle, Time now);

}  // namespace godwit::stage
