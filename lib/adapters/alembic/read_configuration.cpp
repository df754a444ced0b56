/// Both configuration files key by key, in the order in which Alembic asks for the keys: the first
/// fault is the one that a user of Alembic sees.

#include <algorithm>
#include <charconv>

#include "adapters/alembic/configuration.hpp"
#include "adapters/alembic/python_text.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

/// `text % {"here": here}`, as the TOML values are filled in.
std::string percent_format(std::string_view text, const std::string& here,
                           std::optional<ConfigFault>& fault, const Position& where) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out.push_back(text[at]);
      continue;
    }
    const std::string_view rest = text.substr(at);
    const std::size_t close = rest.find(')');
    if (rest.starts_with("%%")) {
      out.push_back('%');
      ++at;
    } else if (rest.starts_with("%(here)s")) {
      out += here;
      at += 7;
    } else if (rest.starts_with("%(") && close != std::string_view::npos) {
      fault = ConfigFault{system::format("KeyError: {}", python_repr(rest.substr(2, close - 2))),
                          true, where};
      return {};
    } else {
      fault = ConfigFault{rest.size() == 1 ? "ValueError: incomplete format"
                                           : "TypeError: format requires a mapping",
                          true, where};
      return {};
    }
  }
  return out;
}

std::vector<std::string> split_stripped(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    if (!part.empty()) parts.emplace_back(python_strip(part));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// re.split(r", *|(?: +)"), with ":" as well for sys.path.
std::vector<std::string> split_legacy(std::string_view text, bool splits_colons) {
  std::vector<std::string> parts(1);
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == ',' || c == ' ') {
      ++at;
      while (at < text.size() && text[at] == ' ') ++at;
      parts.emplace_back();
    } else if (splits_colons && c == ':') {
      ++at;
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
      ++at;
    }
  }
  return parts;
}

constexpr std::string_view deprecated_splitting =
    "No path_separator found in configuration; falling back to legacy splitting on spaces/commas "
    "for version_locations.  Consider adding path_separator=os to Alembic config.";
constexpr std::string_view deprecated_path_splitting =
    "No path_separator found in configuration; falling back to legacy splitting on spaces, commas, "
    "and colons for prepend_sys_path.  Consider adding path_separator=os to Alembic config.";
constexpr std::string_view deprecated_separator =
    "The version_path_separator configuration parameter is deprecated; please use path_separator";

/// The two files together. Every step stops at the first fault, as Alembic does.
class ConfigurationReader {
 public:
  ConfigurationReader(Ini ini, Toml toml, std::string here)
      : ini_(std::move(ini)), toml_(std::move(toml)), here_(std::move(here)) {}

