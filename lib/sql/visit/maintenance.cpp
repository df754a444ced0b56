/// Statements that change no object: LOCK, VACUUM, ANALYZE, CLUSTER, REINDEX, CHECKPOINT, DISCARD,
/// LISTEN, LOAD, SET CONSTRAINTS. Rules: commands/{lockcmds,vacuum,cluster,indexcmds}.c,
/// tcop/utility.c.
#include "sql/visit/maintenance.hpp"

#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/drop.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/query.hpp"

namespace plumbline::sql {

namespace {

void refuse_in_transaction(const Session& session, const std::string& what) {
  if (session.in_transaction() || session.in_message) {
    fail("25001", what + " cannot run inside a transaction block");
  }
}

/// LockTableAclCheck.
bool may_lock(const Session& session, Id relation, long long mode) {
  constexpr long long access_share = 1;
  constexpr long long row_exclusive = 3;
  const bool is_nested =
      session.version() >= 160000;  // a right for one mode is one for those below
  const bool by_insert = is_nested ? mode <= row_exclusive : mode == row_exclusive;
  if (mode == access_share && session.has_right(relation, "SELECT")) {
    return true;
  }
  if (by_insert && session.has_right(relation, "INSERT")) return true;
  if (mode == access_share && !is_nested) return false;
  return session.has_right(relation, "UPDATE") || session.has_right(relation, "DELETE") ||
         session.has_right(relation, "TRUNCATE") ||
         (session.version() >= 170000 && session.has_right(relation, "MAINTAIN"));
}

/// LockViewRecurse: what a view reads is locked as its owner may, or by who locks where the view
/// says so.
bool may_lock_all_behind(const Session& session, Id view) {
  return std::ranges::all_of(behind_view(session.catalog, view), [&](Id id) {
    if (session.catalog[id].kind != ObjectKind::view) return true;
    const Id owner = session.role_id(session.catalog.value(id, "owner"));
    const bool may_all = owner != Catalog::none && session.catalog.has(owner, "superuser");
    const bool is_invoker =
        session.catalog.value(id, "options").find("security_invoker") != std::string_view::npos;
    return may_all && (!is_invoker || session.is_superuser);
  });
}

/// DefElem "concurrently" and the like, on unless said otherwise.
bool has_option(const Node& options, std::string_view name) {
  for (const Node option : options) {
    if (option.text("defname") != name) continue;
    const std::string_view word = option["arg"].as_text();
    return word != "false" && word != "off" &&
           !(option["arg"].is_a("Integer") && option["arg"].as_number() == 0);
  }
  return false;
}

void check_columns(const Session& session, Id table, const Node& columns) {
  std::vector<std::string> seen;
  for (const Node column : columns) {
    const std::string name = Session::identifier(column.as_text());
    if (std::ranges::find(seen, name) != seen.end()) {
      fail("42701", "column \"" + name + "\" of relation \"" +
                        std::string(session.catalog[table].own) + "\" appears more than once");
    }
    seen.push_back(name);
    if (session.catalog.part(table, ObjectKind::column, name) == Catalog::none) {
      fail("42703", "column \"" + name + "\" of relation \"" +
                        std::string(session.catalog[table].own) + "\" does not exist");
    }
  }
}

bool is_known_option(std::string_view name, bool is_vacuum) {
  if (name == "verbose" || name == "skip_locked") return true;
  if (!is_vacuum) return name == "buffer_usage_limit";
  return name == "analyze" || name == "freeze" || name == "full" ||
         name == "disable_page_skipping" || name == "index_cleanup" || name == "truncate" ||
         name == "parallel" || name == "process_toast" || name == "process_main" ||
         name == "skip_database_stats" || name == "only_database_stats" ||
         name == "buffer_usage_limit";
}

}  // namespace

void describe_lock(const Node& statement, EffectsOf& effects) {
  for (const Node relation : statement["relations"])
    effects.requires_("table", effects.name_of(relation));
}

void apply_lock(const Node& statement, Session& session) {
  if (!session.in_transaction()) fail("25P01", "LOCK TABLE can only be used in transaction blocks");
  for (const Node range_var : statement["relations"]) {
    const Id relation = require_relation_named(session, named_range_var(range_var));
    const ObjectKind kind = session.catalog[relation].kind;
    if (kind != ObjectKind::table && kind != ObjectKind::view) {
      const std::string name(session.catalog[relation].own);
      fail("42809", session.version() >= 150000 ? "cannot lock relation \"" + name + "\""
                                                : '"' + name + "\" is not a table or view");
    }
    if (!may_lock(session, relation, statement.number("mode"))) {
      fail("42501", "permission denied for " + std::string(Session::kind_word(kind)) + ' ' +
                        std::string(session.catalog[relation].own));
    }
    if (kind == ObjectKind::view && !may_lock_all_behind(session, relation)) {
      session.may_fail("what its owner may do with the relations behind a view");
    }
  }
}

void describe_vacuum(const Node& statement, EffectsOf& effects) {
  for (const Node one : statement["rels"])
    effects.requires_("table", effects.name_of(one["relation"]));
}

void apply_vacuum(const Node& statement, Session& session) {
  const bool is_vacuum = statement.flag("is_vacuumcmd");
  const Node options = statement["options"];
  for (const Node option : options) {
    const std::string_view name = option.text("defname");
    if (!is_known_option(name, is_vacuum)) {
      fail("42601", std::string("unrecognized ") + (is_vacuum ? "VACUUM" : "ANALYZE") +
                        " option \"" + std::string(name) + "\"");
    }
    if (option["arg"]) unknown("options with a value");
    if (name == "parallel") fail("42601", "parallel option requires a value between 0 and 1024");
  }
  const bool has_analyze = !is_vacuum || has_option(options, "analyze");
  for (const Node one : statement["rels"]) {
    if (one["va_cols"] && !has_analyze)
      fail("0A000", "ANALYZE option must be specified when a column list is provided");
  }
  if (is_vacuum) refuse_in_transaction(session, "VACUUM");
  if (has_option(options, "full") && has_option(options, "disable_page_skipping"))
    fail("0A000", "VACUUM option DISABLE_PAGE_SKIPPING cannot be used with FULL");
  for (const Node one : statement["rels"]) {
    const Id relation = require_relation_named(session, named_range_var(one["relation"]));
    const ObjectKind kind = session.catalog[relation].kind;
    // Of all else the server warns and passes on.
    const bool has_rows = kind == ObjectKind::table || kind == ObjectKind::materialized_view;
    if (has_rows || kind == ObjectKind::foreign_table)
      check_columns(session, relation, one["va_cols"]);
    for (const Id index : session.catalog.parts(relation, ObjectKind::index)) {
      for (const Catalog::Need& need : session.catalog[index].needs) {
        if (session.catalog[need.on].kind == ObjectKind::function)
          session.may_fail("what the function of an index does decides");
      }
    }
  }
}

void describe_cluster(const Node& statement, EffectsOf& effects) {
  if (statement["relation"]) effects.alters("table", effects.name_of(statement["relation"]));
}

void apply_cluster(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  if (!statement["relation"]) {
    refuse_in_transaction(session, "CLUSTER");
    return;
  }
  const Id table = require_relation_named(session, named_range_var(statement["relation"]));
  const std::string name(catalog[table].own);
  if (catalog[table].kind != ObjectKind::table &&
      catalog[table].kind != ObjectKind::materialized_view) {
    fail("42809", '"' + name + "\" is not a table or materialized view");
  }
  session.require_owner(table);
  const std::string index_name = Session::identifier(statement.text("indexname"));
  if (index_name.empty()) {
    if (!catalog.has(table, "cluster_on")) {
      fail("42704", "there is no previously clustered index for table \"" + name + "\"");
    }
    return;
  }
  const Id index = catalog.relation(catalog[table].schema, index_name);
  if (index == Catalog::none) {
    fail("42704", "index \"" + index_name + "\" for table \"" + name + "\" does not exist");
  }
  if (!is_index_like(catalog, index) || catalog[index].parent != table)
    fail("42809", '"' + index_name + "\" is not an index for table \"" + name + "\"");
  const std::string_view method = catalog.value(index, "method");
  if (is_partitioned(catalog, table)) unknown("CLUSTER of partitioned tables");
  if (!method.empty() && method != "btree" && method != "gist") {
    fail("0A000", "cannot cluster on index \"" + index_name +
                      "\" because access method does not support clustering");
  }
  if (catalog.has(index, "predicate"))
    fail("0A000", "cannot cluster on partial index \"" + index_name + "\"");
  catalog.set(table, "cluster_on", catalog.quote(index_name));
}

void describe_reindex(const Node& statement, EffectsOf& effects) {
  const std::string_view kind = statement.text("kind");
  if (!statement["relation"]) return;
  effects.requires_(kind == "REINDEX_OBJECT_INDEX" ? "index" : "table",
                    effects.name_of(statement["relation"]));
}

void apply_reindex(const Node& statement, Session& session) {
  const std::string_view kind = statement.text("kind");
  const bool is_concurrent = has_option(statement["params"], "concurrently");
  for (const Node option : statement["params"]) {
    const std::string_view name = option.text("defname");
    if (name != "concurrently" && name != "verbose" && name != "tablespace")
      fail("42601", "unrecognized REINDEX option \"" + std::string(name) + "\"");
    if (name == "tablespace") unknown("REINDEX into another tablespace");
  }
  if (is_concurrent) refuse_in_transaction(session, "REINDEX CONCURRENTLY");
  if (kind == "REINDEX_OBJECT_SCHEMA") {
    refuse_in_transaction(session, "REINDEX SCHEMA");
    (void)session.schema(statement.text("name"));
    return;
  }
  if (!statement["relation"]) {
    refuse_in_transaction(session,
                          kind == "REINDEX_OBJECT_SYSTEM" ? "REINDEX SYSTEM" : "REINDEX DATABASE");
    unknown("whether this is that database");
  }
  const Id relation = require_relation_named(session, named_range_var(statement["relation"]));
  const std::string name(session.catalog[relation].own);
  const bool is_index = is_index_like(session.catalog, relation);
  if (kind == "REINDEX_OBJECT_INDEX") {
    if (!is_index) fail("42809", '"' + name + "\" is not an index");
  } else if (session.catalog[relation].kind != ObjectKind::table &&
             session.catalog[relation].kind != ObjectKind::materialized_view) {
    fail("42809", '"' + name + "\" is not a table or materialized view");
  }
  session.require_owner(relation);
  const Id table = is_index ? session.catalog[relation].parent : relation;
  if (is_partitioned(session.catalog, table)) {
    if (session.version() < 140000) {
      if (!is_index) return;  // with a warning
      fail("0A000", "REINDEX is not yet implemented for partitioned indexes");
    }
    refuse_in_transaction(session, is_index ? "REINDEX INDEX" : "REINDEX TABLE");
  }
  if (session.catalog[table].rows == Rows::none) return;
  const std::string why = "the rows of \"" + std::string(session.catalog[table].own) +
                          "\" decide whether its indexes can be built";
  session.may_fail(why);
  if (!has_option(statement["params"], "concurrently")) return;
  // What could not be built stays.
  for (const Id index : session.catalog.parts(table, ObjectKind::index)) {
    const Id schema = session.catalog.schema_of(index);
    if (schema == Catalog::none) continue;
    session.catalog.doubt(core::name_part(session.catalog[schema].own) + '.' +
                              core::name_part(std::string(session.catalog[index].own) + "_ccnew"),
                          why);
  }
}

void apply_discard(const Node& statement, Session& session) {
  const std::string_view target = statement.text("target");
  const bool is_all = target == "DISCARD_ALL";
  if (is_all) refuse_in_transaction(session, "DISCARD ALL");
  if (is_all || target == "DISCARD_TEMP") {
    std::vector<Id> gone;
    for (const auto& [name, relation] : session.temporary) {
      if (session.catalog.is_alive(relation)) gone.push_back(relation);
    }
    drop_objects(session, gone, true);
  }
  if (!is_all) return;
  session.restore(session.start_settings);
  session.cursors.clear();
  session.has_other_cursors = false;
}

void apply_load(const Node& statement, Session& session) {
  (void)session;
  unknown("whether library \"" + std::string(statement.text("filename")) + "\" is there");
}

void apply_set_constraints(const Node& statement, Session& session) {
  const Catalog& catalog = session.catalog;
  for (const Node range_var : statement["constraints"]) {
    const Named name = named_range_var(range_var);
    if (!name.schema.empty()) (void)session.schema(name.schema);
    bool is_there = false;
    bool is_deferrable = false;
    const auto look = [&](Id schema) {
      for (const Id member : catalog.members(schema)) {
        const Id one = catalog.part(member, ObjectKind::constraint, name.own);
        if (one == Catalog::none) continue;
        is_there = true;
        is_deferrable = is_deferrable || catalog.has(one, "deferrable");
      }
      for (const Id member : catalog.members(schema)) {
        const Id one = catalog.part(member, ObjectKind::trigger, name.own);
        if (one == Catalog::none || !catalog.has(one, "constraint")) continue;
        is_there = true;
        is_deferrable = is_deferrable || catalog.has(one, "deferrable");
      }
    };
    if (!name.schema.empty()) {
      look(session.schema(name.schema));
    } else {
      for (const Id schema : session.search_path()) {
        look(schema);
        if (is_there) break;
      }
    }
    if (!is_there) fail("42704", "constraint \"" + name.own + "\" does not exist");
    if (!is_deferrable) fail("42809", "constraint \"" + name.own + "\" is not deferrable");
  }
  if (!statement.flag("deferred"))
    session.may_fail("rows of the transaction decide whether its constraints hold");
}

void describe_no_object(const Node& statement, EffectsOf& effects) {
  (void)statement;
  (void)effects;
}

}  // namespace plumbline::sql
