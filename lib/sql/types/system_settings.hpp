/// The parameters of PostgreSQL 12 to 18: who may set them, and what values they take. Facts read
/// from real servers by cmake/system_settings.py. Used by SET and by what stores settings.
#pragma once

#include <cstdint>
#include <string_view>

namespace plumbline::sql {

/// pg_settings.context; `backend` is superuser-backend too.
enum class SettingContext : std::uint8_t { internal, postmaster, sighup, backend, superuser, user };
enum class SettingForm : std::uint8_t { boolean, integer, real, words, text };

struct SettingFacts {
  std::string_view name;  ///< as the server spells it: "TimeZone"
  std::uint8_t first_major = 0;
  std::uint8_t last_major = 0;
  SettingContext context = SettingContext::user;
  SettingForm form = SettingForm::text;
  std::string_view unit = {};  ///< of plain numbers: "8kB", "ms"
  std::string_view least = {};
  std::string_view most = {};
  std::string_view words = {};  ///< "|on|off|"
};

/// Case does not count. Null when the version has none of that name.
const SettingFacts* find_setting(std::string_view name, int major) noexcept;

}  // namespace plumbline::sql
