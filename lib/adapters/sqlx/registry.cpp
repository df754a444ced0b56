/// Reads _sqlx_migrations, or the table that sqlx.toml names. sqlx itself creates it whenever it is
/// asked anything; this never does.
#include "adapters/sqlx/registry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "adapters/sqlx/table_name.hpp"
#include "adapters/sqlx/tree.hpp"
#include "postgres/connection.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqlx {

namespace {

/// A column, with the type that sqlx's own statement gives it and one that serves as well.
struct Column {
  std::string_view name;
  std::string_view type;  ///< as format_type writes it
  std::string_view other_type;
  bool is_asked_for;  ///< sqlx reads it before it runs anything; the others it only writes
};

// In the order in which sqlx would miss them.
constexpr std::array<Column, 6> columns = {{
    {"version", "bigint", "bigint", true},
    {"success", "boolean", "boolean", true},
    {"checksum", "bytea", "bytea", true},
    {"description", "text", "character varying", false},
    {"installed_on", "timestamp with time zone", "timestamp without time zone", false},
    {"execution_time", "bigint", "integer", false},
}};

constexpr postgres::FixedSql types_query = R"(
SELECT a.attname, pg_catalog.format_type(a.atttypid, NULL),
       pg_catalog.has_table_privilege(c.oid, 'INSERT')
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 WHERE n.nspname OPERATOR(pg_catalog.=) $1 AND c.relname OPERATOR(pg_catalog.=) $2
   AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped)";

constexpr postgres::FixedSql rows_query = R"(
SELECT version, description,
       CASE WHEN pg_catalog.isfinite(installed_on)
            THEN (EXTRACT(EPOCH FROM installed_on) OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8
       END,
       success, pg_catalog.encode(checksum, 'hex'), execution_time
  FROM {0}.{1}
 ORDER BY version)";

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// One look at one database.
class StateReader {
 public:
  StateReader(postgres::Connection& connection, const Config& config, const std::string& directory)
      : connection_(connection), config_(config), directory_(directory) {}

  RecordedState run();

 private:
  [[nodiscard]] Position table_position() const;
  void find_schema();
  /// Whether the table is there and is what sqlx would read.
  bool is_readable(const postgres::RegistryTable& table);
  bool has_own_columns(const postgres::RegistryTable& table);
  void report_others(const std::vector<postgres::RegistryTable>& tables);
  void read_rows(const postgres::RegistryTable& table);
  void add(std::string_view rule, std::string message);
  void stop(std::string database_error) {
    if (!state_.database_error) state_.database_error = std::move(database_error);
  }

  postgres::Connection& connection_;
  const Config& config_;
  const std::string& directory_;
  TableName name_;
  std::vector<postgres::PathSchema> path_;
  RecordedState state_;
};

Position StateReader::table_position() const {
  const Setting* setting = find_setting(config_.settings, "migrate.table-name");
  if (setting != nullptr) return setting->where;
  Position where;
  where.file = directory_;
  return where;
}

void StateReader::add(std::string_view rule, std::string message) {
  state_.findings.push_back(make_finding(rule, std::move(message), table_position()));
}

/// Where CREATE TABLE IF NOT EXISTS would look and create; it needs the right to create even where
/// the table is there.
void StateReader::find_schema() {
  path_ = connection_.search_path();
  if (!name_.schema.empty()) return;
  if (path_.empty()) {
    stop("no schema has been selected to create in");
    return;
  }
  name_.schema = path_.front().name;
  if (!path_.front().may_create)
    state_.no_right_to_create = system::format("permission denied for schema {}", name_.schema);
}

bool StateReader::is_readable(const postgres::RegistryTable& table) {
  if (!table.is_table()) {
    add("registry/not-a-table", system::format("{} is no table; it was not read", state_.table));
    return false;
  }
  if (!has_own_columns(table)) return false;
  if (!table.readable) {
    add("registry/unreadable", system::format("this role may not read {}", state_.table));
    stop(system::format("permission denied for table {}", table.name));
    return false;
  }
  if (table.row_security) {
    add("registry/unreadable",
        system::format("row level security hides rows of {} from this role", state_.table));
    return false;
  }
  return true;
}

