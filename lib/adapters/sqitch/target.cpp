#include "adapters/sqitch/target.hpp"

#include <algorithm>
#include <array>

#include "adapters/sqitch/paths.hpp"
#include "adapters/sqitch/perl_text.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqitch {

namespace {

struct Engine {
  std::string_view name;
  std::string_view client;
  std::string_view registry;
};

/// The modules App::Sqitch::Engine::*, with what they give by default.
constexpr std::array engines = {
    Engine{"cockroach", "psql", "sqitch"},    Engine{"exasol", "exaplus", "sqitch"},
    Engine{"firebird", "isql", "sqitch"},     Engine{"mysql", "mysql", "sqitch"},
    Engine{"oracle", "sqlplus", ""},          Engine{"pg", "psql", "sqitch"},
    Engine{"snowflake", "snowsql", "sqitch"}, Engine{"sqlite", "sqlite3", "sqitch"},
    Engine{"vertica", "vsql", "sqitch"},
};

const Engine* find_engine(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(engines, name, &Engine::name);
  return found == engines.end() ? nullptr : found;
}

/// Look-ups that remember the first error, so that a chain of them reads like sqitch's.
class Lookup {
 public:
  explicit Lookup(const Config& config) : config_(config) {}

  /// As `$config->get`, which reads the files when first asked: "" for a key that is missing or has
  /// no value.
  std::string get(std::string_view key) {
    if (config_.error) fail(config_.error->ident, config_.error->message);
    const ConfigEntry* const entry = config_.find(key);
    if (entry == nullptr) return {};
    if (entry->values.size() > 1) {
      fail("perl", "Multiple values");
      return {};
    }
    return entry->values.front().text.value_or("");
  }

  /// As Target's `_fetch`: an empty or "0" value counts as absent.
  std::string fetch(std::string_view target, std::string_view engine, std::string_view key) {
    std::string value = get(system::format("target.{}.{}", target, key));
    if (is_true(value)) return value;
    if (!engine.empty()) value = get(system::format("engine.{}.{}", engine, key));
    if (is_true(value)) return value;
    value = get(system::format("core.{}", key));
    return is_true(value) ? value : std::string();
  }

  void fail(std::string ident, std::string message) {
    if (!error_) error_ = ToolError{std::move(ident), std::move(message)};
  }

  [[nodiscard]] const std::optional<ToolError>& error() const noexcept { return error_; }

 private:
  const Config& config_;
  std::optional<ToolError> error_;
};

TargetFiles look_up_files(Lookup& lookup, std::string_view name, std::string_view engine) {
  TargetFiles files;
  const auto fetch = [&](std::string_view key) { return lookup.fetch(name, engine, key); };
  const std::string top = fetch("top_dir");
  files.top_folder = top.empty() ? "." : canonical_path(top);
  const std::string plan = fetch("plan_file");
  files.plan_file = plan.empty() ? sub_folder(files.top_folder, "sqitch.plan") : file_path(plan);
  const std::string reworked = fetch("reworked_dir");
  files.reworked_folder = reworked.empty() ? files.top_folder : canonical_path(reworked);
  const auto folders = [&](const std::string& kind) {
    const std::string current = fetch(kind + "_dir");
    const std::string before = fetch("reworked_" + kind + "_dir");
    return ScriptFolders{
        current.empty() ? sub_folder(files.top_folder, kind) : canonical_path(current),
        before.empty() ? sub_folder(files.reworked_folder, kind) : canonical_path(before)};
  };
  files.deploy = folders("deploy");
  files.revert = folders("revert");
  files.verify = folders("verify");
  files.extension = fetch("extension");
  if (files.extension.empty()) files.extension = "sql";
  return files;
}

/// As `get_section`: calls `take` for the keys one level below, with the spelling of the file.
template <typename Take>
void for_each_key(const Config& config, const std::string& section, Take take) {
  const std::string prefix = section + ".";
  for (auto entry = config.entries.lower_bound(prefix);
       entry != config.entries.end() && entry->first.starts_with(prefix); ++entry) {
    if (entry->first.find('.', prefix.size()) != std::string::npos) continue;
    const std::string& spelled = entry->second.original_key;
    take(spelled.substr(spelled.rfind('.') + 1), entry->second);
  }
}

/// Each variable must have one value; sqitch dies with a type error else.
void add_variables(const Config& config, const std::string& section, Lookup& lookup,
                   std::map<std::string, std::string>& variables) {
  for_each_key(config, section, [&](std::string name, const ConfigEntry& entry) {
    const bool has_one_value = entry.values.size() == 1 && entry.values.front().text;
    if (!has_one_value)
      lookup.fail("perl", system::format("variable \"{}\" has no value, or several", name));
    variables[std::move(name)] = entry.values.front().text.value_or("");
  });
}

bool has_section(const Config& config, const std::string& section) {
  bool found = false;
  for_each_key(config, section, [&](const std::string&, const ConfigEntry&) { found = true; });
  return found;
}

/// The name or URI of the default target, and the engine that core.engine gave.
struct DefaultName {
  std::string name;
  std::string engine;
};

DefaultName default_name(const Config& config, Lookup& lookup) {
  std::string name = lookup.get("core.target");
  if (is_true(name)) return {std::move(name), {}};
  std::string engine = lookup.get("core.engine");
  if (!is_true(engine)) {
    lookup.fail(
        "target",
        config.is_initialised
            ? "No engine specified; specify via target or core.engine"
            : "No project configuration found. Run the \"init\" command to initialize a project");
    return {};
  }
  engine.resize(drop_final_space(engine).size());
  name = lookup.get("engine." + engine + ".target");
  if (!is_true(name)) name = "db:" + engine + ":";
  return {std::move(name), std::move(engine)};
}

std::string uri_of_section(const Config& config, Lookup& lookup, const std::string& name) {
  std::string uri = lookup.get("target." + name + ".uri");
  if (is_true(uri)) return uri;
  lookup.fail("target", has_section(config, "target." + name)
                            ? system::format("No URI associated with target \"{}\"", name)
                            : system::format("Cannot find target \"{}\"", name));
  return {};
}

/// What a key says, else what the engine's module gives; an engine without module is an error then.
std::optional<std::string> fetch_with_default(SqitchTarget& target, Lookup& lookup,
                                              std::string_view key,
                                              std::string_view Engine::*fallback) {
  if (target.engine_error) return std::nullopt;
  std::string value = lookup.fetch(target.name, target.engine, key);
  target.engine_error = lookup.error();
  if (target.engine_error) return std::nullopt;
  if (!value.empty()) return value;
  if (const Engine* const engine = find_engine(target.engine))
    return std::string(engine->*fallback);
  target.engine_error =
      target.engine.empty()
          ? ToolError{"engine", "No engine specified; specify via target or core.engine"}
          : ToolError{"DEV",
                      system::format("Unable to load App::Sqitch::Engine::{}", target.engine)};
  return std::nullopt;
}

void complete(SqitchTarget& target, const Config& config, const system::Environment& environment,
              Lookup& lookup) {
  const auto override_of = [&](const char* variable, std::optional<std::string> own) {
    const auto value = environment.get(variable);
    return value && is_true(*value) ? value : std::move(own);
  };
  target.user = override_of("SQITCH_USERNAME", target.uri.user());
  target.password = override_of("SQITCH_PASSWORD", target.uri.password());
  target.files = look_up_files(lookup, target.name, target.engine);
  add_variables(config, "engine." + target.engine + ".variables", lookup, target.variables);
  add_variables(config, "target." + target.name + ".variables", lookup, target.variables);
  Lookup engine_lookup(config);  // its errors leave the rest of the target standing
  target.registry = fetch_with_default(target, engine_lookup, "registry", &Engine::registry);
  target.client = fetch_with_default(target, engine_lookup, "client", &Engine::client);
}

}  // namespace

