// SPDX-License-Identifier: Apache-2.0
#include "app/serve/answers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/case_view.h"
#include "app/report/page.h"
#include "crawler/store/digest.h"
#include "graph/export/json.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

constexpr std::string_view known_by = "/data.json?as_of=";
constexpr std::size_t secret_size = 32;  // 256 bits
constexpr const char* closed_policy =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

std::string page_policy(const std::string& nonce) {
  return "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'nonce-" + nonce +
         "'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
         "frame-ancestors 'none'";
}

// On every answer, whatever it is.
void add_walls(DashboardAnswer& answer) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(answer.headers,
                               [&](const auto& each) { return each.first == name; });
  };
  if (!has("Content-Security-Policy"))
    answer.headers.emplace_back("Content-Security-Policy", closed_policy);
  for (const auto& [name, value] :
       {std::pair("X-Content-Type-Options", "nosniff"), std::pair("Referrer-Policy", "no-referrer"),
        std::pair("Cache-Control", "no-store"), std::pair("X-Frame-Options", "DENY"),
        std::pair("Cross-Origin-Opener-Policy", "same-origin"),
        std::pair("Cross-Origin-Resource-Policy", "same-origin")})
    answer.headers.emplace_back(name, value);
}

DashboardAnswer failed(const Error& error) {
  const bool known = error.trouble == Trouble::usage || error.trouble == Trouble::not_found;
  return {known ? 422 : 500,
          "application/json",
          json_text(nlohmann::ordered_json{{"error", error.text}}, -1),
          {}};
}

// "/capture/UUID" or "/capture/UUID/raw": the UUID, "" where it is none.
std::string uuid_in(std::string_view target) {
  constexpr std::string_view start = "/capture/";
  constexpr std::size_t length = 36;
  const std::string_view id = target.substr(std::min(start.size(), target.size()), length);
  const bool good = target.starts_with(start) && id.size() == length &&
                    id.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
  return good ? std::string(id) : std::string();
}

}  // namespace

Answers::Answers(LiveCase& live, std::uint16_t port, std::function<void(const std::string&)> invite)
    : live_(live),
      guard_(port, secret_bytes(secret_size), secret_bytes(secret_size)),
      invite_(std::move(invite)) {
  if (invite_) invite_(guard_.start_url());
}

DashboardAnswer Answers::refused(int status, const std::string& why) {
  DashboardAnswer answer{status, "text/plain; charset=utf-8", why + "\n", {}};
  add_walls(answer);
  return answer;
}

DashboardAnswer Answers::answer(const Asked& asked, const std::string& body) {
  if (const auto turned = guard_.judge_form(asked)) return refused(turned->status, turned->why);
  DashboardAnswer answer;
  if (guard_.is_first_visit(asked)) {
    if (!guard_.opens(asked)) return refused(403, "this address was used already, or never good");
    answer = let_in();
  } else if (const auto turned = guard_.judge_right(asked)) {
    return refused(turned->status, turned->why);
  } else {
    answer = routed(asked, body);
  }
  add_walls(answer);
  return answer;
}

// The token is spent; the next browser needs another one.
DashboardAnswer Answers::let_in() {
  guard_.renew(hex(secret_bytes(secret_size)));
  if (invite_) invite_(guard_.start_url());
  return {
      303, "text/plain; charset=utf-8", "", {{"Location", "/"}, {"Set-Cookie", guard_.cookie()}}};
}

// Exact addresses only: what is not in this list is nowhere.
DashboardAnswer Answers::routed(const Asked& asked, const std::string& body) {
  if (asked.method == "POST")
    return asked.target == "/word" ? told(body) : refused(405, "only words are posted");
  if (asked.target == "/") return page();
  if (asked.target == "/data.json") return data(asked);
  if (asked.target.starts_with(known_by))
    return data_known_by(asked.target.substr(known_by.size()));
  if (!uuid_in(asked.target).empty()) return capture(asked.target);
  return {404, "text/plain; charset=utf-8", "nothing here\n", {}};
}

DashboardAnswer Answers::page() {
  const auto document = live_.data();
  if (!document) return failed(document.error());
  PageOptions options;
  options.rehearsal = live_.of().config.rehearsal;
  options.tool = tool_version();
  options.nonce = hex(secret_bytes(16));
  options.live = true;
  return {200,
          "text/html; charset=utf-8",
          render_page(*document, options),
          {{"Content-Security-Policy", page_policy(options.nonce)}}};
}

DashboardAnswer Answers::data(const Asked& asked) {
  const auto document = live_.data();
  if (!document) return failed(document.error());
  const std::string tag = "\"" + hex(sha256(*document)).substr(0, 32) + "\"";
  if (asked.only("if-none-match") == tag) return {304, "application/json", "", {{"ETag", tag}}};
  return {200, "application/json", *document, {{"ETag", tag}}};
}

DashboardAnswer Answers::data_known_by(const std::string& typed) {
  const auto then = as_of_typed(typed);
  if (!then)
    return failed({Trouble::usage, "\"" + printable(shortened(typed, 40)) + "\" is no day"});
  auto document = live_.data_known_by(*then);
  if (!document) return failed(document.error());
  return {200, "application/json", std::move(*document), {}};
}

DashboardAnswer Answers::told(const std::string& body) {
  const auto done = live_.tell(body);
  return done ? DashboardAnswer{204, "text/plain; charset=utf-8", "", {}} : failed(done.error());
}

// What strangers wrote is shown as text and handed out as bytes, never as a page of ours.
DashboardAnswer Answers::capture(const std::string& target) {
  const std::string uuid = uuid_in(target), id = "urn:uuid:" + uuid;
  const std::string rest = target.substr(std::string_view("/capture/").size() + uuid.size());
  if (rest != "" && rest != "/raw") return {404, "text/plain; charset=utf-8", "nothing here\n", {}};
  auto bytes = rest.empty() ? live_.capture_text(id) : live_.capture_raw(id);
  if (!bytes) return failed(bytes.error());
  if (!*bytes) return {404, "text/plain; charset=utf-8", "no such capture\n", {}};
  if (rest.empty()) return {200, "text/plain; charset=utf-8", std::move(**bytes), {}};
  return {200,
          "application/octet-stream",
          std::move(**bytes),
          {{"Content-Disposition", "attachment; filename=\"" + uuid + ".bin\""}}};
}

}  // namespace godwit