bool StateReader::has_own_columns(const postgres::RegistryTable& table) {
  const std::array<std::optional<std::string>, 2> parameters = {table.schema, table.name};
  const postgres::Rows rows = connection_.query(types_query, {}, parameters);
  if (rows.count() > 0 && rows.text(0, 2) != "t")
    state_.no_right_to_record = system::format("permission denied for table {}", table.name);
  std::string wrong;
  for (const Column& column : columns) {
    std::string found;
    for (std::size_t row = 0; row < rows.count(); ++row)
      if (rows.text(row, 0) == column.name) found = rows.text(row, 1);
    if (!found.empty() && (found == column.type || found == column.other_type)) continue;
    if (found.empty() && column.is_asked_for)
      stop(system::format("column \"{}\" does not exist", column.name));
    if (!found.empty() && column.name == "success")
      stop(system::format("operator does not exist: {} = boolean", found));
    wrong += system::format("{}{} {}", wrong.empty() ? "" : ", ", column.name,
                            found.empty() ? "is missing" : "is " + found);
  }
  if (wrong.empty()) return true;
  add("registry/other-table", system::format("{} is not a table of sqlx: {}", state_.table, wrong));
  return false;
}

void StateReader::report_others(const std::vector<postgres::RegistryTable>& tables) {
  std::vector<std::string> elsewhere;
  bool is_in_path = false;
  for (const postgres::RegistryTable& table : tables) {
    if (table.schema == name_.schema) continue;
    elsewhere.push_back(quote_table(table.schema, table.name));
    is_in_path = is_in_path ||
                 std::ranges::find(path_, table.schema, &postgres::PathSchema::name) != path_.end();
  }
  if (elsewhere.empty()) return;
  const std::string more =
      elsewhere.size() == 1 ? "" : system::format(" and {} more", elsewhere.size() - 1);
  add("registry/second-registry",
      state_.exists
          ? system::format("sqlx uses {}, and there is {}{} too", state_.table, elsewhere[0], more)
          : system::format("sqlx would make {}, though there is {}{}", state_.table, elsewhere[0],
                           more));
  // Schemas of tenants may each have their own: only what could be meant instead is a warning.
  if (state_.exists && !is_in_path) state_.findings.back().severity = Severity::info;
}

void StateReader::read_rows(const postgres::RegistryTable& table) {
  const std::array<std::string, 2> identifiers = {table.schema, table.name};
  postgres::Rows rows = connection_.query(rows_query, identifiers, {});
  state_.rows.reserve(rows.count());
  for (std::size_t row = 0; row < rows.count(); ++row) {
    RecordedMigration& recorded = state_.rows.emplace_back();
    recorded.version = number(rows.take(row, 0));
    recorded.description = rows.take(row, 1);
    if (const auto& installed = rows.at(row, 2)) recorded.installed_on = number(*installed);
    recorded.success = rows.take(row, 3) != "f";
    recorded.checksum = rows.take(row, 4);
    recorded.execution_time = number(rows.take(row, 5));
  }
}

RecordedState StateReader::run() {
  const auto parsed = parse_table_name(config_.table_name);
  if (!parsed) {
    state_.was_read = false;
    state_.table = config_.table_name;
    add("registry/unreadable", system::format("\"{}\" is no name of a table", config_.table_name));
    return std::move(state_);
  }
  name_ = *parsed;
  find_schema();
  state_.table = quote_table(name_.schema, name_.name);
  const std::vector<postgres::RegistryTable> tables =
      postgres::find_tables(connection_, name_.name);
  const auto own = std::ranges::find(tables, name_.schema, &postgres::RegistryTable::schema);
  state_.exists = own != tables.end();
  if (state_.exists) {
    state_.was_read = is_readable(*own);
    if (state_.was_read) read_rows(*own);
  }
  report_others(tables);
  return std::move(state_);
}

}  // namespace

RecordedState read_state(postgres::Connection& connection, const Config& config,
                         const std::string& directory) {
  return StateReader(connection, config, directory).run();
}

Registry SqlxTree::read_registry(postgres::Connection& connection) const {
  const TreeFacts facts{.plan = plan_,
                        .resolution = resolution_,
                        .config = config_,
                        .root = root_,
                        .directory = directory_,
                        .limits = limits_,
                        .with_attributes = with_attributes_};
  return judge(facts, read_state(connection, config_, directory_));
}

}  // namespace plumbline::adapters::sqlx
