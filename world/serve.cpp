// SPDX-License-Identifier: Apache-2.0
// One thread per connection: the world answers within microseconds, the number of connections is
// bounded, and blocking reads with a time limit keep the code in the order of the protocol.
#include "world/serve.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <list>
#include <mutex>
#include <set>
#include <thread>

#include "world/tls.h"
#include "world/wire.h"

namespace godwit {

namespace {

using Steady = std::chrono::steady_clock;

std::string host_of(std::string_view authority) {
  std::string host(authority.substr(0, authority.find(':')));
  for (char& c : host)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return host;
}

std::string host_of_url(std::string_view url) {
  const std::size_t at = url.find("://");
  if (at == std::string_view::npos) return {};
  url.remove_prefix(at + 3);
  return host_of(url.substr(0, url.find_first_of("/?#")));
}

Answer bad_gateway() {
  return {502, {{"Content-Type", "text/plain"}}, "no such machine in this world\n"};
}

void be_patient(int socket, Duration patience) {
  const timeval limit{static_cast<time_t>(patience.count() / 1000),
                      static_cast<suseconds_t>(patience.count() % 1000 * 1000)};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// A listening socket on 127.0.0.1, or -1.
int listen_on_loopback(std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof where;
  const bool bound = ::bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0 &&
                     ::listen(listener, 128) == 0 &&
                     ::getsockname(listener, reinterpret_cast<sockaddr*>(&where), &size) == 0;
  if (!bound) {
    ::close(listener);
    return -1;
  }
  port = ntohs(where.sin_port);
  return listener;
}

}  // namespace

struct Server::Parts {
  Parts(const World& w, const ServeOptions& o, Authority a)
      : world(w), options(o), authority(std::move(a)), started(Steady::now()) {}

  Time now() const;
  void accept_all();
  void converse(int socket);
  void speak(Stream& stream, int socket, const std::string& secure_host);
  bool tunnel(Stream& stream, int socket, const WireRequest& request);
  Answer answer(const WireRequest& request, const std::string& url);
  bool soft_banned(const std::string& host);
  void count(const std::string& host, int change);

  const World& world;
  ServeOptions options;
  Authority authority;
  Steady::time_point started;
  int listener = -1;
  std::uint16_t port = 0;
  std::atomic<bool> stopping{false};
  std::thread acceptor;

