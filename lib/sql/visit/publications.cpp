/// CREATE and ALTER PUBLICATION. Rules: commands/publicationcmds.c, catalog/pg_publication.c.
#include <algorithm>
#include <array>
#include <set>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/constraints.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/role_rules.hpp"

namespace plumbline::sql {

namespace {

struct Table {
  Id id = Catalog::none;
  std::vector<std::string> columns;
  bool has_columns = false;
  Node filter;
};

struct Objects {
  std::vector<Table> tables;
  std::vector<Id> schemas;
  bool has_filter = false;
};

constexpr std::array<std::string_view, 4> events = {"insert", "update", "delete", "truncate"};

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

/// "insert, delete" as SplitIdentifierString takes it; "" for all four, "none" for none of them.
std::string read_events(const Session& session, const std::string& text) {
  std::set<std::string> given;
  if (!trimmed(text).empty()) {
    std::size_t at = 0;
    while (at <= text.size()) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      std::string word = trimmed(std::string_view(text).substr(at, comma - at));
      for (char& c : word) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
      if (word.empty() || word.find(' ') != std::string::npos)
        fail("42601", session.version() >= 150'000 ? "invalid list syntax in parameter \"publish\""
                                                   : "invalid list syntax for \"publish\" option");
      if (std::ranges::find(events, word) == events.end())
        fail("42601", "unrecognized value for publication option \"publish\": \"" + word + '"');
      given.insert(word);
      at = comma + 1;
    }
  }
  if (given.size() == events.size()) return {};
  std::string list;
  for (const std::string_view event : events) {
    if (given.contains(std::string(event))) list.append(list.empty() ? "" : ", ").append(event);
  }
  return list.empty() ? "none" : list;
}

struct Options {
  bool has_events = false;
  std::string publish;
  bool has_root = false;
  bool via_root = false;
};

Options read_options(const Session& session, const Node& list) {
  Options options;
  for (const Node option : list) {
    const std::string_view name = option.text("defname");
    if (name == "publish") {
      if (options.has_events) fail_conflicting();
      options.has_events = true;
      options.publish = read_events(session, option_text(option));
    } else if (name == "publish_via_partition_root" && session.version() >= 130'000) {
      if (options.has_root) fail_conflicting();
      options.has_root = true;
      options.via_root = option_flag(option);
    } else if (name == "publish_generated_columns" && session.version() >= 180'000) {
      unknown("a publication of generated columns");
    } else {
      fail("42601", "unrecognized publication parameter: " + quoted(name));
    }
  }
  return options;
}

Table read_table(Session& session, const Node& table) {
  const Node range = table["relation"];
  if (!session.system_relation(range).empty() && session.find_relation(range) == Catalog::none)
    fail("22023", "cannot add relation " + quoted(range.text("relname")) + " to publication");
  Table result;
  result.id = session.relation(range);
  result.has_columns = !table["columns"].empty();
  for (const Node column : table["columns"]) result.columns.emplace_back(column.as_text());
  result.filter = table["whereClause"];
  if (!child_tables(session, result.id).empty() && range.flag("inh") &&
      !session.catalog.has(result.id, "partition_key"))
    unknown("a publication of a table that others inherit from");
  return result;
}

Id current_schema(const Session& session) {
  const std::vector<Id>& path = session.search_path();
  if (path.empty()) fail("3F000", "no schema has been selected for CURRENT_SCHEMA");
  return path.front();
}

/// ObjectsInPublicationToOids: schemas are looked up first, tables behind them.
Objects read_objects(Session& session, const Node& list) {
  Objects objects;
  for (const Node one : list) {
    const std::string_view type = one.text("pubobjtype");
    if (type == "PUBLICATIONOBJ_TABLES_IN_SCHEMA") {
      objects.schemas.push_back(session.schema(one.text("name")));
    } else if (type == "PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA") {
      objects.schemas.push_back(current_schema(session));
    } else if (type != "PUBLICATIONOBJ_TABLE") {
      unknown("an object of a publication");
    }
  }
  if (!objects.schemas.empty() && !session.is_superuser) {
    fail("42501", "must be superuser to add or set schemas");
  }
  for (const Node one : list) {
    if (one.text("pubobjtype") != "PUBLICATIONOBJ_TABLE") continue;
    Table table = read_table(session, one["pubtable"]);
    const auto same = std::ranges::find(objects.tables, table.id, &Table::id);
    if (same == objects.tables.end()) {
      objects.tables.push_back(std::move(table));
      continue;
    }
    const std::string name(session.catalog[table.id].own);
    if (same->filter || table.filter)
      fail("42710", "conflicting or redundant WHERE clauses for table " + quoted(name));
    if (same->has_columns || table.has_columns)
      fail("42710", "conflicting or redundant column lists for table " + quoted(name));
  }
  return objects;
}

/// check_publication_add_relation.
void check_table(const Session& session, Id table) {
  const Catalog& catalog = session.catalog;
  const std::string name(catalog[table].own);
  const ObjectKind kind = catalog[table].kind;
  if (kind != ObjectKind::table || catalog[table].is_system ||
      catalog.value(table, "persistence") == "unlogged")
    fail("22023", "cannot add relation " + quoted(name) + " to publication");
}

std::string column_list(Session& session, const Table& table) {
  const Catalog& catalog = session.catalog;
  std::vector<std::pair<int, std::string>> columns;
  std::set<Id> seen;
  for (const std::string& name : table.columns) {
    const Id column = catalog.part(table.id, ObjectKind::column, name);
    if (column == Catalog::none) {
      constexpr std::array<std::string_view, 6> system = {"ctid", "xmin", "xmax",
                                                          "cmin", "cmax", "tableoid"};
      if (std::ranges::find(system, name) != system.end()) {
        fail("42P10", "cannot use system column " + quoted(name) + " in publication column list");
      }
      fail("42703", "column " + quoted(name) + " of relation " + quoted(catalog[table.id].own) +
                        " does not exist");
    }
    if (catalog.has(column, "generated") && session.version() < 180'000) {
      fail("42P10", "cannot use generated column " + quoted(name) + " in publication column list");
    }
    if (!seen.insert(column).second)
      fail("42710", "duplicate column " + quoted(name) + " in publication column list");
    columns.emplace_back(catalog[column].position, catalog.quote(name));
  }
  std::ranges::sort(columns);
  std::string text;
  for (const auto& [position, name] : columns) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? text : '(' + text + ')';
}

std::string in_brackets(const std::string& expression) {
  return expression.starts_with('(') ? expression : '(' + expression + ')';
}

void add_table(Session& session, Id publication, const Table& table, const std::string& filter,
               bool is_exact) {
  Catalog& catalog = session.catalog;
  session.require_owner(table.id);
  const std::string property = "table:" + catalog.sql_name(table.id);
  if (catalog.has(publication, property)) {
    fail("42710", "relation " + quoted(catalog[table.id].own) +
                      " is already member of publication " + quoted(catalog[publication].own));
  }
  check_table(session, table.id);
  std::string value = column_list(session, table);
  if (!filter.empty()) value += (value.empty() ? "WHERE " : " WHERE ") + in_brackets(filter);
  if (value.empty()) {
    catalog.set_bare(publication, property);
  } else {
    catalog.set_named(publication, property, value, is_exact);
  }
}

void add_objects(Session& session, Id publication, const Objects& objects) {
  Catalog& catalog = session.catalog;
  const bool via_root = catalog.has(publication, "via_root");
  std::vector<Expression> filters;
  for (const Table& table : objects.tables) {
    Expression filter;
    if (table.filter) {
      if (catalog.has(table.id, "partition_key") && !via_root) {
        fail("22023",
             "cannot use publication WHERE clause for relation " + quoted(catalog[table.id].own));
      }
      filter = analyze_expression(session, table.filter, {.relation = table.id},
                                  Place::publication_where, "boolean");
      if (!filter.needs.empty()) unknown("what a publication's WHERE may hold");
    }
    filters.push_back(std::move(filter));
  }
  for (const Table& table : objects.tables) {
    if (!table.has_columns) continue;
    if (!objects.schemas.empty()) {
      fail("22023", "cannot use column list for relation " + quoted(catalog.name(table.id)) +
                        " in publication " + quoted(catalog[publication].own));
    }
    if (catalog.has(table.id, "partition_key") && !via_root) {
      fail("22023", "cannot use column list for relation " + quoted(catalog.name(table.id)) +
                        " in publication " + quoted(catalog[publication].own));
    }
  }
  for (std::size_t at = 0; at < objects.tables.size(); ++at)
    add_table(session, publication, objects.tables[at], filters[at].text, filters[at].is_exact);
  std::vector<Id> schemas;
  for (const Id schema : objects.schemas) {
    if (std::ranges::find(schemas, schema) == schemas.end()) schemas.push_back(schema);
  }
  for (const Id schema : schemas) {
    const std::string name(catalog[schema].own);
    if (catalog[schema].is_system)
      fail("22023", "cannot add schema " + quoted(name) + " to publication");
    if (catalog.has(publication, "schema:" + catalog.quote(name))) {
      fail("42710", "schema " + quoted(name) + " is already member of publication " +
                        quoted(catalog[publication].own));
    }
    catalog.set_bare(publication, "schema:" + catalog.quote(name));
  }
}

void set_options(Session& session, Id publication, const Options& options) {
  if (options.has_events) session.catalog.set(publication, "publish", options.publish);
  if (options.has_root) session.catalog.set_flag(publication, "via_root", options.via_root);
}

void describe_objects(const Node& list, EffectsOf& effects) {
  for (const Node one : list) {
    if (one["pubtable"]) {
      effects.requires_("table", effects.name_of(one["pubtable"]["relation"]));
    } else if (!one.text("name").empty()) {
      effects.requires_("schema", core::name_part(one.text("name")));
    }
  }
}

}  // namespace

