// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "godwit/check.h"

namespace godwit {

namespace {

constexpr int gzip_only = 15 + 16;  // zlib's windowBits: 32 KiB window, gzip wrapping

Bytef* bytes_of(
    std::string_view text) {  // zlib's input pointer is not const, but is not written to
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

}  // namespace

std::string gzip_member(std::string_view bytes, int level) {
  CHECK(bytes.size() < std::numeric_limits<uInt>::max());
  z_stream stream{};
  CHECK(deflateInit2(&stream, level, Z_DEFLATED, gzip_only, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = bytes_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = bytes_of(out);
  stream.avail_out = static_cast<uInt>(out.size());
  while (deflate(&stream, Z_FINISH) != Z_STREAM_END) {  // zlib's bound is too low at level 0
    out.resize(out.size() + out.size() / 8 + 64);
    stream.next_out = bytes_of(out) + stream.total_out;
    stream.avail_out = static_cast<uInt>(out.size() - stream.total_out);
  }
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Gunzip::State {
  z_stream stream{};
  State() { CHECK(inflateInit2(&stream, gzip_only) == Z_OK); }
  ~State() { inflateEnd(&stream); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Gunzip::Gunzip() : state_(std::make_unique<State>()) {}
Gunzip::~Gunzip() = default;
Gunzip::Gunzip(Gunzip&&) noexcept = default;
Gunzip& Gunzip::operator=(Gunzip&&) noexcept = default;

void Gunzip::restart() { CHECK(inflateReset(&state_->stream) == Z_OK); }

Gunzip::Step Gunzip::step(std::string_view& input, std::string& out, std::size_t room) {
  z_stream& stream = state_->stream;
  constexpr std::size_t most = 1u << 30;
  stream.next_in = bytes_of(input);
  stream.avail_in = static_cast<uInt>(std::min(input.size(), most));
  const std::size_t before = out.size();
  out.resize(before + std::min(room, most));
  stream.next_out = bytes_of(out) + before;
  stream.avail_out = static_cast<uInt>(out.size() - before);
  const int code = inflate(&stream, Z_NO_FLUSH);
  out.resize(out.size() - stream.avail_out);
  input.remove_prefix(
      static_cast<std::size_t>(reinterpret_cast<const char*>(stream.next_in) - input.data()));
  if (code == Z_STREAM_END) return Step::member_end;
  if (code != Z_OK && code != Z_BUF_ERROR) return Step::broken;
  return stream.avail_out == 0 ? Step::more_output : Step::more_input;
}

}  // namespace godwit
