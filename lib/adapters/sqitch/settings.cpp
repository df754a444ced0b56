/// The configuration as the facts of the `config` rules.
#include "adapters/sqitch/perl_text.hpp"
#include "adapters/sqitch/target.hpp"
#include "adapters/sqitch/tree.hpp"

namespace plumbline::adapters::sqitch {

namespace {

bool is_set(const std::optional<std::string>& value) { return value && is_true(*value); }

SettingKind kind_of(std::string_view key) {
  const std::string_view name = key.substr(key.rfind('.') + 1);
  if (key == "core.target" || (key.starts_with("engine.") && name == "target") ||
      (key.starts_with("target.") && name == "uri")) {
    return SettingKind::target;
  }
  if (key == "core.engine") return SettingKind::engine;
  if (name.ends_with("_dir") || name.ends_with("_file") || key == "include.path")
    return SettingKind::path;
  for (const std::string_view word :
       {"password", "passwd", "secret", "token", "api_key", "apikey"}) {
    if (name.find(word) != std::string_view::npos) return SettingKind::credential;
  }
  return SettingKind::text;
}

}  // namespace

Settings make_settings(const Config& config, const system::Environment& environment) {
  Settings settings;
  for (const auto& [key, entry] : config.entries) {
    for (const ConfigValue& value : entry.values) {
      settings.entries.push_back({key, value.text.value_or(""), value.where, kind_of(key)});
    }
  }
  settings.needs_target = config.is_initialised;
  std::optional<std::string> target = environment.get("SQITCH_TARGET");
  const auto look_up = [&](const std::string& key) {
    const ConfigEntry* const entry = config.find(key);
    return entry == nullptr ? std::nullopt : entry->values.back().text;
  };
  if (!is_set(target)) target = look_up("core.target");
  const auto engine = look_up("core.engine");
  if (!is_set(target) && is_set(engine)) {
    target = look_up("engine." + std::string(drop_final_space(*engine)) + ".target");
  }
  settings.has_target = is_set(target);
  if (settings.has_target) settings.default_target = *target;
  return settings;
}

}  // namespace plumbline::adapters::sqitch
