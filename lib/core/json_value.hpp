/// A JSON document as values, for the documents that Plumbline wrote itself and reads again:
/// records of gates. Files of users have readers of their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::core {

struct JsonValue {
  enum class Kind : std::uint8_t { null, boolean, number, text, list, object };
  Kind kind = Kind::null;
  bool is_true = false;
  std::int64_t number = 0;  ///< of one that is no whole number of 64 bits: 0
  std::string text;
  std::vector<JsonValue> items;    ///< of a list; of an object its values
  std::vector<std::string> names;  ///< of an object's values, in their order

  /// Null without such a member.
  [[nodiscard]] const JsonValue* find(std::string_view name) const;
  /// The member of that name, "" or 0 or false where it is absent or of another kind.
  [[nodiscard]] const std::string& text_of(std::string_view name) const;
  [[nodiscard]] std::int64_t number_of(std::string_view name) const;
  [[nodiscard]] bool is(std::string_view name) const;
  /// The items of the member of that name; none where it is absent or has none.
  [[nodiscard]] const std::vector<JsonValue>& list_of(std::string_view name) const;
};

/// RFC 8259. Throws Error (format) that names the byte, and (limit) for more than 64 levels.
JsonValue read_json(std::string_view document);

}  // namespace plumbline::core