  Configuration run() {
    collect_settings();
    result_.fault = ini_.fault();
    if (ok()) read_script_location();
    if (ok()) check_slug_length();
    if (ok()) read_sys_path();
    if (ok()) result_.is_recursive = truth("recursive_version_locations");
    if (ok()) text("file_template");
    if (ok()) result_.is_sourceless = truth("sourceless");
    if (ok()) text("output_encoding");
    if (ok()) read_version_locations();
    if (ok()) text("timezone");
    if (ok()) check_hooks();
    read_version_table();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool ok() const { return !result_.fault.has_value(); }

  const std::string section_ = "alembic";

  /// TOML is read when the first key is not found in the ini.
  const TomlValue* toml_value(std::string_view key) {
    if (toml_.fault) {
      result_.fault = toml_.fault;
      return nullptr;
    }
    return toml_.find(key);
  }

  std::optional<std::string> text(const std::string& key) {
    if (ini_.find(section_, key) != nullptr) return ini_.get(section_, key, result_.fault);
    const TomlValue* value = toml_value(key);
    if (value == nullptr) return std::nullopt;
    if (const auto* text = std::get_if<std::string>(&value->value))
      return percent_format(*text, here_, result_.fault, value->where);
    if (const auto* number = std::get_if<std::int64_t>(&value->value))
      return std::to_string(*number);
    return std::nullopt;
  }

  bool truth(const std::string& key) {
    if (ini_.find(section_, key) != nullptr)
      return ini_.get(section_, key, result_.fault) == "true";
    const TomlValue* value = toml_value(key);
    if (value == nullptr) return false;
    if (const bool* truth = std::get_if<bool>(&value->value)) return *truth;
    result_.fault = ConfigFault{
        system::format("boolean value expected for TOML parameter '{}'", key), false, value->where};
    return false;
  }

  void read_script_location() {
    const auto location = text("script_location");
    if (!ok()) return;
    if (!location) {
      result_.fault = ConfigFault{"No 'script_location' key found in configuration.", false, {}};
      return;
    }
    result_.script_location = *location;
    if (const IniOption* option = ini_.find(section_, "script_location")) {
      result_.script_location_where = option->where;
    } else if (const TomlValue* value = toml_.find("script_location")) {
      result_.script_location_where = value->where;
    }
  }

  void check_slug_length() {
    const auto length = text("truncate_slug_length");
    if (!length || !ok()) return;
    const std::string_view digits = python_strip(*length);
    const std::size_t sign = !digits.empty() && (digits[0] == '-' || digits[0] == '+') ? 1 : 0;
    const std::string_view rest = digits.substr(sign);
    if (!rest.empty() && rest.find_first_not_of("0123456789_") == std::string_view::npos) return;
    const IniOption* option = ini_.find(section_, "truncate_slug_length");
    result_.fault =
        ConfigFault{system::format("ValueError: invalid literal for int() with base 10: {}",
                                   python_repr(*length)),
                    true, option == nullptr ? Position{} : option->where};
  }

  /// The separator by its name; absent when none is configured.
  std::optional<char> separator(std::initializer_list<std::string> names) {
    for (const std::string& name : names) {
      const IniOption* option = ini_.find(section_, name);
      if (option == nullptr) continue;
      const std::string value = ini_.get(section_, name, result_.fault);
      if (!ok()) return std::nullopt;
      if (name == "version_path_separator" && is_separator(value))
        result_.warnings.emplace_back(deprecated_separator);
      if (value == "space") return ' ';
      if (value == "newline") return '\n';
      if (value == "os" || value == ":") return ':';
      if (value == ";") return ';';
      result_.fault = ConfigFault{
          system::format(
              "ValueError: '{}' is not a valid value for {}; expected 'space', 'newline', "
              "'os', ':', ';'",
              value, name),
          true, option->where};
      return std::nullopt;
    }
    return std::nullopt;
  }

  static bool is_separator(std::string_view value) {
    return value == "space" || value == "newline" || value == "os" || value == ":" || value == ";";
  }

  std::optional<std::vector<std::string>> toml_list(const std::string& key) {
    const TomlValue* value = toml_value(key);
    if (value == nullptr) return std::nullopt;
    std::vector<std::string> parts;
    if (const auto* list = std::get_if<std::vector<std::string>>(&value->value)) {
      for (const std::string& item : *list)
        parts.push_back(percent_format(item, here_, result_.fault, value->where));
    } else if (const auto* text = std::get_if<std::string>(&value->value)) {
      // A plain text is iterated character by character, as Python does with it.
      for (const char c : percent_format(*text, here_, result_.fault, value->where))
        parts.emplace_back(1, c);
    }
    return parts;
  }

  void read_sys_path() {
    std::string value;
    if (ini_.find(section_, "prepend_sys_path") != nullptr)
      value = ini_.get(section_, "prepend_sys_path", result_.fault);
    if (!ok()) return;
    if (value.empty()) {
      if (auto list = toml_list("prepend_sys_path")) result_.prepend_sys_path = *std::move(list);
      return;
    }
    const auto by = separator({"path_separator"});
    if (!ok()) return;
    if (by) {
      result_.prepend_sys_path = split_stripped(value, *by);
    } else {
      result_.warnings.emplace_back(deprecated_path_splitting);
      result_.prepend_sys_path = split_legacy(value, true);
    }
  }

  void read_version_locations() {
    std::string value;
    if (ini_.find(section_, "version_locations") != nullptr)
      value = ini_.get(section_, "version_locations", result_.fault);
    if (!ok()) return;
    if (value.empty()) {
      result_.version_locations = toml_list("version_locations");
      return;
    }
    const auto by = separator({"path_separator", "version_path_separator"});
    if (!ok()) return;
    if (by) {
      result_.version_locations = split_stripped(value, *by);
    } else {
      result_.warnings.emplace_back(deprecated_splitting);
      result_.version_locations = split_legacy(value, false);
    }
  }

  /// The hooks matter only when a file is written, but their values are read with every command.
  void check_hooks() {
    const std::string hooks = "post_write_hooks";
    if (!ini_.has_section(hooks)) return;
    for (const std::vector<IniOption>* options : {&ini_.defaults(), &ini_.options(hooks)}) {
      for (const IniOption& option : *options) {
        if (ok()) static_cast<void>(ini_.get(hooks, option.name, result_.fault));
      }
    }
  }

  /// Not Alembic's keys: some env.py files read them from here.
  void read_version_table() {
    std::optional<ConfigFault> ignored;
    if (ini_.find(section_, "version_table") != nullptr)
      result_.version_table = ini_.get(section_, "version_table", ignored);
    if (ini_.find(section_, "version_table_schema") != nullptr)
      result_.version_table_schema = ini_.get(section_, "version_table_schema", ignored);
  }

  static SettingKind kind_of(std::string_view key) {
    if (key == "sqlalchemy.url") return SettingKind::target;
    const bool is_path =
        key == "script_location" || key == "version_locations" || key == "prepend_sys_path";
    return is_path ? SettingKind::path : SettingKind::text;
  }

  void add_setting(std::string key, std::string value, const Position& where) {
    const SettingKind kind = kind_of(key);
    if (kind == SettingKind::target && !value.empty()) {
      result_.settings.has_target = true;
      result_.settings.default_target = value;
    }
    result_.settings.entries.push_back({std::move(key), std::move(value), where, kind});
  }

  void collect_settings() {
    for (const auto& [key, value] : toml_.values) {
      if (const auto* text = std::get_if<std::string>(&value.value))
        add_setting(key, *text, value.where);
    }
    for (const IniOption& option : ini_.options(section_)) {
      std::optional<ConfigFault> fault;
      std::string value = ini_.get(section_, option.name, fault);
      add_setting(option.name, fault ? option.value : std::move(value), option.where);
    }
  }

  Ini ini_;
  Toml toml_;
  std::string here_;
  Configuration result_;
};

}  // namespace

Configuration read_configuration(const std::string& root, const std::string& ini_file,
                                 const std::string& toml_file, const Limits& limits) {
  const std::string here = system::real_path(root);
  Toml toml;
  if (!toml_file.empty())
    toml = read_toml(system::read_file(system::join_path(root, toml_file), limits), toml_file);
  if (ini_file.empty()) {
    return ConfigurationReader(Ini::without_file(here), std::move(toml), here).run();
  }
  const std::string path = system::join_path(root, ini_file);
  const std::string folder = system::real_path(system::parent_path(path));
  Ini ini = Ini::read(system::read_file(path, limits), ini_file,
                      system::join_path(folder, system::base_name(path)), folder);
  return ConfigurationReader(std::move(ini), std::move(toml), here).run();
}

}  // namespace plumbline::adapters::alembic
