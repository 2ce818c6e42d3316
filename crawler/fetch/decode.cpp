// SPDX-License-Identifier: Apache-2.0
// One driver and three stream decoders. A decoder turns input into output a step at a time and says
// how the step ended; caps, growth and flags are the driver's alone.
#include "crawler/fetch/decode.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "godwit/check.h"

namespace godwit {
namespace {

enum class Step {
  output_full,  // wants more room
  input_used,   // wants more input
  stream_end,   // the sender's end
  damaged,      // not what it says it is, or broken on the way
  over_window,  // legal, but wants more memory than we give
};

// What is left of both sides. Input fits 32 bits by a wide margin (raw bodies are capped), and the
// steps hand zlib at most 1 GiB at once anyway.
struct Feed {
  std::string_view in;
  char* out = nullptr;
  std::size_t room = 0;
};

class Inflate {
 public:
  // zlib's window bits: 15 = zlib, 15 + 16 = gzip, -15 = raw deflate.
  explicit Inflate(int window_bits) { CHECK(inflateInit2(&stream_, window_bits) == Z_OK); }
  ~Inflate() { inflateEnd(&stream_); }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;

  Step step(Feed& feed) {
    constexpr std::size_t at_once = 1u << 30;
    const std::size_t in = std::min(feed.in.size(), at_once);
    const std::size_t room = std::min(feed.room, at_once);
    // zlib's input pointer is not const for reasons of age; it does not write through it.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(feed.in.data()));
    stream_.avail_in = static_cast<uInt>(in);
    stream_.next_out = reinterpret_cast<Bytef*>(feed.out);
    stream_.avail_out = static_cast<uInt>(room);
    const int code = inflate(&stream_, Z_NO_FLUSH);
    feed.in.remove_prefix(in - stream_.avail_in);
    feed.out += room - stream_.avail_out;
    feed.room -= room - stream_.avail_out;
    if (code == Z_STREAM_END) return Step::stream_end;
    if (code != Z_OK && code != Z_BUF_ERROR) return Step::damaged;
    return feed.room == 0 ? Step::output_full : Step::input_used;
  }
  void restart() { inflateReset(&stream_); }

 private:
  z_stream stream_{};
};

class Brotli {
 public:
  Brotli() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    CHECK(state_ != nullptr);
  }
  ~Brotli() { BrotliDecoderDestroyInstance(state_); }
  Brotli(const Brotli&) = delete;
  Brotli& operator=(const Brotli&) = delete;

  Step step(Feed& feed) {
    std::size_t in = feed.in.size();
    auto* next_in = reinterpret_cast<const std::uint8_t*>(feed.in.data());
    auto* next_out = reinterpret_cast<std::uint8_t*>(feed.out);
    const auto code =
        BrotliDecoderDecompressStream(state_, &in, &next_in, &feed.room, &next_out, nullptr);
    feed.in.remove_prefix(feed.in.size() - in);
    feed.out = reinterpret_cast<char*>(next_out);
    switch (code) {
      case BROTLI_DECODER_RESULT_SUCCESS:
        return Step::stream_end;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
        return Step::input_used;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        return Step::output_full;
      case BROTLI_DECODER_RESULT_ERROR:
        break;
    }
    return Step::damaged;
  }
  void restart() {}

