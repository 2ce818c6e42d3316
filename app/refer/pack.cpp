// SPDX-License-Identifier: Apache-2.0
#include "app/refer/pack.h"

#include <algorithm>

#include "crawler/store/digest.h"
#include "graph/export/json.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* statement =
    "This is a referral for voluntary assessment. It is not a removal order under Regulation (EU) "
    "2021/784, and no order of any authority.";
constexpr const char* good_faith =
    "The sender believes in good faith that the information and allegations in this notice are "
    "accurate and complete.";

// The address of a channel as it must be acted on: exact, never defanged.
std::string url_of(const ReferredChannel& c) { return c.channel.urls.back().address.url; }

Json header(const Referral& r) {
  Json json = Json::object();
  if (r.rehearsal) json["rehearsal"] = "REHEARSAL: invented data, not the world. Do not send.";
  json["kind"] = "referral";
  json["order"] = false;
  json["statement"] = statement;
  json["reference_no"] = reference_of(r);
  json["issued_at"] = json_time(issued_at(r));
  json["tool"] = r.tool;
  return json;
}

std::vector<std::string> codes_of(const Referral& r) {
  std::vector<std::string> codes;
  for (const ReferredChannel& c : r.channels)
    for (std::string& code : reason_codes(c.dossier.confirmation->text))
      codes.push_back(std::move(code));
  std::ranges::sort(codes);
  codes.erase(std::ranges::unique(codes).begin(), codes.end());
  return codes;
}

Json urls_of(const Referral& r) {
  Json urls = Json::array();
  for (const ReferredChannel& c : r.channels) urls.push_back(url_of(c));
  return urls;
}

std::string reason_of(const ReferredChannel& c) {
  const std::string& text = c.dossier.confirmation->text;
  return reason_codes(text).empty() ? text : note_of(text);
}

// TCO 2021/784, Annex I, as far as a referral has these fields. What only an authority or the
// provider can know stays empty, for a person to fill in.
Json tco_fields(const Referral& r) {
  Json reasons = Json::array(), locators = Json::array();
  for (const ReferredChannel& c : r.channels) {
    reasons.push_back(url_of(c) + ": " + reason_of(c));
    locators.push_back(
        {{"url", url_of(c)},
         {"platform", c.channel.platform},
         {"channel", c.channel.id},
         {"numeric_id",
          c.channel.numeric_id ? Json(std::to_string(*c.channel.numeric_id)) : Json()}});
  }
  return {{"issuing_MS", r.sender.member_state},
          {"authority", r.sender.authority},
          {"addressee", r.provider.name},
          {"legal_rep", ""},
          {"contact_point", ""},
          {"provider_MS", ""},
          {"issued_at", json_time(issued_at(r))},
          {"reference_no", reference_of(r)},
          {"url", urls_of(r)},
          {"locator_extra", locators},
          {"reason_codes", codes_of(r)},
          {"free_reason", reasons},
          {"non_disclosure", false},
          {"language", language_of(r)}};
}

Json dsa_fields(const Referral& r) {
  Json reasons = Json::array();
  for (const ReferredChannel& c : r.channels)
    reasons.push_back({{"url", url_of(c)}, {"reason", reason_of(c)}});
  return {{"reasons", reasons},
          {"urls", urls_of(r)},
          {"name", r.sender.name},
          {"email", r.sender.email},
          {"good_faith", good_faith}};
}

Json assessments(const Referral& r) {
  Json all = Json::array();
  for (const ReferredChannel& c : r.channels)
    all.push_back({{"url", url_of(c)}, {"purpose_assessment", c.dossier.purpose->text}});
  return all;
}

std::string referral_json(const Referral& r) {
  Json json = header(r);
  json["tco_2021_784"] = tco_fields(r);
  json["dsa_article_16"] = dsa_fields(r);
  json["purpose_assessment"] = assessments(r);
  json["annex"] = {"annex.csv", "annex.json", "evidence.wacz"};
  return json_text(json);
}

