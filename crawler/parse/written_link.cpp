// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/written_link.h"

#include <algorithm>
#include <array>

#include "crawler/parse/ascii.h"
#include "crawler/parse/separators.h"
#include "crawler/parse/text.h"

namespace godwit {
namespace {

using namespace ascii;

constexpr std::size_t longest_label = 63;
constexpr std::size_t most_labels = 8;

struct Label {
  std::string name;
  std::size_t begin = 0, end = 0;
  bool lookalikes = false;
};

// Letters of other scripts in a label: Latin lookalikes are replaced; any other letter in front is
// glued on, and cut off; any other letter behind ends the label.
Label read_label(std::string_view text, std::size_t begin, bool first) {
  Label label{{}, begin, begin, false};
  while (label.end < text.size() && label.end - begin < longest_label) {
    const char c = text[label.end];
    if (is_label_char(c)) {
      label.name.push_back(lower(c));
      ++label.end;
      continue;
    }
    if (is_ascii(c)) break;
    const CodePoint foreign = decode_at(text, label.end);
    if (!is_foreign_letter(foreign.value)) break;
    if (const char latin = latin_lookalike(foreign.value)) {
      label.name.push_back(lower(latin));
      label.lookalikes = true;
    } else if (first) {
      label.name.clear();
      label.lookalikes = false;
      label.begin = label.end + foreign.size;
    } else {
      break;
    }
    label.end += foreign.size;
  }
  return label;
}

// A spaced or worded dot is followed only if a dot or a slash comes after the next label as well:
// "harbour. Me / you" is the price, "harbour. The ships" is cheap.
bool goes_on(std::string_view text, std::size_t at) {
  return slash_at(text, at).has_value() || dot_at(text, at).has_value();
}

std::size_t letters_end(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_label_char(text[at])) {
      ++at;
      continue;
    }
    if (is_ascii(text[at])) break;
    const CodePoint foreign = decode_at(text, at);
    if (!is_foreign_letter(foreign.value)) break;
    at += foreign.size;
  }
  return at;
}

// The cheap first question about two words with a gap between.
bool is_prose(std::string_view text, std::size_t begin) {
  const std::optional<Separator> dot = dot_at(text, letters_end(text, begin));
  if (!dot) return true;
  return dot->loose && !goes_on(text, letters_end(text, dot->end));
}

constexpr std::array<bool, 256> url_chars = [] {
  std::array<bool, 256> chars{};
  for (std::size_t c = 0; c < 0x80; ++c)
    chars[c] = is_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c));
  for (const char c : std::string_view("-._~:/?#@!$&'()*+,;=%"))
    chars[static_cast<unsigned char>(c)] = true;
  return chars;
}();
bool is_url_char(char c) { return url_chars[static_cast<unsigned char>(c)]; }

// "…/namehttps://…": a second URL, glued on behind a name or a comma; behind '=' or '/' it is a
// part.
inline bool begins_another_url(std::string_view text, std::size_t at, std::size_t begin) {
  if (lower(text[at]) != 'h' || at <= begin) return false;
  const char before = text[at - 1];
  if (!is_label_char(before) && before != ',' && before != ';') return false;
  std::size_t end = at;
  for (const char expected : std::string_view("http"))
    if (lower(at_or(text, end++)) != expected) return false;
  if (lower(at_or(text, end)) == 's') ++end;
  return text.substr(end).starts_with("://");
}

// Takes closing punctuation off the end; a bracket only if it was not opened inside.
std::size_t trim_end(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::string_view closing = ".,;:!?'*~&";
  const std::string_view all = text.substr(begin, end - begin);
  std::ptrdiff_t open =
      std::count(all.begin(), all.end(), '(') - std::count(all.begin(), all.end(), ')');
  while (end > begin) {
    const char last = text[end - 1];
    if (last == ')' && open < 0)
      ++open;
    else if (last == '(')
      --open;
    else if (closing.find(last) == std::string_view::npos)
      break;
    --end;
  }
  return end;
}

// A piece of a path written with loose slashes: a name, a code, a number.
std::size_t segment_end(std::string_view text, std::size_t at) {
  if (at_or(text, at) == '@') ++at;
  while (at < text.size() && (is_label_char(text[at]) || text[at] == '+' || text[at] == '%' ||
                              (text[at] == '.' && is_label_char(at_or(text, at + 1)))))
    ++at;
  return at;
}

