// SPDX-License-Identifier: Apache-2.0
// How it works. One pass over the folded text stops at the few bytes that can be part of a link
// (`triggers`); each kind of stop has its reader, which either takes a stretch of text as a link or
// leaves it. The strict reader takes what has a scheme; the host reader takes the rest, and undoes
// obfuscation only where a known host comes of it. Every reader looks at a bounded stretch, and
// what one has read in vain is not read again (the floors): the whole is linear.
#include "crawler/parse/links.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "crawler/parse/ascii.h"
#include "crawler/parse/mention.h"
#include "crawler/parse/separators.h"
#include "crawler/parse/surroundings.h"
#include "crawler/parse/text.h"
#include "crawler/parse/url.h"
#include "crawler/parse/url_host.h"
#include "crawler/parse/written_link.h"

namespace godwit {
namespace {

using namespace ascii;

constexpr int deepest_nesting = 2;      // links inside encoded links
constexpr int most_percent_layers = 4;  // %25252F …

// What kind of stop a pair of bytes is.
enum Stop : std::uint8_t {
  stop_host = 1,     // something like a dot between two labels
  stop_scheme = 2,   // ':'
  stop_mention = 4,  // '@'
  stop_percent = 8,
  stop_base64 = 16,
  stop_gap = 32,    // a space that may precede a word for the dot
  stop_other = 64,  // a dot of another script, a comma or star in its place
};

// stops.first[a] & stops.second[b] says at which readers to stop where byte a is followed by byte
// b. One table could not tell a dot from the end of a sentence.
struct Stops {
  std::array<std::uint8_t, 256> first{}, second{};
  std::array<std::uint8_t, 256> third{};  // no word for the dot goes on with most letters
};

constexpr Stops stops = [] {
  Stops t;
  const auto set = [](std::array<std::uint8_t, 256>& table, std::string_view chars, unsigned bits) {
    for (const char c : chars) {
      std::uint8_t& cell = table[static_cast<unsigned char>(c)];
      cell = static_cast<std::uint8_t>(cell | bits);
    }
  };
  for (std::size_t c = 0; c < 256; ++c) {
    unsigned bits = stop_host;
    if (c > ' ') bits |= stop_scheme;
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
    if (word) bits |= stop_mention;
    t.second[c] = static_cast<std::uint8_t>(bits);
    t.third[c] = static_cast<std::uint8_t>(~stop_gap);
  }
  set(t.first, ".[(<\\", stop_host);
  set(t.first, ":", stop_scheme);
  set(t.first, "@", stop_mention);
  set(t.first, "%", stop_percent);
  set(t.second, "234567", stop_percent);
  set(t.first, "adSV", stop_base64);
  set(t.second, "HCG3FC", stop_base64);
  set(t.first, " \n\t-_*", stop_gap);
  set(t.second, "dDpPtTnNmM\xD9\xD1\xDA", stop_gap);
  set(t.third, "oOuUiIeE\x86\x82\x88", stop_gap);
  set(t.first, ",*\xE3\xDB\xC2\xE2", stop_other);
  set(t.second, "dDpPtTnNmM\xD9\xD1\x80\x94\xB7\x88", stop_other);
  return t;
}();

// What base64 of a link begins with: http, t.me/, telegram., www., tg://, hxxp, HTTP, T.ME, T.me.
constexpr std::array<std::string_view, 9> base64_heads = {
    "aHR0c", "dC5tZ", "dGVsZWdyYW", "d3d3L", "dGc6L", "aHh4c", "SFRUU", "VC5NR", "VC5tZ"};

// Schemes of applications that name places; their URLs have no host to go by.
constexpr std::array<std::string_view, 7> app_schemes = {"tg",     "rocketchat", "matrix", "xmpp",
                                                         "magnet", "simplex",    "threema"};

// Large open servers whose names do not begin with "matrix.".
constexpr std::array<std::string_view, 5> matrix_servers = {"gitter.im", "kde.org", "mozilla.org",
                                                            "tchncs.de", "envs.net"};

class Scanner {
 public:
  Scanner(const Catalogue& catalogue, std::string_view raw, int depth)
      : catalogue_(catalogue), folding_(raw), text_(folding_.text()), depth_(depth) {}

  std::vector<Found> scan();

 private:
  struct Taken {
    std::size_t begin = 0, end = 0;  // of the folded text
    Undoings undone;
    bool mention = false;
  };

