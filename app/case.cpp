// SPDX-License-Identifier: Apache-2.0
// toml++ is spoken to here only.
#include "app/case.h"

#include <toml++/toml.h>

#include <fstream>
#include <set>
#include <sstream>

#include "app/clock.h"
#include "crawler/frontier/politeness.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

constexpr const char* config_name = "godwit.toml";

constexpr std::string_view starting_config = R"toml(# A godwit case. Everything godwit knows here
# lies in ledger.db and captures/; this file says how to work. Lines that begin with '#' show the
# defaults.

[case]
rehearsal = @REHEARSAL@      # true: invented data; takes --now, and every output says REHEARSAL
# analyst = ""         # the name that stands under confirm, reject, merge, split, note

[crawl]
# user_agent = "godwit/0.1 (public-channel monitoring; contact: set [crawl] user_agent)"
# proxy = ""           # http://host:port, socks5h://host:port; "" = direct. No proxy, no traffic.
# ca_bundle = ""       # PEM file of certificate authorities; "" = the system's
# robots = true        # obey robots.txt
# max_hops = 16        # plain links followed from a seed; announcements cost nothing
# older_pages = 8      # pages back per look, until the last seen post
# parallel = 64        # requests in flight over all hosts; one at a time inside a host
# allow_private = false
# quiet_hours = ""     # UTC, such as "23:00-06:30": nobody is asked anything
# ports = []           # ports that may be spoken to beside 80 and 443, such as [3000]

[media]                # pictures: QR codes in them, avatars that stay the same
# fetch = false        # true: photos of posts, avatars, pictures of pages
# max_bytes = 8388608  # of one picture
# hosts = []           # hosts of pictures beside a page's own and the platforms' known ones

[rate]                 # requests per second; "*" = all others, else 1; t.me: one in 2 to 4 s
# "t.me" = 0.33

[alerts]               # who is told of what; `watch` and `crawl` deliver, docs/alerts.md
# kinds = []           # of successor, death, wave, revival, blocked; [] = all
# file = ""            # one JSON line an alert; "-" = standard output
# atom = ""            # a feed, such as "alerts.atom"
# webhook = ""         # POST of JSON, signed with the key in webhook_secret_file
# webhook_secret_file = ""
# mail_server = ""     # smtps://host:465 or smtp://host:587
# mail_from = ""
# mail_to = []
# mail_user = ""
# mail_password_file = ""
# digest_minutes = 0   # between two messages of webhook or mail
# quiet_from = ""      # "22:00" UTC; until quiet_to only a wave of takedowns is told
# quiet_to = ""

[refer]                # who signs a referral; a referral is never an order
# name = ""            # a person who can be asked
# email = ""
# authority = ""       # of the sender, if any
# member_state = ""    # such as "AT"
# language = ""        # of the cover: en, de, fr, es; "" = the provider's

[budget]               # requests a day (UTC); "*" = all others; nothing = no limit
# "t.me" = 20000

[tables]               # files of this folder that replace the compiled-in tables
# platforms = "platforms.toml"
# lexicon = "lexicon.toml"
# protected = "protected.txt"   # adds to the list of places never advised as targets; !PLACE takes off
# weights = "weights.toml"      # of the evidence; written by godwit calibrate
)toml";

std::string place(const fs::path& file, const toml::source_region& at) {
  return file.string() + ":" + std::to_string(at.begin.line) + ":" +
         std::to_string(at.begin.column) + ": ";
}

// Reads keys of one table; remembers the first wrong type, and which keys were asked for.
class Reader {
 public:
  Reader(const toml::table* table, const fs::path& file) : table_(table), file_(file) {}

