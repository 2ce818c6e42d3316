// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/no_network.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>

namespace godwit::no_network {
namespace {

struct World {
  std::mutex lock;
  std::map<std::string, std::vector<std::string>> names;
  std::vector<std::string> asked;
  std::chrono::milliseconds delay{0};
  std::vector<std::string> sent;
};

// The C library's functions know no object of ours: one for the whole program.
World& world() {
  static World the_world;
  return the_world;
}

std::string written(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "?";
  if (address != nullptr && address->sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
  } else if (address != nullptr && address->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, address, sizeof v6);
    inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  }
  return text;
}

using GetAddrInfo = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

int answer(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
  const auto real = reinterpret_cast<GetAddrInfo>(dlsym(RTLD_NEXT, "getaddrinfo"));
  std::vector<std::string> addresses;
  std::chrono::milliseconds delay{0};
  {
    const std::lock_guard held(world().lock);
    world().asked.emplace_back(node == nullptr ? "" : node);
    addresses = world().names[world().asked.back()];
    delay = world().delay;
  }
  std::this_thread::sleep_for(delay);
  addrinfo* first = nullptr;
  for (auto each = addresses.rbegin(); each != addresses.rend(); ++each) {
    addrinfo numeric = hints == nullptr ? addrinfo{} : *hints;
    numeric.ai_flags |= AI_NUMERICHOST;
    addrinfo* one = nullptr;
    if (real(each->c_str(), service, &numeric, &one) != 0) continue;
    addrinfo* last = one;
    while (last->ai_next != nullptr) last = last->ai_next;
    last->ai_next = first;
    first = one;
  }
  if (first == nullptr) return EAI_NONAME;
  *found = first;
  return 0;
}

int note_packet(const sockaddr* to) {
  const std::lock_guard held(world().lock);
  world().sent.push_back(written(to));
  errno = ECONNREFUSED;
  return -1;
}

}  // namespace

void set_names(std::map<std::string, std::vector<std::string>> addresses) {
  const std::lock_guard held(world().lock);
  world().names = std::move(addresses);
  world().asked.clear();
  world().sent.clear();
  world().delay = {};
}

void set_delay(std::chrono::milliseconds delay) {
  const std::lock_guard held(world().lock);
  world().delay = delay;
}

std::vector<std::string> names_asked() {
  const std::lock_guard held(world().lock);
  return world().asked;
}

std::vector<std::string> packets() {
  const std::lock_guard held(world().lock);
  return world().sent;
}

}  // namespace godwit::no_network

extern "C" {
int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
  return godwit::no_network::answer(node, service, hints, found);
}
int connect(int, const sockaddr* to, socklen_t) { return godwit::no_network::note_packet(to); }
ssize_t sendto(int, const void*, size_t, int, const sockaddr* to, socklen_t) {
  return godwit::no_network::note_packet(to);
}
}
