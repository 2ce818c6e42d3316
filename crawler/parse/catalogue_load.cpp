// SPDX-License-Identifier: Apache-2.0
// seeds/platforms.toml to Tables; the only file of the catalogue that speaks to toml++. The first
// trouble ends the reading and becomes one Error with file, line and column; keys nobody asked for
// are troubles too.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crawler/parse/catalogue_table.h"
#include "crawler/parse/toml_reader.h"

namespace godwit {
namespace {

constexpr std::int64_t set_memory = std::int64_t{256} << 20;  // RE2's default is too small for sets

re2::RE2::Options re2_options() {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);  // subjects are bytes
  options.set_log_errors(false);
  options.set_max_mem(set_memory);
  return options;
}

// -- hosts as patterns ---------------------------------------------------------------------------

constexpr std::string_view default_sub = "(?P<sub>[a-z0-9_-]+)";
constexpr std::string_view any_host_pattern = "[^/?#:@]+(?::[0-9]+)?";
constexpr std::string_view any_ending = R"(\.[a-z]{2,}(?:\.[a-z]{2,})?)";

// "nitter.*": any ending; else the name itself.
std::string host_stem(std::string_view host) {
  if (!host.ends_with(".*")) return re2::RE2::QuoteMeta(std::string(host));
  return re2::RE2::QuoteMeta(std::string(host.substr(0, host.size() - 2))) +
         std::string(any_ending);
}

// All hosts of a row or form as one group. Names stand for themselves with or without "www.";
// "*.name" catches what stands before it as `sub`, or by the form's own pattern for it.
std::string host_pattern(const std::vector<std::string>& hosts, const std::string& sub) {
  std::vector<std::string> exact, under;
  for (const std::string& host : hosts) {
    if (host == "*") return std::string(any_host_pattern);
    if (host.starts_with("*."))
      under.push_back(host_stem(std::string_view(host).substr(2)));
    else
      exact.push_back(host_stem(host));
  }
  std::vector<std::string> ways;
  if (!exact.empty()) ways.push_back(fmt::format(R"((?:www\.)?(?:{}))", fmt::join(exact, "|")));
  if (!under.empty())
    ways.push_back(
        fmt::format(R"({}\.(?:{}))", sub.empty() ? default_sub : sub, fmt::join(under, "|")));
  return fmt::format("(?:{})", fmt::join(ways, "|"));
}

constexpr auto filter_chains =
    std::to_array<std::string_view>({"", "|decode", "|lower", "|decode|lower", "|encode"});

// -- one form ------------------------------------------------------------------------------------

class FormReader {
 public:
  FormReader(const toml::table& table, const PlatformRow& row, std::size_t row_index,
             std::string_view file, std::optional<Error>& error)
      : reader_(table, file, error), row_(row), file_(file), error_(error) {
    form_.row = row_index;
  }

  LinkForm read(Tables& tables) {
    reader_.only({"kind", "hosts", "scheme", "sub", "path", "query", "id", "url", "post", "unwrap",
                  "except", "case"});
    read_query();
    read_pattern(tables);
    read_templates();
    const std::string rule = reader_.word("case", {"exact", "lower", "upper"});
    form_.rule = rule == "lower"   ? CaseRule::lower
                 : rule == "upper" ? CaseRule::upper
                                   : CaseRule::exact;
    for (std::string& each : reader_.list("except")) form_.except.insert(std::move(each));
    return std::move(form_);
  }

 private:
  TableReader reader_;
  const PlatformRow& row_;
  std::string_view file_;
  std::optional<Error>& error_;
  LinkForm form_;

  std::unique_ptr<re2::RE2> compile(const std::string& pattern, std::string_view key,
                                    TableReader& at) {
    auto compiled = std::make_unique<re2::RE2>(pattern, re2_options());
    if (!compiled->ok())
      at.fail_at(key, fmt::format("broken pattern in \"{}\": {}", key, compiled->error()));
    return compiled;
  }

  void read_query() {
    const toml::table* query = reader_.table("query");
    if (query == nullptr) return;
    TableReader at(*query, file_, error_);
    for (const auto& [key, value] : *query)
      form_.query.emplace_back(key.str(), compile(at.text(key.str()), key.str(), at));
  }

  // Where an id ends, a segment, the query or the fragment must begin: no id is a prefix of
  // another.
  void read_pattern(Tables& tables) {
    const std::string path = reader_.text("path", true);
    compile(path, "path", reader_);  // alone first, so that ")(" cannot hide in the whole
    const std::string scheme = reader_.text("scheme");
    const std::vector<std::string> own_hosts = reader_.list("hosts");
    std::vector<std::string> hosts = own_hosts.empty() ? row_.hosts : own_hosts;
    if (own_hosts.empty()) hosts.insert(hosts.end(), row_.mirrors.begin(), row_.mirrors.end());
    if (scheme.empty() && hosts.empty()) reader_.fail("a form needs hosts or a scheme");
    form_.any_host = std::ranges::find(hosts, "*") != hosts.end();
    const std::string start = scheme.empty() ? host_pattern(hosts, reader_.text("sub"))
                                             : re2::RE2::QuoteMeta(scheme) + ":";
    if (!scheme.empty()) tables.schemes.insert(scheme);
    form_.pattern = compile(fmt::format("^{}(?:{})(?:[/?#]|$)", start, path), "path", reader_);
  }

