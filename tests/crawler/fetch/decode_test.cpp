// SPDX-License-Identifier: Apache-2.0
// Content decoding: every encoding comes back whole, every lie is flagged, no bomb passes a cap.
#include "crawler/fetch/decode.h"

#include <brotli/encode.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace godwit {
namespace {

// Deflates with zlib's window bits: 15 = zlib, 31 = gzip, -15 = raw.
std::string deflated(const std::string& text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string gzipped(const std::string& text) { return deflated(text, 31); }

std::string brotlied(const std::string& text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size()) + 64;
  std::string out(size, '\0');
  EXPECT_EQ(BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, text.size(),
                                  reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                                  reinterpret_cast<std::uint8_t*>(out.data())),
            BROTLI_TRUE);
  out.resize(size);
  return out;
}

std::string zstandard(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string encoded(const std::string& text, const std::string& coding) {
  if (coding == "gzip") return gzipped(text);
  if (coding == "br") return brotlied(text);
  if (coding == "zstd") return zstandard(text);
  return deflated(text, 15);
}

const std::string page = [] {
  std::string text = "<!doctype html><title>Bar-tailed godwits at the harbour</title>\n";
  for (int i = 0; i < 2000; ++i) text += "<p>tide " + std::to_string(i * 7919) + "</p>\n";
  return text;
}();

TEST(Decode, EveryEncodingComesBackWhole) {
  for (const std::string coding : {"gzip", "deflate", "br", "zstd"}) {
    const Decoded decoded = decode_body(encoded(page, coding), coding);
    EXPECT_EQ(decoded, (Decoded{page, 0, true})) << coding;
  }
  EXPECT_EQ(decode_body(deflated(page, -15), "deflate"), (Decoded{page, 0, true}));
  EXPECT_EQ(decode_body(page, ""), (Decoded{page, 0, true}));
  EXPECT_EQ(decode_body(page, "identity"), (Decoded{page, 0, true}));
}

TEST(Decode, ReadsTheHeaderLooselyAndAnEmptyBodyIsWhole) {
  EXPECT_EQ(decode_body(gzipped(page), " GZip , identity").body, page);
  EXPECT_EQ(decode_body(gzipped(page), "x-gzip").body, page);
  EXPECT_EQ(decode_body("", "gzip"), (Decoded{"", 0, true}));
  EXPECT_EQ(decode_body(gzipped(""), "gzip"), (Decoded{"", 0, true}));
}

TEST(Decode, MembersAndFramesInARowAreOneBody) {
  EXPECT_EQ(decode_body(gzipped("dunlin ") + gzipped("knot"), "gzip"),
            (Decoded{"dunlin knot", 0, true}));
  EXPECT_EQ(decode_body(zstandard("dunlin ") + zstandard("knot"), "zstd"),
            (Decoded{"dunlin knot", 0, true}));
}

TEST(Decode, ACutStreamIsTruncatedNeverComplete) {
  for (const std::string coding : {"gzip", "deflate", "br", "zstd"}) {
    const std::string whole = encoded(page, coding);
    const Decoded decoded =
        decode_body(std::string_view(whole).substr(0, whole.size() - 3), coding);
    EXPECT_EQ(decoded.flags, flag_truncated) << coding;
    EXPECT_FALSE(decoded.complete) << coding;
    EXPECT_TRUE(page.starts_with(decoded.body)) << coding;
  }
}

TEST(Decode, BytesBehindTheEndAreFlaggedAndTheBodyKept) {
  for (const std::string coding : {"gzip", "deflate", "br", "zstd"}) {
    const Decoded decoded = decode_body(encoded(page, coding) + "JUNKJUNK", coding);
    EXPECT_EQ(decoded, (Decoded{page, flag_trailing_garbage, false})) << coding;
  }
}

TEST(Decode, TextThatIsNotEncodedIsKeptRaw) {
  for (const std::string coding : {"gzip", "deflate", "br", "zstd", "utf-8", "compress"}) {
    const Decoded decoded = decode_body(page, coding);
    EXPECT_EQ(decoded, (Decoded{page, flag_encoding_mismatch, false})) << coding;
  }
}

TEST(Decode, TwoLayersAreKeptRaw) {
  const std::string twice = gzipped(gzipped(page));
  EXPECT_EQ(decode_body(twice, "gzip, gzip"), (Decoded{twice, flag_encoding_mismatch, false}));
  EXPECT_EQ(decode_body(twice, "gzip").body, gzipped(page));
}

TEST(Decode, ADamagedStreamKeepsWhatCameOutBeforeTheDamage) {
  std::string broken = gzipped(page);
  broken[broken.size() - 5] = static_cast<char>(broken[broken.size() - 5] ^ 1);  // the CRC
  const Decoded decoded = decode_body(broken, "gzip");
  EXPECT_EQ(decoded.flags, flag_truncated);
  EXPECT_EQ(decoded.body, page);
}

TEST(Decode, StopsAtTheCapAndAtTheRatio) {
  const std::string zeros(3u << 20, '\0');
  for (const std::string coding : {"gzip", "deflate", "br", "zstd"}) {
    DecodeCaps caps;
    const Decoded by_ratio = decode_body(encoded(zeros, coding), coding, caps);
    EXPECT_EQ(by_ratio.flags, flag_truncated) << coding;
    EXPECT_GE(by_ratio.body.size(), caps.ratio_from) << coding;
    EXPECT_LT(by_ratio.body.size(), zeros.size()) << coding;
    caps.ratio = 1'000'000;
    EXPECT_EQ(decode_body(encoded(zeros, coding), coding, caps).body, zeros) << coding;
    caps.max_body = 5000;
    EXPECT_EQ(decode_body(encoded(zeros, coding), coding, caps),
              (Decoded{std::string(5000, '\0'), flag_truncated, false}))
        << coding;
    caps.max_body = zeros.size();
    EXPECT_TRUE(decode_body(encoded(zeros, coding), coding, caps).complete) << coding;
  }
  EXPECT_EQ(decode_body("plover", "", {.max_body = 3}), (Decoded{"plo", flag_truncated, false}));
}

TEST(Decode, NoBombPassesACap) {
  const std::filesystem::path bombs = std::filesystem::path(GODWIT_SHARED) / "data/hostile/bombs";
  if (!std::filesystem::exists(bombs)) GTEST_SKIP() << "no " << bombs;
  struct Case {
    const char *file, *coding;
    std::uint32_t flags;
    std::size_t size;
  };
  constexpr std::size_t mib = 1u << 20;
  const Case cases[] = {
      {"span64M.html.gz", "gzip", flag_truncated, 8 * mib},
      {"zero256M.gz", "gzip", flag_truncated, 8 * mib},
      {"zero256M.br", "br", flag_truncated, mib},
      {"zero256M.zst", "zstd", flag_truncated, 200 * 8262},
      {"zero256M_window2G.zst", "zstd", flag_truncated, 0},
      {"zero256M.gz.gz", "gzip, gzip", flag_encoding_mismatch, 590},
      {"zero256M.gz.gz.gz", "gzip,gzip,gzip", flag_encoding_mismatch, 258},
  };
  for (const Case& bomb : cases) {
    std::ifstream file(bombs / bomb.file, std::ios::binary);
    const std::string raw{std::istreambuf_iterator<char>(file), {}};
    const Decoded decoded = decode_body(raw, bomb.coding);
    EXPECT_EQ(decoded.flags, bomb.flags) << bomb.file;
    EXPECT_EQ(decoded.body.size(), bomb.size) << bomb.file;
  }
}

RC_GTEST_PROP(Decode, UndoesWhatTheEncodersDo, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  for (const std::string coding : {"gzip", "deflate", "br", "zstd"})
    RC_ASSERT(decode_body(encoded(text, coding), coding) == (Decoded{text, 0, true}));
}

RC_GTEST_PROP(Decode, AnyBytesUnderAnyNameStayUnderTheCap, ()) {
  auto raw = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const auto coding = *rc::gen::element<std::string>("gzip", "deflate", "br", "zstd");
  const auto opening =
      *rc::gen::element<std::string>("", "\x1f\x8b\x08", "\x78\x9c", "\x28\xb5\x2f\xfd");
  const Decoded decoded = decode_body(opening + raw, coding, {.max_body = 64});
  RC_ASSERT(decoded.body.size() <= 64u);
  RC_ASSERT(decoded.complete == (decoded.flags == 0));
}

}  // namespace
}  // namespace godwit
