// SPDX-License-Identifier: Apache-2.0
#include "sim/trace_platform.h"

#include <charconv>

namespace godwit::sim {
namespace {

constexpr std::string_view preview = "https://t.me/s/";
constexpr std::string_view before_word = "?before=";
constexpr std::string_view canary_name = "canary";
constexpr const char* soft_ban_mark = "x-soft-ban";
constexpr std::size_t posts_a_page = 20;

struct Asked {
  std::string_view name;
  std::size_t before = 0;
};

Asked take_apart(std::string_view url) {
  if (!url.starts_with(preview)) return {};
  url.remove_prefix(preview.size());
  Asked asked{url.substr(0, url.find('?')), 0};
  const std::size_t at = url.find(before_word);
  if (at != std::string_view::npos)
    std::from_chars(url.data() + at + before_word.size(), url.data() + url.size(), asked.before);
  return asked;
}

Request look_at(const Address& address) {
  Request request;
  request.url = std::string(preview) + address.id;
  request.address = address;
  request.service = trace_service;
  return request;
}

Address address_named(const std::string& name) {
  return {"telegram", "username", name, "https://t.me/" + name};
}

class TracePlatform final : public Platform {
 public:
  explicit TracePlatform(const Trace& trace) : trace_(trace) {}
  std::string_view name() const override { return "telegram"; }
  bool reads(std::string_view) const override { return true; }
  std::vector<Request> visit(const Address& address) const override { return {look_at(address)}; }
  std::vector<Example> examples() const override { return {}; }

  Observation read(const Fetched& page) const override {
    Observation seen;
    seen.at = page.at;
    seen.url = page.request.url;
    seen.outcome = page.outcome;
    seen.status = page.status;
    seen.limited = page.status == 429;
    if (page.outcome != Outcome::answered || seen.limited) return seen;
    const Asked asked = take_apart(seen.url);
    const int life = trace_.find(asked.name);
    const bool there = asked.name == canary_name || (life >= 0 && trace_.alive(life, seen.at));
    if (!there || !page.header(soft_ban_mark).empty()) {
      seen.page = Page::landing;
      seen.absent = true;
      return seen;
    }
    seen.page = Page::preview;
    seen.state = State::alive;
    if (life >= 0) show(life, asked.before, seen);
    return seen;
  }

 private:
  void show(int life, std::size_t before, Observation& seen) const {
    const TraceLife& channel = trace_.lives()[std::size_t(life)];
    seen.profile.kind = "channel";
    seen.profile.username = seen.profile.title = channel.name;
    seen.profile.numeric_id = life + 1;
    const auto numbers = trace_.page(life, seen.at, before, posts_a_page);
    seen.posts.reserve(numbers.size());
    for (const std::size_t number : numbers) {
      const TracePost& said = channel.posts[number - 1];
      Post& post = seen.posts.emplace_back();
      post.id = std::to_string(number);
      post.at = said.at;
      if (said.saying >= 0) seen.references.push_back(refer(said.saying, post.id));
    }
    if (!numbers.empty() && numbers.front() > 1)
      seen.older = std::string(preview) + channel.name + std::string(before_word) +
                   std::to_string(numbers.front());
  }

  Reference refer(int number, const std::string& post) const {
    const TraceSaying& saying = trace_.sayings()[std::size_t(number)];
    Reference reference;
    reference.address = address_of(trace_, saying.about);
    reference.written = reference.address.url;
    reference.form = Form::href;
    reference.announce = saying.announcement ? std::uint16_t(announce_new) : std::uint16_t(0);
    reference.post = post;
    return reference;
  }

  const Trace& trace_;
};

Answer answer(const Request& request, bool banned) {
  if (request.purpose == Purpose::robots) return {404, {}, {}};
  if (banned) return {200, {{soft_ban_mark, "1"}}, {}};
  return {200, {}, {}};
}

}  // namespace

Address address_of(const Trace& trace, int life) {
  return address_named(trace.lives()[std::size_t(life)].name);
}

Platforms trace_platforms(const Trace& trace) {
  Platforms platforms;
  platforms.table.push_back(std::make_unique<TracePlatform>(trace));
  return platforms;
}

Reach reach_through_trace() {
  return {.visit = [](const Address& a) { return std::vector{look_at(a)}; },
          .service_of = [](std::string_view) { return std::string(trace_service); },
          .canaries_of =
              [](std::string_view) {
                return std::vector{std::string(preview) + std::string(canary_name)};
              }};
}

Serve trace_server() {
  return [](const Request& request, Time) { return answer(request, false); };
}

Serve trace_soft_ban() {
  return [](const Request& request, Time) { return answer(request, true); };
}

}  // namespace godwit::sim
