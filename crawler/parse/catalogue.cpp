// SPDX-License-Identifier: Apache-2.0
// From a URL to the place it names. A set of all patterns says which forms may match (one linear
// pass), then each of those runs alone for its captures; the table's order decides between them.
#include "crawler/parse/catalogue.h"

#include <algorithm>
#include <numeric>

#include "crawler/parse/catalogue_table.h"
#include "crawler/parse/telegram_link.h"
#include "crawler/parse/url.h"
#include "crawler/parse/url_percent.h"

namespace godwit {

struct Catalogue::State {
  Tables tables;
};

namespace {

constexpr int unwraps_max = 8;  // a wrapper in a wrapper in … : nobody honest goes deeper

using Captures = std::map<std::string, std::string, std::less<>>;

// What one reading of one URL says: a place, or another URL inside it, or nothing.
struct Reading {
  std::optional<Located> located;
  std::string inner;  // to be read instead
  std::string step;
};

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string ascii_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_http(const Url& url) { return url.scheme == "http" || url.scheme == "https"; }

// "host" or "host:port", without the root's dot and without the ports of http and https; "" for a
// name that no DNS can hold ("birds..example").
std::string authority_of(const Url& url) {
  std::string host = url.host.value_or("");
  if (host.ends_with('.')) host.pop_back();
  if (host.empty() || host.starts_with('.') || host.ends_with('.') ||
      host.find("..") != std::string::npos)
    return {};
  if (url.port && *url.port != 80 && *url.port != 443) host += ':' + std::to_string(*url.port);
  return host;
}

// -- forms ----------------------------------------------------------------------------------------

std::string cased(const std::string& text, CaseRule rule) {
  if (rule == CaseRule::lower) return ascii_lower(text);
  return rule == CaseRule::upper ? ascii_upper(text) : text;
}

std::string filtered(std::string value, std::string_view filters) {
  if (filters.find("|decode") != std::string_view::npos) value = percent_decode(value);
  if (filters.find("|lower") != std::string_view::npos) value = ascii_lower(value);
  if (filters.find("|encode") == std::string_view::npos) return value;
  std::string encoded;
  append_encoded(encoded, value, EncodeSet::component);
  return encoded;
}

std::string expand(std::string_view text, const Captures& captures, CaseRule rule) {
  std::string out;
  walk_template(
      text, [&](std::string_view literal) { out += literal; },
      [&](std::string_view name, std::string_view filters) {
        const auto found = captures.find(name);
        if (found != captures.end()) out += filtered(cased(found->second, rule), filters);
      });
  return out;
}

// The named groups of the pattern and the wanted parameters of the query; nullopt: no match.
std::optional<Captures> captures_of(const LinkForm& form, std::string_view subject,
                                    std::string_view query) {
  const int groups = form.pattern->NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(groups));
  const re2::StringPiece text(subject.data(), subject.size());
  if (!form.pattern->Match(text, 0, text.size(), re2::RE2::ANCHOR_START, found.data(), groups))
    return std::nullopt;
  Captures captures;
  for (const auto& [name, index] : form.pattern->NamedCapturingGroups())
    captures[name] = std::string(found[static_cast<std::size_t>(index)]);
  for (const auto& [name, pattern] : form.query) {
    std::optional<std::string> value = query_value(query, name);
    if (!value || !re2::RE2::FullMatch(*value, *pattern)) return std::nullopt;
    captures[name] = std::move(*value);
  }
  return captures;
}

// "unwrap l.facebook.com"
std::string step_name(std::string_view subject) {
  return "unwrap " + std::string(subject.substr(0, subject.find_first_of("/?#:")));
}

std::optional<Reading> read_form(const Tables& tables, const LinkForm& form,
                                 std::string_view subject, std::string_view query) {
  std::optional<Captures> captures = captures_of(form, subject, query);
  if (!captures) return std::nullopt;
  std::string_view host = subject.substr(0, subject.find_first_of("/?#"));
  if (!form.any_host && host.starts_with("www.")) host.remove_prefix(4);
  captures->emplace("host", host);
  if (!form.unwrap.empty())
    return Reading{std::nullopt, expand(form.unwrap, *captures, CaseRule::exact),
                   step_name(subject)};
  const std::string id = expand(form.id, *captures, form.rule);
  if (id.empty() || form.except.contains(ascii_lower(id))) return std::nullopt;
  (*captures)["id"] = id;
  const Address address{tables.rows[form.row].name, form.kind, id,
                        expand(form.url, *captures, form.rule)};
  return Reading{
      Located{address, expand(form.post, *captures, CaseRule::exact), std::nullopt}, {}, {}};
}

// Indices of the patterns that may match, in the table's order. Without memory the filter is blind,
// not silent: then all may.
std::vector<int> candidates(const re2::RE2::Set& filter, std::string_view text, std::size_t all) {
  std::vector<int> hits;
  re2::RE2::Set::ErrorInfo error{};
  if (!filter.Match(re2::StringPiece(text.data(), text.size()), &hits, &error) &&
      error.kind == re2::RE2::Set::kOutOfMemory) {
    hits.resize(all);
    std::iota(hits.begin(), hits.end(), 0);
  }
  std::ranges::sort(hits);
  return hits;
}

std::optional<Reading> read_forms(const Tables& tables, std::string_view subject,
                                  std::string_view query, bool any_host_counts) {
  for (const int hit : candidates(*tables.form_filter, subject, tables.forms.size())) {
    const LinkForm& form = tables.forms[static_cast<std::size_t>(hit)];
    if (form.any_host && !any_host_counts) continue;
    if (std::optional<Reading> reading = read_form(tables, form, subject, query)) return reading;
  }
  return std::nullopt;
}

// -- URLs -----------------------------------------------------------------------------------------

Reading of_telegram(TelegramLink link) {
  if (!link.inner.empty()) return {std::nullopt, std::move(link.inner), "unwrap t.me"};
  if (link.located.address.empty()) return {};
  return {std::move(link.located), {}, {}};
}

bool is_short_host(const Tables& tables, std::string_view host) {
  if (host.starts_with("www.")) host.remove_prefix(4);
  if (tables.shorteners.contains(host)) return true;
  const HostEntry* entry = host_entry_of(tables, host);
  return entry != nullptr && tables.rows[entry->row].shortener;
}

Reading short_link(std::string_view host, const Url& url) {
  if (url.path.size() < 2) return {};
  if (host.starts_with("www.")) host.remove_prefix(4);
  std::string id = std::string(host) + url.path;
  while (id.ends_with('/')) id.pop_back();
  return {Located{{"shortener", "short", id, "https://" + id}, "", std::nullopt}, {}, {}};
}

Reading read_http(const Tables& tables, const Url& url) {
  if (std::optional<TelegramLink> link = read_telegram_link(url))
    return of_telegram(std::move(*link));
  const std::string host = authority_of(url);
  if (host.empty()) return {};
  const HostEntry* entry = host_entry_of(tables, host);
  const bool is_short = is_short_host(tables, host);
  const bool stranger = entry == nullptr || tables.open_rows[entry->row];
  std::string subject = host + url.path;
  if (url.query) subject += '?' + *url.query;
  if (url.fragment) subject += '#' + *url.fragment;
  if (std::optional<Reading> reading =
          read_forms(tables, subject, url.query.value_or(""), stranger && !is_short))
    return std::move(*reading);
  if (is_short) return short_link(host, url);
  if (entry != nullptr) return {};
  return {Located{{"site", "site", host, "https://" + host + "/"}, "", std::nullopt}, {}, {}};
}

// "matrix:r/room:server.org": patterns see "matrix:" and what follows, slashes after it dropped.
Reading read_other_scheme(const Tables& tables, const std::string& scheme, std::string_view rest) {
  if (rest.starts_with("//")) rest.remove_prefix(2);
  const std::string subject = scheme + ':' + std::string(rest);
  const std::size_t mark = std::min(rest.find('?'), rest.size());
  const std::string_view query = rest.substr(std::min(mark + 1, rest.size()));
  return read_forms(tables, subject, query.substr(0, query.find('#')), false).value_or(Reading{});
}

// "" where the text begins with no scheme; "t.me:443/x" has none.
std::string scheme_of(std::string_view text) {
  const std::size_t colon =
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");
  if (colon == std::string_view::npos || colon == 0 || text[colon] != ':') return {};
  const std::string scheme = ascii_lower(text.substr(0, colon));
  const bool host_and_port = scheme.find('.') != std::string::npos;
  return host_and_port || (scheme[0] < 'a' || scheme[0] > 'z') ? std::string() : scheme;
}

Reading read_schemeless(const Tables& tables, std::string_view text) {
  if (text.starts_with("//")) text.remove_prefix(2);
  const std::optional<Url> url = parse_url("https://" + std::string(text));
  if (!url || host_entry_of(tables, authority_of(*url)) == nullptr) return {};
  return read_http(tables, *url);
}

Reading read_once(const Tables& tables, std::string_view text) {
  text = trimmed(text);
  const std::string scheme = scheme_of(text);
  if (scheme == "tg") {
    std::optional<TelegramLink> link = read_telegram_link(text);
    return link ? of_telegram(std::move(*link)) : Reading{};
  }
  if (tables.schemes.contains(scheme))
    return read_other_scheme(tables, scheme, text.substr(scheme.size() + 1));
  const std::optional<Url> url = parse_url(text);
  if (url && is_http(*url)) return read_http(tables, *url);
  return scheme.empty() ? read_schemeless(tables, text) : Reading{};
}

}  // namespace

Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;
Catalogue::~Catalogue() = default;

