/// The rules follow PostgreSQL's recomputeNamespacePath (src/backend/catalog/namespace.c):
/// "$user" is the current role, what is missing or may not be used is passed over.
#include "postgres/search_path.hpp"

namespace plumbline::postgres {

namespace {

// reset_val is what the session began with: role and database settings and connection options.
constexpr FixedSql path_query = R"(
SELECT n.nspname, pg_catalog.has_schema_privilege(n.oid, 'CREATE')
  FROM pg_catalog.pg_settings s
 CROSS JOIN LATERAL pg_catalog.regexp_matches(
         s.reset_val, '"(?:[^"]|"")*"|[^,[:space:]]+', 'g') WITH ORDINALITY AS part (text, place)
 CROSS JOIN LATERAL (
         SELECT CASE WHEN pg_catalog.starts_with(part.text[1], '"')
                     THEN pg_catalog.replace(pg_catalog.substr(part.text[1], 2,
                            pg_catalog.length(part.text[1]) - 2), '""', '"')
                     ELSE pg_catalog.lower(part.text[1]) END) AS entry (name)
  JOIN pg_catalog.pg_namespace n
    ON n.nspname OPERATOR(pg_catalog.=)
       CASE WHEN entry.name OPERATOR(pg_catalog.=) '$user' THEN CURRENT_USER::pg_catalog.text
            ELSE entry.name END
 WHERE s.name OPERATOR(pg_catalog.=) 'search_path'
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
 ORDER BY part.place)";

}  // namespace

std::vector<PathSchema> role_search_path(Connection& connection) {
  const Rows rows = connection.query(path_query);
  std::vector<PathSchema> path;
  path.reserve(rows.count());
  for (std::size_t row = 0; row < rows.count(); ++row)
    path.push_back({.name = rows.text(row, 0), .may_create = rows.text(row, 1) == "t"});
  return path;
}

}  // namespace plumbline::postgres