  template <class T>
  void read(std::string_view key, T& into) {
    knows(key);
    if (table_ == nullptr || !table_->contains(key)) return;
    const toml::node& node = *table_->get(key);
    if (const auto value = node.value<T>(); value)
      into = *value;
    else
      wrong(node, key);
  }
  void read_list(std::string_view key, std::vector<std::string>& into) {
    knows(key);
    if (table_ == nullptr || !table_->contains(key)) return;
    const toml::array* list = table_->get(key)->as_array();
    if (list == nullptr) return wrong(*table_->get(key), key);
    for (const toml::node& node : *list)
      if (const auto value = node.value<std::string>())
        into.push_back(*value);
      else
        wrong(node, key);
  }
  void knows(std::string_view key) { known_.insert(std::string(key)); }
  void wrong(const toml::node& node, std::string_view key) {
    if (!error_)
      error_ = Error{Trouble::usage, place(file_, node.source()) + "wrong type of value for \"" +
                                         std::string(key) + "\""};
  }
  // The first trouble: a wrong type, or a key nobody asked for.
  std::optional<Error> trouble() const {
    if (error_ || table_ == nullptr) return error_;
    for (const auto& [key, node] : *table_)
      if (!known_.contains(std::string(key.str())))
        return Error{Trouble::usage,
                     place(file_, key.source()) + "unknown key \"" + std::string(key.str()) + "\""};
    return std::nullopt;
  }

 private:
  const toml::table* table_;
  const fs::path& file_;
  std::set<std::string> known_;
  std::optional<Error> error_;
};

void read_alerts(Reader& from, AlertConfig& into) {
  from.read_list("kinds", into.kinds), from.read("file", into.file), from.read("atom", into.atom);
  from.read("webhook", into.webhook), from.read("webhook_secret_file", into.webhook_secret_file);
  from.read("mail_server", into.mail_server), from.read("mail_from", into.mail_from);
  from.read_list("mail_to", into.mail_to), from.read("mail_user", into.mail_user);
  from.read("mail_password_file", into.mail_password_file);
  from.read("digest_minutes", into.digest_minutes);
  from.read("quiet_from", into.quiet_from), from.read("quiet_to", into.quiet_to);
}

Result<Config> read_config(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  toml::table root;
  try {
    root = toml::parse(text.view(), file.string());
  } catch (const toml::parse_error& e) {
    return Error{Trouble::usage, place(file, e.source()) + std::string(e.description())};
  }
  Config config;
  Reader top(&root, file), of_case(root["case"].as_table(), file),
      crawl(root["crawl"].as_table(), file), media(root["media"].as_table(), file),
      tables(root["tables"].as_table(), file), refer(root["refer"].as_table(), file),
      alerts(root["alerts"].as_table(), file);
  for (const char* section :
       {"case", "crawl", "media", "rate", "budget", "tables", "refer", "alerts"})
    top.knows(section);
  of_case.read("rehearsal", config.rehearsal), of_case.read("analyst", config.analyst);
  crawl.read("user_agent", config.user_agent), crawl.read("proxy", config.proxy);
  crawl.read("ca_bundle", config.ca_bundle), crawl.read("robots", config.robots);
  crawl.read("max_hops", config.max_hops);
  crawl.read("older_pages", config.older_pages), crawl.read("parallel", config.parallel);
  crawl.read("allow_private", config.allow_private);
  media.read("fetch", config.media.fetch), media.read("max_bytes", config.media_max_bytes);
  media.read_list("hosts", config.media.hosts);
  crawl.read("quiet_hours", config.quiet_hours);
  if (!config.quiet_hours.empty() && !parse_quiet_hours(config.quiet_hours))
    return Error{Trouble::usage, place(file, root["crawl"]["quiet_hours"].node()->source()) +
                                     "quiet_hours is a span of UTC such as \"23:00-06:30\""};
  crawl.knows("ports");
  if (const toml::array* ports = root["crawl"]["ports"].as_array()) {
    for (const toml::node& node : *ports) {
      const auto port = node.value<std::int64_t>();
      if (!port || *port < 1 || *port > 65'535)
        crawl.wrong(node, "ports");
      else
        config.ports.push_back(static_cast<std::uint16_t>(*port));
    }
  }
  read_alerts(alerts, config.alerts);
  refer.read("name", config.sender.name), refer.read("email", config.sender.email);
  refer.read("authority", config.sender.authority);
  refer.read("member_state", config.sender.member_state);
  refer.read("language", config.sender.language);
  tables.read("platforms", config.platforms), tables.read("lexicon", config.lexicon);
  tables.read("protected", config.protected_places), tables.read("weights", config.weights);
  if (const toml::table* rates = root["rate"].as_table())
    for (const auto& [host, node] : *rates) {
      const auto value = node.value<double>();
      if (!value || !(*value > 0))
        return Error{Trouble::usage, place(file, node.source()) +
                                         "a rate is a number of requests per second above 0"};
      config.rates[std::string(host.str())] = *value;
    }
  if (const toml::table* budgets = root["budget"].as_table())
    for (const auto& [host, node] : *budgets) {
      const auto value = node.value<std::int64_t>();
      if (!value || *value < 1)
        return Error{Trouble::usage,
                     place(file, node.source()) + "a budget is a whole number of requests a day"};
      config.budgets[std::string(host.str())] = *value;
    }
  for (const Reader* each : {&of_case, &crawl, &media, &tables, &refer, &alerts})
    if (auto trouble = each->trouble()) return *trouble;
  if (auto trouble = top.trouble()) return *trouble;
  if (config.user_agent.empty())
    config.user_agent = "godwit/0.1 (public-channel monitoring; contact: set [crawl] user_agent)";
  return config;
}

Result<std::string> read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return Error{Trouble::usage,
                 file.string() + ": cannot be read; check [tables] in " + config_name};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

Result<Case> init_case(const fs::path& folder, bool rehearsal) {
  std::error_code error;
  if (fs::exists(folder / config_name, error))
    return Error{Trouble::usage, folder.string() + ": is a case already"};
  if (fs::exists(folder, error) &&
      (!fs::is_directory(folder, error) || !fs::is_empty(folder, error)))
    return Error{Trouble::usage, folder.string() + ": is not an empty folder; give a new one"};
  fs::create_directories(folder / "captures", error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  std::string text(starting_config);
  text.replace(text.find("@REHEARSAL@"), 11, rehearsal ? "true" : "false");
  std::ofstream out(folder / config_name);
  out << text;
  if (error || !out.flush())
    return Error{Trouble::failure, folder.string() + ": cannot be written: " + error.message()};
  return open_case(folder);
}

Result<Case> open_case(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder / config_name, error))
    return Error{Trouble::usage, folder.string() + ": is no case (no " + config_name +
                                     "); make one with: godwit init " + folder.string()};
  auto config = read_config(folder / config_name);
  if (!config) return config.error();
  return Case{folder, std::move(*config)};
}