  unsigned next_stop(std::size_t& at) const;
  void stop_at(std::size_t at, unsigned kinds);
  bool try_scheme(std::size_t colon);
  bool try_strict(std::size_t begin, std::size_t host, Undoings undone);
  bool try_written_host(std::size_t begin, std::size_t host_begin, std::size_t host_end,
                        Undoings undone);
  bool try_app(std::size_t begin);
  bool try_matrix(std::size_t colon);
  bool try_punycode(std::size_t host_begin, std::size_t host_end, const Taken& taken);
  std::optional<WrittenHost> host_around(std::size_t separator);
  bool try_host(std::size_t separator);
  bool try_site(const WrittenHost& host, std::size_t begin, Undoings undone);
  bool try_path(const WrittenHost& host, std::size_t begin, Undoings undone, bool credible);
  bool try_percent(std::size_t at);
  bool try_base64(std::size_t at);
  bool try_mention(std::size_t at);
  bool try_inner(std::string_view url, const Taken& taken);
  bool try_decoded(const std::string& decoded, Taken taken);
  bool take(const std::string& url, const Taken& taken, bool site_counts);
  void add(Located located, const Taken& taken, const std::vector<std::string>& more_steps);

  const Catalogue& catalogue_;
  Folding folding_;
  std::string_view text_;
  int depth_;
  std::vector<Found> found_;
  std::size_t taken_ = 0;          // nothing before this byte is looked at again
  std::size_t host_floor_ = 0;     // plain labels before it were read in vain
  std::size_t strict_floor_ = 0;   // a URL before it was read in vain
  std::size_t glued_until_ = 0;    // a run up to here was cut: links glued to each other
  std::size_t encoded_floor_ = 0;  // an encoded token before it was read in vain
};

// The first link of known platforms in decoded text.
std::optional<Found> first_known(const Catalogue& catalogue, std::string_view decoded, int depth) {
  if (depth > deepest_nesting || decoded.empty()) return std::nullopt;
  for (Found& found : Scanner(catalogue, decoded, depth).scan())
    if (!found.mention && found.located.address.platform != "site") return std::move(found);
  return std::nullopt;
}

std::string decode_percent_layers(std::string text) {
  for (int layer = 0; layer < most_percent_layers; ++layer) {
    std::string next = percent_decode(text);
    if (next == text) break;
    text = std::move(next);
  }
  return text;
}

bool has_base64_head(std::string_view text) {
  return std::any_of(base64_heads.begin(), base64_heads.end(),
                     [&](std::string_view head) { return text.starts_with(head); });
}

bool is_base64_char(char c) {
  return is_name_char(c) || c == '+' || c == '/' || c == '-' || c == '=';
}

std::vector<Found> Scanner::scan() {
  for (std::size_t at = 0; at + 1 < text_.size(); ++at) {
    const unsigned kinds = next_stop(at);
    if (kinds == 0) break;
    stop_at(at, kinds);
    if (taken_ > at) at = taken_ - 1;
  }
  return std::move(found_);
}

// Moves on to where readers are to stop, and says which; 0: nowhere any more.
unsigned Scanner::next_stop(std::size_t& at) const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text_.data());
  const std::size_t size = text_.size();
  for (; at + 2 < size; ++at)
    if (const unsigned kinds =
            stops.first[bytes[at]] & stops.second[bytes[at + 1]] & stops.third[bytes[at + 2]])
      return kinds;
  return stops.first[bytes[at]] & stops.second[bytes[at + 1]] & stops.third[0];
}

void Scanner::stop_at(std::size_t at, unsigned kinds) {
  if ((kinds & stop_scheme) != 0 && try_scheme(at)) return;
  if ((kinds & stop_mention) != 0 && try_mention(at)) return;
  if ((kinds & stop_percent) != 0 && try_percent(at)) return;
  if ((kinds & stop_base64) != 0 && try_base64(at)) return;
  if (at < host_floor_ || (text_[at] == '.' && ends_sentence(text_, at))) return;
  const bool word = (kinds & stop_gap) != 0 && begins_dot_word(text_, at + 1);
  const bool mark = (kinds & stop_other) != 0;
  if ((kinds & stop_host) != 0 || ((word || mark) && dot_at(text_, at))) try_host(at);
}

// The scheme's letters stand before the colon; what is glued on before "http" does not belong to
// it.
bool Scanner::try_scheme(std::size_t colon) {
  if (colon < strict_floor_) return false;
  std::size_t begin = colon;
  while (begin > taken_ && colon - begin < 12 && is_letter(text_[begin - 1])) --begin;
  const std::string letters = lower(text_.substr(begin, colon - begin));
  if (std::find(app_schemes.begin(), app_schemes.end(), letters) != app_schemes.end())
    return try_app(begin);
  for (const std::string_view http : {"https", "http"})
    if (letters.ends_with(http) && text_.substr(colon).starts_with("://"))
      return try_strict(colon - http.size(), colon + 3, {});
  return try_matrix(colon);
}

