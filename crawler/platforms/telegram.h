// SPDX-License-Identifier: Apache-2.0
// The parts of the Telegram reader. Private to crawler/platforms/telegram*.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/parse/html.h"
#include "crawler/parse/recogniser.h"
#include "godwit/observation.h"

namespace godwit::telegram {

// One block of a preview or an embed, before its links are judged.
struct Message {
  Post post;
  std::string channel;                     // "Name" of data-post "Name/123"
  std::optional<std::int64_t> channel_id;  // from data-view or data-peer
  RichText text;
  std::vector<std::string> buttons;   // hrefs of inline buttons
  std::vector<std::string> previews;  // hrefs of link previews
  std::string pinned_words;           // what a "pinned «…»" message quotes
};

// `block` is a .tgme_widget_message; `base` the page's URL.
Message read_message(const Element& block, std::string_view base);
// All messages of a page, in page order, pinned posts marked.
std::vector<Message> read_messages(const Element& page, std::string_view base);
// The references of one message, in the order text, forward, previews, buttons.
std::vector<Reference> references_of_message(const Recogniser& recogniser, const Message& message);

// Which page it is and all it says, into `seen` (already framed).
void read_page(const Recogniser& recogniser, const Fetched& page, const Html& html,
               Observation& seen);

// A name as shown, without the mark of a verified channel.
std::string title_of(const Element& element);
// Hrefs of t.me are at times escaped twice ("&amp;amp;"), and hashtags are links to a search.
void mend_anchors(RichText& rich);

}  // namespace godwit::telegram
