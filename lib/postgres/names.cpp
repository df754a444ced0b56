/// What is in the catalog, by name. Reads raw catalog rows only, so that no lock on anybody's table
/// is taken; the connection's search_path is pg_catalog, so every name and operator here is the
/// server's own.
#include <algorithm>
#include <array>
#include <tuple>

#include "postgres/connection.hpp"

namespace plumbline::postgres {

namespace {

// In the schema $2, or in all but the server's own: it refuses others that begin with pg_. One row
// for each relation and column.
constexpr FixedSql tables_by_name =
    "SELECT n.nspname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner),"
    " pg_catalog.has_schema_privilege(n.oid, 'USAGE'),"
    " pg_catalog.has_table_privilege(c.oid, 'SELECT'),"
    " CASE WHEN c.relrowsecurity THEN pg_catalog.row_security_active(c.oid) ELSE false END,"
    " a.attname, pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')"
    " FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_attribute a"
    " ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE c.relname = $1::pg_catalog.name"
    " AND CASE WHEN $2::pg_catalog.name IS NULL"
    " THEN pg_catalog.left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'"
    " ELSE n.nspname = $2::pg_catalog.name END"
    " ORDER BY n.nspname, a.attnum";

// Kinds in the words of expectations. A table's row type and its array are no types of their own;
// toast is in pg_toast.
constexpr FixedSql all_names =
    "WITH s AS (SELECT oid, nspname FROM pg_catalog.pg_namespace"
    " WHERE pg_catalog.left(nspname, 3) <> 'pg_' AND nspname <> 'information_schema')"
    " SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'matview' WHEN 'S' THEN 'sequence'"
    " WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'f' THEN 'foreign-table' WHEN 'c' THEN "
    "'type' ELSE 'table' END,"
    " s.nspname, c.relname FROM pg_catalog.pg_class c JOIN s ON s.oid = c.relnamespace"
    " UNION ALL SELECT 'type', s.nspname, t.typname FROM pg_catalog.pg_type t JOIN s ON s.oid = "
    "t.typnamespace"
    " WHERE t.typtype IN ('d', 'e', 'r', 'm') OR (t.typtype = 'b' AND t.typelem = 0)"
    " UNION ALL SELECT DISTINCT 'function', s.nspname, p.proname FROM pg_catalog.pg_proc p"
    " JOIN s ON s.oid = p.pronamespace"
    " UNION ALL SELECT 'trigger', s.nspname, g.tgname FROM pg_catalog.pg_trigger g"
    " JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid JOIN s ON s.oid = c.relnamespace WHERE NOT "
    "g.tgisinternal"
    " UNION ALL SELECT 'policy', s.nspname, p.polname FROM pg_catalog.pg_policy p"
    " JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN s ON s.oid = c.relnamespace"
    " UNION ALL SELECT 'schema', '', nspname FROM s"
    " UNION ALL SELECT 'extension', '', extname FROM pg_catalog.pg_extension"
    " UNION ALL SELECT 'role', '', rolname FROM pg_catalog.pg_roles WHERE pg_catalog.left(rolname, "
    "3) <> 'pg_'";

bool is_true(const Rows& rows, std::size_t row, std::size_t column) {
  return rows.text(row, column) == "t";
}

/// One table from each run of rows with the same schema.
std::vector<RegistryTable> read_tables(Connection& connection, const std::string& name,
                                       const std::optional<std::string>& schema) {
  const std::array<std::optional<std::string>, 2> parameters = {name, schema};
  const Rows rows = connection.query(tables_by_name, {}, parameters);
  std::vector<RegistryTable> tables;
  bool whole_table = false;
  bool every_column = false;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (tables.empty() || tables.back().schema != rows.text(row, 0)) {
      const std::string relkind = rows.text(row, 1);
      tables.push_back({.schema = rows.text(row, 0),
                        .name = name,
                        .relkind = relkind.empty() ? '?' : relkind.front(),
                        .readable = false,
                        .row_security = is_true(rows, row, 5),
                        .owner = rows.text(row, 2),
                        .columns = {}});
      whole_table = is_true(rows, row, 4);
      every_column = true;
    }
    RegistryTable& table = tables.back();
    if (rows.at(row, 6)) {
      table.columns.push_back(rows.text(row, 6));
      every_column = every_column && is_true(rows, row, 7);
    }
    const bool by_columns = every_column && !table.columns.empty();
    table.readable = is_true(rows, row, 3) && (whole_table || by_columns);
  }
  return tables;
}

}  // namespace

std::vector<RegistryTable> find_tables(Connection& connection, const std::string& name) {
  std::vector<RegistryTable> tables = read_tables(connection, name, std::nullopt);
  const std::vector<PathSchema>& path = connection.search_path();
  const auto place = [&](const RegistryTable& table) {
    return std::ranges::find(path, table.schema, &PathSchema::name) - path.begin();
  };
  std::ranges::stable_sort(tables, [&](const RegistryTable& a, const RegistryTable& b) {
    const auto left = place(a);
    const auto right = place(b);
    return left != right ? left < right : a.schema < b.schema;
  });
  return tables;
}

std::optional<RegistryTable> find_table(Connection& connection, const std::string& schema,
                                        const std::string& name) {
  std::vector<RegistryTable> tables = read_tables(connection, name, schema);
  if (tables.empty()) return std::nullopt;
  return std::move(tables.front());
}

std::vector<ObjectName> list_catalog_names(Connection& connection) {
  const Rows rows = connection.query(all_names);
  std::vector<ObjectName> names;
  names.reserve(rows.count());
  for (std::size_t row = 0; row < rows.count(); ++row) {
    names.push_back(
        {.kind = rows.text(row, 0), .schema = rows.text(row, 1), .name = rows.text(row, 2)});
  }
  // In bytes: the server's order depends on its collation.
  std::ranges::sort(names, {},
                    [](const ObjectName& n) { return std::tie(n.kind, n.schema, n.name); });
  return names;
}

}  // namespace plumbline::postgres
