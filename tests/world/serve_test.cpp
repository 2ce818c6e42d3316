// SPDX-License-Identifier: Apache-2.0
// The server through a real socket: as an HTTP proxy, through CONNECT with TLS that trusts nothing
// but the server's own authority, and against clients that misbehave.
#include "world/serve.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <thread>

#include "tests/world/reading.h"
#include "world/tls.h"

namespace godwit {
namespace {

class Socket {
 public:
  explicit Socket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  ~Socket() {
    if (ssl_ != nullptr) SSL_free(ssl_);
    if (context_ != nullptr) SSL_CTX_free(context_);
    ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool connected() const { return connected_; }

  // Trusts `ca_pem` alone and insists on the name.
  bool secure(const std::string& ca_pem, const std::string& host) {
    context_ = SSL_CTX_new(TLS_client_method());
    BIO* bio = BIO_new_mem_buf(ca_pem.data(), static_cast<int>(ca_pem.size()));
    X509* ca = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_), ca);
    X509_free(ca);
    BIO_free(bio);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    ssl_ = SSL_new(context_);
    SSL_set_tlsext_host_name(ssl_, host.c_str());
    SSL_set1_host(ssl_, host.c_str());
    SSL_set_fd(ssl_, fd_);
    return SSL_connect(ssl_) == 1;
  }

  void send(std::string_view text) {
    if (ssl_ != nullptr) {
      SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
    } else {
      ASSERT_EQ(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL),
                static_cast<ssize_t>(text.size()));
    }
  }

  // One answer: head, then as many bytes as Content-Length says. "" if the peer closed first.
  std::string receive(bool with_body = true) {
    while (held_.find("\r\n\r\n") == std::string::npos)
      if (!fill()) return "";
    const std::size_t head = held_.find("\r\n\r\n") + 4;
    const auto lengths = between(held_.substr(0, head), "Content-Length: ", "\r\n");
    const std::size_t size = head + (lengths.empty() || !with_body ? 0 : std::stoul(lengths[0]));
    while (held_.size() < size)
      if (!fill()) return "";
    std::string answer = held_.substr(0, size);
    held_.erase(0, size);
    return answer;
  }

 private:
  bool fill() {
    char bytes[4096];
    const auto n =
        ssl_ != nullptr ? SSL_read(ssl_, bytes, sizeof bytes) : ::recv(fd_, bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    held_.append(bytes, static_cast<std::size_t>(n));
    return true;
  }

  int fd_;
  bool connected_ = false;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  std::string held_;
};

class Serve : public testing::Test {
 protected:
  void start(ServeOptions options = {}) {
    options.now = world_.begins() + hours(1);
    options.speed = 0;  // the world stands still: answers can be compared byte for byte
    options.patience = seconds(2);
    Result<std::unique_ptr<Server>> server = Server::start(world_, options);
    ASSERT_TRUE(server) << server.error().text;
    server_ = std::move(server).value();
  }
  bool tunnel(Socket& socket, const std::string& host) {
    socket.send("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + ":443\r\n\r\n");
    return socket.receive().starts_with("HTTP/1.1 200") && socket.secure(server_->ca_pem(), host);
  }
  static std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }

