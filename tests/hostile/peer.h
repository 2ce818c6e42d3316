// SPDX-License-Identifier: Apache-2.0
// Peer: a server on loopback that does what a script says, for tests that need a real socket at the
// other end, mostly a badly behaved one. A script runs once a connection, in a thread of its own;
// all end when the Peer is destroyed, however endless their script.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace godwit {

// The peer's end of one connection. Every call fails, quickly, once the client is gone or the Peer
// is being destroyed.
class Connection {
 public:
  Connection(int descriptor, const std::atomic<bool>& stopping);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Up to and with the blank line; "" when none comes.
  std::string read_head();
  // Exactly `count` bytes, or "".
  std::string read(std::size_t count);
  bool send(std::string_view bytes);
  bool pause(std::chrono::milliseconds time);
  // TLS from here on. False: no handshake.
  bool start_tls(SSL_CTX* context);
  // Ends with a reset instead of an orderly close.
  void reset();

 private:
  bool readable();
  bool writable();
  int read_some(char* to, std::size_t room);

  int descriptor_;
  const std::atomic<bool>& stopping_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, &SSL_free};
  std::string pending_;
};

class Peer {
 public:
  using Script = std::function<void(Connection&)>;

  explicit Peer(Script script);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return connections_; }
  // "http://127.0.0.1:<port><path>"
  std::string url(std::string_view path = "/") const;

 private:
  void listen();
  void serve(int descriptor);

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> connections_{0};
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// A port of loopback on which nobody listens.
std::uint16_t closed_port();

// An honest answer: status 200, Content-Length, keep-alive.
std::string answer(std::string_view body, std::string_view extra_headers = "");

// Answers every request on a connection with the same bytes until the client leaves.
Peer::Script always(std::string bytes);

}  // namespace godwit
