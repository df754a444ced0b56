#include "adapters/sqitch/recorded.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>
#include <utility>

#include "postgres/connection.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqitch {

namespace {

constexpr postgres::FixedSql changes_query = R"(
SELECT change_id, change, project, script_hash, committer_name, committer_email, planner_name, planner_email, note,
       (EXTRACT(EPOCH FROM committed_at) OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8
  FROM {0}.changes
 ORDER BY committed_at, change_id)";

/// Registries before 1.1 do not know script_hash.
constexpr postgres::FixedSql old_changes_query = R"(
SELECT change_id, change, project, NULL::pg_catalog.text, committer_name, committer_email, planner_name, planner_email, note,
       (EXTRACT(EPOCH FROM committed_at) OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8
  FROM {0}.changes
 ORDER BY committed_at, change_id)";

constexpr postgres::FixedSql tags_query = R"(
SELECT tag, change_id, project,
       (EXTRACT(EPOCH FROM committed_at) OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8
  FROM {0}.tags
 ORDER BY tag, tag_id)";

constexpr postgres::FixedSql projects_query =
    "SELECT project, uri FROM {0}.projects ORDER BY project";

constexpr postgres::FixedSql version_query =
    "SELECT pg_catalog.max(version)::pg_catalog.text FROM {0}.releases";

constexpr postgres::FixedSql failures_query = R"(
SELECT change_id, pg_catalog.count(*)
  FROM {0}.events
 WHERE event OPERATOR(pg_catalog.=) 'fail'
 GROUP BY change_id)";

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// NAME <EMAIL>
std::string person(std::string name, std::string_view email) {
  return std::move(name.append(" <").append(email).append(">"));
}

/// As SQL would write it: quoted only where it must be.
std::string quote_identifier(const std::string& name) {
  const bool is_plain =
      !name.empty() && (name[0] < '0' || name[0] > '9') && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      });
  if (is_plain) return name;
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

bool has_columns(const postgres::RegistryTable& table,
                 std::initializer_list<std::string_view> names) {
  return std::ranges::all_of(names, [&](std::string_view name) {
    return std::ranges::find(table.columns, name) != table.columns.end();
  });
}

bool looks_like_changes(const postgres::RegistryTable& table) {
  return has_columns(table, {"change_id", "change", "project", "committed_at", "committer_name",
                             "committer_email", "planner_name", "planner_email", "note"});
}

/// One look at one database.
class RecordReader {
 public:
  RecordReader(postgres::Connection& connection, const std::string& schema,
               const std::string& project)
      : connection_(connection), schema_(schema), project_(project) {}

  RecordedState run() {
    std::optional<postgres::RegistryTable> changes =
        postgres::find_table(connection_, schema_, "changes");
    if (!changes && (changes = find_elsewhere())) {
      add("registry/second-registry",
          system::format("sqitch would make {}.changes, though there is {}.changes",
                         quote_identifier(schema_), quote_identifier(changes->schema)));
      schema_ = changes->schema;
    }
    state_.table = quote_identifier(schema_) + ".changes";
    state_.exists = changes.has_value();
    if (!changes || !is_readable(*changes)) return std::move(state_);
    state_.was_read = true;
    read_changes(*changes);
    read_tags();
    read_projects();
    read_releases();
    read_failures();
    return std::move(state_);
  }

 private:
  /// Other schemas with sqitch's tables: the one that knows this project, else the first.
  std::optional<postgres::RegistryTable> find_elsewhere() {
    std::optional<postgres::RegistryTable> first;
    for (postgres::RegistryTable& table : postgres::find_tables(connection_, "changes")) {
      if (!table.is_table() || !looks_like_changes(table)) continue;
      const auto projects = postgres::find_table(connection_, table.schema, "projects");
      if (!projects || !has_columns(*projects, {"project", "uri"})) continue;
      if (projects->is_table() && projects->readable && knows_project(table.schema)) return table;
      if (!first) first = std::move(table);
    }
    return first;
  }

