/// The only file of this adapter that includes toml++.

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "adapters/sqlx/config.hpp"
#include "adapters/sqlx/rust_text.hpp"
#include "adapters/sqlx/words.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/toml.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

namespace {

/// Reads one document. sqlx refuses unknown keys and wrong types alike, without saying which.
class ConfigReader {
 public:
  ConfigReader(const std::string& text, const std::string& file) : text_(text), file_(file) {}

  Config run();

 private:
  void read_top(const toml::table& top);
  void read_migrate(const toml::table& table);
  void read_defaults(const toml::table& table);
  void read_ignored_chars(const toml::node& node);
  /// The table at `key` when it is one; refuses every key of it that is not in `known`.
  const toml::table* table_at(const toml::table& parent, std::string_view key,
                              std::span<const std::string_view> known);
  std::optional<std::string> text_at(const toml::table& table, std::string_view path,
                                     std::string_view key, SettingKind kind);
  std::vector<std::string> texts(const toml::node& node, std::string_view key);
  void refuse(std::string message, const toml::source_position& at);
  [[nodiscard]] Position position(const toml::source_position& at) const;

  const std::string& text_;
  const std::string& file_;
  Config config_;
};

constexpr std::array<std::string_view, 4> top_keys = {"common", "drivers", "macros", "migrate"};
constexpr std::array<std::string_view, 1> common_keys = {"database-url-var"};
constexpr std::array<std::string_view, 3> macros_keys = {"preferred-crates", "table-overrides",
                                                         "type-overrides"};
constexpr std::array<std::string_view, 4> drivers_keys = {"external", "mysql", "postgres",
                                                          "sqlite"};
constexpr std::array<std::string_view, 5> migrate_keys = {
    "create-schemas", "defaults", "ignored-chars", "migrations-dir", "table-name"};

Position ConfigReader::position(const toml::source_position& at) const {
  Position where;
  where.file = file_;
  where.line = static_cast<int>(at.line);
  where.column = static_cast<int>(at.column);
  std::size_t offset = 0;
  for (auto line = at.line; line > 1; --line) {
    const std::size_t end = text_.find('\n', offset);
    if (end == std::string::npos) break;
    offset = end + 1;
  }
  for (auto column = at.column; column > 1 && offset < text_.size(); --column)
    offset += system::decode_code_point(std::string_view(text_).substr(offset)).length;
  where.offset = offset;
  return where;
}

void ConfigReader::refuse(std::string message, const toml::source_position& at) {
  config_.error =
      system::format("error parsing config file {}", debug_string(system::base_name(file_)));
  Finding finding = make_finding("plan/syntax", std::move(message), position(at));
  finding.tool_says = refuses(*config_.error);
  config_.findings.push_back(std::move(finding));
}

const toml::table* ConfigReader::table_at(const toml::table& parent, std::string_view key,
                                          std::span<const std::string_view> known) {
  const toml::node* node = parent.get(key);
  if (node == nullptr) return nullptr;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    refuse(system::format("\"{}\" is no table", key), node->source().begin);
    return nullptr;
  }
  for (const auto& [name, value] : *table) {
    if (std::ranges::find(known, name.str()) == known.end()) {
      refuse(
          system::format("\"{}\" is no key of [{}]", system::escape_for_display(name.str()), key),
          name.source().begin);
    }
  }
  return table;
}

std::optional<std::string> ConfigReader::text_at(const toml::table& table, std::string_view path,
                                                 std::string_view key, SettingKind kind) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<std::string>();
  if (!value) {
    refuse(system::format("\"{}\" is no string", key), node->source().begin);
    return std::nullopt;
  }
  config_.settings.entries.push_back(
      {system::format("{}.{}", path, key), *value, position(node->source().begin), kind});
  return value;
}

std::vector<std::string> ConfigReader::texts(const toml::node& node, std::string_view key) {
  std::vector<std::string> values;
  const toml::array* list = node.as_array();
  if (list == nullptr) {
    refuse(system::format("\"{}\" is no list of strings", key), node.source().begin);
    return values;
  }
  for (const toml::node& element : *list) {
    if (auto value = element.value_exact<std::string>()) {
      config_.settings.entries.push_back({system::format("migrate.{}", key), *value,
                                          position(element.source().begin), SettingKind::text});
      values.push_back(std::move(*value));
    } else {
      refuse(system::format("\"{}\" holds something that is no string", key),
             element.source().begin);
    }
  }
  return values;
}