std::string annex_json(const Referral& r) {
  Json json = header(r);
  json["channels"] = Json::array();
  for (const ReferredChannel& c : r.channels) {
    Json captures = Json::array();
    for (const AnnexCapture& each : c.captures)
      captures.push_back({{"capture", each.id},
                          {"url", each.url},
                          {"at", json_time(each.at)},
                          {"status", each.status},
                          {"sha256", each.sha256}});
    json["channels"].push_back({{"url", url_of(c)},
                                {"platform", c.channel.platform},
                                {"channel", c.channel.id},
                                {"title", c.channel.title},
                                {"first_seen", json_time(c.channel.first_seen)},
                                {"last_seen", json_time(c.channel.last_seen)},
                                {"captures", captures}});
  }
  return json_text(json);
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) out += (out.empty() ? "" : ",") + csv_cell(cell, true);
  return out + "\r\n";
}

std::string annex_csv(const Referral& r) {
  std::vector<std::string> heading = {"url",      "platform",    "channel",     "title", "capture",
                                      "page_url", "captured_at", "http_status", "sha256"};
  if (r.rehearsal) heading.insert(heading.begin(), "rehearsal");
  std::string out = csv_line(heading);
  for (const ReferredChannel& c : r.channels)
    for (const AnnexCapture& each : c.captures) {
      std::vector<std::string> cells = {
          url_of(c),  c.channel.platform, c.channel.id,        c.channel.title,
          each.id,    each.url,           to_rfc3339(each.at), std::to_string(each.status),
          each.sha256};
      if (r.rehearsal) cells.insert(cells.begin(), "REHEARSAL");
      out += csv_line(cells);
    }
  return out;
}

Json said_json(const Said& said) {
  return {{"by", said.analyst}, {"at", json_time(said.at)}, {"text", said.text}};
}

Json deconfliction_json(const Dossier& dossier) {
  const Said& last = dossier.deconfliction.back();
  Json json = {{"deconfliction_status", last.text.substr(0, last.text.find(':'))},
               {"asked_at", json_time(dossier.deconfliction.front().at)},
               {"answered_at", json_time(last.at)},
               {"reply", note_of(last.text)},
               {"by", last.analyst},
               {"hold_until", json_time(last.until)}};
  return json;
}

}  // namespace

Time issued_at(const Referral& r) {
  Time newest = the_beginning;
  for (const ReferredChannel& c : r.channels)
    newest = std::max({newest, c.dossier.purpose->at, c.dossier.confirmation->at,
                       c.dossier.deconfliction.back().at});
  return newest;
}

std::string reference_of(const Referral& r) {
  std::string day = to_rfc3339(issued_at(r)).substr(0, 10), name = r.provider.key;
  std::erase(day, '-');
  for (const ReferredChannel& c : r.channels) name += '\n' + url_of(c);
  name += '\n' + to_rfc3339(issued_at(r));
  return "GW-" + day + "-" + hex(sha256(name)).substr(0, 8);
}

std::string language_of(const Referral& r) {
  return r.sender.language.empty() ? r.provider.language : r.sender.language;
}

std::vector<ExportFile> render_pack(const Referral& r) {
  return {{"referral.txt", render_cover(r)},
          {"referral.json", referral_json(r)},
          {"annex.csv", annex_csv(r)},
          {"annex.json", annex_json(r)}};
}

std::string render_record(const Referral& r) {
  Json json = header(r);
  json["never_send"] = "Stays with the sender: who opened which gate, and when.";
  json["channels"] = Json::array();
  for (const ReferredChannel& c : r.channels)
    json["channels"].push_back({{"url", url_of(c)},
                                {"purpose_assessment", said_json(*c.dossier.purpose)},
                                {"deconfliction", deconfliction_json(c.dossier)},
                                {"confirmation", said_json(*c.dossier.confirmation)}});
  return json_text(json);
}

}  // namespace godwit