// After "t.me/" and a gap nearly any word could follow: one that cannot be prose is taken, and one
// that stands alone to the end of its line.
bool is_sure_fragment(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view piece = text.substr(begin, end - begin);
  if (piece.size() < 5) return false;
  if (piece[0] == '+' || piece.starts_with("joinchat") || piece.starts_with("addlist")) return true;
  if (piece.find_first_of("_0123456789") != std::string_view::npos) return true;
  return end == text.size() || text[end] == '\n' || text[end] == '\r';
}

// May a segment follow after this slash? A tight or a marked slash is meant; after a mere gap the
// first segment must be sure (or the host obfuscated already), a later one a number or an awaited
// code.
bool joins(std::string_view text, const Separator& slash, std::size_t end, std::string_view so_far,
           bool explicit_) {
  const bool marked =
      slash.bracketed || slash.undone.has(Undoing::dot_word) || slash.undone.has(Undoing::escape);
  if (!slash.loose || marked) return true;
  if (so_far.empty()) return explicit_ || is_sure_fragment(text, slash.end, end);
  const std::string_view piece = text.substr(slash.end, end - slash.end);
  return so_far == "/joinchat" || so_far == "/addlist" || so_far == "/s" || so_far == "/c" ||
         std::all_of(piece.begin(), piece.end(), is_digit);
}

// "/name", "/joinchat/CODE", "/name/12" with slashes of any kind.
std::optional<WrittenPath> loose_path(std::string_view text, std::size_t at, bool explicit_) {
  constexpr int most_segments = 6;
  WrittenPath path{{}, at, {}, at};
  for (int segment = 0; segment < most_segments; ++segment) {
    const std::optional<Separator> slash = slash_at(text, path.end);
    if (!slash) break;
    const std::size_t end = segment_end(text, slash->end);
    if (end == slash->end || !joins(text, *slash, end, path.text, explicit_)) break;
    path.text.push_back('/');
    path.text.append(text.substr(slash->end, end - slash->end));
    path.undone.add(slash->undone);
    path.end = end;
  }
  if (path.text.empty()) return std::nullopt;
  return path;
}

// The ASCII run with the foreign letters after it made Latin, if every one of them has a lookalike
// and they are not the most of it: a word of another script is no disguise.
std::optional<WrittenPath> lookalike_path(std::string_view text, std::size_t at, std::size_t end) {
  if (end >= text.size() || is_ascii(text[end])) return std::nullopt;
  WrittenPath path{std::string(text.substr(at, end - at)), end, Undoing::confusable, end};
  std::size_t foreign_letters = 0;
  while (path.end < text.size() && path.end - at < longest_written) {
    if (is_label_char(text[path.end])) {
      path.text.push_back(text[path.end++]);
      continue;
    }
    const CodePoint foreign = decode_at(text, path.end);
    if (foreign.value < 0x80 || !is_foreign_letter(foreign.value)) break;
    const char latin = latin_lookalike(foreign.value);
    if (latin == '\0') return std::nullopt;
    path.text.push_back(latin);
    path.end += foreign.size;
    ++foreign_letters;
  }
  const bool disguise = foreign_letters > 0 && foreign_letters * 2 < path.text.size();
  return disguise ? std::optional(path) : std::nullopt;
}

// An invitation code must not be cut where a foreign letter was put into it.
bool is_code(std::string_view path) {
  return path.starts_with("/+") || path.starts_with("/joinchat/") || path.starts_with("/addlist/");
}

using Accept = std::function<bool(const WrittenPath&)>;

// The plain run, then shorter and shorter cuts of it: what was glued on behind is not part of it.
bool offer_plain(std::string_view text, std::size_t at, bool glued, const Accept& accept) {
  constexpr std::string_view parting = ",;!'()*~$";
  std::size_t stop = at;
  while (stop < text.size() && stop - at < longest_written && is_url_char(text[stop]) &&
         !(glued && parting.find(text[stop]) != std::string_view::npos) &&
         !begins_another_url(text, stop, at))
    ++stop;
  const std::size_t end = trim_end(text, at, stop);
  if (end == stop)
    if (const std::optional<WrittenPath> path = lookalike_path(text, at, end)) {
      if (is_code(path->text)) return false;
      if (accept(*path)) return true;
    }
  const auto accept_cut = [&](std::size_t cut) {
    return cut > at && accept({std::string(text.substr(at, cut - at)), cut, {}, end});
  };
  if (accept_cut(end)) return true;
  std::size_t bare = end;
  while (bare > at && std::string_view("_-~*.").find(text[bare - 1]) != std::string_view::npos)
    --bare;
  if (bare != end && accept_cut(bare)) return true;
  const std::string_view run = text.substr(at, end - at);
  const std::size_t mark = run.find_first_of(parting);
  if (mark != std::string_view::npos && accept_cut(trim_end(text, at, at + mark))) return true;
  return run.starts_with("/@") &&
         accept({"/" + std::string(run.substr(2)), end, Undoing::refang, end});
}

}  // namespace

