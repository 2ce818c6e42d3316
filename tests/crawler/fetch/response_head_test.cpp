// SPDX-License-Identifier: Apache-2.0
// Header lines: what is kept, what is counted, and which framing two readers could read two ways.
#include "crawler/fetch/response_head.h"

#include <gtest/gtest.h>

namespace godwit {
namespace {

using Headers = ResponseHead::Headers;

ResponseHead read(const std::vector<std::string>& lines, std::size_t cap = 65'536) {
  ResponseHead head(cap);
  for (const std::string& line : lines)
    if (!head.take(line)) break;
  return head;
}

TEST(ResponseHead, KeepsTheFinalBlockByteForByteAndReadsIt) {
  const ResponseHead head = read({"HTTP/1.1 103 Early\r\n", "Link: a\r\n", "\r\n",
                                  "HTTP/1.1 200 OK\r\n", "X-Bird:  knot \t\r\n", "x-bird: TERN\r\n",
                                  "X-Long: one\r\n", "\ttwo\r\n", "\r\n", "Trailer: x\r\n"});
  EXPECT_EQ(head.status(), 200);
  EXPECT_EQ(head.text(),
            "HTTP/1.1 200 OK\r\nX-Bird:  knot \t\r\nx-bird: TERN\r\nX-Long: one\r\n\ttwo\r\n\r\n");
  EXPECT_EQ(head.headers(),
            (Headers{{"x-bird", "knot"}, {"x-bird", "TERN"}, {"x-long", "one two"}}));
  EXPECT_FALSE(head.anomalous());
}

TEST(ResponseHead, AStatusLineInATrailerBeginsNoNewAnswer) {
  const ResponseHead head = read({"HTTP/1.1 200 OK\r\n", "\r\n", "HTTP/1.1 404 Gone\r\n", "\r\n"});
  EXPECT_EQ(head.status(), 200);
  EXPECT_EQ(head.text(), "HTTP/1.1 200 OK\r\n\r\n");
}

TEST(ResponseHead, CountsEveryBlockAgainstTheCap) {
  ResponseHead head(100);
  EXPECT_TRUE(head.take("HTTP/1.1 103 Early\r\n"));
  int taken = 0;
  for (; head.take("X: 12345\r\n"); ++taken) EXPECT_FALSE(head.over_cap());
  EXPECT_EQ(taken, 8);
  EXPECT_TRUE(head.over_cap());
}

TEST(ResponseHead, SeesFramingThatCanBeReadTwoWays) {
  struct Case {
    std::vector<std::string> headers;
    bool anomalous;
  };
  const Case cases[] = {
      {{"Content-Length: 5"}, false},
      {{"Transfer-Encoding: Chunked"}, false},
      {{"Content-Length: 5", "Content-Length: 5"}, true},
      {{"Content-Length: 5, 5"}, true},
      {{"Content-Length: 5", "Transfer-Encoding: chunked"}, true},
      {{"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"}, true},
      {{"Transfer-Encoding: gzip, chunked"}, true},
      {{"Transfer-Encoding: identity"}, true},
      {{"Content-Length: +5"}, true},
      {{"Content-Length: 0x5"}, true},
      {{"Content-Length:"}, true},
      {{"Content-Length: 9999999999999999999"}, true},
      {{"Content-Length : 5"}, true},
      {{"no header"}, true},
      {{": no name"}, true},
  };
  for (const Case& each : cases) {
    std::vector<std::string> lines{"HTTP/1.1 200 OK\r\n"};
    for (const std::string& header : each.headers) lines.push_back(header + "\r\n");
    lines.push_back("\r\n");
    EXPECT_EQ(read(lines).anomalous(), each.anomalous) << each.headers.front();
  }
}

}  // namespace
}  // namespace godwit
