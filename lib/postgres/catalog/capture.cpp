/// One snapshot of the catalog: which schemas; all rows in one round trip; the names they mention;
/// the expressions; and the schema made of it.
#include <array>

#include "core/call.hpp"
#include "plumbline/error.hpp"
#include "plumbline/schema.hpp"
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/catalog.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace postgres {

namespace {

/// How often the catalog is read again when something vanishes meanwhile.
constexpr int attempts = 3;

std::vector<Step> steps_for(const SchemaOptions& options, int server_version) {
  std::vector<Step> steps;
  const auto add = [&](std::span<const Step> more) {
    for (const Step& step : more) {
      if (server_version / 10'000 >= step.since) steps.push_back(step);
    }
  };
  for (const std::span<const Step> more :
       {schema_steps(),     name_steps(),      role_steps(),        database_steps(),
        extension_steps(),  privilege_steps(), language_steps(),    type_steps(),
        relation_steps(),   column_steps(),    default_steps(),     constraint_steps(),
        index_steps(),      sequence_steps(),  trigger_steps(),     rule_steps(),
        function_steps(),   operator_steps(),  text_search_steps(), collation_steps(),
        statistics_steps(), foreign_steps(),   replication_steps(), system_grant_steps()})
    add(more);
  add(comment_steps());
  if (!options.without_dependencies) add(dependency_steps());
  return steps;
}

/// NULL when all schemas are wanted.
std::optional<std::string> wanted_oids(const Catalog& catalog) {
  if (catalog.options.schemas.empty() && catalog.options.skip.empty()) return std::nullopt;
  std::vector<Oid> oids;
  for (const auto& [oid, name] : catalog.schemas) oids.push_back(oid);
  return write_array(oids);
}

void read_rows(Catalog& catalog) {
  const std::vector<Step> steps = steps_for(catalog.options, catalog.version);
  const std::array<std::optional<std::string>, 1> schemas = {wanted_oids(catalog)};
  std::vector<Statement> statements;
  for (const Step& step : steps) {
    const bool asks = std::string_view(step.sql.text()).find("$1") != std::string_view::npos;
    statements.push_back({step.sql, asks ? Parameters(schemas) : Parameters()});
  }
  catalog.connection.query_all(
      statements, [&](std::size_t at, const RowView& rows) { steps[at].take(catalog, rows); },
      [&](std::size_t at, const Error& error) {
        constexpr std::string_view no_right = "42501";
        constexpr std::string_view internal = "XX000";  // as when a type is dropped meanwhile
        const std::string& sqlstate = error.fields().sqlstate;
        if (sqlstate != no_right && sqlstate != internal) throw error;
        catalog.source.unchecked.push_back({.what = steps[at].what, .why = error.fields().message});
        catalog.has_vanished |= sqlstate == internal;
      });
}

void list_members(Catalog& catalog) {
  for (const auto& [extension, count] : catalog.members_left_out) {
    catalog.source.left_out.push_back({.what = system::format("{} object{} of extension {}", count,
                                                              count == 1 ? "" : "s", extension),
                                       .why = "members come with their extension"});
  }
}

/// Absent when something vanished while it was read and `is_last` does not say to make do.
std::optional<Schema> read_once(Connection& connection, const SchemaOptions& options,
                                const core::Call& call, bool is_last) {
  Catalog catalog(connection, options);
  catalog.source.server_version = connection.server_version();
  // One of a gate's own is called otherwise each time: the same schema gives the same bytes.
  if (!connection.database().starts_with("plumb_gate_")) {
    catalog.source.database = connection.database();
  }
  catalog.source.relative = options.relative;
  catalog.source.with_dependencies = !options.without_dependencies;
  read_wanted_schemas(catalog);
  read_rows(catalog);
  if (catalog.has_vanished && !is_last) return std::nullopt;
  read_names(catalog);
  call.tell_progress("rows of the catalog", 1, 2);
  catalog.expressions.read(catalog, connection.lock_ms());
  if (catalog.expressions.has_vanished()) {
    if (!is_last) return std::nullopt;
    catalog.expressions.list_vanished(catalog);
  }
  call.tell_progress("expressions", 2, 2);
  if (options.with_digest) catalog.source.digest = digest_of_rows(connection);
  finish_columns(catalog);
  for (const auto& work : catalog.later) work(catalog);
  list_members(catalog);
  leave_registries_out(catalog);
  leave_schemaless_out(catalog);
  leave_skipped_out(catalog);
  return std::move(catalog.builder).finish(std::move(catalog.source));
}

Schema read(Connection& connection, const SchemaOptions& options, const core::Call& call) {
  for (int attempt = 1;; ++attempt) {
    std::optional<Schema> schema = read_once(connection, options, call, attempt == attempts);
    connection.end_snapshot();
    if (schema) return std::move(*schema);
  }
}

}  // namespace

}  // namespace postgres

Schema capture_schema(Target& target, const SchemaOptions& options) {
  return core::run_call(options.control, "snapshot", [&](const core::Call& call) {
    return postgres::read(target.connection(), options, call);
  });
}

Fingerprint read_fingerprint(Target& target, const SchemaOptions& options) {
  SchemaOptions lean = options;
  lean.without_dependencies = true;
  return capture_schema(target, lean).fingerprint();
}

}  // namespace plumbline