bool ends_sentence(std::string_view text, std::size_t at) {
  const std::size_t word = gap_end(text, at + 1);
  return word > at + 1 && !goes_on(text, letters_end(text, word));
}

std::size_t label_begin(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && end - begin < longest_label) {
    if (is_label_char(text[begin - 1])) {
      --begin;
      continue;
    }
    if (is_ascii(text[begin - 1])) break;
    const CodePoint foreign = decode_before(text, begin);
    if (!is_foreign_letter(foreign.value)) break;
    begin -= foreign.size;
  }
  return begin;
}

namespace {

// "The lamp was lit. t[.]me/x": what follows the dot is a known host by itself, however its own
// dots are written (but for the first one, with no spaces), so the dot is the end of a sentence.
bool is_known_host_at(std::string_view text, std::size_t begin,
                      const std::function<bool(std::string_view)>& known) {
  std::string name;
  std::size_t at = begin;
  for (std::size_t labels = 0; labels < most_labels; ++labels) {
    const Label label = read_label(text, at, labels == 0);
    if (label.name.empty()) return false;
    name += label.name;
    if (labels > 0 && known(name)) return true;
    const std::optional<Separator> dot = dot_at(text, label.end);
    if (!dot || (dot->loose && labels > 0)) return false;
    name += '.';
    at = dot->end;
  }
  return false;
}

}  // namespace

std::optional<WrittenHost> read_host(std::string_view text, std::size_t begin,
                                     const std::function<bool(std::string_view)>& known) {
  if (is_prose(text, begin)) return std::nullopt;
  const Label label = read_label(text, begin, true);
  if (label.name.empty()) return std::nullopt;
  WrittenHost host{label.name, label.begin, label.end, label.end, {}, false, false};
  if (label.lookalikes) host.undone.add(Undoing::confusable);
  std::size_t labels = 1;
  while (labels < most_labels) {
    const std::optional<Separator> dot = dot_at(text, host.end);
    if (!dot) break;
    if (dot->loose && labels > 1 && known(host.name)) break;
    if (dot->loose && text[host.end] == '.' && is_known_host_at(text, dot->end, known)) break;
    const Label next = read_label(text, dot->end, false);
    if (next.name.empty() || (dot->loose && !goes_on(text, next.end))) break;
    host.name += '.';
    host.name += next.name;
    host.end = next.end;
    host.undone.add(dot->undone);
    if (next.lookalikes) host.undone.add(Undoing::confusable);
    host.bracketed |= dot->bracketed;
    host.loose |= dot->loose;
    if (!host.loose) host.tried = host.end;
    ++labels;
  }
  if (labels < 2) return std::nullopt;
  return host;
}

bool offer_paths(std::string_view text, std::size_t at, PathHints hints, const Accept& accept) {
  std::size_t after_port = at;
  if (at_or(text, at) == ':' && is_digit(at_or(text, at + 1))) ++after_port;
  while (after_port > at && is_digit(at_or(text, after_port))) ++after_port;
  const char c = at_or(text, after_port);
  const char next = at_or(text, after_port + 1);
  const bool begins = c == '/' || c == '?' || c == '#';
  const bool disguised = c == '/' && !is_ascii(next);
  const bool plain = disguised || (begins && is_url_char(next) && next != '/');
  if (!plain || hints.explicit_)
    if (const auto path = loose_path(text, at, hints.explicit_);
        path && (!plain || !path->undone.empty()))
      if (accept(*path)) return true;
  if (plain && offer_plain(text, at, hints.glued, accept)) return true;
  if (plain && !hints.explicit_)  // "t.me/joinchat/" and the code in the next line
    if (const auto path = loose_path(text, at, false); path && !path->undone.empty())
      if (accept(*path)) return true;
  return accept({"", at, {}, at});
}

std::size_t url_run_end(std::string_view text, std::size_t at, bool foreign) {
  std::size_t end = at;
  while (end < text.size() && end - at < longest_written) {
    if (begins_another_url(text, end, at)) break;
    if (is_url_char(text[end])) {
      ++end;
      continue;
    }
    if (!foreign || is_ascii(text[end])) break;
    const CodePoint c = decode_at(text, end);
    if (!is_foreign_letter(c.value)) break;
    end += c.size;
  }
  return trim_end(text, at, end);
}

}  // namespace godwit
