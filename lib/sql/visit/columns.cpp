#include "sql/visit/columns.hpp"

#include <algorithm>
#include <array>

#include "core/schema/quote.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/quoted.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/names.hpp"

namespace plumbline::sql {

namespace {

[[noreturn]] void fail_of_column(std::string_view what, const ColumnPlan& plan,
                                 const ColumnPlace& place) {
  fail("42601", std::string(what) + " for column " + quoted(plan.name) + " of table " +
                    quoted(place.table_name));
}

/// generateSerialExtraStmts.
void plan_sequence(Session& session, ColumnPlan& plan, const ColumnPlace& place,
                   const Node& options, std::string_view type) {
  plan.has_sequence = true;
  plan.sequence_schema = place.schema;
  for (const Node option : options) {
    if (option.text("defname") == "sequence_name") unknown("SEQUENCE NAME of an identity column");
  }
  plan.sequence_name =
      choose_relation_name(session, place.schema, place.table_name, plan.name, "seq");
  plan.sequence.type = type;
  plan.sequence_options = options;
}

/// What stands behind a constraint is an attribute of it (transformConstraintAttrs).
void check_attributes(const Node& constraints) {
  std::string_view last;
  bool saw_deferrability = false, saw_initially = false;
  std::string_view deferrability;
  const auto takes = [&] {
    return last == "CONSTR_PRIMARY" || last == "CONSTR_UNIQUE" || last == "CONSTR_EXCLUSION" ||
           last == "CONSTR_FOREIGN";
  };
  for (const Node constraint : constraints) {
    const std::string_view kind = constraint.text("contype");
    if (kind == "CONSTR_ATTR_DEFERRABLE" || kind == "CONSTR_ATTR_NOT_DEFERRABLE") {
      const bool is_not = kind == "CONSTR_ATTR_NOT_DEFERRABLE";
      if (!takes())
        fail("42601", is_not ? "misplaced NOT DEFERRABLE clause" : "misplaced DEFERRABLE clause");
      if (saw_deferrability)
        fail("42601", "multiple DEFERRABLE/NOT DEFERRABLE clauses not allowed");
      saw_deferrability = true;
      if (is_not && deferrability == "deferred")
        fail("42601", "constraint declared INITIALLY DEFERRED must be DEFERRABLE");
      deferrability = is_not ? "not" : deferrability;
    } else if (kind == "CONSTR_ATTR_DEFERRED" || kind == "CONSTR_ATTR_IMMEDIATE") {
      const bool is_deferred = kind == "CONSTR_ATTR_DEFERRED";
      if (!takes()) {
        fail("42601", is_deferred ? "misplaced INITIALLY DEFERRED clause"
                                  : "misplaced INITIALLY IMMEDIATE clause");
      }
      if (saw_initially) fail("42601", "multiple INITIALLY IMMEDIATE/DEFERRED clauses not allowed");
      saw_initially = true;
      if (is_deferred && deferrability == "not")
        fail("42601", "constraint declared INITIALLY DEFERRED must be DEFERRABLE");
      if (is_deferred) deferrability = "deferred";
    } else {
      last = kind;
      saw_deferrability = saw_initially = false;
      deferrability = {};
    }
  }
}

/// "initially deferred" … of the constraint at `at`, from what follows it.
std::string deferrability_at(const Node& constraints, std::size_t at) {
  bool is_deferrable = false, is_deferred = false;
  for (std::size_t next = at + 1; next < constraints.size(); ++next) {
    const std::string_view kind = constraints.at(next).text("contype");
    if (kind == "CONSTR_ATTR_DEFERRABLE") {
      is_deferrable = true;
    } else if (kind == "CONSTR_ATTR_DEFERRED") {
      is_deferrable = is_deferred = true;
    } else if (!kind.starts_with("CONSTR_ATTR_")) {
      break;
    }
  }
  if (!is_deferrable) return {};
  return is_deferred ? "initially deferred" : "initially immediate";
}

struct Seen {
  bool nullable = false;
  bool default_value = false;
  bool identity = false;
  bool generated = false;
};

void plan_identity(Session& session, ColumnPlan& plan, const ColumnPlace& place,
                   const Node& constraint, Seen& seen) {
  if (place.is_typed) fail("0A000", "identity columns are not supported on typed tables");
  if (place.is_partition) fail("0A000", "identity columns are not supported on partitions");
  if (seen.identity) fail_of_column("multiple identity specifications", plan, place);
  plan_sequence(session, plan, place, constraint["options"], plan.type.text);
  plan.identity = constraint.text("generated_when") == "a" ? "always" : "by default";
  seen.identity = true;
  if (seen.nullable && !plan.is_not_null)
    fail_of_column("conflicting NULL/NOT NULL declarations", plan, place);
  plan.is_not_null = true;
  seen.nullable = true;
}

void plan_generated(Session& session, ColumnPlan& plan, const ColumnPlace& place,
                    const Node& constraint, Seen& seen) {
  if (place.is_typed) fail("0A000", "generated columns are not supported on typed tables");
  if (place.is_partition && session.version() < 160000)
    fail("0A000", "generated columns are not supported on partitions");
  if (seen.generated) fail_of_column("multiple generation clauses specified", plan, place);
  if (constraint.text("generated_when") != "a" && !constraint.text("generated_when").empty())
    unknown("GENERATED in another way than ALWAYS");
  plan.generated = constraint["raw_expr"];
  seen.generated = true;
}

void plan_null(Session& session, ColumnPlan& plan, const ColumnPlace& place, const Node& constraint,
               Seen& seen) {
  const bool is_not_null = constraint.text("contype") == "CONSTR_NOTNULL";
  if (seen.nullable && plan.is_not_null != is_not_null)
    fail_of_column("conflicting NULL/NOT NULL declarations", plan, place);
  if (is_not_null && session.version() >= 180000 && !constraint.text("conname").empty())
    unknown("a name of a not-null constraint");
  if (constraint.flag("is_no_inherit")) unknown("NOT NULL NO INHERIT");
  plan.is_not_null = is_not_null;
  seen.nullable = true;
}

void plan_constraint(Session& session, ColumnPlan& plan, const ColumnPlace& place,
                     const Node& constraint, const std::string& deferrable, Seen& seen) {
  const std::string_view kind = constraint.text("contype");
  if (kind == "CONSTR_NULL" || kind == "CONSTR_NOTNULL") {
    plan_null(session, plan, place, constraint, seen);
  } else if (kind == "CONSTR_DEFAULT") {
    if (seen.default_value) fail_of_column("multiple default values specified", plan, place);
    plan.default_value = constraint["raw_expr"];
    seen.default_value = true;
  } else if (kind == "CONSTR_IDENTITY") {
    plan_identity(session, plan, place, constraint, seen);
  } else if (kind == "CONSTR_GENERATED") {
    plan_generated(session, plan, place, constraint, seen);
  } else if (kind == "CONSTR_CHECK") {
    plan.checks.push_back({constraint, deferrable});
  } else if (kind == "CONSTR_PRIMARY" || kind == "CONSTR_UNIQUE") {
    if (place.is_foreign) {
      fail("0A000", kind == "CONSTR_PRIMARY"
                        ? "primary key constraints are not supported on foreign tables"
                        : "unique constraints are not supported on foreign tables");
    }
    plan.keys.push_back({constraint, deferrable});
  } else if (kind == "CONSTR_FOREIGN") {
    if (place.is_foreign)
      fail("0A000", "foreign key constraints are not supported on foreign tables");
    plan.foreign_keys.push_back({constraint, deferrable});
  } else if (!kind.starts_with("CONSTR_ATTR_")) {
    unknown("a constraint of kind " + std::string(kind));
  }
  if (seen.default_value && seen.identity)
    fail_of_column("both default and identity specified", plan, place);
  if (seen.default_value && seen.generated)
    fail_of_column("both default and generation expression specified", plan, place);
  if (seen.identity && seen.generated)
    fail_of_column("both identity and generation expression specified", plan, place);
}

void plan_type(Session& session, ColumnPlan& plan, const Node& column_def) {
  plan.type = resolve_type(session, column_def["typeName"]);
  if (plan.type.is_shell) fail("42704", "type \"" + plan.type.text + "\" is only a shell");
  if (const Node clause = column_def["collClause"]) {
    plan.collation = resolve_collation(session, clause["collname"], plan.collation_id);
    if (plan.type.collation.empty())
      fail("42804", "collations are not supported by type " + plan.type.text);
    if (plan.collation == plan.type.collation ||
        (plan.collation == "\"default\"" && plan.type.collation == "default"))
      plan.collation.clear();
  }
}

constexpr std::array<std::string_view, 7> system_columns = {"tableoid", "cmax", "xmax", "cmin",
                                                            "xmin",     "ctid", "oid"};

std::string_view storage_of(const TypeScope& scope, TypeId type) {
  const TypeInfo info = type_info(scope, base_type(scope, type));
  if (info.id == types::int2vector || info.id == types::oidvector) return "plain";
  if (info.is_array || info.kind == 'c' || info.kind == 'r' || info.kind == 'm') return "extended";
  if (info.id == types::numeric || info.id == types::inet || info.id == types::cidr) return "main";
  if (info.kind == 'e') return "plain";
  if (info.id >= first_user_type || info.id >= 10000) return {};
  switch (info.id) {
    case types::xml:
    case types::pg_node_tree:
    case types::path:
    case types::polygon:
    case types::bpchar:
    case types::varchar:
    case types::bit:
    case types::varbit:
    case types::refcursor:
    case types::tsvector:
    case types::jsonb:
    case types::jsonpath:
    case types::bytea:
    case types::text:
    case types::json:
      return "extended";
    default:
      return info.kind == 'p' ? "" : "plain";
  }
}

/// What a default or expression refers to, apart from the column's own type and collation.
void need_of_expression(Session& session, Id column, const Expression& expression, Tie own_tie) {
  Catalog& catalog = session.catalog;
  for (const Id needed : expression.needs) {
    if (needed != column) catalog.need(column, needed);
  }
  for (const Id needed : expression.columns) {
    if (needed != column) catalog.need(column, needed, own_tie);
  }
}

/// Needs of type and collation belong to the column itself, all others to its default.
bool is_of_default(const Catalog& catalog, const Catalog::Need& need) {
  switch (catalog[need.on].kind) {
    case ObjectKind::type:
    case ObjectKind::enumeration:
    case ObjectKind::domain:
    case ObjectKind::collation:
    case ObjectKind::table:
    case ObjectKind::view:
      return false;
    default:
      return true;
  }
}

Tie tie_of_generated(const Session& session) {
  return session.version() >= 150000 ? Tie::normal : Tie::automatic;
}

}  // namespace

std::string resolve_collation(const Session& session, const Node& names, Id& id) {
  id = Catalog::none;
  const Catalog& catalog = session.catalog;
  const std::string own(names.at(names.size() - 1).as_text());
  std::string schema;
  if (names.size() > 2) unknown("a collation of another database");
  if (names.size() == 2) schema = names.at(0).as_text();
  const int major = session.version() / 10000;
  const auto is_system = [&] { return has_system_name(NameKind::collation, own, major); };
  const auto printed = [&](Id found) {
    id = found;
    return catalog.sql_name(found);
  };
  if (!schema.empty() && schema != "pg_catalog") {
    const Id found = catalog.find(ObjectKind::collation, session.schema(schema), own);
    if (found != Catalog::none) return printed(found);
  } else {
    if (is_system()) return catalog.quote(own);
    if (schema.empty()) {
      for (const Id one : session.search_path()) {
        const Id found = catalog.find(ObjectKind::collation, one, own);
        if (found != Catalog::none) return printed(found);
      }
    }
    // Which of the system's collations there are depends on how it was built and on its locales.
    if (own.find('_') != std::string::npos || own.find('-') != std::string::npos)
      unknown("whether the server has the collation \"" + own + '"');
  }
  fail("42704",
       "collation \"" + Session::written(names) + "\" for encoding \"UTF8\" does not exist");
}

ColumnPlan plan_column(Session& session, const Node& column_def, const ColumnPlace& place) {
  ColumnPlan plan;
  plan.name = column_def.text("colname");
  const Node type_name = column_def["typeName"];
  const std::string_view serial = type_name ? serial_type(type_name) : std::string_view();
  const Node constraints = column_def["constraints"];
  Seen seen;
  if (!serial.empty()) {
    if (type_name["arrayBounds"]) fail("0A000", "array of serial is not implemented");
    plan.type.text = serial;
    if (column_def["collClause"])
      fail("42804", "collations are not supported by type " + plan.type.text);
    plan_sequence(session, plan, place, Node(), serial);
    // The constraints that stand for it come behind the written ones.
  } else if (type_name) {
    plan_type(session, plan, column_def);
  }
  plan.compression = column_def.text("compression");
  plan.storage = column_def.text("storage_name");
  plan.fdw_options = column_def["fdwoptions"];
  check_attributes(constraints);
  for (std::size_t at = 0; at < constraints.size(); ++at) {
    plan_constraint(session, plan, place, constraints.at(at), deferrability_at(constraints, at),
                    seen);
  }
  if (!serial.empty()) {
    plan.is_serial = true;
    if (seen.default_value) fail_of_column("multiple default values specified", plan, place);
    if (seen.identity) fail_of_column("both default and identity specified", plan, place);
    if (seen.generated)
      fail_of_column("both default and generation expression specified", plan, place);
    if (seen.nullable && !plan.is_not_null)
      fail_of_column("conflicting NULL/NOT NULL declarations", plan, place);
    plan.is_not_null = true;
  }
  return plan;
}

Id make_column_sequence(Session& session, const ColumnPlan& plan, const ColumnPlace& place) {
  if (!plan.has_sequence) return Catalog::none;
  SequenceFacts facts;
  facts.type = plan.sequence.type;
  if (plan.sequence_from != Catalog::none) {
    // LIKE gives the numbers, and no type.
    facts = sequence_facts(session, plan.sequence_from);
    facts.type = "bigint";
  } else {
    if (facts.type != "smallint" && facts.type != "integer" && facts.type != "bigint")
      fail("22023", "identity column type must be smallint, integer, or bigint");
    change_sequence_facts(session, facts, plan.sequence_options,
                          plan.identity.empty() ? SequenceUse::plain : SequenceUse::identity, true);
  }
  const Id sequence = make_sequence(session, plan.sequence_schema, plan.sequence_name, facts);
  if (place.is_unlogged && session.version() >= 150000)
    session.catalog.set(sequence, "persistence", "unlogged");
  return sequence;
}

void check_column_type(const Session&, std::string_view name, const TypeUse& type) {
  if (type.is_set) fail("42P16", "column " + quoted(name) + " cannot be declared SETOF");
  if (type.is_pseudo) fail("42P16", "column " + quoted(name) + " has pseudo-type " + type.text);
}

bool is_system_column(std::string_view name) noexcept {
  // "oid" is none any more since 12.
  return name != "oid" && std::ranges::find(system_columns, name) != system_columns.end();
}

Id make_column(Session& session, Id table, const ColumnPlan& plan) {
  Catalog& catalog = session.catalog;
  const bool is_view = catalog[table].kind == ObjectKind::view;
  if (!is_view && is_system_column(plan.name))
    fail("42701", "column name " + quoted(plan.name) + " conflicts with a system column name");
  if (catalog.part(table, ObjectKind::column, plan.name) != Catalog::none)
    fail("42701", "column " + quoted(plan.name) + " specified more than once");
  const Id column = catalog.create_part(ObjectKind::column, table, plan.name);
  catalog.set(column, "type", plan.type.text);
  for (const Id needed : plan.type.needs) catalog.need(column, needed);
  if (!plan.collation.empty()) {
    catalog.set(column, "collation", plan.collation);
    if (plan.collation_id != Catalog::none) catalog.need(column, plan.collation_id);
  }
  catalog.set_flag(column, "not_null", plan.is_not_null);
  catalog.set(column, "identity", plan.identity);
  catalog.set_flag(column, "inherited", plan.is_inherited && !plan.is_local);
  if (!plan.storage.empty()) set_column_storage(session, column, plan.storage);
  if (!plan.compression.empty()) set_column_compression(session, column, plan.compression);
  for (const Node option : plan.fdw_options)
    catalog.set_keyed(column, "option:", option.text("defname"), option["arg"].as_text());
  return column;
}

namespace {

void store_default(Session& session, Id column, const Expression& expression) {
  Catalog& catalog = session.catalog;
  drop_column_default(session, column);
  if (expression.is_null) return;
  catalog.set(column, "default", expression.text, expression.is_exact);
  need_of_expression(session, column, expression, Tie::normal);
}

}  // namespace

void set_column_default(Session& session, Id column, const Node& expression) {
  Catalog& catalog = session.catalog;
  Scope scope;
  scope.relation = catalog[column].parent;
  store_default(session, column,
                analyze_expression(session, expression, scope, Place::default_,
                                   catalog.value(column, "type")));
}

void set_generated(Session& session, Id column, const Node& expression, std::string_view kind) {
  Catalog& catalog = session.catalog;
  Scope scope;
  scope.relation = catalog[column].parent;
  const Expression analyzed = analyze_expression(session, expression, scope, Place::generated,
                                                 catalog.value(column, "type"));
  for (const Id used : analyzed.columns) {
    if (used == column || catalog.has(used, "generated")) {
      fail("42P17", "cannot use generated column " + quoted(catalog[used].own) +
                        " in column generation expression");
    }
  }
  if (analyzed.volatility != Volatility::immutable)
    fail("42P17", "generation expression is not immutable");
  catalog.set(column, "generated", kind);
  catalog.set(column, "expression", analyzed.text, analyzed.is_exact);
  need_of_expression(session, column, analyzed, tie_of_generated(session));
}

void drop_column_default(Session& session, Id column) {
  Catalog& catalog = session.catalog;
  if (!catalog.has(column, "default") && !catalog.has(column, "expression")) return;
  const std::vector<Catalog::Need> needs = catalog[column].needs;
  for (const Catalog::Need& need : needs) {
    if (is_of_default(catalog, need)) catalog.forget_need(column, need.on);
  }
  catalog.set(column, "default", "");
}

void copy_default(Session& session, Id column, Id from) {
  Catalog& catalog = session.catalog;
  const Id table = catalog[column].parent;
  bool is_exact[2] = {true, true};
  for (const Catalog::Value& value : catalog[from].values) {
    if (value.name == "default") is_exact[0] = value.exact;
    if (value.name == "expression") is_exact[1] = value.exact;
  }
  catalog.set(column, "default", catalog.value(from, "default"), is_exact[0]);
  catalog.set(column, "generated", catalog.value(from, "generated"));
  catalog.set(column, "expression", catalog.value(from, "expression"), is_exact[1]);
  const std::vector<Catalog::Need> needs = catalog[from].needs;
  for (const Catalog::Need& need : needs) {
    if (!is_of_default(catalog, need)) continue;
    Id on = need.on;
    if (catalog[on].kind == ObjectKind::column && catalog[on].parent == catalog[from].parent)
      on = catalog.part(table, ObjectKind::column, catalog[on].own);
    if (on != Catalog::none) catalog.need(column, on, need.tie);
  }
}

void finish_column(Session& session, Id column, const ColumnPlan& plan, Id sequence) {
  Catalog& catalog = session.catalog;
  if (plan.is_serial && sequence != Catalog::none) {
    catalog.set(
        column, "default",
        "nextval(" + core::quote_standard_literal(catalog.sql_name(sequence)) + "::regclass)");
    catalog.need(column, sequence);
  } else if (plan.generated) {
    set_generated(session, column, plan.generated, "stored");
  } else if (plan.default_value) {
    set_column_default(session, column, plan.default_value);
  } else if (plan.default_from != Catalog::none) {
    copy_default(session, column, plan.default_from);
  }
}

TypeUse type_of_text(const Session& session, std::string_view text) {
  const CatalogTypes types(session);
  const TypeRef type = types.parse(text);
  TypeUse use;
  use.text = text;
  const TypeInfo info = type_info(types.scope(), type.id);
  use.is_pseudo = info.kind == 'p';
  if (const Id object = object_of_type(type.id); object != Catalog::none)
    use.needs.push_back(object);
  const TypeInfo element =
      info.is_array && info.element != 0 ? type_info(types.scope(), info.element) : info;
  if (element.collatable) {
    use.collation = element.id == types::name ? "\"C\"" : "default";
    if (element.kind == 'd') {
      const Id object = object_of_type(element.id);
      if (object != Catalog::none && session.catalog.has(object, "collation"))
        use.collation = session.catalog.value(object, "collation");
    }
  }
  return use;
}

ColumnPlan plan_like(const Session& session, Id column) {
  const Catalog& catalog = session.catalog;
  ColumnPlan plan;
  plan.name = catalog[column].own;
  plan.type = type_of_text(session, catalog.value(column, "type"));
  plan.collation = catalog.value(column, "collation");
  for (const Catalog::Need& need : catalog[column].needs) {
    if (catalog[need.on].kind == ObjectKind::collation) plan.collation_id = need.on;
  }
  plan.is_not_null = catalog.has(column, "not_null");
  plan.storage = catalog.value(column, "storage");
  plan.compression = catalog.value(column, "compression");
  return plan;
}

std::string_view default_storage(const Session& session, std::string_view type) {
  const CatalogTypes types(session);
  return storage_of(types.scope(), types.parse(type).id);
}

void set_column_storage(Session& session, Id column, std::string_view word) {
  Catalog& catalog = session.catalog;
  std::string storage(word);
  std::ranges::transform(storage, storage.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  const std::string_view usual = default_storage(session, catalog.value(column, "type"));
  if (storage == "default" && session.version() >= 160000) storage = usual;
  if (storage != "plain" && storage != "external" && storage != "extended" && storage != "main")
    fail("22023", "invalid storage type \"" + storage + '"');
  if (usual.empty()) unknown("the storage of " + std::string(catalog.value(column, "type")));
  if (usual == "plain" && storage != "plain") {
    fail("0A000", "column data type " + std::string(catalog.value(column, "type")) +
                      " can only have storage PLAIN");
  }
  catalog.set(column, "storage", storage == usual ? std::string_view() : storage);
}

void set_column_compression(Session& session, Id column, std::string_view word) {
  Catalog& catalog = session.catalog;
  if (word == "default") {
    catalog.set(column, "compression", "");
    return;
  }
  const std::string_view usual = default_storage(session, catalog.value(column, "type"));
  if (usual.empty()) unknown("the storage of " + std::string(catalog.value(column, "type")));
  if (usual == "plain") {
    fail("0A000", "column data type " + std::string(catalog.value(column, "type")) +
                      " does not support compression");
  }
  if (word != "pglz" && word != "lz4")
    fail("22023", "invalid compression method \"" + std::string(word) + '"');
  const bool has_lz4 = std::ranges::any_of(catalog.all(ObjectKind::column), [&](Id one) {
    return catalog.value(one, "compression") == "lz4" && !catalog.is_doubtful(catalog.name(one));
  });
  if (word == "lz4" && !has_lz4) session.may_fail("whether the server was built with lz4");
  catalog.set(column, "compression", word);
}

Id require_column(const Session& session, Id table, std::string_view name) {
  const Id column = session.catalog.part(table, ObjectKind::column, name);
  if (column == Catalog::none) {
    fail("42703", "column " + quoted(name) + " of relation " + quoted(session.catalog[table].own) +
                      " does not exist");
  }
  return column;
}

}  // namespace plumbline::sql