void describe_publication(const Node& statement, EffectsOf& effects) {
  describe_objects(statement["pubobjects"], effects);
  effects.creates("publication", core::name_part(statement.text("pubname")));
}

void create_publication(const Node& statement, Session& session) {
  const std::string name(statement.text("pubname"));
  require_database_right(session, "CREATE");
  if (statement.flag("for_all_tables"))
    session.require_superuser("must be superuser to create FOR ALL TABLES publication");
  Catalog& catalog = session.catalog;
  if (catalog.find(ObjectKind::publication, Catalog::none, name) != Catalog::none)
    fail("42710", "publication " + quoted(name) + " already exists");
  const Options options = read_options(session, statement["options"]);
  const Id publication = catalog.create(ObjectKind::publication, Catalog::none, name);
  catalog.set_flag(publication, "all_tables", statement.flag("for_all_tables"));
  set_options(session, publication, options);
  session.own(publication);
  const Objects objects = read_objects(session, statement["pubobjects"]);
  add_objects(session, publication, objects);
}

void describe_alter_publication(const Node& statement, EffectsOf& effects) {
  describe_objects(statement["pubobjects"], effects);
  effects.alters("publication", core::name_part(statement.text("pubname")));
}

void alter_publication(const Node& statement, Session& session) {
  const std::string name(statement.text("pubname"));
  Catalog& catalog = session.catalog;
  const Id publication = catalog.find(ObjectKind::publication, Catalog::none, name);
  if (publication == Catalog::none)
    fail("42704", "publication " + quoted(name) + " does not exist");
  session.require_owner(publication);
  if (!statement["options"].empty()) {
    const Options options = read_options(session, statement["options"]);
    if (options.has_root) unknown("how partitions of the publication's tables are published");
    set_options(session, publication, options);
    return;
  }
  const std::string_view action = statement.text("action");
  // Its tables are looked up only behind this, schemas before.
  if (catalog.has(publication, "all_tables")) {
    for (const Node one : statement["pubobjects"]) {
      if (one.text("pubobjtype") == "PUBLICATIONOBJ_TABLES_IN_SCHEMA")
        static_cast<void>(session.schema(one.text("name")));
    }
    fail("55000", "publication " + quoted(name) + " is defined as FOR ALL TABLES");
  }
  const Objects objects = read_objects(session, statement["pubobjects"]);
  bool has_schemas = !objects.schemas.empty();
  for (const Catalog::Value& value : catalog[publication].values)
    has_schemas |= value.name.starts_with("schema:");
  if (has_schemas) unknown("a publication of schemas is changed");
  if (action == "AP_AddObjects") {
    add_objects(session, publication, objects);
  } else if (action == "AP_DropObjects") {
    for (const Table& table : objects.tables) {
      if (table.has_columns)
        fail("42601", "column list must not be specified in ALTER PUBLICATION ... DROP");
      const std::string property = "table:" + catalog.sql_name(table.id);
      if (!catalog.has(publication, property)) {
        fail("42704",
             "relation " + quoted(catalog[table.id].own) + " is not part of the publication");
      }
      if (table.filter)
        fail("42601", "cannot use a WHERE clause when removing a table from a publication");
      catalog.set_named(publication, property, "");
    }
  } else {
    unknown("the tables of a publication are set");
  }
}

}  // namespace plumbline::sql
