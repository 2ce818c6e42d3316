// SPDX-License-Identifier: Apache-2.0
#include "crawler/fetch/outbound.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "crawler/fetch/easy_handle.h"

namespace godwit {
namespace {

constexpr std::size_t answer_max = 64u << 10;  // nobody reads it; more is cut off

std::size_t swallow(char*, std::size_t size, std::size_t count, void* seen) {
  auto& total = *static_cast<std::size_t*>(seen);
  total += size * count;
  return total > answer_max ? 0 : size * count;
}

struct Unsent {
  const char* at = nullptr;
  std::size_t left = 0;
};

std::size_t hand_over(char* into, std::size_t size, std::size_t count, void* what) {
  auto& unsent = *static_cast<Unsent*>(what);
  const std::size_t some = std::min(size * count, unsent.left);
  std::memcpy(into, unsent.at, some);
  unsent.at += some, unsent.left -= some;
  return some;
}

// What both have in common: one way out, bounded time, verified certificates.
Result<EasyHandle> handle_for(const Outbound& how, const char* protocols, std::size_t& answered,
                              char* trouble) {
  auto proxy = parse_proxy(how.proxy);
  if (!proxy) return proxy.error();
  EasyHandle handle(curl_easy_init());
  if (!handle) return Error{Trouble::failure, "libcurl gives no handle"};
  CURL* easy = handle.get();
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_PROTOCOLS_STR, protocols);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(how.patience.count()));
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_PROXY, proxy->url.c_str());  // "" = direct, whatever the environment says
  set(easy, CURLOPT_NOPROXY, "");
  if (!proxy->user.empty()) set(easy, CURLOPT_PROXYUSERNAME, proxy->user.c_str());
  if (!proxy->password.empty()) set(easy, CURLOPT_PROXYPASSWORD, proxy->password.c_str());
  if (!how.ca_bundle.empty()) {
    set(easy, CURLOPT_CAINFO, how.ca_bundle.c_str());
    set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(easy, CURLOPT_WRITEFUNCTION, swallow);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&answered));
  set(easy, CURLOPT_ERRORBUFFER, trouble);
  return handle;
}

Error failed(CURLcode code, const char* trouble) {
  return {Trouble::failure, *trouble != '\0' ? trouble : curl_easy_strerror(code)};
}

HeaderList listed(const std::vector<std::string>& lines) {
  HeaderList list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    CHECK(longer != nullptr);
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

bool on_this_machine(const std::string& server) {
  constexpr std::array<const char*, 3> here = {"smtp://127.0.0.1", "smtp://[::1]",
                                               "smtp://localhost"};
  return std::ranges::any_of(here, [&](const std::string& start) {
    return server.starts_with(start) &&
           (server.size() == start.size() || server[start.size()] == ':' ||
            server[start.size()] == '/');
  });
}

}  // namespace

Result<int> post_to(const Outbound& how, const Posting& what) {
  char trouble[CURL_ERROR_SIZE] = "";
  std::size_t answered = 0;
  auto handle = handle_for(how, "http,https", answered, trouble);
  if (!handle) return handle.error();
  CURL* easy = handle->get();
  std::vector<std::string> lines = {"Expect:"};
  for (const auto& [name, value] : what.headers) lines.push_back(name + ": " + value);
  const HeaderList headers = listed(lines);
  set(easy, CURLOPT_HTTPHEADER, headers.get());
  set(easy, CURLOPT_USERAGENT, how.user_agent.c_str());
  set(easy, CURLOPT_POST, 1L);
  set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
  set(easy, CURLOPT_POSTFIELDS, what.body.c_str());
  if (curl_easy_setopt(easy, CURLOPT_URL, what.url.c_str()) != CURLE_OK)
    return Error{Trouble::usage, "webhook: no usable URL"};
  const CURLcode code = curl_easy_perform(easy);
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  // A long answer is cut off; its status stands.
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && status > 0)) return failed(code, trouble);
  return static_cast<int>(status);
}

Result<void> send_mail(const Outbound& how, const Mail& mail) {
  char trouble[CURL_ERROR_SIZE] = "";
  std::size_t answered = 0;
  auto handle = handle_for(how, "smtp,smtps", answered, trouble);
  if (!handle) return handle.error();
  CURL* easy = handle->get();
  std::vector<std::string> receivers;
  for (const std::string& to : mail.to) receivers.push_back("<" + to + ">");
  const HeaderList to = listed(receivers);
  const std::string from = "<" + mail.from + ">";
  Unsent unsent{mail.message.data(), mail.message.size()};
  if (curl_easy_setopt(easy, CURLOPT_URL, mail.server.c_str()) != CURLE_OK)
    return Error{Trouble::usage, "mail: no usable server"};
  set(easy, CURLOPT_USE_SSL,
      static_cast<long>(on_this_machine(mail.server) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!mail.user.empty()) {
    set(easy, CURLOPT_USERNAME, mail.user.c_str());
    set(easy, CURLOPT_PASSWORD, mail.password.c_str());
  }
  set(easy, CURLOPT_MAIL_FROM, from.c_str());
  set(easy, CURLOPT_MAIL_RCPT, to.get());
  set(easy, CURLOPT_UPLOAD, 1L);
  set(easy, CURLOPT_READFUNCTION, hand_over);
  set(easy, CURLOPT_READDATA, static_cast<void*>(&unsent));
  const CURLcode code = curl_easy_perform(easy);
  return code == CURLE_OK ? Result<void>{} : failed(code, trouble);
}

}  // namespace godwit