  bool knows_project(const std::string& schema) {
    const std::array identifiers = {schema};
    const postgres::Rows rows = connection_.query(projects_query, identifiers, {});
    for (std::size_t row = 0; row < rows.count(); ++row) {
      if (rows.text(row, 0) == project_) return true;
    }
    return false;
  }

  void add(std::string_view rule, std::string message) {
    state_.findings.push_back(make_finding(rule, std::move(message)));
  }

  bool is_readable(const postgres::RegistryTable& table) {
    const std::string name = quote_identifier(table.schema) + "." + quote_identifier(table.name);
    if (!table.is_table()) {
      add("registry/not-a-table", system::format("{} is no table; it was not read", name));
    } else if (!table.readable) {
      add("registry/unreadable", system::format("this role may not read {}", name));
    } else if (table.row_security) {
      add("registry/unreadable",
          system::format("row level security hides rows of {} from this role", name));
    } else if (table.name == "changes" && !looks_like_changes(table)) {
      add("registry/other-table",
          system::format("{} is not a table of sqitch: its columns are others", name));
    } else {
      return true;
    }
    return false;
  }

  /// A table beside `changes`; absent when it is not there, a finding when it is there and cannot
  /// be read.
  bool can_read(const std::string& name) {
    const auto table = postgres::find_table(connection_, schema_, name);
    return table && is_readable(*table);
  }

  postgres::Rows query(postgres::FixedSql sql) {
    const std::array identifiers = {schema_};
    return connection_.query(sql, identifiers, {});
  }

  void read_changes(const postgres::RegistryTable& table) {
    postgres::Rows rows =
        query(has_columns(table, {"script_hash"}) ? changes_query : old_changes_query);
    state_.changes.reserve(rows.count());  // so that the ids in `place_` stay where they are
    place_.reserve(rows.count());
    for (std::size_t row = 0; row < rows.count(); ++row) {
      RecordedChange& change = state_.changes.emplace_back();
      change.id = rows.take(row, 0);
      change.name = rows.take(row, 1);
      change.project = rows.take(row, 2);
      if (rows.at(row, 3)) change.script_hash = rows.take(row, 3);
      change.committer = person(rows.take(row, 4), rows.take(row, 5));
      change.planner = person(rows.take(row, 6), rows.take(row, 7));
      change.note = rows.take(row, 8);
      change.committed_at = number(rows.take(row, 9));
      place_.emplace(change.id, row);
    }
  }

  void read_tags() {
    if (!can_read("tags")) return;
    const postgres::Rows rows = query(tags_query);
    for (std::size_t row = 0; row < rows.count(); ++row) {
      RecordedTag tag{rows.text(row, 0), rows.text(row, 1), rows.text(row, 2),
                      number(rows.text(row, 3))};
      if (const auto change = place_.find(tag.change_id); change != place_.end()) {
        state_.changes[change->second].tags.push_back(tag.tag);
      }
      state_.tags.push_back(std::move(tag));
    }
  }

  void read_projects() {
    if (!can_read("projects")) return;
    const postgres::Rows rows = query(projects_query);
    for (std::size_t row = 0; row < rows.count(); ++row)
      state_.projects.push_back({rows.text(row, 0), rows.at(row, 1)});
  }

  void read_releases() {
    if (!can_read("releases")) return;
    const postgres::Rows rows = query(version_query);
    if (rows.count() > 0) state_.version = rows.text(0, 0);
  }

  void read_failures() {
    if (!can_read("events")) return;
    const postgres::Rows rows = query(failures_query);
    for (std::size_t row = 0; row < rows.count(); ++row) {
      const auto change = place_.find(rows.text(row, 0));
      if (change != place_.end())
        state_.changes[change->second].failures = number(rows.text(row, 1));
    }
  }

  postgres::Connection& connection_;
  std::string schema_;
  const std::string& project_;
  RecordedState state_;
  std::unordered_map<std::string_view, std::size_t> place_;  // of a change, by the id it holds
};

}  // namespace

RecordedState read_recorded(postgres::Connection& connection, const std::string& schema,
                            const std::string& project) {
  return RecordReader(connection, schema, project).run();
}

}  // namespace plumbline::adapters::sqitch
