#include "sql/visit/alter_table.hpp"

#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"

namespace plumbline::sql {

namespace {

/// Kinds of relations that a command can be for.
enum Target : unsigned {
  target_table = 1,
  target_view = 2,
  target_matview = 4,
  target_index = 8,
  target_composite = 16,
  target_foreign = 32,
  target_sequence = 64,
  target_partitioned_index = 128,
};

using Prepare = void(AlterTable& alter, const Command& command);
using Execute = void(AlterTable& alter, const Command& command);

struct Row {
  std::string_view subtype;
  std::string_view action;  ///< as messages call it (alter_table_type_to_string)
  unsigned targets;
  Pass pass;
  Prepare* prepare;
  Execute* execute;
  /// ATSimpleRecursion: the same command for each descendant.
  bool goes_down = false;
};

void set_column_options(AlterTable& alter, const Command& command) {
  alter_column_options(alter, command, false);
}
void reset_column_options(AlterTable& alter, const Command& command) {
  alter_column_options(alter, command, true);
}
void change_table_owner(AlterTable& alter, const Command& command);

constexpr unsigned tables = target_table | target_foreign;
constexpr unsigned any = ~0U;

constexpr Row rows[] = {
    {"AT_AddColumn", "ADD COLUMN", tables | target_composite, Pass::add_column, prepare_add_column,
     add_column},
    {"AT_DropColumn", "DROP COLUMN", tables | target_composite, Pass::drop, prepare_drop_column,
     drop_column},
    {"AT_ColumnDefault", "ALTER COLUMN ... SET DEFAULT", tables | target_view, Pass::drop, nullptr,
     alter_default, true},
    {"AT_AddIdentity", "ALTER COLUMN ... ADD IDENTITY", tables | target_view,
     Pass::add_other_constraint, nullptr, add_identity},
    {"AT_SetIdentity", "ALTER COLUMN ... SET", tables | target_view, Pass::misc, nullptr,
     set_identity},
    {"AT_DropIdentity", "ALTER COLUMN ... DROP IDENTITY", tables | target_view, Pass::drop, nullptr,
     drop_identity},
    {"AT_DropNotNull", "ALTER COLUMN ... DROP NOT NULL", tables, Pass::drop, prepare_drop_not_null,
     drop_not_null, true},
    {"AT_SetNotNull", "ALTER COLUMN ... SET NOT NULL", tables, Pass::column_attributes, nullptr,
     alter_set_not_null},
    {"AT_DropExpression", "ALTER COLUMN ... DROP EXPRESSION", tables, Pass::drop,
     prepare_drop_expression, drop_expression, true},
    {"AT_SetStatistics", "ALTER COLUMN ... SET STATISTICS",
     tables | target_matview | target_index | target_partitioned_index, Pass::misc, nullptr,
     alter_statistics_target, true},
    {"AT_SetOptions", "ALTER COLUMN ... SET", tables | target_matview, Pass::misc, nullptr,
     set_column_options},
    {"AT_ResetOptions", "ALTER COLUMN ... RESET", tables | target_matview, Pass::misc, nullptr,
     reset_column_options},
    {"AT_SetStorage", "ALTER COLUMN ... SET STORAGE", tables | target_matview, Pass::misc, nullptr,
     alter_storage, true},
    {"AT_SetCompression", "ALTER COLUMN ... SET COMPRESSION", target_table | target_matview,
     Pass::misc, nullptr, alter_compression, true},
    {"AT_AddConstraint", "ADD CONSTRAINT", tables, Pass::add_constraint, prepare_add_constraint,
     alter_add_constraint},
    {"AT_DropConstraint", "DROP CONSTRAINT", tables, Pass::drop, nullptr, drop_constraint},
    {"AT_AlterColumnType", "ALTER COLUMN ... SET DATA TYPE", tables | target_composite,
     Pass::alter_type, prepare_column_type, alter_column_type},
    {"AT_AlterColumnGenericOptions", "ALTER COLUMN ... OPTIONS", target_foreign, Pass::misc,
     nullptr, alter_foreign_options},
    {"AT_AlterConstraint", "ALTER CONSTRAINT", target_table, Pass::misc, nullptr, alter_constraint},
    {"AT_ValidateConstraint", "VALIDATE CONSTRAINT", tables, Pass::misc, nullptr,
     validate_constraint},
    {"AT_ChangeOwner", "OWNER TO", any, Pass::misc, nullptr, change_table_owner},
    {"AT_ClusterOn", "CLUSTER ON", target_table | target_matview, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_DropCluster", "SET WITHOUT CLUSTER", target_table | target_matview, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_SetLogged", "SET LOGGED", target_table | target_sequence, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_SetUnLogged", "SET UNLOGGED", target_table | target_sequence, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_DropOids", "SET WITHOUT OIDS", tables, Pass::drop, nullptr, nullptr},
    {"AT_SetAccessMethod", "SET ACCESS METHOD", target_table | target_matview, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_SetTableSpace", "SET TABLESPACE",
     target_table | target_matview | target_index | target_partitioned_index, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_SetRelOptions", "SET", target_table | target_view | target_matview | target_index,
     Pass::misc, nullptr, alter_relation_fact},
    {"AT_ResetRelOptions", "RESET", target_table | target_view | target_matview | target_index,
     Pass::misc, nullptr, alter_relation_fact},
    {"AT_ReplicaIdentity", "REPLICA IDENTITY", target_table | target_matview, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_EnableTrig", "ENABLE TRIGGER", tables, Pass::misc, nullptr, alter_relation_fact},
    {"AT_EnableAlwaysTrig", "ENABLE ALWAYS TRIGGER", tables, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_EnableReplicaTrig", "ENABLE REPLICA TRIGGER", tables, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_DisableTrig", "DISABLE TRIGGER", tables, Pass::misc, nullptr, alter_relation_fact},
    {"AT_EnableTrigAll", "ENABLE TRIGGER ALL", tables, Pass::misc, nullptr, alter_relation_fact},
    {"AT_DisableTrigAll", "DISABLE TRIGGER ALL", tables, Pass::misc, nullptr, alter_relation_fact},
    {"AT_EnableTrigUser", "ENABLE TRIGGER USER", tables, Pass::misc, nullptr, alter_relation_fact},
    {"AT_DisableTrigUser", "DISABLE TRIGGER USER", tables, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_EnableRule", "ENABLE RULE", target_table, Pass::misc, nullptr, alter_relation_fact},
    {"AT_EnableAlwaysRule", "ENABLE ALWAYS RULE", target_table, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_EnableReplicaRule", "ENABLE REPLICA RULE", target_table, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_DisableRule", "DISABLE RULE", target_table, Pass::misc, nullptr, alter_relation_fact},
    {"AT_EnableRowSecurity", "ENABLE ROW SECURITY", target_table, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_DisableRowSecurity", "DISABLE ROW SECURITY", target_table, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_ForceRowSecurity", "FORCE ROW SECURITY", target_table, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_NoForceRowSecurity", "NO FORCE ROW SECURITY", target_table, Pass::misc, nullptr,
     alter_relation_fact},
    {"AT_GenericOptions", "OPTIONS", target_foreign, Pass::misc, nullptr, alter_relation_fact},
    {"AT_AddInherit", "INHERIT", tables, Pass::misc, prepare_inherit, add_inherit},
    {"AT_DropInherit", "NO INHERIT", tables, Pass::misc, prepare_inherit, drop_inherit},
    {"AT_AddOf", "OF", target_table, Pass::misc, nullptr, set_of_type},
    {"AT_DropOf", "NOT OF", target_table, Pass::misc, nullptr, drop_of_type},
    {"AT_AttachPartition", "ATTACH PARTITION", target_table | target_partitioned_index, Pass::misc,
     nullptr, attach_partition},
    {"AT_DetachPartition", "DETACH PARTITION", target_table, Pass::misc, nullptr, detach_partition},
};

const Row* row_of(std::string_view subtype) {
  const auto* const found = std::ranges::find(rows, subtype, &Row::subtype);
  return found == std::end(rows) ? nullptr : found;
}

unsigned target_of(const Catalog& catalog, Id id) {
  switch (catalog[id].kind) {
    case ObjectKind::table:
      return target_table;
    case ObjectKind::view:
      return target_view;
    case ObjectKind::materialized_view:
      return target_matview;
    case ObjectKind::type:
      return target_composite;
    case ObjectKind::foreign_table:
      return target_foreign;
    case ObjectKind::sequence:
      return target_sequence;
    default:
      return is_partitioned(catalog, catalog[id].parent) ? target_partitioned_index : target_index;
  }
}

/// ATSimplePermissions, as far as the kind goes.
void check_target(const AlterTable& alter, const Row& row) {
  if ((row.targets & target_of(alter.catalog, alter.relation)) != 0) return;
  const std::string name = alter.own(alter.relation);
  if (alter.session.version() >= 150000)
    fail("42809", "ALTER action " + std::string(row.action) +
                      " cannot be performed on relation \"" + name + "\"");
  fail("42809", '"' + name + "\" is of the wrong type");
}

Pass pass_of(const Row& row, const Node& command) {
  if (row.subtype == "AT_ColumnDefault" && command["def"]) return Pass::add_other_constraint;
  return row.pass;
}

/// ATPrepCmd of one command of the statement, and of the children that it goes down to.
void prepare(AlterTable& alter, const Node& node) {
  const std::string_view subtype = node.text("subtype");
  const Row* row = row_of(subtype);
  if (row == nullptr) unknown("ALTER TABLE has a command that is not simulated");
  check_target(alter, *row);
  Command command{.table = alter.relation,
                  .node = node,
                  .def = node["def"],
                  .name = Session::identifier(node.text("name")),
                  .subtype = subtype,
                  .recurse = alter.recurse,
                  .is_child = false,
                  .column = {}};
  // Which pass its kind belongs to is asked only then: behind defaults, which are there already.
  if (subtype == "AT_AddConstraint") return alter.queue(Pass::add_constraint, command);
  if (row->prepare != nullptr) row->prepare(alter, command);
  const Pass pass = pass_of(*row, node);
  if (subtype == "AT_AlterColumnType") return;  // queued by prepare
  alter.queue(pass, command);
  if (!row->goes_down || !alter.recurse) return;
  if ((target_of(alter.catalog, alter.relation) & tables) == 0) return;
  for (const Id table : table_and_descendants(alter.session, alter.relation)) {
    if (table == alter.relation) continue;
    command.table = table;
    command.is_child = true;
    alter.queue(pass, command);
  }
}

void execute(AlterTable& alter) {
  for (std::size_t pass = 0; pass < pass_count; ++pass) {
    // Commands may be added to later passes while they are carried out.
    for (std::size_t at = 0; at < alter.passes[pass].size(); ++at) {
      const Command command = alter.passes[pass][at];
      if (pass == static_cast<std::size_t>(Pass::add_constraint)) {
        prepare_add_constraint(alter, command);
        continue;
      }
      if (Execute* const run = row_of(command.subtype)->execute; run != nullptr)
        run(alter, command);
    }
  }
}

void change_table_owner(AlterTable& alter, const Command& command) {
  const std::string owner = alter.session.role_name(command.node["newowner"]);
  const ObjectKind kind = alter.catalog[alter.relation].kind;
  if (is_index_like(alter.catalog, alter.relation)) return;  // no more than a warning
  const bool is_owned =
      kind == ObjectKind::sequence && (alter.catalog.has(alter.relation, "owned_by") ||
                                       alter.catalog.has(alter.relation, "identity"));
  if (alter.catalog.value(alter.relation, "owner") == owner) return;
  if (is_owned) {
    fail("0A000", "cannot change owner of sequence \"" + alter.own(alter.relation) + "\"");
  }
  require_may_own(alter.session, alter.relation, owner);
  change_owner(alter.session, alter.relation, owner);
}

void check_statement_kind(const Session& session, Id relation, std::string_view type) {
  const ObjectKind kind = session.catalog[relation].kind;
  const std::string name(session.catalog[relation].own);
  if (type != "OBJECT_TABLE") {
    require_relation_of(session.catalog, relation, type);
  } else if (kind == ObjectKind::type) {
    fail("42809", '"' + name + "\" is a composite type");
  }
}

/// What two commands of one statement may not do together.
void check_together(const Node& commands, const Session& session, Id relation) {
  bool is_logged = session.catalog.value(relation, "persistence") != "unlogged";
  bool is_changed = false;
  int methods = 0;
  for (const Node command : commands) {
    const std::string_view subtype = command.text("subtype");
    if (subtype == "AT_SetLogged" || subtype == "AT_SetUnLogged") {
      if (is_changed) fail("0A000", "cannot change persistence setting twice");
      is_changed = is_logged != (subtype == "AT_SetLogged");
      is_logged = subtype == "AT_SetLogged";
    }
    methods += subtype == "AT_SetAccessMethod" ? 1 : 0;
    const Node def = command["def"];
    if (subtype == "AT_DetachPartition" && def.flag("concurrent") && session.in_transaction())
      fail("25001", "ALTER TABLE ... DETACH CONCURRENTLY cannot run inside a transaction block");
  }
  if (methods > 1) fail("0A000", "cannot have multiple SET ACCESS METHOD subcommands");
}

// -- describe

std::string_view table_kind(std::string_view object_type) { return effect_kind(object_type); }

void describe_constraint_of(EffectsOf& effects, const std::string& table, const Node& constraint) {
  const std::string_view type = constraint.text("contype");
  const std::string_view name = constraint.text("conname");
  if (!name.empty()) {
    effects.creates("constraint", table + '.' + core::name_part(Session::identifier(name)));
  } else {
    effects.alters("table", table);
  }
  if (type == "CONSTR_FOREIGN") {
    const std::string target = effects.name_of(constraint["pktable"]);
    if (target != table) effects.requires_("table", target);
  }
  if (const std::string_view index = constraint.text("indexname"); !index.empty())
    effects.requires_("index", core::name_part(index));
}

void describe_command(EffectsOf& effects, const Node& statement, const Node& command) {
  const std::string_view subtype = command.text("subtype");
  const std::string table = effects.name_of(statement["relation"]);
  const std::string_view object_type = statement.text("objtype");
  const std::string part = effect_part(effects, statement["relation"], command.text("name"));
  const EffectsOf::Guard guard(effects, command.flag("missing_ok"));
  const Node def = command["def"];
  if (subtype == "AT_AddColumn") {
    effects.creates("column", effect_part(effects, statement["relation"], def.text("colname")));
    for (const Node constraint : def["constraints"]) {
      if (constraint.text("contype") == "CONSTR_FOREIGN")
        effects.requires_("table", effects.name_of(constraint["pktable"]));
      if (!constraint.text("conname").empty() && constraint.text("contype") != "CONSTR_NOTNULL")
        effects.creates("constraint",
                        effect_part(effects, statement["relation"], constraint.text("conname")));
    }
  } else if (subtype == "AT_DropColumn") {
    effects.drops("column", part);
  } else if (subtype == "AT_AddConstraint") {
    describe_constraint_of(effects, table, def);
  } else if (subtype == "AT_DropConstraint") {
    effects.drops("constraint", part);
  } else if (subtype == "AT_ValidateConstraint" || subtype == "AT_AlterConstraint") {
    effects.alters("constraint",
                   subtype == "AT_AlterConstraint"
                       ? effect_part(effects, statement["relation"], def.text("conname"))
                       : part);
  } else if (subtype == "AT_AttachPartition" || subtype == "AT_DetachPartition") {
    effects.requires_(table_kind(object_type), effects.name_of(def["name"]));
    effects.alters(table_kind(object_type), effects.name_of(def["name"]));
  } else if (subtype == "AT_AddInherit" || subtype == "AT_DropInherit") {
    effects.requires_("table", effects.name_of(def));
    effects.alters("table", table);
  } else if (subtype.ends_with("Trig") && !command.text("name").empty()) {
    effects.alters("trigger", part);
  } else if (subtype.ends_with("Rule")) {
    effects.alters("rule", part);
  } else if (!command.text("name").empty() && subtype != "AT_ClusterOn" &&
             subtype != "AT_SetTableSpace" && subtype != "AT_SetAccessMethod") {
    effects.alters("column", part);
  } else {
    if (const std::string_view role = command["newowner"].text("rolename"); !role.empty())
      effects.requires_("role", core::name_part(role));
    effects.alters(table_kind(object_type), table);
  }
}

}  // namespace

Id alterable_column(const AlterTable& alter, Id table, const std::string& name) {
  const Id column = alter.catalog.part(table, ObjectKind::column, name);
  if (column != Catalog::none) return column;
  if (is_system_column(name)) fail("0A000", "cannot alter system column \"" + name + "\"");
  fail("42703", "column \"" + name + "\" of relation \"" + alter.own(table) + "\" does not exist");
}

bool is_in_key(const Catalog& catalog, Id column, std::string_view property_text) {
  const std::string name = catalog.quote(catalog[column].own);
  return std::ranges::any_of(core::list_items(property_text),
                             [&](std::string_view item) { return item == name; });
}

void rows_decide(AlterTable& alter, Id table, const std::string& what) {
  for (const Id one : table_and_descendants(alter.session, table)) {
    if (alter.catalog[one].rows == Rows::none || is_partitioned(alter.catalog, one)) continue;
    alter.session.may_fail("the rows of \"" + alter.own(one) + "\" decide: " + what);
    return;
  }
}

void describe_alter_table(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  effects.requires_(table_kind(statement.text("objtype")), effects.name_of(statement["relation"]));
  for (const Node command : statement["cmds"]) describe_command(effects, statement, command);
}

void apply_alter_table(const Node& statement, Session& session) {
  const Node range_var = statement["relation"];
  const Named name = named_range_var(range_var);
  if (!range_var.text("catalogname").empty()) unknown("whether this is that database");
  const Id relation = statement.flag("missing_ok") ? find_relation_named(session, name)
                                                   : require_relation_named(session, name);
  if (relation == Catalog::none) return;
  session.require_owner(relation);
  const std::string_view type = statement.text("objtype");
  check_statement_kind(session, relation, type);
  check_together(statement["cmds"], session, relation);
  AlterTable alter{.session = session,
                   .catalog = session.catalog,
                   .relation = relation,
                   .object_type = type,
                   .recurse = range_var.flag("inh"),
                   .passes = {},
                   .retyped = {}};
  if (session.catalog[relation].kind == ObjectKind::type)
    return alter_composite(alter, statement["cmds"]);
  for (const Node command : statement["cmds"]) prepare(alter, command);
  execute(alter);
}

}  // namespace plumbline::sql
