// SPDX-License-Identifier: Apache-2.0
// The grammar of Telegram links (platforms.md 4.1). A link becomes a Target: decoded path segments
// and the raw query; a table says who reads which first segment.
#include "crawler/parse/telegram_link.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace godwit {
namespace {

using Kind = TelegramLink::Kind;

constexpr std::array<std::string_view, 3> hosts{"t.me", "telegram.me", "telegram.dog"};

// First segments that are never a username, and (with `subdomains_only`) labels before ".t.me".
constexpr std::array<std::string_view, 23> reserved{
    "addemoji",     "addlist", "addstickers", "addstyle", "addtheme", "auction", "auth", "call",
    "confirmphone", "contact", "giftcode",    "invoice",  "joinchat", "login",   "nft",  "proxy",
    "setlanguage",  "share",   "socks",       "web",      "iv",       "bg",      "msg"};
constexpr std::array<std::string_view, 5> subdomains_only{"a", "boost", "k", "m", "z"};

struct Target {
  std::vector<std::string> path;  // decoded, no empty segments at the end
  std::string query;              // raw, without '?'

  std::string segment(std::size_t i) const { return i < path.size() ? path[i] : std::string(); }
  std::string argument(std::string_view name) const {
    return query_value(query, name).value_or(std::string());
  }
  bool has(std::string_view name) const { return query_value(query, name).has_value(); }
};

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

bool is_base64url(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
  });
}

bool is_phone(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, is_digit);
}

// The digits at the beginning, as the clients read them ("1asdasdas" is 1); 0 where there are none.
std::int64_t leading_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && value > 0 ? value : 0;
}

