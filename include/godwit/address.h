// SPDX-License-Identifier: Apache-2.0
// Address: a canonical place where a channel may live. The same place always has the same Address,
// however it was written; the forms are listed in docs/addresses.md and seeds/platforms.toml.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace godwit {

// platform: "telegram", "rocketchat", "files.fm", ... "site" for a host no catalogue row knows.
// kind:     the platform's kind of place: telegram "username" | "invite" | "folder" |
// "private_post";
//           rocketchat "channel" | "group" | "invite"; file hosts "file" | "folder"; "site"; ...
// id:       identity inside the platform ("x" lower case, "AbC" exact invite hash, "host/name").
// url:      the canonical URL: identity of the address everywhere. Two addresses are equal iff
//           their urls are.
struct Address {
  std::string platform;
  std::string kind;
  std::string id;
  std::string url;

  bool operator==(const Address& o) const { return url == o.url; }
  std::strong_ordering operator<=>(const Address& o) const { return url <=> o.url; }
  bool empty() const { return url.empty(); }
};

// What one URL names: its address, and what it carried beside it.
struct Located {
  Address address;
  std::string post;                        // the post's id where the link was to a post, else ""
  std::optional<std::int64_t> numeric_id;  // t.me/c/<id> and the like leak the stable id
  bool operator==(const Located&) const = default;
};

}  // namespace godwit
