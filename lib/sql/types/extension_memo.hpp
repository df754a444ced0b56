/// Which extensions are installed, asked once each: rows of extensions that are not must be passed
/// over quickly.
#pragma once

#include <array>

#include "sql/types/system_tables.hpp"
#include "sql/types/type.hpp"

namespace plumbline::sql {

/// Lives for one look-up.
class ExtensionMemo {
 public:
  explicit ExtensionMemo(const TypeScope& scope) noexcept : scope_(scope) {}

  /// Where the extension's objects are, pg_catalog for the system's own; nothing when it is not
  /// installed.
  [[nodiscard]] std::optional<std::string_view> schema_of(std::uint8_t extension) {
    if (extension == 0) return "pg_catalog";
    if (scope_.source == nullptr || extension >= states_.size()) return std::nullopt;
    if (states_[extension] == 1) return std::nullopt;
    const auto schema = scope_.source->extension_schema(system_tables::extension_name(extension));
    states_[extension] = schema ? 2 : 1;
    return schema;
  }

 private:
  const TypeScope& scope_;
  std::array<std::uint8_t, 64> states_{};  // 0 not asked, 1 not installed, 2 installed
};

}  // namespace plumbline::sql
