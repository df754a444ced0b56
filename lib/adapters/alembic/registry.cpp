/// Reads alembic_version and sees it beside the graph, as `alembic current` and `upgrade heads` do
/// (alembic 1.20.1, runtime/migration.py). Never creates the table.

#include <algorithm>

#include "adapters/alembic/plan_findings.hpp"
#include "adapters/alembic/plans.hpp"
#include "adapters/alembic/tree.hpp"
#include "postgres/connection.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::string_view default_table = "alembic_version";
constexpr std::string_view version_column = "version_num";

// Alembic states no order; this one makes two runs alike.
constexpr postgres::FixedSql rows_query = R"(
SELECT version_num::pg_catalog.text FROM {0}.{1} ORDER BY 1)";

bool is_plain_identifier(std::string_view name) noexcept {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
  };
  return !name.empty() && std::ranges::all_of(name, is_plain) && (name[0] < '0' || name[0] > '9');
}

std::string shown(const std::string& schema, const std::string& name) {
  const auto part = [](const std::string& text) {
    return is_plain_identifier(text) ? text : postgres::quote_identifier(text);
  };
  return schema.empty() ? part(name) : part(schema) + "." + part(name);
}

/// One look at one database.
class RegistryReader {
 public:
  RegistryReader(postgres::Connection& connection, const Reading& reading, const Plan& plan)
      : connection_(connection), reading_(reading), plan_(plan) {
    const Configuration& configuration = reading.configuration;
    name_ = configuration.version_table.empty() ? std::string(default_table)
                                                : configuration.version_table;
    schema_ = configuration.version_table_schema;
  }

  Registry run() {
    const std::optional<postgres::RegistryTable> table = choose_table();
    if (table && read_rows(*table)) judge();
    if (!table) judge();  // an empty database: everything is pending
    return std::move(registry_);
  }

 private:
  void add(std::string_view rule, std::string message) {
    Position where;
    where.file = plan_.file;
    registry_.findings.push_back(make_finding(rule, std::move(message), std::move(where)));
  }

  /// The schema is env.py's to say. Where it is not known, the search path decides as it does for
  /// Alembic; a table elsewhere is taken when it is the only one.
  std::optional<postgres::RegistryTable> choose_table() {
    if (!schema_.empty()) {
      registry_.table = shown(schema_, name_);
      auto table = postgres::find_table(connection_, schema_, name_);
      registry_.exists = table.has_value();
      return table;
    }
    const std::vector<postgres::RegistryTable> tables = postgres::find_tables(connection_, name_);
    if (tables.empty()) {
      const auto& path = connection_.search_path();
      registry_.table = shown(path.empty() ? "" : path.front().name, name_);
      return std::nullopt;
    }
    registry_.exists = true;
    registry_.table = shown(tables.front().schema, name_);
    if (tables.size() > 1) report_others(tables);
    return tables.front();
  }

  void report_others(const std::vector<postgres::RegistryTable>& tables) {
    const auto& path = connection_.search_path();
    const auto is_in_path = [&](const postgres::RegistryTable& table) {
      return std::ranges::find(path, table.schema, &postgres::PathSchema::name) != path.end();
    };
    const std::size_t more = tables.size() - 2;
    add("registry/second-registry",
        system::format("Alembic uses {}, and there is {}{} too", registry_.table,
                       shown(tables[1].schema, tables[1].name),
                       more == 0 ? "" : system::format(" and {} more", more)));
    // Schemas of tenants may each have their own: only what could be meant instead is a warning.
    if (is_in_path(tables.front()) && !is_in_path(tables[1]))
      registry_.findings.back().severity = Severity::info;
  }

