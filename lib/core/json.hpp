/// Writes JSON: keys in the order given, valid UTF-8 whatever comes in, the same bytes for the same
/// calls.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::core {

/// `text` as the inside of a JSON string: escapes, and U+FFFD for bad bytes.
std::string escape_json(std::string_view text);
/// The same, behind what is in `out`.
void append_json(std::string& out, std::string_view text);

/// A streaming writer, two blanks a level. REQUIRES: calls nest as JSON does; a key before each
/// value of an object.
class JsonWriter {
 public:
  enum class Layout { indented, compact };
  explicit JsonWriter(Layout layout = Layout::indented) : layout_(layout) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view value);
  JsonWriter& number(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();

  /// Null for "" — the contract's way to say absent.
  JsonWriter& string_or_null(std::string_view value) {
    return value.empty() ? null() : string(value);
  }
  JsonWriter& member(std::string_view name, std::string_view value) {
    return key(name).string(value);
  }
  JsonWriter& member(std::string_view name, const char* value) { return key(name).string(value); }
  JsonWriter& member(std::string_view name, bool value) { return key(name).boolean(value); }
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) JsonWriter& member(std::string_view name, Integer value) {
    return key(name).number(static_cast<std::int64_t>(value));
  }
  JsonWriter& strings(std::string_view name, const std::vector<std::string>& values);

  /// The document, with a final newline when indented.
  [[nodiscard]] std::string finish() &&;

 private:
  void before_value();
  void end(char bracket);
  void new_line();

  std::string out_;
  std::vector<bool> has_members_;  // one for each open bracket
  bool after_key_ = false;
  Layout layout_;
};

}  // namespace plumbline::core
