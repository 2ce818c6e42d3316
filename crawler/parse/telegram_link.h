// SPDX-License-Identifier: Apache-2.0
// Telegram's own link grammar, by hand: what t.me, telegram.me, telegram.dog, <name>.t.me, tg: and
// the web client's URLs name. It agrees with the official vectors (tdlib test/link.cpp); where they
// and the list of forms differ, the vectors decide. Strict: undoing obfuscation is text.h's work.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crawler/parse/url.h"
#include "godwit/address.h"

namespace godwit {

struct TelegramLink {
  enum class Kind {
    chat,     // a public chat: Located has its address
    message,  // a message: Located has the chat's address (empty where the id is none) and the post
    story,    // a chat's story; Located has the chat
    boost,    // "boost this chat"; Located has the chat
    invite,   // Located has the invite
    folder,   // a list of several chats; Located has the folder
    wrapped,  // t.me/iv and t.me/share: see `inner`
    phone,    // a person's number: never a place
    other,    // stickers, proxies, payments, business chats, unknown deep links …: no place
    refused,  // on Telegram's hosts, but no link the clients know
  };
  Kind kind = Kind::refused;
  Located located;
  std::string inner;
};

// nullopt: not on Telegram's hosts, not tg:. The scheme may be missing ("t.me/x").
std::optional<TelegramLink> read_telegram_link(std::string_view text);
std::optional<TelegramLink> read_telegram_link(const Url& url);

// 1 to 32 of [A-Za-z0-9_], a letter first, no "__", no final "_".
bool is_telegram_username(std::string_view name);
// {telegram, username, "x", https://t.me/x}
Address telegram_username(std::string_view name);

}  // namespace godwit
