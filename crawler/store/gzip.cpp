// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/gzip.h"

#include <libdeflate.h>
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
  struct Free {
    void operator()(libdeflate_compressor* one) const { libdeflate_free_compressor(one); }
  };
  const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(level));
  CHECK(compressor != nullptr);
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  const std::size_t length = libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(),
                                                      out.data(), out.size());
  CHECK(length > 0);  // it fails only where the room is below its own bound
  out.resize(length);
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
