// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/redact.h"

#include <algorithm>
#include <array>

#include "crawler/store/digest.h"

namespace godwit {

namespace {

constexpr std::string_view mark = "person:";
constexpr std::size_t hash_digits = 16;
constexpr std::size_t phone_digits_min = 9;   // with country code; shorter numbers name nobody
constexpr std::size_t phone_digits_max = 15;  // E.164

// Platforms on which many private persons write into one place.
constexpr std::array<std::string_view, 6> chats{"telegram", "rocketchat", "matrix",
                                                "discord",  "whatsapp",   "tamtam"};
// Places that speak with one public voice: a signature there is part of the publication.
constexpr std::array<std::string_view, 6> public_voices{"channel", "page", "site",
                                                        "account", "file", "bot"};

bool one_of(std::string_view word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool private_authors(const Observation& seen) {
  if (!seen.profile.kind.empty()) return !one_of(seen.profile.kind, public_voices);
  return one_of(seen.address.platform, chats);
}

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter_or_digit(char c) {
  return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool local_part(char c) {
  return letter_or_digit(c) || c == '.' || c == '_' || c == '-' || c == '+';
}

// End of the domain that begins at `at`, or `at` where there is none with a dot in it.
std::size_t domain_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (letter_or_digit(text[end]) || text[end] == '.' || text[end] == '-'))
    ++end;
  while (end > at && !letter_or_digit(text[end - 1])) --end;
  return text.substr(at, end - at).find('.') == std::string_view::npos ? at : end;
}

// End of the phone number that begins with the '+' at `at`, or `at` where there is none.
std::size_t phone_end(std::string_view text, std::size_t at) {
  std::size_t digits = 0;
  std::size_t end = at;
  for (std::size_t i = at + 1; i < text.size() && digits <= phone_digits_max; ++i) {
    if (digit(text[i]))
      ++digits, end = i + 1;
    else if (std::string_view(" -().").find(text[i]) == std::string_view::npos)
      break;
  }
  const bool word_goes_on = end < text.size() && letter_or_digit(text[end]);
  return digits < phone_digits_min || digits > phone_digits_max || word_goes_on ? at : end;
}

void redact_post(Post& post, bool private_author, bool exported, std::string_view key) {
  if (private_author) post.author = person(post.author, key);
  if (post.forwarded_from && post.forwarded_from->url.empty())
    post.forwarded_from->name = person(post.forwarded_from->name, key);
  if (!exported) return;
  post.text = without_contacts(post.text);
  if (post.service) post.service = without_contacts(*post.service);
  std::erase_if(post.media, [](const Media& media) { return media.kind == "contact"; });
}

}  // namespace

bool is_hashed_person(std::string_view name) {
  return name.starts_with(mark) && name.size() == mark.size() + hash_digits &&
         name.find_first_not_of("0123456789abcdef", mark.size()) == std::string_view::npos;
}

std::string person(std::string_view name, std::string_view key) {
  if (name.empty() || is_hashed_person(name)) return std::string(name);
  return std::string(mark) + hex(hmac_sha256(key, name)).substr(0, hash_digits);
}

std::string without_contacts(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char before = i > 0 ? text[i - 1] : ' ';
    if (text[i] == '+' && before != '/' && !letter_or_digit(before)) {
      if (const std::size_t end = phone_end(text, i); end > i) {
        out.append(end - i, '*');
        i = end;
        continue;
      }
    }
    if (text[i] == '@') {
      std::size_t local = out.size();
      while (local > 0 && local_part(out[local - 1])) --local;
      // "/@name@host" is an account on a public server, not a mailbox.
      const bool mailbox =
          local < out.size() && (local == 0 || (out[local - 1] != '@' && out[local - 1] != '/'));
      if (const std::size_t end = domain_end(text, i + 1); mailbox && end > i + 1) {
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(local), out.end(), '*');
        out.append(end - i, '*');
        i = end;
        continue;
      }
    }
    out += text[i++];
  }
  return out;
}

void redact(Observation& seen, std::string_view key) {
  const bool exported = seen.source == Source::chat_export;
  if (seen.profile.kind == "user") {
    seen.profile = Profile{};
    seen.profile.kind = "user";
    seen.posts.clear();
  }
  const bool private_author = private_authors(seen);
  for (Post& post : seen.posts) redact_post(post, private_author, exported, key);
  if (!exported) return;
  for (Reference& reference : seen.references)
    reference.context = without_contacts(reference.context);
}

}  // namespace godwit