// "#room:matrix.org" without a link. "#tides:harbour.example" may be prose: only a server that is
// Matrix's by its name counts.
bool Scanner::try_matrix(std::size_t colon) {
  constexpr std::size_t longest_alias = 64;
  const auto in_alias = [](char c) {
    return is_label_char(c) || c == '.' || c == '=' || c == '/' || c == '+';
  };
  std::size_t begin = colon;
  while (begin > taken_ && colon - begin < longest_alias && in_alias(text_[begin - 1])) --begin;
  if (begin == colon || begin == taken_ || text_[begin - 1] != '#') return false;
  --begin;
  if (begin > 0 && !is_space(text_[begin - 1]) && text_[begin - 1] != '(') return false;
  std::size_t end = colon + 1;
  while (end < text_.size() && (is_label_char(text_[end]) || text_[end] == '.')) ++end;
  while (text_[end - 1] == '.') --end;
  const std::string server = lower(text_.substr(colon + 1, end - colon - 1));
  const bool known =
      std::find(matrix_servers.begin(), matrix_servers.end(), server) != matrix_servers.end();
  if (!known && !(server.starts_with("matrix.") && has_public_suffix(server))) return false;
  return take("https://matrix.to/#/" + std::string(text_.substr(begin, end - begin)),
              {begin, end, {}}, false);
}

// "http://http://t.me/x" and "http://http%3a%2f%2ft.me/x" are written twice.
std::size_t doubled_scheme(std::string_view text, std::size_t at) {
  if (lower(at_or(text, at)) != 'h') return 0;
  for (const std::string_view again :
       {"https://", "http://", "https:/", "http:/", "https//", "http//"})
    if (lower(text.substr(std::min(at, text.size()), again.size())) == again) return again.size();
  return 0;
}

bool Scanner::try_strict(std::size_t begin, std::size_t host, Undoings undone) {
  while (const std::size_t again = doubled_scheme(text_, host)) {
    host += again;
    undone.add(Undoing::scheme);
  }
  std::size_t end = url_run_end(text_, host, true);
  strict_floor_ = end;
  std::size_t host_end = std::min(text_.find_first_of("/?#:@", host), end);
  const std::string_view name = text_.substr(host, host_end - host);
  if (name.starts_with('.') || name.find("..") != std::string_view::npos) return false;
  const bool userinfo =
      text_.substr(host, end - host).find('@') < text_.substr(host, end - host).find('/');
  if (name.find('.') == std::string_view::npos && name.find('%') == std::string_view::npos &&
      !userinfo)
    return false;
  if (!userinfo && try_written_host(begin, host, host_end, undone)) return true;
  // No host holds a round bracket: "https://harbour.example(see there)" ends before it.
  const std::size_t bracket = userinfo ? name.npos : name.find_first_of("()");
  if (bracket != name.npos) end = host_end = strict_floor_ = host + bracket;
  const Taken whole{begin, end, undone};
  if (!userinfo && try_punycode(host, host_end, whole)) return true;
  const std::string scheme = text_.substr(begin, 5).find(':') == 4 ? "http://" : "https://";
  const std::string url = scheme + std::string(text_.substr(host, end - host));
  if (try_inner(url, whole)) return true;
  return take(url, whole, true);
}

// "array[.]length" is no host: only a real top-level domain, or an IPv4 address, makes a site.
bool is_plausible_site(std::string_view host) {
  if (host.find_first_not_of("0123456789.") == std::string_view::npos)
    return std::count(host.begin(), host.end(), '.') == 3;
  return has_public_suffix(host);
}

// The host of a URL, perhaps in letters that only look Latin, is one that the catalogue knows; or
// it goes on where a plain one would end: "https://chat.harbour[.]example/x".
bool Scanner::try_written_host(std::size_t begin, std::size_t host_begin, std::size_t host_end,
                               Undoings undone) {
  const auto known = [this](std::string_view name) { return catalogue_.knows_host(name); };
  const std::optional<WrittenHost> host = read_host(text_, host_begin, known);
  if (!host || host->begin != host_begin) return false;
  const bool whole = host->bracketed ? host->end >= host_end : host->end == host_end;
  undone.add(host->undone);
  if (whole && known(host->name)) return try_path(*host, begin, undone, true);
  return whole && host->bracketed && !host->loose && is_plausible_site(host->name) &&
         try_site(*host, begin, undone);
}

