/// How a tree comes to its database's URL: which settings and `-x` arguments its env.py seems to
/// read. What is handed over too much does no harm: nothing but the gate's database can be reached.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::adapters::alembic {

struct UrlWays {
  /// Environment variables, each with a template: "{url}", "{host}", "{server}",
  /// "{port}", "{user}", "{password}", "{dbname}". "{host}" is fit for a URL put together from
  /// parts, "{server}" is libpq's, which may be a folder.
  std::map<std::string, std::string> variables;
  std::vector<std::string> arguments;  ///< "url={url}", for -x
  bool is_async = false;               ///< it makes an asynchronous engine
};

/// From the text of env.py.
UrlWays find_url_ways(std::string_view text);

/// The part before "://" of a PostgreSQL URL, as SQLAlchemy 2 takes it ("postgresql+asyncpg"); ""
/// when it is none.
std::string_view drivername_of(std::string_view url) noexcept;

}  // namespace plumbline::adapters::alembic