  World world_{WorldOptions{}};
  std::unique_ptr<Server> server_;
};

TEST_F(Serve, TheWholeWorldIsReachedThroughTlsWithItsOwnAuthority) {
  start();
  for (const std::string host : {"t.me", "justpaste.it", "files.fm"}) {
    Socket socket(server_->port());
    ASSERT_TRUE(tunnel(socket, host)) << host;
    const std::string path = host == "t.me" ? "/durov" : "/nothing-here";
    for (int twice = 0; twice < 2; ++twice) {  // keep-alive
      socket.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      const std::string answer = socket.receive();
      EXPECT_EQ(body_of(answer), get(world_, "https://" + host + path, server_->world_now()).body);
    }
  }
}

TEST_F(Serve, ACertificateIsForItsHostAlone) {
  start();
  Socket socket(server_->port());
  socket.send("CONNECT t.me:443 HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(socket.receive().starts_with("HTTP/1.1 200"));
  Result<Authority> other = Authority::create();
  ASSERT_TRUE(other);
  EXPECT_FALSE(socket.secure(other->certificate_pem(), "t.me"));
}

TEST_F(Serve, AHostUnknownToTheWorldIsABadGateway) {
  start();
  for (const std::string host : {"nowhere.example", "127.0.0.1", "localhost", "10.0.0.1"}) {
    Socket socket(server_->port());
    socket.send("CONNECT " + host + ":443 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(socket.receive().starts_with("HTTP/1.1 502")) << host;
  }
}

TEST_F(Serve, PlainProxyRequestsWorkToo) {
  start();
  Socket socket(server_->port());
  socket.send("GET http://t.me/durov HTTP/1.1\r\nHost: t.me\r\n\r\n");
  const std::string answer = socket.receive();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 301 Moved Permanently\r\n")) << answer;
  EXPECT_NE(answer.find("Location: https://t.me/durov\r\n"), std::string::npos);
}

TEST_F(Serve, HeadHasTheLengthButNoBody) {
  start();
  Socket socket(server_->port());
  ASSERT_TRUE(tunnel(socket, "t.me"));
  socket.send("HEAD /durov HTTP/1.1\r\nHost: t.me\r\n\r\n");
  const std::string head = socket.receive(false);
  EXPECT_TRUE(body_of(head).empty());
  const std::size_t length = get(world_, "https://t.me/durov", server_->world_now()).body.size();
  EXPECT_NE(head.find("Content-Length: " + std::to_string(length) + "\r\n"), std::string::npos);
}

TEST_F(Serve, PacksWhereAsked) {
  start();
  Socket socket(server_->port());
  ASSERT_TRUE(tunnel(socket, "t.me"));
  socket.send("GET /durov HTTP/1.1\r\nHost: t.me\r\nAccept-Encoding: gzip, deflate\r\n\r\n");
  const std::string answer = socket.receive();
  ASSERT_NE(answer.find("Content-Encoding: gzip\r\n"), std::string::npos);
  std::string packed = body_of(answer), plain(1 << 20, '\0');
  z_stream z{};
  inflateInit2(&z, 15 + 16);
  z.next_in = reinterpret_cast<Bytef*>(packed.data());
  z.avail_in = static_cast<uInt>(packed.size());
  z.next_out = reinterpret_cast<Bytef*>(plain.data());
  z.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);
  plain.resize(z.total_out);
  inflateEnd(&z);
  EXPECT_EQ(plain, get(world_, "https://t.me/durov", server_->world_now()).body);
}

TEST_F(Serve, CountsTheRequestsOfEachHost) {
  start();
  Socket socket(server_->port());
  ASSERT_TRUE(tunnel(socket, "t.me"));
  for (int i = 0; i < 5; ++i) {
    socket.send("GET /durov HTTP/1.1\r\nHost: t.me\r\n\r\n");
    socket.receive();
  }
  const HostCount count = server_->counters().at("t.me");
  EXPECT_EQ(count.requests, 5U);
  EXPECT_EQ(count.most_at_once, 1U);
  EXPECT_LE(count.most_in_a_second, 5U);
}

TEST_F(Serve, AfterTooManyRequestsLivingChannelsLookDead) {
  ServeOptions options;
  options.soft_ban_after = 2;
  start(options);
  Socket socket(server_->port());
  ASSERT_TRUE(tunnel(socket, "t.me"));
  std::vector<bool> alive;
  for (int i = 0; i < 4; ++i) {
    socket.send("GET /durov HTTP/1.1\r\nHost: t.me\r\n\r\n");
    alive.push_back(socket.receive().find("tgme_page_title") != std::string::npos);
  }
  EXPECT_EQ(alive, (std::vector<bool>{true, true, false, false}));
}

TEST_F(Serve, NonsenseAndGreedAreHungUpOn) {
  start();
  for (const std::string& rude :
       {std::string("\x01\x02 nothing\r\n\r\n"), std::string(70'000, 'a'),
        std::string("POST http://t.me/ HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"),
        std::string("POST http://t.me/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n")}) {
    Socket socket(server_->port());
    socket.send(rude);
    EXPECT_EQ(socket.receive(), "");
  }
  Socket socket(server_->port());
  EXPECT_TRUE(tunnel(socket, "t.me")) << "and it still serves";
}

TEST_F(Serve, ManyAtOnceAreServedAndStoppingIsSwift) {
  start();
  std::vector<std::thread> clients;
  std::atomic<int> good{0};
  for (int i = 0; i < 24; ++i)
    clients.emplace_back([&] {
      Socket socket(server_->port());
      if (!tunnel(socket, "t.me")) return;
      for (int n = 0; n < 5; ++n) {
        socket.send("GET /s/durov HTTP/1.1\r\nHost: t.me\r\n\r\n");
        good += socket.receive().starts_with("HTTP/1.1 200") ? 1 : 0;
      }
    });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, 120);
  Socket idle(server_->port());
  const auto before = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(1));
}

TEST_F(Serve, WritesTheCertificateToTrust) {
  ServeOptions options;
  options.ca_file = testing::TempDir() + "rehearsal_ca.pem";
  start(options);
  std::ifstream file(options.ca_file);
  const std::string pem(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(pem, server_->ca_pem());
  EXPECT_TRUE(pem.starts_with("-----BEGIN CERTIFICATE-----"));
  std::filesystem::remove(options.ca_file);
}

TEST_F(Serve, APortInUseIsAnErrorOfOneLine) {
  start();
  ServeOptions options;
  options.port = server_->port();
  const Result<std::unique_ptr<Server>> second = Server::start(world_, options);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().text.find("127.0.0.1:" + std::to_string(options.port)),
            std::string::npos);
}

}  // namespace
}  // namespace godwit