// "https://xn--…": the same lookalikes, as browsers show such a host in their address bar.
bool Scanner::try_punycode(std::size_t host_begin, std::size_t host_end, const Taken& taken) {
  const std::string written = lower(text_.substr(host_begin, host_end - host_begin));
  if (written.find("xn--") == std::string::npos) return false;
  std::string name;
  const std::string shown = host_as_shown(written);
  for (std::size_t at = 0; at < shown.size();) {
    const CodePoint c = decode_at(shown, at);
    const char latin = c.value < 0x80 ? shown[at] : latin_lookalike(c.value);
    if (latin == '\0') return false;
    name.push_back(lower(latin));
    at += c.size;
  }
  if (!catalogue_.knows_host(name)) return false;
  Taken mended = taken;
  mended.undone.add(Undoing::punycode);
  mended.undone.add(Undoing::confusable);
  return take("https://" + name + std::string(text_.substr(host_end, taken.end - host_end)), mended,
              false);
}

bool Scanner::try_app(std::size_t begin) {
  if (!clean_before(text_, begin)) return false;
  const std::size_t end = url_run_end(text_, begin, false);
  strict_floor_ = end;
  return take(std::string(text_.substr(begin, end - begin)), {begin, end, {}}, false);
}

// An encoded link in a site's URL is where it leads:
// "https://example.org/out?to=https%3A%2F%2Ft.me…".
bool Scanner::try_inner(std::string_view url, const Taken& taken) {
  if (catalogue_.locate(url).value_or(Located{}).address.platform != "site") {
    if (url.find('%') == std::string_view::npos) return false;
    Taken decoded = taken;
    decoded.undone.add(Undoing::percent);
    return try_decoded(decode_percent_layers(std::string(url)), decoded);
  }
  std::size_t at = url.find_first_of("=?#", 8);
  while (at != std::string_view::npos) {
    const std::size_t next = url.find_first_of("=?#&", at + 1);
    const std::string_view value =
        url.substr(at + 1, next == std::string_view::npos ? next : next - at - 1);
    Taken inner = taken;
    if (has_base64_head(value)) {
      inner.undone.add(Undoing::base64);
      if (try_decoded(decode_base64(percent_decode(value)), inner)) return true;
    } else if (value.starts_with("http")) {
      inner.undone.add(Undoing::percent);
      if (try_decoded(decode_percent_layers(std::string(value)), inner)) return true;
    }
    at = next;
  }
  return false;
}

bool Scanner::try_decoded(const std::string& decoded, Taken taken) {
  std::optional<Found> inner = first_known(catalogue_, decoded, depth_ + 1);
  if (!inner) return false;
  add(std::move(inner->located), taken, inner->steps);
  return true;
}

// The host whose first label ends before the separator.
std::optional<WrittenHost> Scanner::host_around(std::size_t separator) {
  constexpr std::size_t longest_gap = 3;
  std::size_t label_end = separator;
  while (label_end > taken_ && separator - label_end < longest_gap &&
         (text_[label_end - 1] == ' ' || text_[label_end - 1] == '\n'))
    --label_end;
  const std::size_t begin = std::max(label_begin(text_, label_end), taken_);
  if (begin >= label_end) return std::nullopt;
  const auto known = [this](std::string_view name) { return catalogue_.knows_host(name); };
  std::optional<WrittenHost> host = read_host(text_, begin, known);
  if (!host) return std::nullopt;
  host_floor_ = std::max(host_floor_, host->tried);
  // What stands before may be glued on: a number in a list, a word of another script.
  const std::size_t after_number = without_list_number(text_, host->begin);
  const std::size_t later =
      after_number != host->begin ? after_number : after_foreign_letters(text_, begin, label_end);
  if (later <= host->begin || (after_number == host->begin && known(host->name))) return host;
  std::optional<WrittenHost> rest = read_host(text_, later, known);
  return rest && known(rest->name) ? rest : host;
}

bool Scanner::try_host(std::size_t separator) {
  const std::optional<WrittenHost> host = host_around(separator);
  if (!host) return false;
  const std::optional<Scheme> scheme = http_scheme_before(text_, host->begin);
  if (!scheme && !clean_before(text_, host->begin) && !follows_list_number(text_, host->begin))
    return false;
  if (host->loose && is_contraction(text_, host->begin)) return false;
  if (follows_written_at(text_, host->begin)) return false;
  if (at_or(text_, host->end) == '@') return false;
  const bool is_known = catalogue_.knows_host(host->name);
  const bool credible = scheme || host->bracketed || host->name.starts_with("www.");
  if (!is_known && (!credible || host->loose || !is_plausible_site(host->name))) return false;
  Undoings undone = host->undone;
  if (scheme) undone.add(scheme->undone);
  const std::size_t begin = scheme ? std::max(scheme->begin, taken_) : host->begin;
  return is_known ? try_path(*host, begin, undone, credible) : try_site(*host, begin, undone);
}