  mutable std::mutex mutex;  // guards what follows
  std::set<int> sockets;
  std::list<std::thread> finished;  // done, to be joined
  std::map<int, std::thread> talking;
  std::map<std::string, HostCount> counters;
  struct Pace {
    std::int64_t second = -1;
    std::uint64_t in_second = 0, at_once = 0;
    std::optional<Time> answered;
  };
  std::map<std::string, Pace> paces;
  std::uint64_t asked_since_ban = 0;
  Steady::time_point banned_until{};
};

Time Server::Parts::now() const {
  const double real_ms = std::chrono::duration<double, std::milli>(Steady::now() - started).count();
  return options.now + Duration{static_cast<std::int64_t>(real_ms * options.speed)};
}

void Server::Parts::accept_all() {
  while (!stopping) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    std::list<std::thread> done;
    {
      const std::lock_guard lock(mutex);
      done.swap(finished);
      if (socket >= 0 && (stopping || sockets.size() >= options.connections_max)) {
        ::close(socket);
      } else if (socket >= 0) {
        sockets.insert(socket);
        talking[socket] = std::thread([this, socket] { converse(socket); });
      }
    }
    for (std::thread& thread : done) thread.join();
    if (socket < 0 && errno != EINTR && errno != ECONNABORTED) {
      if (stopping || errno == EBADF || errno == EINVAL) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // out of descriptors
    }
  }
}

// A connection may begin as HTTP (proxy or plain) or at once with a TLS handshake.
void Server::Parts::converse(int socket) {
  be_patient(socket, options.patience);
  sigset_t broken_pipe;  // a peer that hangs up is an ordinary event, also below OpenSSL
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  char first = 0;
  if (::recv(socket, &first, 1, MSG_PEEK) == 1) {
    constexpr char tls_handshake = 0x16;
    const std::unique_ptr<Stream> stream =
        first == tls_handshake ? authority.accept(socket, "localhost") : plain_stream(socket);
    if (stream != nullptr) speak(*stream, socket, first == tls_handshake ? "localhost" : "");
  }
  const std::lock_guard lock(mutex);
  ::close(socket);
  sockets.erase(socket);
  const auto self = talking.find(socket);
  if (self != talking.end()) {
    finished.push_back(std::move(self->second));
    talking.erase(self);
  }
}

void Server::Parts::speak(Stream& stream, int socket, const std::string& secure_host) {
  WireReader reader(stream);
  while (!stopping) {
    const std::optional<WireRequest> request = reader.next();
    if (!request) return;
    if (request->method == "CONNECT") {
      tunnel(stream, socket, *request);
      return;
    }
    std::string url = request->target;
    if (url.starts_with("/")) {
      const std::string asked = request->header("host");
      const std::string_view scheme = secure_host.empty() ? "http://" : "https://";
      url.insert(0, asked.empty() ? secure_host : asked).insert(0, scheme);
    }
    if (!stream.write(wire_answer(*request, answer(*request, url))) || !request->keep_alive) return;
  }
}

bool Server::Parts::tunnel(Stream& stream, int socket, const WireRequest& request) {
  const std::string host = host_of(request.target);
  if (!world.knows_host(host, now())) {
    stream.write(wire_answer(request, bad_gateway()));
    return false;
  }
  if (!stream.write("HTTP/1.1 200 Connection established\r\n\r\n")) return false;
  const std::unique_ptr<Stream> secure = authority.accept(socket, host);
  if (secure != nullptr) speak(*secure, socket, host);
  return secure != nullptr;
}

Answer Server::Parts::answer(const WireRequest& request, const std::string& url) {
  const std::string host = host_of_url(url);
  count(host, 1);
  if (options.latency > Duration{}) std::this_thread::sleep_for(options.latency);
  Answer answer = soft_banned(host) ? world.soft_banned(request.method, url, request.body, now())
                                    : world.answer(request.method, url, request.body, now());
  if (answer.status == 0) answer = bad_gateway();
  count(host, -1);
  return answer;
}

bool Server::Parts::soft_banned(const std::string& host) {
  if (options.soft_ban_after == 0 || host != "t.me") return false;
  const std::lock_guard lock(mutex);
  const Steady::time_point real_now = Steady::now();
  if (real_now < banned_until) return true;
  if (++asked_since_ban <= options.soft_ban_after) return false;
  asked_since_ban = 0;
  banned_until = real_now + options.soft_ban_for;
  return true;
}

void Server::Parts::count(const std::string& host, int change) {
  const std::lock_guard lock(mutex);
  Pace& pace = paces[host];
  if (change < 0) {
    --pace.at_once;
    pace.answered = now();
    return;
  }
  const auto second =
      std::chrono::duration_cast<std::chrono::seconds>(Steady::now() - started).count();
  pace.in_second = second == pace.second ? pace.in_second + 1 : 1;
  pace.second = second;
  HostCount& counter = counters[host];
  ++counter.requests;
  if (pace.answered) {
    const Duration pause = now() - *pace.answered;
    counter.shortest_pause = std::min(counter.shortest_pause.value_or(pause), pause);
  }
  counter.most_at_once = std::max(counter.most_at_once, ++pace.at_once);
  counter.most_in_a_second = std::max(counter.most_in_a_second, pace.in_second);
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() { stop(); }

Result<std::unique_ptr<Server>> Server::start(const World& world, const ServeOptions& options) {
  Result<Authority> authority = Authority::create();
  if (!authority) return authority.error();
  auto parts = std::make_unique<Parts>(world, options, std::move(authority).value());
  parts->port = options.port;
  parts->listener = listen_on_loopback(parts->port);
  if (parts->listener < 0)
    return Error{Trouble::failure, "rehearsal server: cannot listen on 127.0.0.1:" +
                                       std::to_string(options.port) + ": " + std::strerror(errno)};
  if (!options.ca_file.empty()) {
    std::ofstream file(options.ca_file, std::ios::binary);
    file << parts->authority.certificate_pem();
    if (!file.flush()) {
      ::close(parts->listener);
      return Error{Trouble::failure,
                   options.ca_file + ": cannot write the authority's certificate"};
    }
  }
  Parts* const raw = parts.get();
  parts->acceptor = std::thread([raw] { raw->accept_all(); });
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

void Server::stop() {
  if (parts_->stopping.exchange(true)) return;
  ::shutdown(parts_->listener, SHUT_RDWR);
  parts_->acceptor.join();
  ::close(parts_->listener);
  std::map<int, std::thread> talking;
  std::list<std::thread> finished;
  {
    const std::lock_guard lock(parts_->mutex);
    for (const int socket : parts_->sockets) ::shutdown(socket, SHUT_RDWR);
    talking.swap(parts_->talking);
    finished.swap(parts_->finished);
  }
  for (auto& [socket, thread] : talking) thread.join();
  for (std::thread& thread : finished) thread.join();
}

std::uint16_t Server::port() const { return parts_->port; }
const std::string& Server::ca_pem() const { return parts_->authority.certificate_pem(); }
Time Server::world_now() const { return parts_->now(); }

std::map<std::string, HostCount> Server::counters() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->counters;
}

}  // namespace godwit
