// SPDX-License-Identifier: Apache-2.0
// JSON-LD in the words of PROV-O (W3C, 2013), with its context inline: a channel is an entity, a
// successor a revision of its predecessor, what proves it a primary source.
#include <cmath>

#include "godwit/names.h"
#include "graph/export/export.h"
#include "graph/export/json.h"
#include "graph/export/row.h"
#include "graph/export/text.h"

namespace godwit {
namespace {

using Json = nlohmann::ordered_json;

constexpr double believed = 0.5;  // from there on the short property stands beside the long one

Json time_term(std::string_view iri) {
  return {{"@id", std::string(iri)}, {"@type", "xsd:dateTime"}};
}
Json number_term(std::string_view iri) {
  return {{"@id", std::string(iri)}, {"@type", "xsd:decimal"}};
}
Json link_term(std::string_view iri) { return {{"@id", std::string(iri)}, {"@type", "@id"}}; }

// Addresses stay strings of their type: what strangers wrote need not be an IRI.
Json context() {
  Json terms{{"prov", "http://www.w3.org/ns/prov#"},
             {"xsd", "http://www.w3.org/2001/XMLSchema#"},
             {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
             {"gw", "https://godwit.invalid/ns#"},
             {"id", "@id"},
             {"type", "@type"},
             {"label", "rdfs:label"}};
  terms["url"] = {{"@id", "gw:url"}, {"@type", "xsd:anyURI"}};
  for (const char* plain : {"platform", "state", "lineage", "basis", "relation", "confirmedBy",
                            "model", "rehearsal", "kind"})
    terms[plain] = "gw:" + std::string(plain);
  terms["members"] = {{"@id", "gw:members"}, {"@type", "xsd:integer"}};
  terms["generation"] = {{"@id", "gw:generation"}, {"@type", "xsd:integer"}};
  terms["probability"] = number_term("gw:probability");
  terms["bits"] = number_term("gw:bits");
  terms["asOf"] = time_term("gw:asOf");
  terms["at"] = time_term("prov:atTime");
  terms["bornBy"] = time_term("prov:generatedAtTime");
  terms["goneBy"] = time_term("prov:invalidatedAtTime");
  for (const char* link : {"wasRevisionOf", "wasDerivedFrom", "entity", "hadPrimarySource",
                           "qualifiedRevision", "qualifiedDerivation"})
    terms[link] = link_term("prov:" + std::string(link));
  for (const char* link : {"impersonates", "claims", "evidence"})
    terms[link] = link_term("gw:" + std::string(link));
  return terms;
}

// RFC 3986: what is not unreserved is escaped, so that every id is an IRI.
std::string iri_of(const std::string& channel_id) {
  std::string out = "urn:godwit:";
  for (const char c : clean_utf8(channel_id)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~:/").find(c) != std::string_view::npos;
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (plain)
      out += c;
    else
      (out += '%') += {digits[byte >> 4U], digits[byte & 15U]};
  }
  return out;
}

Json channel(const Channel& c) {
  Json node{{"id", iri_of(c.id)}, {"type", "prov:Entity"}, {"label", label_of(c)}};
  node["url"] = Json::array();
  for (const UrlSpan& span : c.urls) node["url"].push_back(span.address.url);
  node["platform"] = c.platform;
  node["state"] = name_of(c.state);
  if (c.born.latest < the_end) node["bornBy"] = json_time(c.born.latest);
  if (c.died) node["goneBy"] = json_time(c.died->latest);
  if (!c.lineage.empty()) node["lineage"] = c.lineage, node["generation"] = c.generation;
  if (c.members) node["members"] = *c.members;
  return node;
}

// How a relation is said: the property, the property with details, and the class of the details.
struct Saying {
  const char *brief, *full, *type;
};
Saying saying_of(Relation relation) {
  switch (relation) {
    case Relation::continues:
      return {"wasRevisionOf", "qualifiedRevision", "prov:Revision"};
    case Relation::mirrors:
    case Relation::forks:
    case Relation::absorbed:
      return {"wasDerivedFrom", "qualifiedDerivation", "prov:Derivation"};
    case Relation::impersonates:
      return {"impersonates", "claims", "gw:Impersonation"};
  }
  return {};
}

Json evidence(const Evidence& e) {
  Json node{{"kind", e.kind}, {"bits", decimal(e.bits, 3)}};
  if (e.at != Time{}) node["at"] = json_time(e.at);
  if (!e.source.empty()) node["url"] = e.source;
  if (!e.capture.empty()) node["hadPrimarySource"] = e.capture;
  return node;
}

Json details(const Edge& e, const char* type) {
  Json node{{"type", type}, {"entity", iri_of(e.from)}, {"relation", name_of(e.relation)}};
  node["probability"] = decimal(e.probability, 6);
  node["basis"] = name_of(e.basis);
  if (!e.confirmed_by.empty()) node["confirmedBy"] = e.confirmed_by;
  if (const auto at = dated(e)) node["at"] = json_time(*at);
  node["evidence"] = Json::array();
  for (const Evidence& each : e.evidence) node["evidence"].push_back(evidence(each));
  return node;
}

// Stated from the successor, as PROV does.
void relate(Json& successor, const Edge& e) {
  const Saying saying = saying_of(e.relation);
  if (e.probability >= believed) successor[saying.brief].push_back(iri_of(e.from));
  successor[saying.full].push_back(details(e, saying.type));
}

}  // namespace

std::vector<ExportFile> render_jsonld(const Succession& s, const ExportOptions& options) {
  Json graph = Json::array();
  std::size_t next = 0;  // edges are ordered by successor, as channels are by id
  for (const Channel& c : s.channels) {
    Json node = channel(c);
    while (next < s.edges.size() && s.edges[next].to < c.id) ++next;
    for (; next < s.edges.size() && s.edges[next].to == c.id; ++next) relate(node, s.edges[next]);
    graph.push_back(std::move(node));
  }
  Json json{{"@context", context()}, {"id", "urn:godwit:succession"}, {"type", "prov:Bundle"}};
  json["label"] = std::string(options.rehearsal ? "REHEARSAL: " : "") + "Channel succession, by " +
                  options.tool + ". Claims with probabilities, not facts.";
  json["asOf"] = json_time(s.as_of);
  json["model"] = s.model;
  json["@graph"] = std::move(graph);
  return {{"", json_text(json)}};
}

}  // namespace godwit
