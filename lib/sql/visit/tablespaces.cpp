#include "sql/visit/tablespaces.hpp"

#include <string>

namespace plumbline::sql {

void check_tablespace(const Session& session, std::string_view name, bool is_partitioned) {
  if (name.empty()) {
    if (session.settings.contains("default_tablespace") &&
        !session.settings.find("default_tablespace")->second.empty())
      unknown("default_tablespace is set");
    return;
  }
  if (name == "pg_default") {
    if (is_partitioned)
      fail("0A000", "cannot specify default tablespace for partitioned relations");
    return;
  }
  if (name == "pg_global")
    fail("22023", "only shared relations can be placed in pg_global tablespace");
  const Id space = session.catalog.find(ObjectKind::tablespace, Catalog::none, name);
  if (space == Catalog::none)
    fail("42704", "tablespace \"" + std::string(name) + "\" does not exist");
  session.require_right(space, "CREATE");
}

bool is_default_space(std::string_view name) noexcept { return name == "pg_default"; }

}  // namespace plumbline::sql