std::map<std::string, std::string> section_variables(const Config& config,
                                                     const std::string& section) {
  std::map<std::string, std::string> variables;
  for_each_key(config, section, [&](std::string name, const ConfigEntry& entry) {
    if (entry.values.size() == 1 && entry.values.front().text)
      variables[std::move(name)] = *entry.values.front().text;
  });
  return variables;
}

bool is_known_engine(std::string_view engine) noexcept { return find_engine(engine) != nullptr; }

TargetResult resolve_target(const Config& config, const system::Environment& environment,
                            const std::optional<std::string>& asked) {
  Lookup lookup(config);
  std::string name = asked.value_or("");
  if (!is_true(name)) name = environment.get("SQITCH_TARGET").value_or("");
  std::string engine;
  if (!is_true(name)) {
    DefaultName found = default_name(config, lookup);
    name = std::move(found.name);
    engine = std::move(found.engine);
  }
  if (lookup.error()) return {std::nullopt, lookup.error()};
  SqitchTarget target;
  const bool is_uri = name.find(':') != std::string::npos;
  target.uri = DatabaseUri(is_uri ? name : uri_of_section(config, lookup, name));
  if (lookup.error()) return {std::nullopt, lookup.error()};
  target.engine = target.uri.engine();
  if (engine.empty() && target.engine.empty()) {
    return {std::nullopt,
            ToolError{
                "target",
                system::format("No engine specified by URI {}; URI must start with \"db:$engine:\"",
                               target.uri.text())}};
  }
  target.name = is_uri
                    ? (is_true(target.uri.password().value_or("")) ? target.uri.without_password()
                                                                   : target.uri)
                          .text()
                    : name;
  complete(target, config, environment, lookup);
  if (lookup.error()) return {std::nullopt, lookup.error()};
  return {std::move(target), std::nullopt};
}

TargetResult resolve_argument(const Config& config, const system::Environment& environment,
                              const std::string& argument) {
  Lookup lookup(config);
  const bool is_named = is_true(lookup.get("target." + argument + ".uri"));
  if (lookup.error()) return {std::nullopt, lookup.error()};
  if (is_named || DatabaseUri::is_database_uri(argument))
    return resolve_target(config, environment, argument);
  // The list of engines in App::Sqitch::Command leaves one out.
  if (is_known_engine(argument) && argument != "cockroach") {
    const std::string name = lookup.get("engine." + argument + ".target");
    return resolve_target(config, environment, is_true(name) ? name : "db:" + argument + ":");
  }
  return {std::nullopt, ToolError{"status", system::format("Unknown argument \"{}\"", argument)}};
}

TargetFiles resolve_files(const Config& config, std::string_view target_name,
                          std::string_view engine) {
  Lookup lookup(config);
  return look_up_files(lookup, target_name, engine);
}

std::vector<std::optional<std::string>> list_targets(const Config& config) {
  std::vector<std::optional<std::string>> names = {std::nullopt};
  for (const auto& [key, entry] : config.entries) {
    if (key.starts_with("target.") && key.ends_with(".uri") && key.size() > 11)
      names.emplace_back(key.substr(7, key.size() - 11));
  }
  for (const auto& [key, entry] : config.entries) {
    if (!key.starts_with("engine.")) continue;
    const std::string engine = key.substr(7, key.find('.', 7) - 7);
    const ConfigEntry* const target = config.find("engine." + engine + ".target");
    const std::string name =
        target != nullptr ? target->values.back().text.value_or("") : std::string();
    names.emplace_back(is_true(name) ? name : "db:" + engine + ":");
  }
  return names;
}

}  // namespace plumbline::adapters::sqitch
