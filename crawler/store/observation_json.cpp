// SPDX-License-Identifier: Apache-2.0
#include "crawler/store/observation_json.h"

#include <nlohmann/json.hpp>

#include "crawler/store/fields.h"
#include "crawler/store/json_text.h"
#include "godwit/utf8.h"

namespace godwit {

namespace {

using Json = nlohmann::json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

// RFC 3339 where that says the same, else a number of milliseconds (years outside 0000 to 9999).
void write_time(JsonWriter& out, Time at) {
  const std::string text = to_rfc3339(at);
  if (parse_time(text) == at)
    out.string(text);
  else
    out.number(to_ms(at));
}

class Writer {
 public:
  static constexpr bool writes = true;
  explicit Writer(std::string& out) : out_(out) {}

  template <class T>
  void object(const T& value) {
    out_.open('{');
    fields::describe(*this, value);
    out_.close('}');
  }
  void fetch(const Fetched& page) {
    out_.open('{');
    fields::describe_fetch(*this, page);
    out_.close('}');
  }

  template <class T>
  void field(std::string_view key, const T& value) {
    if (value == T{}) return;
    out_.key(key);
    put(value);
  }
  void field(std::string_view key, const std::string& value, std::string_view usual) {
    if (value == usual) return;
    out_.key(key);
    put(value);
  }
  template <class E, std::size_t N>
  void word(std::string_view key, E value, const names::Table<E, N>& table, E usual) {
    if (value == usual) return;
    out_.key(key);
    out_.string(names::name(table, value));
  }
  template <class E, std::size_t N>
  void bits(std::string_view key, std::uint16_t value, const names::Table<E, N>& table) {
    if (value == 0) return;
    out_.key(key);
    out_.open('[');
    for (const auto& [bit, name] : table)
      if ((value & bit) != 0) out_.string(name);
    out_.close(']');
  }

 private:
  void put(const std::string& value) { out_.string(value); }
  void put(bool value) { out_.boolean(value); }
  void put(std::int32_t value) { out_.number(value); }
  void put(std::int64_t value) { out_.number(value); }
  void put(std::uint32_t value) { out_.number(value); }
  void put(std::uint64_t value) { out_.unsigned_number(value); }
  void put(Duration value) { out_.number(value.count()); }
  void put(Time value) { write_time(out_, value); }
  void put(const std::pair<std::string, std::string>& value) {
    out_.open('[');
    out_.string(value.first);
    out_.string(value.second);
    out_.close(']');
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(*value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    out_.open('[');
    for (const T& value : values) put(value);
    out_.close(']');
  }
  template <class T>
  void put(const T& value) {
    object(value);
  }

  JsonWriter out_;
};

class Reader {
 public:
  static constexpr bool writes = false;
  explicit Reader(const Json& object) : object_(object) {}

  // The key whose value is not as it should be, "" while all is well.
  const std::string& wrong() const { return wrong_; }

  template <class T>
  void field(const char* key, T& value) {
    if (const Json* found = find(key); found != nullptr && !get(*found, value)) blame(key);
  }
  void field(const char* key, std::string& value, std::string_view) { field(key, value); }
  template <class E, std::size_t N>
  void word(const char* key, E& value, const names::Table<E, N>& table, E) {
    const Json* found = find(key);
    if (found == nullptr) return;
    const auto known = found->is_string()
                           ? names::value(table, found->get_ref<const std::string&>())
                           : std::nullopt;
    if (known)
      value = *known;
    else
      blame(key);
  }
  template <class E, std::size_t N>
  void bits(const char* key, std::uint16_t& value, const names::Table<E, N>& table) {
    std::vector<std::string> words;
    field(key, words);
    for (const std::string& each : words) {
      if (const auto bit = names::value(table, each))
        value = static_cast<std::uint16_t>(value | *bit);
      else
        blame(key);
    }
  }

 private:
  const Json* find(const char* key) const {
    const auto found = object_.find(key);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }
  void blame(std::string_view key) {
    if (wrong_.empty()) wrong_ = key;
  }

  static bool get(const Json& json, std::string& value) {
    if (!json.is_string()) return false;
    value = json.get_ref<const std::string&>();
    return true;
  }
  static bool get(const Json& json, bool& value) {
    if (!json.is_boolean()) return false;
    value = json.get<bool>();
    return true;
  }
  template <class T>
  requires std::is_integral_v<T>
  static bool get(const Json& json, T& value) {
    if (json.is_number_unsigned()) {
      if (!std::in_range<T>(json.get<std::uint64_t>())) return false;
    } else if (!json.is_number_integer() || !std::in_range<T>(json.get<std::int64_t>())) {
      return false;
    }
    value = json.get<T>();
    return true;
  }
  static bool get(const Json& json, Duration& value) {
    std::int64_t ms = 0;
    if (!get(json, ms)) return false;
    value = Duration{ms};
    return true;
  }
  static bool get(const Json& json, Time& value) {
    if (std::int64_t ms = 0; get(json, ms)) {
      value = from_ms(ms);
      return true;
    }
    const auto at =
        json.is_string() ? parse_time(json.get_ref<const std::string&>()) : std::nullopt;
    if (at) value = *at;
    return at.has_value();
  }
  static bool get(const Json& json, std::pair<std::string, std::string>& value) {
    return json.is_array() && json.size() == 2 && get(json[0], value.first) &&
           get(json[1], value.second);
  }
  template <class T>
  bool get(const Json& json, std::optional<T>& value) {
    return get(json, value.emplace());
  }
  template <class T>
  bool get(const Json& json, std::vector<T>& values) {
    if (!json.is_array()) return false;
    values.resize(json.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!get(json[i], values[i])) return false;
    return true;
  }
  template <class T>
  requires std::is_class_v<T>
  bool get(const Json& json, T& value) {
    if (!json.is_object()) return false;
    Reader reader(json);
    fields::describe(reader, value);
    return reader.wrong().empty();
  }

  const Json& object_;
  std::string wrong_;
};

Error not_a_fact(std::string why) { return {Trouble::corrupt, "not a fact: " + std::move(why)}; }

// Discarded where the text is no JSON object. Bytes that are not UTF-8 are replaced first.
Json parse_object(std::string_view text) {
  if (json_depth(text) > json_nesting_max) return Json(Json::value_t::discarded);
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) json = Json::parse(repaired_utf8(text), nullptr, false);
  return json.is_object() ? json : Json(Json::value_t::discarded);
}

}  // namespace

std::string to_json_line(const Observation& seen) {
  std::string line;
  line.reserve(512);
  Writer(line).object(seen);
  return line;
}

Result<Observation> observation_from_json(std::string_view text) {
  const Json json = parse_object(text);
  if (json.is_discarded()) return not_a_fact("no JSON object");
  Observation seen;
  Reader reader(json);
  fields::describe(reader, seen);
  if (!reader.wrong().empty())
    return not_a_fact("key \"" + reader.wrong() + "\" has a wrong value");
  return seen;
}

std::string fetch_note(const Fetched& page) {
  std::string line;
  Writer(line).fetch(page);
  return line;
}

Result<void> apply_fetch_note(std::string_view text, Fetched& page) {
  const Json json = parse_object(text);
  if (json.is_discarded()) return not_a_fact("its fetch note is no JSON object");
  Reader reader(json);
  fields::describe_fetch(reader, page);
  if (!reader.wrong().empty())
    return not_a_fact("key \"" + reader.wrong() + "\" has a wrong value");
  return {};
}

}  // namespace godwit
