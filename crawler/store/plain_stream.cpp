// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/plain_stream.h"

#include <algorithm>

namespace godwit {

namespace {

constexpr std::size_t file_step = 256u << 10;
constexpr std::size_t plain_step = 64u << 10;
constexpr std::uint64_t ratio_from = 64u << 20;
// Damage is searched from the byte after its beginning, so bytes may be read twice; beyond this sum
// the search starts where reading failed, or nested members could make the time quadratic.
constexpr std::uint64_t reread_max = 64u << 20;

constexpr std::string_view gzip_magic("\x1f\x8b\x08", 3);

}  // namespace

std::string_view Window::ahead(std::size_t want) {
  while (bytes_.size() - at_ < want) {
    if (at_ > file_step) {
      bytes_.erase(0, at_);
      start_ += at_;
      at_ = 0;
    }
    const std::size_t held = bytes_.size();
    bytes_.resize(held + std::max(file_step, want));
    const std::size_t got = read_(start_ + held, bytes_.data() + held, bytes_.size() - held);
    bytes_.resize(held + got);
    if (got == 0) break;
  }
  return std::string_view(bytes_).substr(at_);
}

void Window::seek(std::uint64_t offset) {
  if (offset >= start_ && offset <= start_ + bytes_.size()) {
    at_ = static_cast<std::size_t>(offset - start_);
    return;
  }
  bytes_.clear();
  start_ = offset;
  at_ = 0;
}

PlainStream::PlainStream(ReadAt read, std::uint64_t ratio)
    : window_(std::move(read)), ratio_(ratio) {
  gzip_ = window_.ahead(gzip_magic.size()).starts_with(gzip_magic.substr(0, 2));
}

std::string_view PlainStream::ahead(std::size_t want) {
  if (at_ > plain_step) {
    plain_.erase(0, at_);
    plain_start_ += at_;
    at_ = 0;
  }
  const auto member_is_used_up = [&] { return gzip_ && !inside_ && at_ < plain_.size(); };
  while (plain_.size() - at_ < want && !member_is_used_up() && pump()) {
  }
  return std::string_view(plain_).substr(at_);
}

bool PlainStream::settle() {
  while (gzip_ && inside_ && at_ == plain_.size())
    if (!pump()) return false;
  return true;
}

std::uint64_t PlainStream::offset() {
  if (!gzip_) return plain_start_ + at_;
  return at_boundary() ? window_.offset() : member_start_;
}

// More undone bytes, or the end of a member; false where the stream ends or breaks.
bool PlainStream::pump() {
  if (health_ != Health::good) return false;
  if (!gzip_) return pump_plain();
  std::string_view input = window_.ahead(1);
  if (input.empty()) {
    health_ = inside_ ? Health::truncated : Health::ended;
    return false;
  }
  if (!inside_) {
    member_start_ = window_.offset();
    member_plain_ = 0;
    gunzip_.restart();
    inside_ = true;
  }
  const std::size_t offered = input.size();
  const std::size_t before = plain_.size();
  const Gunzip::Step step = gunzip_.step(input, plain_, plain_step);
  window_.take(offered - input.size());
  member_plain_ += plain_.size() - before;
  if (step == Gunzip::Step::member_end) inside_ = false;
  if (step == Gunzip::Step::broken) health_ = Health::broken;
  const std::uint64_t packed = window_.offset() - member_start_;
  if (member_plain_ > ratio_from && member_plain_ / ratio_ > packed) health_ = Health::bomb;
  return health_ == Health::good;
}

bool PlainStream::pump_plain() {
  const std::string_view bytes = window_.ahead(1);
  if (bytes.empty()) {
    health_ = Health::ended;
    return false;
  }
  plain_.append(bytes);
  window_.take(bytes.size());
  return true;
}

bool PlainStream::find_member(std::uint64_t from) {
  const std::uint64_t failed_at = window_.offset();
  const std::uint64_t again = failed_at > from ? failed_at - from : 0;
  std::uint64_t search = from + 1;
  if (reread_ + again > reread_max)
    search = std::max(search, failed_at);
  else
    reread_ += again;

  plain_.clear();
  at_ = 0;
  inside_ = false;
  health_ = Health::good;
  for (window_.seek(search);;) {
    const std::string_view ahead = window_.ahead(plain_step);
    if (ahead.size() < gzip_magic.size()) break;
    const std::size_t found = ahead.find(gzip_magic);
    if (found == std::string_view::npos) {
      window_.take(ahead.size() - (gzip_magic.size() - 1));
      continue;
    }
    window_.take(found);
    if (const std::uint64_t candidate = window_.offset(); begins_warc(candidate)) {
      window_.seek(candidate);
      return true;
    } else {
      window_.seek(candidate + 1);
    }
  }
  health_ = Health::ended;
  return false;
}

// Looks at no more than a few hundred bytes, so that a file full of false beginnings costs little.
bool PlainStream::begins_warc(std::uint64_t offset) {
  window_.seek(offset);
  std::string_view input = window_.ahead(512).substr(0, 512);
  std::string plain;
  gunzip_.restart();
  const Gunzip::Step step = gunzip_.step(input, plain, 16);
  return step != Gunzip::Step::broken && plain.starts_with("WARC/");
}

void PlainStream::skip_member() {
  while (inside_ && health_ == Health::good) {
    plain_.clear();
    at_ = 0;
    pump();
  }
  plain_.clear();
  at_ = 0;
}

}  // namespace godwit
