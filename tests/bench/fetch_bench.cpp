// SPDX-License-Identifier: Apache-2.0
// fetch_bench [PAGES] [BYTES]: our transport beside a bare libcurl multi loop, against the same
// server on loopback, in alternating rounds. The bare loop counts bytes and drops them: it is the
// limit of the stack. Prints pages a second and CPU seconds a thousand pages, medians of five.
#include <curl/curl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/hostile/client.h"
#include "tests/hostile/peer.h"

namespace godwit {
namespace {

constexpr std::size_t in_flight = 32;

struct Measured {
  double pages_per_second = 0;
  double cpu_per_thousand = 0;  // of the client's thread
};

double thread_cpu() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Run>
Measured measure(std::size_t pages, Run run) {
  const double cpu = thread_cpu();
  const auto begun = std::chrono::steady_clock::now();
  run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  const auto count = static_cast<double>(pages);
  return {count / took.count(), (thread_cpu() - cpu) * 1000 / count};
}

// The shortest loop over libcurl and epoll that fetches `pages` times.
class Bare {
 public:
  explicit Bare(const std::string& url) : epoll_(epoll_create1(0)), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &on_watch);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    for (std::size_t i = 0; i < in_flight; ++i) {
      CURL* easy = curl_easy_init();
      curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
      curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
      curl_easy_setopt(easy, CURLOPT_WRITEDATA, &bytes_);
      curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
      resting_.push_back(easy);
    }
  }
  ~Bare() {
    for (CURL* easy : resting_) curl_easy_cleanup(easy);
    curl_multi_cleanup(multi_);
    ::close(epoll_);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;

  void fetch(std::size_t pages) {
    std::size_t begun = 0;
    for (std::size_t done = 0; done < pages;) {
      for (; begun < pages && !resting_.empty(); ++begun) {
        curl_multi_add_handle(multi_, resting_.back());
        resting_.pop_back();
      }
      turn();
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        CURL* easy = message->easy_handle;
        CHECK(message->data.result == CURLE_OK);
        curl_multi_remove_handle(multi_, easy);
        resting_.push_back(easy);
        ++done;
      }
    }
  }
  std::size_t bytes() const { return bytes_; }

 private:
  void turn() {
    int running = 0;
    epoll_event events[64];
    const int count = epoll_wait(epoll_, events, 64, static_cast<int>(std::clamp(timer_, 0L, 50L)));
    for (int i = 0; i < count; ++i) {
      const int in = (events[i].events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0;
      const int out = (events[i].events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
      curl_multi_socket_action(multi_, events[i].data.fd, in | out, &running);
    }
    if (timer_ < 0) return;
    timer_ = 50;
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  static std::size_t on_body(char*, std::size_t, std::size_t count, void* bytes) {
    *static_cast<std::size_t*>(bytes) += count;
    return count;
  }
  static int on_watch(CURL*, curl_socket_t descriptor, int what, void* self, void*) {
    const int epoll = static_cast<Bare*>(self)->epoll_;
    if (what == CURL_POLL_REMOVE) return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nullptr), 0;
    epoll_event event{};
    event.data.fd = descriptor;
    event.events =
        ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0u) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0u);
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
      epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event);
    return 0;
  }
  static int on_timer(CURLM*, long delay_ms, void* self) {
    static_cast<Bare*>(self)->timer_ = delay_ms;
    return 0;
  }

  int epoll_;
  CURLM* multi_;
  std::vector<CURL*> resting_;
  std::size_t bytes_ = 0;
  long timer_ = 0;
};

void fetch_ours(CurlTransport& transport, Clock& clock, const std::string& url, std::size_t pages) {
  std::size_t begun = 0;
  for (std::size_t done = 0; done < pages;) {
    for (; begun < pages && transport.room() > 0; ++begun) transport.submit(get(url));
    for (const Fetched& fetched : transport.wait(clock.now() + seconds(10))) {
      CHECK(fetched.outcome == Outcome::answered);
      ++done;
    }
  }
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

Measured median(const std::vector<Measured>& rounds) {
  std::vector<double> speed, cpu;
  for (const Measured& each : rounds) {
    speed.push_back(each.pages_per_second);
    cpu.push_back(each.cpu_per_thousand);
  }
  return {median(speed), median(cpu)};
}

void compare(std::size_t pages, std::size_t bytes) {
  Peer peer(always(answer(std::string(bytes, 'w'), "Content-Type: text/html\r\n")));
  WallClock clock;
  FetchOptions options = on_loopback({peer.port()});
  options.max_in_flight = in_flight;
  const auto transport = transport_of(options, clock);
  Bare bare(peer.url());
  bare.fetch(in_flight * 4);
  fetch_ours(*transport, clock, peer.url(), in_flight * 4);
  std::vector<Measured> theirs, ours;
  for (int round = 0; round < 5; ++round) {
    theirs.push_back(measure(pages, [&] { bare.fetch(pages); }));
    ours.push_back(measure(pages, [&] { fetch_ours(*transport, clock, peer.url(), pages); }));
  }
  const Measured a = median(theirs);
  const Measured b = median(ours);
  fmt::print("{} pages of {} bytes, {} in flight\n", pages, bytes, in_flight);
  fmt::print("  bare libcurl {:8.0f} pages/s  {:.3f} CPU s per 1,000\n", a.pages_per_second,
             a.cpu_per_thousand);
  fmt::print("  transport    {:8.0f} pages/s  {:.3f} CPU s per 1,000\n", b.pages_per_second,
             b.cpu_per_thousand);
  fmt::print("  ratio        {:8.2f}          {:.2f}\n", b.pages_per_second / a.pages_per_second,
             a.cpu_per_thousand / b.cpu_per_thousand);
}

}  // namespace
}  // namespace godwit

int main(int count, char** words) {
  // As the program itself does: without it glibc gives each page's memory back to the kernel.
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  const std::size_t pages = count > 1 ? std::strtoul(words[1], nullptr, 10) : 4000;
  if (count > 2) {
    godwit::compare(pages, std::strtoul(words[2], nullptr, 10));
    return 0;
  }
  godwit::compare(pages, 4'500);
  godwit::compare(pages, 90'000);
  return 0;
}
