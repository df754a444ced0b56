/// ALTER TABLE: what is said of the relation as a whole, of its triggers and rules. Rules:
/// ATExecClusterOn, ATPrepChangePersistence, ATExecSetRelOptions, ATExecReplicaIdentity,
/// EnableDisableTrigger, EnableDisableRule.
#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/alter_table.hpp"
#include "sql/visit/options.hpp"

namespace plumbline::sql {

namespace {

/// An index of the table by name: 42704 `index "i" for table "t" does not exist`, 42809.
Id index_of(const AlterTable& alter, const std::string& name) {
  const Catalog& catalog = alter.catalog;
  const Id id = catalog.relation(catalog[alter.relation].schema, name);
  if (id == Catalog::none) {
    fail("42704",
         "index \"" + name + "\" for table \"" + alter.own(alter.relation) + "\" does not exist");
  }
  if (!is_index_like(catalog, id) || catalog[id].parent != alter.relation) {
    fail("42809",
         '"' + name + "\" is not an index for table \"" + alter.own(alter.relation) + "\"");
  }
  return id;
}

std::string method_of(const Catalog& catalog, Id index) {
  const std::string_view method = catalog.value(index, "method");
  return method.empty() ? "btree" : std::string(method);
}

void cluster_on(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id index = index_of(alter, command.name);
  const std::string method = method_of(catalog, index);
  const std::string quoted = "cannot cluster on ";
  if (method != "btree" && method != "gist") {
    if (method == "hash" || method == "gin" || method == "brin" || method == "spgist") {
      fail("0A000", quoted + "index \"" + command.name +
                        "\" because access method does not support clustering");
    }
    unknown("what the access method can do");
  }
  if (catalog.has(index, "predicate"))
    fail("0A000", quoted + "partial index \"" + command.name + "\"");
  if (catalog.has(index, "invalid") || catalog.has(index, "index_invalid"))
    fail("0A000", quoted + "invalid index \"" + command.name + "\"");
  if (is_partitioned(catalog, alter.relation))
    fail("0A000", "cannot mark index clustered in partitioned table");
  catalog.set(alter.relation, "cluster_on", catalog.quote(command.name));
}

/// Tables that foreign keys lead to from here, or to here from.
void check_persistence(const AlterTable& alter, bool to_logged) {
  const Catalog& catalog = alter.catalog;
  const auto is_unlogged = [&](Id table) {
    return catalog.value(table, "persistence") == "unlogged";
  };
  const std::string name = alter.own(alter.relation);
  const auto target_of = [&](Id constraint) {
    for (const Catalog::Need& need : catalog[constraint].needs) {
      const Id table = catalog.whole(need.on);
      if (catalog[table].kind == ObjectKind::table && table != catalog[constraint].parent)
        return table;
    }
    return Catalog::none;
  };
  if (to_logged) {
    for (const Id one : catalog.parts(alter.relation, ObjectKind::constraint)) {
      if (catalog.value(one, "type") != "foreign key") continue;
      const Id target = target_of(one);
      if (target != Catalog::none && is_unlogged(target)) {
        fail("42P16", "could not change table \"" + name +
                          "\" to logged because it references unlogged table \"" +
                          alter.own(target) + "\"");
      }
    }
    return;
  }
  const auto check_dependents = [&](Id on) {
    for (const Id one : catalog.dependents(on)) {
      if (catalog[one].kind != ObjectKind::constraint ||
          catalog.value(one, "type") != "foreign key") {
        continue;
      }
      const Id from = catalog[one].parent;
      if (from != alter.relation && !is_unlogged(from)) {
        fail("42P16", "could not change table \"" + name +
                          "\" to unlogged because it references logged table \"" + alter.own(from) +
                          "\"");
      }
    }
  };
  check_dependents(alter.relation);
  for (const ObjectKind kind : {ObjectKind::column, ObjectKind::constraint, ObjectKind::index}) {
    for (const Id part : catalog.parts(alter.relation, kind)) check_dependents(part);
  }
}

void change_persistence(AlterTable& alter, bool to_logged) {
  Catalog& catalog = alter.catalog;
  if (catalog[alter.relation].is_system) {
    fail("42P16", "cannot change logged status of table \"" + alter.own(alter.relation) +
                      "\" because it is temporary");
  }
  const bool is_logged = catalog.value(alter.relation, "persistence") != "unlogged";
  if (is_logged == to_logged) return;
  if (is_partitioned(catalog, alter.relation)) unknown("the persistence of partitioned tables");
  if (catalog[alter.relation].kind == ObjectKind::table) {
    if (!to_logged) {
      for (const Id publication : catalog.all(ObjectKind::publication)) {
        const std::string key = "table:" + catalog.sql_name(alter.relation);
        if (catalog.has(publication, key)) {
          fail("0A000", "cannot change table \"" + alter.own(alter.relation) +
                            "\" to unlogged because it is part of a publication");
        }
      }
    }
    check_persistence(alter, to_logged);
    if (alter.session.version() >= 150000) {
      for (const Id sequence : owned_sequences(alter.session, alter.relation))
        catalog.set(sequence, "persistence", to_logged ? "" : "unlogged");
    }
  }
  catalog.set(alter.relation, "persistence", to_logged ? "" : "unlogged");
}

void change_relation_options(AlterTable& alter, const Command& command, bool is_reset) {
  Catalog& catalog = alter.catalog;
  const Id id = alter.relation;
  const auto change = [&](PropertyName property, OptionsOf of) {
    catalog.set(id, property,
                change_options(alter.session, catalog.value(id, property.text()), command.def, of,
                               is_reset));
  };
  switch (catalog[id].kind) {
    case ObjectKind::view:
      for (const Node option : command.def) {
        if (option.text("defname") == "check_option" && !is_reset)
          unknown("whether the view can be updated");
      }
      return change("options", OptionsOf::view);
    case ObjectKind::index:
      return change("options", options_of_method(method_of(catalog, id)));
    case ObjectKind::constraint:
      return change("index_options", options_of_method(method_of(catalog, id)));
    default:
      set_table_options(alter.session, id, command.def, is_reset);
  }
}

void change_tablespace(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  if (command.name == "pg_global")
    fail("22023", "only shared relations can be placed in pg_global tablespace");
  const bool is_default = command.name == "pg_default";
  if (!is_default &&
      catalog.find(ObjectKind::tablespace, Catalog::none, command.name) == Catalog::none) {
    fail("42704", "tablespace \"" + command.name + "\" does not exist");
  }
  const std::string text = is_default ? std::string() : catalog.quote(command.name);
  if (catalog[alter.relation].kind == ObjectKind::constraint) {
    catalog.set(alter.relation, "index_tablespace", text);
  } else {
    catalog.set(alter.relation, "tablespace", text);
  }
}

void change_access_method(AlterTable& alter, const Command& command) {
  if (alter.session.version() < 150000) unknown("SET ACCESS METHOD before 15");
  if (is_partitioned(alter.catalog, alter.relation)) {
    if (alter.session.version() >= 170000) unknown("access methods of partitioned tables");
    fail("42809", "cannot change access method of a partitioned table");
  }
  if (command.name == "heap") {
    alter.catalog.set(alter.relation, "access_method", "");
    return;
  }
  const Id method = alter.catalog.find(ObjectKind::access_method, Catalog::none, command.name);
  if (method == Catalog::none) {
    for (const std::string_view index : {"btree", "hash", "gin", "gist", "brin", "spgist"}) {
      if (command.name == index)
        fail("55000", "access method \"" + command.name + "\" is not of type TABLE");
    }
    fail("42704", "access method \"" + command.name + "\" does not exist");
  }
  alter.catalog.set(alter.relation, "access_method", alter.catalog.quote(command.name));
}

void require_usable_identity(const AlterTable& alter, Id index, const std::string& name) {
  const Catalog& catalog = alter.catalog;
  const std::string_view type = catalog.value(index, "type");
  const bool is_unique = catalog[index].kind == ObjectKind::constraint
                             ? type == "primary key" || type == "unique"
                             : catalog.has(index, "unique");
  if (!is_unique) fail("42809", "cannot use non-unique index \"" + name + "\" as replica identity");
  if (catalog.has(index, "deferrable"))
    fail("0A000", "cannot use non-immediate index \"" + name + "\" as replica identity");
  const std::vector<std::string_view> keys = core::list_items(catalog.value(index, "columns"));
  for (const std::string_view key : keys) {
    if (key.find('(') != std::string_view::npos)
      fail("0A000", "cannot use expression index \"" + name + "\" as replica identity");
  }
  if (catalog.has(index, "predicate"))
    fail("0A000", "cannot use partial index \"" + name + "\" as replica identity");
  if (type == "primary key") return;
  for (const std::string_view key : keys) {
    const std::string own = core::own_identifier(key.substr(0, key.find(' ')));
    const Id column = catalog.part(alter.relation, ObjectKind::column, own);
    if (column == Catalog::none) unknown("the columns of the index");
    if (!catalog.has(column, "not_null")) {
      fail("42809", "index \"" + name + "\" cannot be used as replica identity because column \"" +
                        own + "\" is nullable");
    }
  }
}

void change_replica_identity(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const std::string_view type = command.def.text("identity_type");
  if (type == "f") return catalog.set(alter.relation, "replica_identity", "full");
  if (type == "n") return catalog.set(alter.relation, "replica_identity", "nothing");
  if (type == "d") return catalog.set(alter.relation, "replica_identity", "");
  const std::string name = Session::identifier(command.def.text("name"));
  const Id index = index_of(alter, name);
  require_usable_identity(alter, index, name);
  catalog.set(alter.relation, "replica_identity", "index " + catalog.quote(name));
}

std::string_view enabled_word(std::string_view subtype) {
  if (subtype.starts_with("AT_Disable")) return "disabled";
  if (subtype.starts_with("AT_EnableAlways")) return "always";
  if (subtype.starts_with("AT_EnableReplica")) return "replica";
  return "";
}

void enable_trigger(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const bool is_all = command.subtype.ends_with("All") || command.subtype.ends_with("User");
  const std::string_view word = enabled_word(command.subtype);
  if (is_all && command.subtype.ends_with("All") && !alter.session.is_superuser)
    unknown("whether one of the triggers is a system trigger");
  const auto set_on = [&](Id table) {
    for (const Id trigger : catalog.parts(table, ObjectKind::trigger)) {
      if (!is_all && catalog[trigger].own != command.name) continue;
      catalog.set(trigger, "enabled", word);
    }
  };
  if (!is_all && catalog.part(alter.relation, ObjectKind::trigger, command.name) == Catalog::none) {
    if (command.name.starts_with("RI_ConstraintTrigger_")) unknown("names of system triggers");
    fail("42704", "trigger \"" + command.name + "\" for table \"" + alter.own(alter.relation) +
                      "\" does not exist");
  }
  set_on(alter.relation);
  if (!is_partitioned(catalog, alter.relation) || !alter.recurse) return;
  for (const Id table : table_and_descendants(alter.session, alter.relation)) {
    if (table != alter.relation && !catalog.parts(table, ObjectKind::trigger).empty())
      unknown("triggers of partitions");
  }
}

void enable_rule(AlterTable& alter, const Command& command) {
  const Id rule = alter.catalog.part(alter.relation, ObjectKind::rule, command.name);
  if (rule == Catalog::none) {
    fail("42704", "rule \"" + command.name + "\" for relation \"" + alter.own(alter.relation) +
                      "\" does not exist");
  }
  alter.catalog.set(rule, "enabled", enabled_word(command.subtype));
}

}  // namespace

void alter_relation_fact(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const std::string_view type = command.subtype;
  if (type == "AT_ClusterOn") return cluster_on(alter, command);
  if (type == "AT_DropCluster") {
    if (is_partitioned(catalog, alter.relation))
      fail("0A000", "cannot mark index clustered in partitioned table");
    return catalog.set(alter.relation, "cluster_on", "");
  }
  if (type == "AT_SetLogged") return change_persistence(alter, true);
  if (type == "AT_SetUnLogged") return change_persistence(alter, false);
  if (type == "AT_SetAccessMethod") return change_access_method(alter, command);
  if (type == "AT_SetTableSpace") return change_tablespace(alter, command);
  if (type == "AT_SetRelOptions") return change_relation_options(alter, command, false);
  if (type == "AT_ResetRelOptions") return change_relation_options(alter, command, true);
  if (type == "AT_ReplicaIdentity") return change_replica_identity(alter, command);
  if (type.find("Trig") != std::string_view::npos) return enable_trigger(alter, command);
  if (type.ends_with("Rule")) return enable_rule(alter, command);
  if (type == "AT_EnableRowSecurity") return catalog.set_flag(alter.relation, "row_security", true);
  if (type == "AT_DisableRowSecurity")
    return catalog.set_flag(alter.relation, "row_security", false);
  if (type == "AT_ForceRowSecurity")
    return catalog.set_flag(alter.relation, "force_row_security", true);
  if (type == "AT_NoForceRowSecurity")
    return catalog.set_flag(alter.relation, "force_row_security", false);
  unknown("what the foreign-data wrapper says to the options");
}

}  // namespace plumbline::sql
