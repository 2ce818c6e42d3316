// SPDX-License-Identifier: Apache-2.0
// The loop: one multi handle driven by epoll, one list of exchanges at rest, one of answers to hand
// out. libcurl tells which descriptors to watch and when to be called next; nothing here blocks but
// epoll_wait, and that never past libcurl's timer, the caller's deadline or an interrupt.
#include "crawler/fetch/curl_transport.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <optional>
#include <utility>

#include "crawler/fetch/exchange.h"

namespace godwit {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// Longest sleep without looking at the clock again, which may be another than the machine's.
constexpr std::chrono::milliseconds longest_sleep{1000};

Result<void> check_ca_bundle(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path);
  if (!file) return Error{Trouble::usage, fmt::format("CA bundle {}: cannot be read", path)};
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("-----BEGIN ")) return {};
  return Error{Trouble::usage, fmt::format("CA bundle {}: holds no PEM certificate", path)};
}

Permitted reach_of(const FetchOptions& options, Lane lane) {
  return {options.allow_private, lane == Lane::tor, options.extra_ports};
}

}  // namespace

class CurlTransport::Loop {
 public:
  Loop(const FetchOptions& options, Proxy proxy, Endpoint endpoint, Clock& clock);
  ~Loop();

  bool usable() const { return epoll_.number() >= 0 && wake_.number() >= 0 && multi_ != nullptr; }
  std::size_t room() const;
  void submit(Request request);
  std::vector<Fetched> wait(Time deadline);
  void interrupt() const noexcept;

 private:
  using Steady = std::chrono::steady_clock;

  std::chrono::milliseconds sleep_until(Time deadline, Time now) const;
  bool turn(std::chrono::milliseconds longest);
  void run_timer();
  void collect();
  Exchange& resting();
  static int on_watch(CURL* easy, curl_socket_t descriptor, int what, void* self, void*);
  static int on_timer(CURLM*, long delay_ms, void* self);

  Clock& clock_;
  double clock_speed_;  // its seconds per real second
  Wiring wiring_;
  Descriptor epoll_;
  Descriptor wake_;
  CURLM* multi_;
  std::vector<std::unique_ptr<Exchange>> exchanges_;
  std::vector<Exchange*> resting_;
  std::vector<Fetched> finished_;
  std::size_t in_flight_ = 0;
  std::optional<Steady::time_point> timer_;
};

CurlTransport::Loop::Loop(const FetchOptions& options, Proxy proxy, Endpoint endpoint, Clock& clock)
    : clock_(clock),
      clock_speed_(options.clock_speed),
      wiring_{options, std::move(proxy), std::move(endpoint), {}, {}, 0},
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      multi_((curl_global_init(CURL_GLOBAL_DEFAULT), curl_multi_init())) {
  wiring_.reach = reach_of(options, wiring_.proxy.lane);
  if (!usable()) return;
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &on_watch);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options.max_in_flight * 2));
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_.number();
  CHECK(::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, wake_.number(), &event) == 0);
}

CurlTransport::Loop::~Loop() {
  if (multi_ != nullptr) {
    for (const auto& exchange : exchanges_) curl_multi_remove_handle(multi_, exchange->handle());
    exchanges_.clear();
    curl_multi_cleanup(multi_);
  }
  curl_global_cleanup();
}

std::size_t CurlTransport::Loop::room() const {
  const std::size_t busy = in_flight_ + finished_.size();
  return wiring_.options.max_in_flight - std::min(busy, wiring_.options.max_in_flight);
}

Exchange& CurlTransport::Loop::resting() {
  if (resting_.empty()) {
    exchanges_.push_back(std::make_unique<Exchange>(wiring_));
    return *exchanges_.back();
  }
  Exchange& exchange = *resting_.back();
  resting_.pop_back();
  return exchange;
}

void CurlTransport::Loop::submit(Request request) {
  Exchange& exchange = resting();
  if (const auto refusal = exchange.begin(std::move(request))) {
    finished_.push_back(exchange.refused(*refusal, clock_.now()));
    resting_.push_back(&exchange);
    return;
  }
  CHECK(curl_multi_add_handle(multi_, exchange.handle()) == CURLM_OK);
  ++in_flight_;
}

std::vector<Fetched> CurlTransport::Loop::wait(Time deadline) {
  bool interrupted = false;
  for (bool late = false; finished_.empty() && !interrupted && !late;) {
    const Time now = clock_.now();
    late = now >= deadline;  // one turn all the same, so that transfers move
    interrupted = turn(late ? std::chrono::milliseconds{0} : sleep_until(deadline, now));
  }
  return std::exchange(finished_, {});
}