 private:
  BrotliDecoderState* state_;
};

class Zstd {
 public:
  explicit Zstd(int window_log) : stream_(ZSTD_createDStream()) {
    CHECK(stream_ != nullptr);
    CHECK(!ZSTD_isError(ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, window_log)));
  }
  ~Zstd() { ZSTD_freeDStream(stream_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  Step step(Feed& feed) {
    ZSTD_inBuffer in{feed.in.data(), feed.in.size(), 0};
    ZSTD_outBuffer out{feed.out, feed.room, 0};
    const std::size_t code = ZSTD_decompressStream(stream_, &out, &in);
    feed.in.remove_prefix(in.pos);
    feed.out += out.pos;
    feed.room -= out.pos;
    if (ZSTD_isError(code)) {
      const bool window = ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge;
      return window ? Step::over_window : Step::damaged;
    }
    if (code == 0) return Step::stream_end;
    return feed.room == 0 || !feed.in.empty() ? Step::output_full : Step::input_used;
  }
  void restart() {}  // a new frame starts by itself

 private:
  ZSTD_DStream* stream_;
};

constexpr std::string_view gzip_magic = "\x1f\x8b";
constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd";

// What surrounds a stream.
struct Framing {
  std::string_view magic;     // opens it; "" where the format has none: then nothing proves it
  bool repeats = false;       // a further member or frame may follow the first
  std::size_t allowance = 0;  // most bytes that may come out
  std::size_t guess = 0;      // first buffer
};

Decoded keep_raw(std::string_view raw, const DecodeCaps& caps, std::uint32_t flags) {
  if (raw.size() > caps.max_body) flags |= flag_truncated;
  return {std::string(raw.substr(0, caps.max_body)), flags, flags == 0};
}

// Runs a decoder over all of `raw`. nullopt: these bytes are not in this encoding.
template <class Decoder>
std::optional<Decoded> run(Decoder& decoder, std::string_view raw, const Framing& framing) {
  if (!raw.starts_with(framing.magic)) return std::nullopt;
  std::string body(std::min(framing.guess, framing.allowance) + 1, '\0');
  std::size_t filled = 0;
  Feed feed{raw, nullptr, 0};
  std::uint32_t flags = 0;
  for (bool more = true; more;) {
    feed.out = body.data() + filled;
    feed.room = body.size() - filled;
    const Step step = decoder.step(feed);
    filled = body.size() - feed.room;
    more = false;
    switch (step) {
      case Step::output_full:
        if (filled > framing.allowance) break;
        body.resize(std::min(body.size() * 2, framing.allowance + 1));
        more = true;
        break;
      case Step::stream_end:
        more = framing.repeats && feed.in.starts_with(framing.magic);
        if (more) decoder.restart();
        if (!more && !feed.in.empty()) flags |= flag_trailing_garbage;
        break;
      case Step::damaged:
        if (framing.magic.empty() || filled == 0) return std::nullopt;
        flags |= flag_truncated;
        break;
      case Step::input_used:
        if (framing.magic.empty() && filled == 0) return std::nullopt;
        [[fallthrough]];
      case Step::over_window:
        flags |= flag_truncated;
        break;
    }
  }
  if (filled > framing.allowance) flags |= flag_truncated;
  body.resize(std::min(filled, framing.allowance));
  return Decoded{std::move(body), flags, flags == 0};
}

// RFC 1950: method 8, and the two header bytes are a multiple of 31. "deflate" means this, but some
// servers send the bare stream.
bool has_zlib_header(std::string_view raw) {
  if (raw.size() < 2) return false;
  const auto cmf = static_cast<unsigned char>(raw[0]);
  const auto flg = static_cast<unsigned char>(raw[1]);
  return (cmf & 0x0f) == 8 && (cmf * 256 + flg) % 31 == 0;
}

// The last four bytes of a gzip member are its length modulo 2^32: a claim, good for a first guess.
std::size_t gzip_length_claim(std::string_view raw) {
  if (raw.size() < 18) return 0;
  std::size_t claim = 0;
  for (std::size_t i = 0; i < 4; ++i)
    claim |= std::size_t{static_cast<unsigned char>(raw[raw.size() - 4 + i])} << (8 * i);
  return std::min(claim, raw.size() * 32);
}

std::optional<Decoded> decode_deflate(std::string_view raw, const Framing& framing) {
  Framing zlib = framing;
  zlib.magic = raw.substr(0, 2);
  if (has_zlib_header(raw)) {
    Inflate decoder(15);
    if (auto decoded = run(decoder, raw, zlib)) return decoded;
  }
  Inflate decoder(-15);
  return run(decoder, raw, framing);
}

std::optional<Decoded> decode_layer(std::string_view raw, std::string_view layer,
                                    const DecodeCaps& caps) {
  Framing framing;
  framing.allowance = std::min(caps.max_body, std::max(caps.ratio_from, caps.ratio * raw.size()));
  framing.guess = raw.size() * 4 + 256;
  if (layer == "gzip" || layer == "x-gzip") {
    framing.magic = gzip_magic;
    framing.repeats = true;
    framing.guess = std::max(framing.guess, gzip_length_claim(raw));
    Inflate decoder(15 + 16);
    return run(decoder, raw, framing);
  }
  if (layer == "deflate") return decode_deflate(raw, framing);
  if (layer == "br") {
    Brotli decoder;
    return run(decoder, raw, framing);
  }
  if (layer == "zstd") {
    framing.magic = zstd_magic;
    framing.repeats = true;
    Zstd decoder(caps.zstd_window_log);
    return run(decoder, raw, framing);
  }
  return std::nullopt;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The comma-separated codings, lower case, without "identity".
std::vector<std::string> layers_of(std::string_view header) {
  std::vector<std::string> layers;
  while (!header.empty()) {
    const std::size_t comma = std::min(header.find(','), header.size());
    std::string layer;
    for (const char c : header.substr(0, comma))
      if (c != ' ' && c != '\t') layer += lower(c);
    if (!layer.empty() && layer != "identity") layers.push_back(std::move(layer));
    header.remove_prefix(std::min(comma + 1, header.size()));
  }
  return layers;
}

}  // namespace

Decoded decode_body(std::string_view raw, std::string_view content_encoding,
                    const DecodeCaps& caps) {
  const std::vector<std::string> layers = layers_of(content_encoding);
  if (layers.empty() || raw.empty()) return keep_raw(raw, caps, 0);
  if (layers.size() == 1)
    if (auto decoded = decode_layer(raw, layers.front(), caps)) return std::move(*decoded);
  return keep_raw(raw, caps, flag_encoding_mismatch);
}

}  // namespace godwit
