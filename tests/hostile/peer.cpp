// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/peer.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "godwit/check.h"

namespace godwit {
namespace {

constexpr int tick_ms = 20;  // how long a blocked peer may overlook that it must stop

// Waits for `events`; false on an error, a hang-up or `stopping`.
bool ready(int descriptor, short events, const std::atomic<bool>& stopping) {
  while (!stopping) {
    pollfd wait{descriptor, events, 0};
    const int count = ::poll(&wait, 1, tick_ms);
    if (count < 0) return false;
    if (count == 0) continue;
    return (wait.revents & events) != 0;
  }
  return false;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int bound_socket() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(descriptor >= 0);
  const sockaddr_in address = loopback(0);
  CHECK(::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return descriptor;
}

std::uint16_t port_of(int descriptor) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  CHECK(::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

}  // namespace

Connection::Connection(int descriptor, const std::atomic<bool>& stopping)
    : descriptor_(descriptor), stopping_(stopping) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() {
  tls_.reset();
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool Connection::readable() { return ready(descriptor_, POLLIN, stopping_); }
bool Connection::writable() { return ready(descriptor_, POLLOUT, stopping_); }

// Bytes read, 0 at the end of everything.
int Connection::read_some(char* to, std::size_t room) {
  for (;;) {
    const int count = tls_ ? SSL_read(tls_.get(), to, static_cast<int>(room))
                           : static_cast<int>(::recv(descriptor_, to, room, 0));
    if (count > 0) return count;
    if (tls_) {
      const int error = SSL_get_error(tls_.get(), count);
      if (error == SSL_ERROR_WANT_READ && readable()) continue;
      if (error == SSL_ERROR_WANT_WRITE && writable()) continue;
      return 0;
    }
    if (count == 0 || errno != EAGAIN || !readable()) return 0;
  }
}

std::string Connection::read_head() {
  constexpr std::string_view blank_line = "\r\n\r\n";
  char some[4096];
  for (;;) {
    const std::size_t end = pending_.find(blank_line);
    if (end != std::string::npos) return read(end + blank_line.size());
    const int count = read_some(some, sizeof some);
    if (count <= 0) return {};
    pending_.append(some, static_cast<std::size_t>(count));
  }
}

std::string Connection::read(std::size_t count) {
  char some[4096];
  while (pending_.size() < count) {
    const int got = read_some(some, sizeof some);
    if (got <= 0) return {};
    pending_.append(some, static_cast<std::size_t>(got));
  }
  std::string head = pending_.substr(0, count);
  pending_.erase(0, count);
  return head;
}

bool Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (stopping_) return false;
    const int size = static_cast<int>(std::min<std::size_t>(bytes.size(), 1u << 20));
    const int count = tls_ ? SSL_write(tls_.get(), bytes.data(), size)
                           : static_cast<int>(::send(descriptor_, bytes.data(),
                                                     static_cast<std::size_t>(size), MSG_NOSIGNAL));
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    if (tls_ && SSL_get_error(tls_.get(), count) == SSL_ERROR_WANT_READ && readable()) continue;
    const bool full =
        tls_ ? SSL_get_error(tls_.get(), count) == SSL_ERROR_WANT_WRITE : errno == EAGAIN;
    if (!full || !writable()) return false;
  }
  return true;
}

// Also notices, at the end of each tick, that the client has left.
bool Connection::pause(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!stopping_ && std::chrono::steady_clock::now() < end) {
    pollfd wait{descriptor_, POLLRDHUP, 0};
    if (::poll(&wait, 1, std::min(tick_ms, static_cast<int>(time.count()))) > 0) return false;
  }
  return !stopping_;
}

bool Connection::start_tls(SSL_CTX* context) {
  tls_.reset(SSL_new(context));
  SSL_set_fd(tls_.get(), descriptor_);
  for (;;) {
    const int code = SSL_accept(tls_.get());
    if (code == 1) return true;
    const int error = SSL_get_error(tls_.get(), code);
    if (error == SSL_ERROR_WANT_READ && readable()) continue;
    if (error == SSL_ERROR_WANT_WRITE && writable()) continue;
    return false;
  }
}

void Connection::reset() {
  const linger now{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  tls_.reset();
  ::close(descriptor_);
  descriptor_ = -1;
}

Peer::Peer(Script script) : script_(std::move(script)), listener_(bound_socket()) {
  CHECK(::listen(listener_, 128) == 0);
  port_ = port_of(listener_);
  acceptor_ = std::thread([this] { listen(); });
}

Peer::~Peer() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  ::close(listener_);
}

void Peer::listen() {
  while (ready(listener_, POLLIN, stopping_)) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) continue;
    ++connections_;
    threads_.emplace_back([this, descriptor] { serve(descriptor); });
  }
}

void Peer::serve(int descriptor) {
  Connection connection(descriptor, stopping_);
  script_(connection);
}

std::string Peer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::uint16_t closed_port() {
  const int descriptor = bound_socket();
  const std::uint16_t port = port_of(descriptor);
  ::close(descriptor);
  return port;
}

std::string answer(std::string_view body, std::string_view extra_headers) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(extra_headers) + "\r\n" + std::string(body);
}

Peer::Script always(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& connection) {
    while (!connection.read_head().empty())
      if (!connection.send(bytes)) return;
  };
}

}  // namespace godwit