  void read_templates() {
    form_.unwrap = template_of("unwrap");
    if (!form_.unwrap.empty()) return;
    form_.kind = reader_.text("kind", true);
    form_.id = template_of("id", true);
    form_.url = template_of("url", true);
    form_.post = template_of("post");
  }

  std::string template_of(std::string_view key, bool required = false) {
    std::string text = reader_.text(key, required);
    const bool closed = walk_template(
        text, [](std::string_view) {},
        [&](std::string_view name, std::string_view filters) {
          if (!is_known(name))
            reader_.fail_at(key,
                            fmt::format("\"{}\" names {{{}}}, which nothing captures", key, name));
          if (std::ranges::find(filter_chains, filters) == filter_chains.end())
            reader_.fail_at(key, fmt::format("\"{}\" has an unknown filter \"{}\"", key, filters));
        });
    if (!closed) reader_.fail_at(key, fmt::format("\"{}\" has an open brace", key));
    return text;
  }

  bool is_known(std::string_view name) const {
    if (name == "host" || name == "id") return true;
    if (form_.pattern->NamedCapturingGroups().contains(std::string(name))) return true;
    return std::ranges::any_of(form_.query, [&](const auto& each) { return each.first == name; });
  }
};

// -- rows ----------------------------------------------------------------------------------------

LivenessSignal read_signal(const toml::table& table, std::string_view file,
                           std::optional<Error>& error) {
  TableReader reader(table, file, error);
  reader.only({"state", "says", "confidence", "date", "source"});
  return {reader.word("state", {"alive", "restricted", "private", "gone", "limited"}),
          reader.text("says", true), reader.word("confidence", {"unverified", "seen"}),
          reader.text("date", true), reader.text("source")};
}

// A host belongs to one row.
void claim_hosts(TableReader& reader, const PlatformRow& row, const Tables& tables) {
  for (const PlatformRow& other : tables.rows)
    for (const std::string& host : row.hosts)
      if (std::ranges::find(other.hosts, host) != other.hosts.end())
        reader.fail_at("hosts",
                       fmt::format("\"{}\" is a host of \"{}\" already", host, other.name));
}

// Parameters whose values are credentials: in a link to the row's hosts, or with its name as
// scheme.
void read_secrets(TableReader& reader, const PlatformRow& row, Tables& tables) {
  const std::vector<std::string> names = reader.list("secrets");
  if (names.empty()) return;
  std::vector<std::string> quoted;
  quoted.reserve(names.size());
  for (const std::string& name : names) quoted.push_back(re2::RE2::QuoteMeta(name));
  const std::string hosts = host_pattern(row.hosts, "[a-z0-9.-]+");
  tables.secrets.push_back(
      {std::make_unique<re2::RE2>(fmt::format(R"((?i)(?:{}|{}:)[^\s"'<>]*)", hosts, row.name),
                                  re2_options()),
       std::make_unique<re2::RE2>(
           fmt::format(R"((?i)([?&;](?:{})=)[^&#]+)", fmt::join(quoted, "|")), re2_options())});
}

void read_platform(const toml::table& table, std::string_view file, Tables& tables,
                   std::optional<Error>& error) {
  TableReader reader(table, file, error);
  reader.only({"name", "service", "hosts", "mirrors", "visit", "shortener", "open", "canaries",
               "kinds", "secrets", "media", "form", "signal"});
  PlatformRow row;
  row.name = reader.text("name", true);
  row.service = reader.text("service");
  row.hosts = reader.list("hosts");
  row.mirrors = reader.list("mirrors");
  row.media = reader.list("media");
  row.visit = reader.word("visit", {"recognised", "visited", "token"});
  row.shortener = reader.flag("shortener");
  row.kinds = reader.list("kinds");
  for (const toml::table* each : reader.tables("signal"))
    row.signals.push_back(read_signal(*each, file, error));
  if (std::ranges::any_of(tables.rows, [&](const PlatformRow& r) { return r.name == row.name; }))
    reader.fail_at("name", fmt::format("a second row named \"{}\"", row.name));
  claim_hosts(reader, row, tables);
  read_secrets(reader, row, tables);
  if (table.contains("canaries") && row.service.empty())
    reader.fail_at("canaries", "canaries need a \"service\"");
  for (std::string& url : reader.list("canaries"))
    tables.canaries[row.service].push_back(std::move(url));
  const std::size_t index = tables.rows.size();
  for (const toml::table* each : reader.tables("form")) {
    LinkForm form = FormReader(*each, row, index, file, error).read(tables);
    if (error) return;
    if (!form.kind.empty() && std::ranges::find(row.kinds, form.kind) == row.kinds.end())
      row.kinds.push_back(form.kind);
    tables.forms.push_back(std::move(form));
  }
  tables.open_rows.push_back(reader.flag("open"));
  tables.rows.push_back(std::move(row));
}

// -- the filters ---------------------------------------------------------------------------------

Error too_big(std::string_view file) {
  return {Trouble::usage, fmt::format("{}:1:1: the patterns together need too much memory", file)};
}

Result<void> build_form_filter(Tables& tables, std::string_view file) {
  tables.form_filter = std::make_unique<re2::RE2::Set>(re2_options(), re2::RE2::ANCHOR_START);
  for (const LinkForm& form : tables.forms)
    if (tables.form_filter->Add(form.pattern->pattern(), nullptr) < 0) return too_big(file);
  if (!tables.form_filter->Compile()) return too_big(file);
  return {};
}

Result<void> add_hosts(Tables& tables, std::size_t row, bool mirror, std::string_view file) {
  std::vector<std::string> hosts = mirror ? tables.rows[row].mirrors : tables.rows[row].hosts;
  std::erase(hosts, "*");
  if (hosts.empty()) return {};
  const std::string pattern = host_pattern(hosts, "[a-z0-9_.-]+");
  if (tables.host_filter->Add(pattern, nullptr) < 0) return too_big(file);
  tables.host_entries.push_back({row, mirror});
  return {};
}

std::optional<std::size_t> first_entry_of(const Tables& tables, std::string_view host) {
  std::vector<int> hits;
  tables.host_filter->Match(re2::StringPiece(host.data(), host.size()), &hits);
  if (hits.empty()) return std::nullopt;
  return static_cast<std::size_t>(*std::ranges::min_element(hits));
}

// Most hosts that are asked for stand in the table by name: their answer is found once.
void name_hosts(Tables& tables) {
  for (const PlatformRow& row : tables.rows)
    for (const std::vector<std::string>* names : {&row.hosts, &row.mirrors})
      for (const std::string& name : *names)
        if (const auto entry = first_entry_of(tables, name)) tables.named_hosts[name] = *entry;
}

Result<void> build_host_filter(Tables& tables, std::string_view file) {
  tables.host_filter = std::make_unique<re2::RE2::Set>(re2_options(), re2::RE2::ANCHOR_BOTH);
  for (std::size_t row = 0; row < tables.rows.size(); ++row)
    for (const bool mirror : {false, true})
      if (Result<void> added = add_hosts(tables, row, mirror, file); !added) return added.error();
  if (!tables.host_filter->Compile()) return too_big(file);
  name_hosts(tables);
  return {};
}

// One host a line; '#' begins a comment.
Result<void> read_shorteners(std::string_view text, Tables& tables) {
  static const re2::RE2 host(R"([a-z0-9-]+(?:\.[a-z0-9-]+)+)");
  for (int line = 1; !text.empty(); ++line) {
    std::string_view each = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), each.size() + 1));
    each = each.substr(0, each.find('#'));
    while (!each.empty() && static_cast<unsigned char>(each.back()) <= 0x20) each.remove_suffix(1);
    if (each.empty()) continue;
    if (!re2::RE2::FullMatch(re2::StringPiece(each.data(), each.size()), host))
      return Error{Trouble::usage,
                   fmt::format("shorteners.txt:{}:1: \"{}\" is no host name", line, each)};
    tables.shorteners.emplace(each);
  }
  return {};
}

}  // namespace

