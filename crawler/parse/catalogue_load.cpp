// SPDX-License-Identifier: Apache-2.0
// seeds/platforms.toml to Tables; the only file of the catalogue that speaks to toml++. The first
// trouble ends the reading and becomes one Error with file, line and column; keys nobody asked for
// are troubles too.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "crawler/parse/catalogue_table.h"

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

// Typed access to one table; the first trouble stays in `error`.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string_view file, std::optional<Error>& error)
      : table_(table), file_(file), error_(error) {}

  void fail(const toml::node& at, const std::string& what) {
    const toml::source_position where = at.source().begin;
    if (!error_)
      error_ =
          Error{Trouble::usage, fmt::format("{}:{}:{}: {}", file_, where.line, where.column, what)};
  }
  void fail(const std::string& what) { fail(table_, what); }
  void fail_at(std::string_view key, const std::string& what) {
    const toml::node* node = table_.get(key);
    node == nullptr ? fail(what) : fail(*node, what);
  }

  // Every key must be one of these.
  void only(std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table_)
      if (std::ranges::find(known, key.str()) == known.end()) {
        const toml::source_position where = key.source().begin;
        if (!error_)
          error_ = Error{Trouble::usage, fmt::format("{}:{}:{}: unknown key \"{}\"", file_,
                                                     where.line, where.column, key.str())};
      }
  }

  std::string text(std::string_view key, bool required = false) {
    const toml::node* node = table_.get(key);
    if (node == nullptr) {
      if (required) fail(fmt::format("missing key \"{}\"", key));
      return {};
    }
    const toml::value<std::string>* value = node->as_string();
    if (value == nullptr) fail(*node, fmt::format("\"{}\" must be a string", key));
    return value == nullptr ? std::string() : value->get();
  }

  // One of `words`; the first where the key is missing.
  std::string word(std::string_view key, std::initializer_list<std::string_view> words) {
    if (table_.get(key) == nullptr) return std::string(*words.begin());
    std::string value = text(key);
    if (std::ranges::find(words, value) == words.end())
      fail_at(key, fmt::format("\"{}\" must be one of: {}", key, fmt::join(words, ", ")));
    return value;
  }

  bool flag(std::string_view key) {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return false;
    if (!node->is_boolean()) fail(*node, fmt::format("\"{}\" must be true or false", key));
    return node->value_or(false);
  }

  std::vector<std::string> list(std::string_view key) {
    std::vector<std::string> out;
    const toml::node* node = table_.get(key);
    if (node == nullptr) return out;
    if (const toml::array* array = node->as_array(); array != nullptr)
      for (const toml::node& each : *array) {
        if (each.is_string())
          out.push_back(each.as_string()->get());
        else
          fail(each, fmt::format("\"{}\" must hold strings only", key));
      }
    else
      fail(*node, fmt::format("\"{}\" must be an array of strings", key));
    return out;
  }

  // The tables of [[key]], in order.
  std::vector<const toml::table*> tables(std::string_view key) {
    std::vector<const toml::table*> out;
    const toml::node* node = table_.get(key);
    if (node == nullptr) return out;
    if (const toml::array* array = node->as_array(); array != nullptr)
      for (const toml::node& each : *array) {
        if (each.is_table())
          out.push_back(each.as_table());
        else
          fail(each, fmt::format("\"{}\" must hold tables only", key));
      }
    else
      fail(*node, fmt::format("\"{}\" must be written [[{}]]", key, key));
    return out;
  }

  const toml::table* table(std::string_view key) {
    const toml::node* node = table_.get(key);
    if (node != nullptr && !node->is_table())
      fail(*node, fmt::format("\"{}\" must be a table", key));
    return node == nullptr ? nullptr : node->as_table();
  }

 private:
  const toml::table& table_;
  std::string_view file_;
  std::optional<Error>& error_;
};

// -- hosts as patterns
// ------------------------------------------------------------------------------

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

// -- one form
// -----------------------------------------------------------------------------------------

class FormReader {
 public:
  FormReader(const toml::table& table, const PlatformRow& row, std::size_t row_index,
             std::string_view file, std::optional<Error>& error)
      : reader_(table, file, error), row_(row), table_(table), file_(file), error_(error) {
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
  const toml::table& table_;
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
          if (!filters.empty() && filters != "|decode" && filters != "|lower" &&
              filters != "|decode|lower")
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

// -- rows
// ---------------------------------------------------------------------------------------------

LivenessSignal read_signal(const toml::table& table, std::string_view file,
                           std::optional<Error>& error) {
  TableReader reader(table, file, error);
  reader.only({"state", "says", "confidence", "date", "source"});
  return {reader.word("state", {"alive", "restricted", "private", "gone", "limited"}),
          reader.text("says", true), reader.word("confidence", {"unverified", "seen"}),
          reader.text("date", true), reader.text("source")};
}

void read_platform(const toml::table& table, std::string_view file, Tables& tables,
                   std::optional<Error>& error) {
  TableReader reader(table, file, error);
  reader.only({"name", "service", "hosts", "mirrors", "visit", "shortener", "open", "canaries",
               "form", "signal"});
  PlatformRow row;
  row.name = reader.text("name", true);
  row.service = reader.text("service");
  row.hosts = reader.list("hosts");
  row.mirrors = reader.list("mirrors");
  row.visit = reader.word("visit", {"recognised", "visited", "token"});
  row.shortener = reader.flag("shortener");
  for (const toml::table* each : reader.tables("signal"))
    row.signals.push_back(read_signal(*each, file, error));
  if (std::ranges::any_of(tables.rows, [&](const PlatformRow& r) { return r.name == row.name; }))
    reader.fail_at("name", fmt::format("a second row named \"{}\"", row.name));
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

// -- the filters
// ----------------------------------------------------------------------------------------

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

Result<void> build_host_filter(Tables& tables, std::string_view file) {
  tables.host_filter = std::make_unique<re2::RE2::Set>(re2_options(), re2::RE2::ANCHOR_BOTH);
  for (std::size_t row = 0; row < tables.rows.size(); ++row)
    for (const bool mirror : {false, true})
      if (Result<void> added = add_hosts(tables, row, mirror, file); !added) return added.error();
  if (!tables.host_filter->Compile()) return too_big(file);
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
  std::vector<int> hits;
  tables.host_filter->Match(re2::StringPiece(host.data(), host.size()), &hits);
  if (hits.empty()) return nullptr;
  return &tables.host_entries[static_cast<std::size_t>(*std::ranges::min_element(hits))];
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