// A host that nobody knows may still hold a place known by its path, such as a room of a chat
// server.
bool Scanner::try_site(const WrittenHost& host, std::size_t begin, Undoings undone) {
  const bool path = at_or(text_, host.end) == '/';
  const std::size_t end = path ? url_run_end(text_, host.end, true) : host.end;
  const std::string place(path ? text_.substr(host.end, end - host.end) : "/");
  return take("https://" + host.name + place, {begin, end, undone}, true);
}

// A known host: the first reading of what follows that names a place.
bool Scanner::try_path(const WrittenHost& host, std::size_t begin, Undoings undone, bool credible) {
  const bool obfuscated = host.loose || host.bracketed;
  const PathHints hints{obfuscated, host.end < glued_until_};
  return offer_paths(text_, host.end, hints, [&](const WrittenPath& path) {
    // "self.t.me()" is a call; spaces and words without a path are prose.
    if (path.text.empty() && (host.loose || at_or(text_, host.end) == '(')) return false;
    Taken taken{begin, path.end, undone};
    taken.undone.add(path.undone);
    if (take("https://" + host.name + path.text, taken, credible && !obfuscated)) {
      if (path.run_end > path.end) glued_until_ = path.run_end;
      return true;
    }
    if (path.text.find('%') == std::string::npos) return false;
    taken.undone.add(Undoing::percent);
    return try_decoded("https://" + host.name + decode_percent_layers(path.text), taken);
  });
}

bool Scanner::try_percent(std::size_t at) {
  if (at < encoded_floor_) return false;
  std::size_t begin = at;
  while (begin > taken_ && at - begin < 256 &&
         (is_name_char(text_[begin - 1]) ||
          std::string_view("-.:/?&=%~").find(text_[begin - 1]) != std::string_view::npos))
    --begin;
  const std::size_t end = url_run_end(text_, begin, false);
  encoded_floor_ = std::max(end, at + 1);
  if (end <= at) return false;
  const std::string token(text_.substr(begin, end - begin));
  return try_decoded(decode_percent_layers(token), {begin, end, Undoing::percent});
}

bool Scanner::try_base64(std::size_t at) {
  if (at < encoded_floor_ || !has_base64_head(text_.substr(at, 16))) return false;
  if (at > 0 && (is_name_char(text_[at - 1]) || text_[at - 1] == '+')) return false;
  std::size_t end = at;
  while (end < text_.size() && end - at < longest_written && is_base64_char(text_[end])) ++end;
  encoded_floor_ = end;
  return try_decoded(decode_base64(text_.substr(at, end - at)), {at, end, Undoing::base64});
}

bool Scanner::try_mention(std::size_t at) {
  const std::optional<WrittenMention> mention = mention_at(text_, at);
  if (!mention) return false;
  Taken taken{at, mention->end, {}, true};
  if (mention->lookalikes) taken.undone.add(Undoing::confusable);
  return take("https://t.me/" + mention->name, taken, false);
}

bool Scanner::take(const std::string& url, const Taken& taken, bool site_counts) {
  std::vector<std::string> steps;
  std::optional<Located> located = catalogue_.locate(url, &steps);
  if (!located || (!site_counts && located->address.platform == "site")) return false;
  add(std::move(*located), taken, steps);
  return true;
}

void Scanner::add(Located located, const Taken& taken, const std::vector<std::string>& more_steps) {
  Found found;
  found.located = std::move(located);
  found.begin = folding_.raw_begin(taken.begin);
  found.end = folding_.raw_end(taken.end);
  found.written =
      folding_.raw().substr(found.begin, std::min(found.end - found.begin, longest_written));
  Undoings undone = folding_.undone_within(taken.begin, taken.end);
  undone.add(taken.undone);
  if (taken.begin >= 2 && text_[taken.begin - 1] == '(' && text_[taken.begin - 2] == ']' &&
      at_or(text_, taken.end) == ')')
    undone.add(Undoing::markdown);
  found.steps = undone.names();
  for (const std::string& step : more_steps)
    if (std::find(found.steps.begin(), found.steps.end(), step) == found.steps.end())
      found.steps.push_back(step);
  found.mention = taken.mention;
  taken_ = taken.end;
  found_.push_back(std::move(found));
}

}  // namespace

std::vector<Found> find_links(const Catalogue& catalogue, std::string_view text) {
  return Scanner(catalogue, text, 0).scan();
}

}  // namespace godwit