const HostEntry* host_entry_of(const Tables& tables, std::string_view host) {
  const auto named = tables.named_hosts.find(host);
  const auto entry = named != tables.named_hosts.end() ? std::optional(named->second)
                                                       : first_entry_of(tables, host);
  return entry ? &tables.host_entries[*entry] : nullptr;
}

Result<Tables> load_tables(std::string_view platforms_toml, std::string_view file_name,
                           std::string_view shorteners) try {
  const toml::table document = toml::parse(platforms_toml, file_name);
  std::optional<Error> error;
  TableReader reader(document, file_name, error);
  reader.only({"platform"});
  Tables tables;
  for (const toml::table* each : reader.tables("platform")) {
    read_platform(*each, file_name, tables, error);
    if (error) return *error;
  }
  if (error) return *error;
  if (Result<void> built = build_form_filter(tables, file_name); !built) return built.error();
  if (Result<void> built = build_host_filter(tables, file_name); !built) return built.error();
  if (Result<void> read = read_shorteners(shorteners, tables); !read) return read.error();
  return tables;
} catch (const toml::parse_error& error) {
  const toml::source_position where = error.source().begin;
  return Error{Trouble::usage, fmt::format("{}:{}:{}: {}", file_name, where.line, where.column,
                                           error.description())};
}

}  // namespace godwit
