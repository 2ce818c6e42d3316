// SPDX-License-Identifier: Apache-2.0
// Loopback: a raw client for the dashboard, and a small peer that plays a webhook or a mail server.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace godwit::test {

inline void give_up_after(int socket, int seconds) {
  const timeval limit{seconds, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

inline int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET, where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0)
    return ::close(socket), -1;
  give_up_after(socket, 20);
  return socket;
}

inline bool send_all(int socket, const std::string& bytes) {
  return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

// Sends the bytes and reads until the peer closes. "" where nothing came.
inline std::string exchange(std::uint16_t port, const std::string& bytes) {
  const int socket = connect_to(port);
  if (socket < 0) return "";
  send_all(socket, bytes);
  std::string answer;
  char piece[4096];
  for (ssize_t got = 0; (got = ::recv(socket, piece, sizeof piece, 0)) > 0;)
    answer.append(piece, static_cast<std::size_t>(got));
  ::close(socket);
  return answer;
}

// Answers each connection by `converse`, one after the other.
class Peer {
 public:
  explicit Peer(std::function<void(int socket)> converse) : converse_(std::move(converse)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET, where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) std::abort();
    if (::listen(listener_, 8) != 0) std::abort();
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size);
    port_ = ntohs(where.sin_port);
    thread_ = std::thread([this] {
      for (int socket = 0; (socket = ::accept(listener_, nullptr, nullptr)) >= 0;) {
        give_up_after(socket, 10);
        converse_(socket);
        ::close(socket);
      }
    });
  }
  ~Peer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::uint16_t port() const { return port_; }

 private:
  std::function<void(int)> converse_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// Reads up to and with `end`, "" where the peer went before.
inline std::string read_until(int socket, std::string& held, const std::string& end) {
  char piece[4096];
  while (held.find(end) == std::string::npos) {
    const ssize_t got = ::recv(socket, piece, sizeof piece, 0);
    if (got <= 0) return "";
    held.append(piece, static_cast<std::size_t>(got));
  }
  const std::size_t at = held.find(end) + end.size();
  std::string text = held.substr(0, at);
  held.erase(0, at);
  return text;
}

// A webhook that answers with `status` and keeps what it got.
struct Hook {
  std::atomic<int> status{200};
  std::mutex mutex;
  std::vector<std::pair<std::string, std::string>> got;  // head, body
  Peer peer{[this](int socket) {
    std::string held;
    const std::string head = read_until(socket, held, "\r\n\r\n");
    const std::size_t at = head.find("Content-Length: ");
    const std::size_t length = at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
    char piece[4096];
    while (held.size() < length) {
      const ssize_t more = ::recv(socket, piece, sizeof piece, 0);
      if (more <= 0) break;
      held.append(piece, static_cast<std::size_t>(more));
    }
    {
      const std::lock_guard lock(mutex);
      got.emplace_back(head, held);
    }
    send_all(socket, "HTTP/1.1 " + std::to_string(status) +
                         " Told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }};
};

// A mail server that takes everything.
struct MailServer {
  std::mutex mutex;
  std::vector<std::string> talk;  // all lines of all mails
  Peer peer{[this](int socket) {
    std::string held;
    send_all(socket, "220 here\r\n");
    for (std::string line; !(line = read_until(socket, held, "\r\n")).empty();) {
      const std::lock_guard lock(mutex);
      talk.push_back(line);
      if (line.starts_with("DATA")) {
        send_all(socket, "354 go on\r\n");
        talk.push_back(read_until(socket, held, "\r\n.\r\n"));
        send_all(socket, "250 kept\r\n");
      } else {
        send_all(socket, line.starts_with("QUIT") ? "221 bye\r\n" : "250 well\r\n");
      }
    }
  }};
};

}  // namespace godwit::test