std::chrono::milliseconds CurlTransport::Loop::sleep_until(Time deadline, Time now) const {
  const double real_ms = double((deadline - now).count()) / clock_speed_;
  const auto sleep = real_ms < double(longest_sleep.count())
                         ? std::chrono::milliseconds{static_cast<std::int64_t>(std::ceil(real_ms))}
                         : longest_sleep;
  if (!timer_) return sleep;
  const auto until_timer = std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Steady::now());
  return std::clamp(until_timer, std::chrono::milliseconds{0}, sleep);
}

// Sleeps at most that long and lets libcurl do what is due. True: interrupted.
bool CurlTransport::Loop::turn(std::chrono::milliseconds longest) {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(epoll_.number(), events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(longest.count()));
  bool interrupted = false;
  int running = 0;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == wake_.number()) {
      eventfd_t ignored = 0;
      interrupted = ::eventfd_read(wake_.number(), &ignored) == 0;
      continue;
    }
    const int readable = (event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0;
    const int writable = (event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
    const int broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0;
    curl_multi_socket_action(multi_, event.data.fd, readable | writable | broken, &running);
  }
  run_timer();
  collect();
  return interrupted;
}

void CurlTransport::Loop::run_timer() {
  if (!timer_ || Steady::now() < *timer_) return;
  timer_.reset();
  int running = 0;
  curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
}

void CurlTransport::Loop::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    Exchange* exchange = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &exchange);
    curl_multi_remove_handle(multi_, easy);  // `message` is dead from here
    if (exchange->try_untrusted(code)) {
      CHECK(curl_multi_add_handle(multi_, easy) == CURLM_OK);
      continue;
    }
    --in_flight_;
    finished_.push_back(exchange->finish(code, clock_.now()));
    resting_.push_back(exchange);
  }
}

void CurlTransport::Loop::interrupt() const noexcept {
  const std::uint64_t one = 1;
  // Full means that an interrupt is pending already.
  [[maybe_unused]] const ssize_t written = ::write(wake_.number(), &one, sizeof one);
}

int CurlTransport::Loop::on_watch(CURL* easy, curl_socket_t descriptor, int what, void* self,
                                  void*) {
  const int epoll = static_cast<Loop*>(self)->epoll_.number();
  Exchange* exchange = nullptr;  // none where libcurl closes an idle connection of its own accord
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &exchange);
  if (what == CURL_POLL_REMOVE) {
    if (exchange != nullptr) exchange->leaves_descriptor(descriptor);
    ::epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    return 0;
  }
  if (exchange != nullptr) exchange->uses_descriptor(descriptor);
  epoll_event event{};
  event.data.fd = descriptor;
  if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
    ::epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event);
  return 0;
}

int CurlTransport::Loop::on_timer(CURLM*, long delay_ms, void* self) {
  auto& timer = static_cast<Loop*>(self)->timer_;
  timer.reset();
  if (delay_ms >= 0) timer = Steady::now() + std::chrono::milliseconds{delay_ms};
  return 0;
}

CurlTransport::CurlTransport(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
CurlTransport::~CurlTransport() = default;
std::size_t CurlTransport::room() const { return loop_->room(); }
void CurlTransport::submit(Request request) { loop_->submit(std::move(request)); }
std::vector<Fetched> CurlTransport::wait(Time deadline) { return loop_->wait(deadline); }
void CurlTransport::interrupt() noexcept { loop_->interrupt(); }

Result<std::unique_ptr<CurlTransport>> make_curl_transport(const FetchOptions& options,
                                                           Clock& clock) {
  auto proxy = parse_proxy(options.proxy);
  if (!proxy) return proxy.error();
  if (auto bundle = check_ca_bundle(options.ca_bundle); !bundle) return bundle.error();
  auto endpoint = Endpoint::of(*proxy, options.allow_private);
  if (!endpoint) return endpoint.error();
  ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets that the peer has closed
  if (options.max_in_flight == 0)
    return Error{Trouble::usage, "no request may be in flight: max_in_flight is 0"};
  auto loop = std::make_unique<CurlTransport::Loop>(options, *std::move(proxy),
                                                    *std::move(endpoint), clock);
  if (!loop->usable())
    return Error{Trouble::failure, "the network cannot be used: no descriptors left (ulimit -n)"};
  return std::unique_ptr<CurlTransport>(new CurlTransport(std::move(loop)));
}

}  // namespace godwit
