/// Everything is set inside the transaction: a pooler refuses startup options, and a plain SET
/// would leak to its next client.
#include "postgres/transaction.hpp"

#include <algorithm>

#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

/// PostgreSQL 17, and the minor releases of August 2024 (CVE-2024-7348).
bool has_relation_kinds(int version) noexcept {
  const int major = version / 10'000;
  const int minor = version % 10'000;
  switch (major) {
    case 12:
      return minor >= 20;
    case 13:
      return minor >= 16;
    case 14:
      return minor >= 13;
    case 15:
      return minor >= 8;
    case 16:
      return minor >= 4;
    default:
      return major >= 17;
  }
}

/// The same tree is printed as the same text, whatever a database, a role or the environment has
/// set.
constexpr const char* print_alike =
    "SET LOCAL datestyle=ISO;"
    "SET LOCAL intervalstyle=postgres;"
    "SET LOCAL timezone='UTC';"
    "SET LOCAL extra_float_digits=1;"
    "SET LOCAL bytea_output=hex;"
    "SET LOCAL lc_monetary='C';"
    "SET LOCAL quote_all_identifiers=off;"
    "SET LOCAL standard_conforming_strings=on;";

bool has_connection_check(int version) noexcept { return version >= 140'000; }

}  // namespace

bool has_newer_settings(int server_version) noexcept {
  return has_relation_kinds(server_version) || has_connection_check(server_version);
}

std::string begin_statement(const TargetOptions& options, int server_version, bool with_newer) {
  // search_path is read before it is set: the tool that owns a registry finds its table by the
  // role's own.
  std::string sql = system::format(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
      "SET LOCAL statement_timeout={};"
      "SET LOCAL lock_timeout={};"
      "SET LOCAL idle_in_transaction_session_timeout=10000;"
      "SET LOCAL row_security=off;",
      std::max(options.statement_ms, 1), std::max(options.lock_ms, 1));
  sql += print_alike;
  if (with_newer && has_relation_kinds(server_version)) {
    sql += "SET LOCAL restrict_nonsystem_relation_kind='view,foreign-table';";
  }
  if (with_newer && has_connection_check(server_version))
    sql += "SET LOCAL client_connection_check_interval=250;";
  sql +=
      "SELECT s, pg_catalog.has_schema_privilege(s, 'CREATE')"
      " FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) s;"
      "SET LOCAL search_path=pg_catalog,pg_temp;"
      "SAVEPOINT plumbline";
  return sql;
}

}  // namespace plumbline::postgres