Result<Recogniser> recogniser_of(const Case& of) {
  std::string platforms(compiled_in_platforms()), lexicon(compiled_in_lexicon());
  std::string platforms_name = "platforms.toml", lexicon_name = "lexicon.toml";
  const auto replace = [&](const std::string& file, std::string& text,
                           std::string& name) -> Result<void> {
    if (file.empty()) return {};
    auto read = read_file(of.folder / file);
    if (!read) return read.error();
    text = std::move(*read), name = (of.folder / file).string();
    return {};
  };
  if (auto done = replace(of.config.platforms, platforms, platforms_name); !done)
    return done.error();
  if (auto done = replace(of.config.lexicon, lexicon, lexicon_name); !done) return done.error();
  return make_recogniser(platforms, platforms_name, lexicon, lexicon_name,
                         compiled_in_shorteners());
}

Result<std::vector<std::string>> protected_lines(const Case& of) {
  std::vector<std::string> lines;
  const auto take = [&](std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string line(text.substr(0, std::min(text.find('#'), end)));
      text.remove_prefix(std::min(end + 1, text.size()));
      std::erase_if(line, [](unsigned char c) { return c <= ' '; });
      if (line.starts_with('!'))
        std::erase(lines, line.substr(1));
      else if (!line.empty())
        lines.push_back(std::move(line));
    }
  };
  take(compiled_in_protected());
  if (!of.config.protected_places.empty()) {
    const auto own = read_file(of.folder / of.config.protected_places);
    if (!own) return own.error();
    take(*own);
  }
  return lines;
}

Result<WeightSet> weights_of(const Case& of) {
  const fs::path file =
      of.folder / (of.config.weights.empty() ? "weights.toml" : of.config.weights);
  std::error_code error;
  if (of.config.weights.empty() && !fs::exists(file, error)) return start_weights();
  const auto text = read_file(file);
  if (!text) return text.error();
  return read_weights(*text, file.string());
}

Result<std::unique_ptr<Clock>> clock_of(const Case& of, const std::optional<Time>& now) {
  if (now && !of.config.rehearsal)
    return Error{Trouble::usage,
                 "--now: only a rehearsal (godwit init --rehearsal) has a clock of its own"};
  return std::unique_ptr<Clock>(std::make_unique<CaseClock>(now));
}

}  // namespace godwit
