/// What the tool's configuration says, key by key with its place: the facts of the `config` rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumbline/position.hpp"

namespace plumbline {

/// What a value is used for, so that rules need not know any tool's key names.
enum class SettingKind {
  text,        ///< anything that no rule looks at
  target,      ///< names or holds the database that a deploy would go to
  engine,      ///< the database engine
  path,        ///< a file or folder
  credential,  ///< a password or token by its nature
};

struct Setting {
  std::string key;    ///< as the tool names it: "engine.pg.target", "sqlalchemy.url"
  std::string value;  ///< as the tool would use it, nothing expanded that the tool does not expand
  Position where;     ///< of the value
  SettingKind kind = SettingKind::text;

  bool operator==(const Setting&) const = default;
};

/// Immutable after loading. Later entries of one key win, as in the tools.
struct Settings {
  std::vector<Setting> entries;
  bool has_target =
      false;  ///< whether the tool would know a database without being told on its command line
  std::string default_target;  ///< what it would be, as written; may hold a password
  /// Whether code of the tree (Alembic's env.py) can put another target in its place.
  bool target_may_be_replaced = false;
  bool needs_target = false;  ///< whether this tool expects its configuration to name one
};

/// The last entry of that key, or null.
const Setting* find_setting(const Settings& settings, std::string_view key) noexcept;

}  // namespace plumbline