Result<Catalogue> Catalogue::load(std::string_view platforms_toml, std::string_view file_name,
                                  std::string_view shorteners) {
  Result<Tables> tables = load_tables(platforms_toml, file_name, shorteners);
  if (!tables) return tables.error();
  Catalogue catalogue;
  catalogue.state_ = std::make_unique<State>(State{std::move(tables).value()});
  return catalogue;
}

namespace {

// What a wrapper carried, made a URL: percent-encoded twice by sloppy tools, or without its scheme.
std::string unwrapped_url(std::string inner) {
  for (int times = 0; times < 3 && (inner.starts_with("http%") || inner.starts_with("https%"));
       ++times)
    inner = percent_decode(inner);
  return scheme_of(trimmed(inner)).empty() ? "https://" + inner : inner;
}

std::string without(const SecretRule& rule, const std::string& text) {
  std::string out;
  re2::StringPiece rest(text), link;
  while (rule.link->Match(rest, 0, rest.size(), re2::RE2::UNANCHORED, &link, 1)) {
    out.append(rest.data(), link.data());
    std::string kept(link);
    re2::RE2::GlobalReplace(&kept, *rule.value, "\\1");
    out += kept;
    rest.remove_prefix(static_cast<std::size_t>(link.end() - rest.begin()));
  }
  return out.append(rest.data(), rest.size());
}

}  // namespace