  bool read_rows(const postgres::RegistryTable& table) {
    if (!table.is_table()) {
      add("registry/not-a-table",
          system::format("{} is no table; it was not read", registry_.table));
      return false;
    }
    if (std::ranges::find(table.columns, version_column) == table.columns.end()) {
      add("registry/other-table", system::format("{} is not a table of Alembic: {} is missing",
                                                 registry_.table, version_column));
      return false;
    }
    if (!table.readable) {
      add("registry/unreadable", system::format("this role may not read {}", registry_.table));
      return false;
    }
    if (table.row_security) {
      add("registry/unreadable",
          system::format("row level security hides rows of {} from this role", registry_.table));
      return false;
    }
    const std::array<std::string, 2> identifiers = {table.schema, table.name};
    const postgres::Rows rows = connection_.query(rows_query, identifiers, {});
    for (std::size_t row = 0; row < rows.count(); ++row) {
      RegistryRow recorded;
      recorded.id = rows.text(row, 0);
      registry_.current.push_back(registry_.rows.size());
      registry_.rows.push_back(std::move(recorded));
    }
    return true;
  }

  void judge() {
    bool is_uncaught = false;
    if (const auto error = graph_error(reading_, is_uncaught)) {
      registry_.refusal = tool_says("alembic upgrade head", *error, is_uncaught);
      add_rows_of_broken_graph();
      return;
    }
    if (!reading_.map) return;
    const RevisionMap& map = *reading_.map;
    Rows rows;
    for (RegistryRow& row : registry_.rows) {
      rows.push_back(row.id);
      const auto found = resolve(map, row.id);
      if (found.stopped)
        row.refusal =
            tool_says("alembic upgrade head", found.stopped->text, found.stopped->is_uncaught);
    }
    add_applied(map);
    const auto head = plan_upgrade(map, "head", rows);
    if (head.stopped)
      registry_.refusal =
          tool_says("alembic upgrade head", head.stopped->text, head.stopped->is_uncaught);
    const auto upgrade = head.stopped ? plan_upgrade(map, "heads", rows) : head;
    if (!upgrade.stopped) {
      for (const Step& step : upgrade.value) registry_.pending.push_back(map.id(step.revision));
    } else if (std::ranges::none_of(registry_.rows, [](const RegistryRow& row) {
                 return row.refusal.has_value();
               })) {
      add_pending_unordered();  // a row that no file has leaves open what is still to run
    }
  }

  /// What the rows mean: the revisions they name, and everything those descend from or depend on.
  void add_applied(const RevisionMap& map) {
    const Resolver resolver(map);
    std::vector<Node> rows;
    for (const RegistryRow& row : registry_.rows) {
      if (const auto found = map.find(row.id)) rows.push_back(*found);
    }
    const std::vector<bool> applied = resolver.reach(rows, Edges::normalised_down);
    for (const Change& change : plan_.changes) {
      if (change.shadowed) continue;
      const auto found = map.find(change.id);
      if (found && applied[*found]) registry_.applied.push_back(change.id);
    }
  }

  /// Where Alembic refuses: what is not applied, in the plan's order.
  void add_pending_unordered() {
    auto next = registry_.applied.begin();
    for (const Change& change : plan_.changes) {
      if (change.shadowed) continue;
      if (next != registry_.applied.end() && *next == change.id) {
        ++next;
      } else {
        registry_.pending.push_back(change.id);
      }
    }
  }

  /// The graph is broken: at least the rows themselves are applied.
  void add_rows_of_broken_graph() {
    for (const Change& change : plan_.changes) {
      const bool is_row =
          std::ranges::find(registry_.rows, change.id, &RegistryRow::id) != registry_.rows.end();
      if (is_row && !change.shadowed) registry_.applied.push_back(change.id);
    }
  }

  postgres::Connection& connection_;
  const Reading& reading_;
  const Plan& plan_;
  std::string name_;
  std::string schema_;
  Registry registry_;
};

}  // namespace

Registry read_registry(postgres::Connection& connection, const Reading& reading, const Plan& plan) {
  return RegistryReader(connection, reading, plan).run();
}

}  // namespace plumbline::adapters::alembic
