// SPDX-License-Identifier: Apache-2.0
#include "crawler/frontier/admission.h"

#include <gtest/gtest.h>

#include <string>

namespace godwit {
namespace {

bool asked(std::string url, std::string method = "GET") {
  Request request;
  request.url = std::move(url);
  request.method = std::move(method);
  return may_be_asked(request);
}

TEST(Admission, OnlyPagesToReadAreAskedFor) {
  for (const char* url :
       {"https://t.me/s/harbour", "https://t.me/joinchat/AbC", "https://t.me/+AbC",
        "http://example.org/a?b=c", "https://example.org/joining-in"}) {
    EXPECT_TRUE(asked(url)) << url;
  }
  for (const char* url :
       {"", "ftp://example.org/", "javascript:alert(1)", "file:///etc/passwd",
        "https://example.org/login", "https://example.org/a/LOGIN/b",
        "https://h/api/v1/useInviteToken", "https://h/livechat", "https://example.org/oauth/x"}) {
    EXPECT_FALSE(asked(url)) << url;
  }
  EXPECT_FALSE(asked("https://example.org/", "DELETE"));
  EXPECT_TRUE(asked("https://example.org/api/v1/validateInviteToken", "POST"));
}

TEST(Admission, LongAndDeepUrlsAreTraps) {
  EXPECT_FALSE(asked("https://example.org/" + std::string(2048, 'a')));
  std::string deep = "https://example.org";
  for (int i = 0; i < 16; ++i) deep += "/a";
  EXPECT_TRUE(asked(deep));
  EXPECT_FALSE(asked(deep + "/a"));
}

TEST(Admission, AnAdvertisementOrADisavowalIsNoAnnouncement) {
  Reference reference;
  reference.form = Form::href;
  reference.announce = announce_new;
  EXPECT_EQ(turn_of(reference), Turn::announced);
  reference.announce = announce_new | announce_ad;
  EXPECT_EQ(turn_of(reference), Turn::fresh);
  reference.announce = announce_disavowal;
  reference.form = Form::mention;
  EXPECT_EQ(turn_of(reference), Turn::doubtful);
}

TEST(Admission, ALinkedPageIsOfItsOwnSite) {
  Reference reference;
  reference.address = {"site", "site", "blog.test", "https://blog.test/"};
  const std::pair<const char*, const char*> cases[] = {
      {"https://blog.test/a/b?c=1#d", "https://blog.test/a/b?c=1"},
      {"https://me:pw@blog.test/a", "https://blog.test/a"},
      {"https://other.test/a", ""},
      {"blog[.]test/a", ""},
      {"ftp://blog.test/a", ""}};
  for (const auto& [written, page] : cases) {
    reference.written = written;
    EXPECT_EQ(linked_page(reference), page);
  }
  reference.address.platform = "telegram";
  reference.written = "https://blog.test/a";
  EXPECT_EQ(linked_page(reference), "");
}

TEST(Admission, ASharedLinkIsAskedForWithItsKey) {
  Reference reference;
  reference.address = {"dropbox", "file", "scl/fi/abc", "https://www.dropbox.com/scl/fi/abc"};
  reference.written = "https://dropbox.com/scl/fi/abc/tides.pdf?rlkey=k1&dl=0";
  EXPECT_EQ(linked_page(reference), reference.written);
  reference.written = "https://www.dropbox.com/scl/fi/abc/tides.pdf?dl=0";
  EXPECT_EQ(linked_page(reference), "");
  reference.written = "https://dropbox.example/scl/fi/abc?rlkey=k1";
  EXPECT_EQ(linked_page(reference), "");
}

TEST(Admission, PostsAreOrderedByNumberElseByTime) {
  Post post;
  post.id = "13373";
  EXPECT_EQ(mark_of(post), 13373);
  post.id = "aB3dE";
  EXPECT_EQ(mark_of(post), std::nullopt);
  post.at = from_ms(77);
  EXPECT_EQ(mark_of(post), 77);
  post.id = "99999999999999999999999";
  EXPECT_EQ(mark_of(post), 77);
}

}  // namespace
}  // namespace godwit