std::optional<Located> Catalogue::locate(std::string_view url,
                                         std::vector<std::string>* steps) const {
  std::string text(url);
  for (int unwrapped = 0; unwrapped <= unwraps_max; ++unwrapped) {
    Reading reading = read_once(state_->tables, text);
    if (reading.inner.empty()) return std::move(reading.located);
    if (steps != nullptr) steps->push_back(reading.step);
    text = unwrapped_url(std::move(reading.inner));
  }
  return std::nullopt;
}

std::string Catalogue::without_secrets(std::string_view written) const {
  std::string text(written);
  if (text.find('=') == std::string::npos) return text;  // secrets are values of parameters
  for (const SecretRule& rule : state_->tables.secrets) text = without(rule, text);
  return text;
}

bool Catalogue::knows_host(std::string_view host) const {
  const std::string name = ascii_lower(host);
  return host_entry_of(state_->tables, name) != nullptr || is_short_host(state_->tables, name);
}

bool Catalogue::is_shortener(std::string_view host) const {
  return is_short_host(state_->tables, ascii_lower(host));
}

std::string Catalogue::service_of(std::string_view host) const {
  const std::string name = ascii_lower(host);
  const HostEntry* entry = host_entry_of(state_->tables, name);
  const bool own = entry != nullptr && !entry->mirror;
  if (own && !state_->tables.rows[entry->row].service.empty())
    return state_->tables.rows[entry->row].service;
  return registrable_domain(name);
}

bool Catalogue::is_canary(std::string_view url) const {
  return std::ranges::any_of(state_->tables.canaries, [&](const auto& group) {
    return std::ranges::find(group.second, url) != group.second.end();
  });
}

std::vector<std::string> Catalogue::canaries_of(std::string_view service) const {
  const auto found = state_->tables.canaries.find(service);
  return found == state_->tables.canaries.end() ? std::vector<std::string>() : found->second;
}

const std::vector<PlatformRow>& Catalogue::rows() const { return state_->tables.rows; }

}  // namespace godwit