bool contains(const auto& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// -- what a link may name -----------------------------------------------------------------------

TelegramLink nothing(Kind kind) { return {kind, {}, {}}; }

TelegramLink chat(std::string_view name, Kind kind = Kind::chat) {
  return {kind, {telegram_username(name), "", std::nullopt}, {}};
}

TelegramLink public_message(std::string_view name, std::int64_t post) {
  return {Kind::message, {telegram_username(name), std::to_string(post), std::nullopt}, {}};
}

TelegramLink private_chat(std::int64_t id, std::string post, Kind kind) {
  const std::string digits = std::to_string(id);
  return {kind,
          {{"telegram", "private_post", digits, "https://t.me/c/" + digits}, std::move(post), id},
          {}};
}

TelegramLink invite(const std::string& hash) {
  return {
      Kind::invite, {{"telegram", "invite", hash, "https://t.me/+" + hash}, "", std::nullopt}, {}};
}

TelegramLink folder(const std::string& slug) {
  return {Kind::folder,
          {{"telegram", "folder", slug, "https://t.me/addlist/" + slug}, "", std::nullopt},
          {}};
}

TelegramLink wrapped(std::string inner) {
  return {inner.empty() ? Kind::other : Kind::wrapped, {}, std::move(inner)};
}

// -- t.me/… -------------------------------------------------------------------------------------

// t.me/c/<id>/[<topic>/]<post>
TelegramLink read_private(const Target& target) {
  const std::int64_t id = leading_number(target.segment(1));
  if (id == 0) return nothing(Kind::refused);
  const std::int64_t post = leading_number(target.segment(2));
  const std::int64_t in_topic = leading_number(target.segment(3));
  if (post > 0)
    return private_chat(id, std::to_string(in_topic > 0 ? in_topic : post), Kind::message);
  if (target.has("boost")) return private_chat(id, "", Kind::boost);
  // "t.me/c/<id>" alone opens nothing in the clients; it is how godwit writes this address.
  if (target.path.size() == 2 && target.query.empty()) return private_chat(id, "", Kind::chat);
  return nothing(Kind::refused);
}

TelegramLink read_joinchat(const Target& target) {
  const std::string hash = target.segment(1);
  return is_base64url(hash) && !is_phone(hash) ? invite(hash) : nothing(Kind::refused);
}

// t.me/+HASH and "t.me/ HASH"; digits only are a phone number.
TelegramLink read_plus(const Target& target) {
  const std::string hash = target.path[0].substr(1);
  if (is_phone(hash)) return nothing(Kind::phone);
  return is_base64url(hash) ? invite(hash) : nothing(Kind::refused);
}

TelegramLink read_addlist(const Target& target) {
  const std::string slug = target.segment(1);
  return is_base64url(slug) ? folder(slug) : nothing(Kind::refused);
}

TelegramLink read_business(const Target& target) {
  return nothing(target.path.size() > 1 ? Kind::other : Kind::refused);
}

TelegramLink read_wrapper(const Target& target) { return wrapped(target.argument("url")); }

TelegramLink read_name(const Target& target);

// t.me/boost/<name>, t.me/boost?c=<id>; else a channel of that name.
TelegramLink read_boost(const Target& target) {
  const std::int64_t id = leading_number(target.argument("c"));
  if (target.path.size() == 1 && id > 0) return private_chat(id, "", Kind::boost);
  if (target.path.size() == 2 && is_telegram_username(target.path[1]))
    return chat(target.path[1], Kind::boost);
  return read_name(target);
}

// t.me/<name>, …/<post>, …/<topic>/<post>, …/s/<story>
TelegramLink read_name(const Target& target) {
  const std::string& name = target.path[0];
  if (!is_telegram_username(name) || contains(reserved, lower(name))) return nothing(Kind::refused);
  const std::int64_t post = leading_number(target.segment(1));
  const std::int64_t in_topic = leading_number(target.segment(2));
  if (post > 0) return public_message(name, in_topic > 0 ? in_topic : post);
  if (target.segment(1) == "s" && leading_number(target.segment(2)) > 0)
    return chat(name, Kind::story);
  return chat(name, target.has("boost") ? Kind::boost : Kind::chat);
}

struct Route {
  std::string_view segment;
  TelegramLink (*read)(const Target&);
};
constexpr std::array<Route, 8> routes{{{"c", read_private},
                                       {"joinchat", read_joinchat},
                                       {"addlist", read_addlist},
                                       {"m", read_business},
                                       {"iv", read_wrapper},
                                       {"share", read_wrapper},
                                       {"msg", read_wrapper},
                                       {"boost", read_boost}}};

TelegramLink read_path(const Target& target) {
  if (target.path.empty() || target.path[0].empty()) return nothing(Kind::refused);
  const std::string& first = target.path[0];
  if (first[0] == '+' || first[0] == ' ') return read_plus(target);
  for (const Route& route : routes)
    if (route.segment == first) return route.read(target);
  return read_name(target);
}

Target target_of(std::string_view path, std::string_view query) {
  Target target;
  target.query = query;
  std::string decoded = percent_decode(path.substr(std::min<std::size_t>(path.size(), 1)));
  while (decoded.ends_with('/')) decoded.pop_back();
  for (std::size_t at = 0; at <= decoded.size();) {
    const std::size_t slash = std::min(decoded.find('/', at), decoded.size());
    target.path.push_back(decoded.substr(at, slash - at));
    at = slash + 1;
  }
  return target;
}

// "/s/" at the beginning asks for the web preview of what follows.
std::string_view without_preview(std::string_view path) {
  for (;;) {
    if (path.starts_with("/s/"))
      path.remove_prefix(2);
    else if (path.starts_with("/%73/"))
      path.remove_prefix(4);
    else
      return path;
  }
}

// -- tg:… ---------------------------------------------------------------------------------------

TelegramLink read_resolve(const Target& target) {
  if (target.has("phone")) return nothing(Kind::phone);
  const std::string name = target.argument("domain");
  if (!is_telegram_username(name)) return nothing(Kind::other);
  if (const std::int64_t post = leading_number(target.argument("post")); post > 0)
    return public_message(name, post);
  return chat(name, leading_number(target.argument("story")) > 0 ? Kind::story : Kind::chat);
}

TelegramLink read_join(const Target& target) {
  const std::string hash = target.argument("invite");
  return is_base64url(hash) && !is_phone(hash) ? invite(hash) : nothing(Kind::other);
}

TelegramLink read_slug(const Target& target) {
  const std::string slug = target.argument("slug");
  return is_base64url(slug) ? folder(slug) : nothing(Kind::other);
}

TelegramLink read_private_post(const Target& target) {
  const std::string channel = target.argument("channel"), post = target.argument("post");
  if (channel.empty() || post.empty()) return nothing(Kind::other);
  const std::int64_t id = leading_number(channel), number = leading_number(post);
  if (id == 0 || number == 0) return nothing(Kind::message);
  return private_chat(id, std::to_string(number), Kind::message);
}

TelegramLink read_boost_link(const Target& target) {
  if (const std::string name = target.argument("domain"); is_telegram_username(name))
    return chat(name, Kind::boost);
  const std::int64_t id = leading_number(target.argument("channel"));
  return id > 0 ? private_chat(id, "", Kind::boost) : nothing(Kind::other);
}

constexpr std::array<Route, 7> actions{{{"resolve", read_resolve},
                                        {"join", read_join},
                                        {"addlist", read_slug},
                                        {"privatepost", read_private_post},
                                        {"boost", read_boost_link},
                                        {"msg_url", read_wrapper},
                                        {"share", read_wrapper}}};

// `text` is what follows "tg:": an action and its query; no user, no port, no path.
TelegramLink read_tg(std::string_view text) {
  if (text.starts_with("//")) text.remove_prefix(2);
  text = text.substr(0, text.find('#'));
  const std::size_t mark = std::min(text.find('?'), text.size());
  std::string_view action = text.substr(0, mark);
  if (action.ends_with('/')) action.remove_suffix(1);
  const bool clean =
      std::ranges::all_of(action, [](char c) { return is_alpha(c) || is_digit(c) || c == '_'; });
  if (!clean || action.empty()) return nothing(Kind::refused);
  const Target target{{}, std::string(text.substr(std::min(mark + 1, text.size())))};
  for (const Route& route : actions)
    if (route.segment == lower(action)) return route.read(target);
  return nothing(Kind::other);
}

// -- the web client: web.telegram.org/{a,k,z}/#@name, #-100<id>, #?tgaddr=tg://… ------------------

TelegramLink read_client(const Url& url) {
  std::string place = percent_decode(url.fragment.value_or(""));
  if (place.starts_with("?tgaddr=")) {
    place.erase(0, std::string_view("?tgaddr=").size());
    return place.starts_with("tg:") ? read_tg(std::string_view(place).substr(3))
                                    : nothing(Kind::other);
  }
  if (place.starts_with("/im?p=")) place.erase(0, std::string_view("/im?p=").size());
  if (place.starts_with('@') && is_telegram_username(place.substr(1))) return chat(place.substr(1));
  if (place.starts_with("-100") && place.size() >= 13 && is_phone(place.substr(4)))
    return private_chat(leading_number(place.substr(4)), "", Kind::chat);
  return nothing(Kind::other);
}

// The label of "<name>.t.me", "" where the host is none.
std::string_view subdomain_of(std::string_view host) {
  constexpr std::string_view suffix = ".t.me";
  if (!host.ends_with(suffix) || host.size() < 9) return {};
  const std::string_view label = host.substr(0, host.size() - suffix.size());
  return label.find('.') == std::string_view::npos ? label : std::string_view();
}

}  // namespace

