// SPDX-License-Identifier: Apache-2.0
#include "app/alerts/messages.h"

#include <algorithm>
#include <array>

#include "app/alerts/journal.h"
#include "crawler/store/digest.h"
#include "godwit/names.h"
#include "graph/export/json.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t entries_max = 200;
constexpr const char* mark = "REHEARSAL: ";

// Foreign text reads from right to left inside its own walls.
std::string said(const AlertVoice& voice, const Alert& alert) {
  return (voice.rehearsal ? mark : "") + std::string(name_of(alert.kind)) + ": " +
         printable(alert.text);
}

Json as_json(const AlertVoice& voice, const Alert& alert) {
  Json json = Json::object();
  if (voice.rehearsal) json["rehearsal"] = true;
  json["id"] = event_id(voice, alert);
  json["kind"] = name_of(alert.kind);
  json["at"] = json_time(alert.at);
  json["text"] = alert.text;
  json["url"] = alert.url;
  json["key"] = event_key(alert);
  return json;
}

std::string base64_lines(std::string_view bytes) {
  constexpr std::size_t width = 76;
  const std::string text = base64(bytes);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += width) out += text.substr(at, width) + "\r\n";
  return out;
}

// RFC 5322: "Fri, 22 Nov 2019 08:00:00 +0000".
std::string mail_date(Time t) {
  constexpr std::array<const char*, 7> week = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> year = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  const std::string iso = to_rfc3339(t);
  return std::string(week[std::chrono::weekday{day}.c_encoding()]) + ", " + iso.substr(8, 2) + " " +
         year[unsigned{date.month()} - 1] + " " + iso.substr(0, 4) + " " + iso.substr(11, 8) +
         " +0000";
}

// One encoded word (RFC 2047): no foreign byte can end a header.
std::string header_text(const std::string& text) {
  return "=?UTF-8?B?" + base64(shortened(text, 40)) + "?=";
}

std::string subject(const AlertVoice& voice, const std::vector<Alert>& alerts) {
  const std::string first = said(voice, alerts.front());
  return alerts.size() == 1
             ? header_text(first)
             : header_text((voice.rehearsal ? mark : "") + std::to_string(alerts.size()) +
                           " alerts: " + std::string(name_of(alerts.front().kind)) + " …");
}

std::string plain_text(const AlertVoice& voice, const std::vector<Alert>& alerts) {
  std::string out;
  if (voice.rehearsal) out += "REHEARSAL: invented data, not the world.\n\n";
  for (const Alert& alert : alerts)
    out += to_rfc3339(alert.at).substr(0, 16) + "Z  " + said(voice, alert) + "\n  " +
           printable(defanged(alert.url)) + "\n";
  return out + "\nProbabilities are claims with evidence; ask: godwit explain URL\n";
}

}  // namespace

std::string event_id(const AlertVoice& voice, const Alert& alert) {
  return uuid5_urn("godwit alert\n" + voice.feed + "\n" + event_key(alert));
}

std::string alert_line(const AlertVoice& voice, const Alert& alert) {
  return json_text(as_json(voice, alert), -1);
}

std::string alerts_json(const AlertVoice& voice, const std::vector<Alert>& alerts) {
  Json json = Json::object();
  if (voice.rehearsal) json["rehearsal"] = true;
  json["tool"] = voice.tool;
  json["alerts"] = Json::array();
  for (const Alert& alert : alerts) json["alerts"].push_back(as_json(voice, alert));
  return json_text(json);
}

std::string atom_feed(const AlertVoice& voice, std::vector<Alert> alerts) {
  std::ranges::stable_sort(alerts, std::ranges::greater(), &Alert::at);
  if (alerts.size() > entries_max) alerts.resize(entries_max);
  const std::string updated = to_rfc3339(alerts.empty() ? Time{} : alerts.front().at);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
      "<id>" +
      uuid5_urn("godwit feed\n" + voice.feed) + "</id>\n<title>" +
      std::string(voice.rehearsal ? mark : "") + "godwit alerts</title>\n<updated>" + updated +
      "</updated>\n<author><name>" + xml_text(voice.tool) + "</name></author>\n";
  for (const Alert& alert : alerts)
    out += "<entry>\n<id>" + event_id(voice, alert) + "</id>\n<title>" +
           xml_text(said(voice, alert)) + "</title>\n<updated>" + to_rfc3339(alert.at) +
           "</updated>\n<category term=\"" + std::string(name_of(alert.kind)) + "\"/>\n<summary>" +
           xml_text(said(voice, alert) +
                    (alert.url.empty() ? "" : " (" + printable(defanged(alert.url)) + ")")) +
           "</summary>\n</entry>\n";
  return out + "</feed>\n";
}

std::string mail_message(const AlertVoice& voice, const AlertConfig& config,
                         const std::vector<Alert>& alerts, Time now) {
  std::string to, events = voice.feed;
  for (const std::string& each : config.mail_to) to += (to.empty() ? "" : ", ") + each;
  for (const Alert& alert : alerts) events += "\n" + event_key(alert);
  const std::string id = uuid5_urn("godwit mail\n" + events).substr(9);
  return "From: " + config.mail_from + "\r\nTo: " + to + "\r\nDate: " + mail_date(now) +
         "\r\nMessage-ID: <" + id + "@godwit.invalid>\r\nSubject: " + subject(voice, alerts) +
         "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n" +
         base64_lines(plain_text(voice, alerts));
}

std::string signature(const std::string& secret, const std::string& timestamp,
                      const std::string& body) {
  return "sha256=" + hex(hmac_sha256(secret, timestamp + "." + body));
}

}  // namespace godwit
