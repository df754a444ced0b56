/// Settings for the tests of the config rules.
#pragma once

#include <initializer_list>
#include <string>

#include "plumbline/settings.hpp"

namespace plumbline::tests::checks {

struct Entry {
  const char* key;
  const char* value;
  SettingKind kind = SettingKind::target;
};

/// The entries on lines 1, 2, … of tool.conf, their values from column 9.
inline Settings settings_of(std::initializer_list<Entry> entries) {
  Settings settings;
  int line = 1;
  for (const Entry& entry : entries)
    settings.entries.push_back({entry.key, entry.value, {"tool.conf", line++, 9, 0}, entry.kind});
  return settings;
}

inline Settings target(const char* value) { return settings_of({{"core.target", value}}); }

}  // namespace plumbline::tests::checks