bool is_telegram_username(std::string_view name) {
  if (name.empty() || name.size() > 32 || !is_alpha(name[0]) || name.back() == '_') return false;
  const auto allowed = [](char c) { return is_alpha(c) || is_digit(c) || c == '_'; };
  return std::ranges::all_of(name, allowed) && name.find("__") == std::string_view::npos;
}

Address telegram_username(std::string_view name) {
  const std::string key = lower(name);
  return {"telegram", "username", key, "https://t.me/" + key};
}

std::optional<TelegramLink> read_telegram_link(const Url& url) {
  if ((url.scheme != "http" && url.scheme != "https") || !url.host) return std::nullopt;
  std::string_view host = *url.host;
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host == "web.telegram.org") return read_client(url);
  const std::string_view name = subdomain_of(host);
  const bool named = !name.empty() && name != "www";
  if (host.starts_with("www.")) host.remove_prefix(4);
  if (!named && !contains(hosts, host)) return std::nullopt;
  const bool usual_port = !url.port || *url.port == 80 || *url.port == 443;
  if (!usual_port || !url.username.empty() || !url.password.empty()) return nothing(Kind::refused);
  if (!named) return read_path(target_of(without_preview(url.path), url.query.value_or("")));
  if (contains(reserved, name) || contains(subdomains_only, name)) return nothing(Kind::refused);
  return read_path(target_of("/" + std::string(name) + url.path, url.query.value_or("")));
}

std::optional<TelegramLink> read_telegram_link(std::string_view text) {
  if (text.size() >= 3 && lower(text.substr(0, 3)) == "tg:") return read_tg(text.substr(3));
  const std::optional<Url> whole = parse_url(text);
  if (whole && whole->host) return read_telegram_link(*whole);
  // "t.me:443/x" reads as scheme "t.me"; "mailto:x@t.me" is what it says.
  if (whole && whole->scheme.find('.') == std::string::npos) return std::nullopt;
  const std::optional<Url> schemeless = parse_url("https://" + std::string(text));
  return schemeless ? read_telegram_link(*schemeless) : std::nullopt;
}

}  // namespace godwit