void ConfigReader::read_ignored_chars(const toml::node& node) {
  for (const std::string& value : texts(node, "ignored-chars")) {
    if (system::count_code_points(value) != 1) {
      refuse(system::format("\"ignored-chars\" holds \"{}\", which is not one character",
                            system::escape_for_display(value)),
             node.source().begin);
      continue;
    }
    config_.ignored_chars.push_back(system::decode_code_point(value).code_point);
  }
  std::ranges::sort(config_.ignored_chars);
  auto& chars = config_.ignored_chars;
  chars.erase(std::unique(chars.begin(), chars.end()), chars.end());
}

/// Unknown keys are allowed here, and here alone.
void ConfigReader::read_defaults(const toml::table& table) {
  struct Choice {
    std::string_view key;
    std::array<std::string_view, 3> values;
  };
  static constexpr std::array<Choice, 2> choices = {
      {{"migration-type", {"inferred", "simple", "reversible"}},
       {"migration-versioning", {"inferred", "timestamp", "sequential"}}}};
  for (const Choice& choice : choices) {
    const auto value = text_at(table, "migrate.defaults", choice.key, SettingKind::text);
    if (value && std::ranges::find(choice.values, *value) == choice.values.end()) {
      refuse(system::format("\"{}\" is \"{}\", which sqlx does not know", choice.key,
                            system::escape_for_display(*value)),
             table.get(choice.key)->source().begin);
    }
  }
}

void ConfigReader::read_migrate(const toml::table& table) {
  if (auto name = text_at(table, "migrate", "table-name", SettingKind::text))
    config_.table_name = std::move(*name);
  if (auto folder = text_at(table, "migrate", "migrations-dir", SettingKind::path))
    config_.migrations_dir = std::move(*folder);
  if (const toml::node* schemas = table.get("create-schemas"))
    config_.create_schemas = texts(*schemas, "create-schemas");
  if (const toml::node* chars = table.get("ignored-chars")) read_ignored_chars(*chars);
  const toml::node* defaults = table.get("defaults");
  if (defaults == nullptr) return;
  if (const toml::table* inner = defaults->as_table()) {
    read_defaults(*inner);
  } else {
    refuse("\"defaults\" is no table", defaults->source().begin);
  }
}

void ConfigReader::read_top(const toml::table& top) {
  for (const auto& [name, value] : top) {
    if (std::ranges::find(top_keys, name.str()) == top_keys.end()) {
      refuse(system::format("\"{}\" is no section of sqlx.toml",
                            system::escape_for_display(name.str())),
             name.source().begin);
    }
  }
  if (const toml::table* common = table_at(top, "common", common_keys))
    text_at(*common, "common", "database-url-var", SettingKind::text);
  table_at(top, "macros", macros_keys);
  table_at(top, "drivers", drivers_keys);
  if (const toml::table* migrate = table_at(top, "migrate", migrate_keys)) read_migrate(*migrate);
}

Config ConfigReader::run() {
  if (const std::size_t bad = system::find_invalid_utf8(text_); bad != std::string::npos) {
    config_.error =
        system::format("error reading config file {}", debug_string(system::base_name(file_)));
    Finding finding = make_finding("plan/syntax", system::format("\"{}\" is not UTF-8", file_),
                                   system::position_at(text_, bad, file_));
    finding.tool_says = refuses(*config_.error);
    config_.findings.push_back(std::move(finding));
    return std::move(config_);
  }
  const auto parsed = system::parse_toml(text_);
  if (const auto* fault = std::get_if<system::TomlFault>(&parsed)) {
    const std::string message = system::escape_for_display(fault->description);
    refuse(system::format("\"{}\" is no TOML: {}", file_, message), fault->source.begin);
  } else {
    read_top(std::get<toml::table>(parsed));
  }
  return std::move(config_);
}

}  // namespace

Config parse_config(const std::string& text, const std::string& file) {
  return ConfigReader(text, file).run();
}

Config read_config(const std::string& root, const std::string& file, const Limits& limits) {
  const std::string path = system::join_path(root, file);
  if (!system::is_file(path)) return {};
  try {
    return parse_config(system::read_file(path, limits), file);
  } catch (const Error& error) {
    Config config;
    config.error =
        system::format("error reading config file {}", debug_string(system::base_name(file)));
    Position where;
    where.file = file;
    Finding finding = make_finding("plan/syntax", error.fields().message, where);
    finding.tool_says = refuses(*config.error);
    config.findings.push_back(std::move(finding));
    return config;
  }
}

}  // namespace plumbline::adapters::sqlx
