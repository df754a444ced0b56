/// ALTER of sequences, enums, policies, statistics, base types, extensions. Rules: AlterSequence
/// (commands/sequence.c), AddEnumLabel and RenameEnumLabel (catalog/pg_enum.c), AlterPolicy
/// (commands/policy.c), AlterStatistics (commands/statscmds.c).
#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/sequences.hpp"

namespace plumbline::sql {

namespace {

// -- Enums

/// 'sad', 'it''s' as texts.
std::vector<std::string> labels_of(std::string_view values) {
  std::vector<std::string> labels;
  for (const std::string_view item : core::list_items(values)) {
    std::string label;
    const std::string_view inner = item.substr(1, item.size() - 2);
    for (std::size_t at = 0; at < inner.size(); ++at) {
      label += inner[at];
      if (inner[at] == '\'') ++at;
    }
    labels.push_back(label);
  }
  return labels;
}

void store_labels(Catalog& catalog, Id type, const std::vector<std::string>& labels) {
  std::string text;
  for (const std::string& label : labels)
    text += (text.empty() ? "" : ", ") + core::quote_standard_literal(label);
  catalog.set(type, "values", text);
}

void check_label(const std::string& label) {
  constexpr std::size_t most_bytes = 63;
  if (label.size() > most_bytes) fail("42602", "invalid enum label \"" + label + "\"");
}

void rename_label(const Node& statement, Session& session, Id type,
                  std::vector<std::string> labels) {
  const std::string old(statement.text("oldVal"));
  const std::string now(statement.text("newVal"));
  check_label(now);
  const auto found = std::ranges::find(labels, old);
  if (found == labels.end()) fail("22023", '"' + old + "\" is not an existing enum label");
  if (std::ranges::find(labels, now) != labels.end())
    fail("42710", "enum label \"" + now + "\" already exists");
  *found = now;
  store_labels(session.catalog, type, labels);
  // Expressions hold the value, and print its new name.
  const std::string type_name = session.catalog.sql_name(type);
  for (const Id one : session.catalog.dependents(type)) {
    for (const Catalog::Value& value : std::vector<Catalog::Value>(session.catalog[one].values)) {
      const std::string before = core::quote_standard_literal(old) + "::" + type_name;
      const std::string after = core::quote_standard_literal(now) + "::" + type_name;
      std::string text(value.text);
      bool is_changed = false;
      for (std::size_t at = text.find(before); at != std::string::npos;
           at = text.find(before, at + after.size())) {
        text.replace(at, before.size(), after);
        is_changed = true;
      }
      if (is_changed) session.catalog.set_named(one, value.name, text, value.exact);
    }
  }
}

void add_label(const Node& statement, Session& session, Id type, std::vector<std::string> labels) {
  const std::string now(statement.text("newVal"));
  check_label(now);
  if (std::ranges::find(labels, now) != labels.end()) {
    if (statement.flag("skipIfNewValExists")) {
      session.skipped.push_back(
          {type, session.catalog.name(type) + '.' + core::quote_standard_literal(now)});
      return;
    }
    fail("42710", "enum label \"" + now + "\" already exists");
  }
  const std::string neighbour(statement.text("newValNeighbor"));
  if (neighbour.empty()) {
    labels.push_back(now);
  } else {
    auto place = std::ranges::find(labels, neighbour);
    if (place == labels.end()) fail("22023", '"' + neighbour + "\" is not an existing enum label");
    if (statement.flag("newValIsAfter")) ++place;
    labels.insert(place, now);
  }
  bool is_new = false;
  if (session.in_transaction() && session.version() >= 170000) {
    const Catalog::Mark start = session.savepoints.front().mark;
    const std::vector<Id> touched = session.catalog.touched(start);
    is_new = session.catalog.before(start, type) == nullptr &&
             std::ranges::find(touched, type) != touched.end();
  }
  store_labels(session.catalog, type, labels);
  if (session.in_transaction() && !is_new) session.new_labels.push_back(now);
}

std::string value_name(EffectsOf& effects, const Node& statement, std::string_view value) {
  return effects.name_of_list(statement["typeName"]) + '.' + core::quote_standard_literal(value);
}

// -- Policies

std::string role_list(const Session& session, const Node& roles, Id policy) {
  std::vector<std::string> names;
  for (const Node role : roles) {
    if (role.text("roletype") == "ROLESPEC_PUBLIC") return "";
    const std::string name = session.role_name(role);
    names.push_back(session.catalog.quote(name));
    if (const Id id = session.role_id(name); id != Catalog::none) session.catalog.need(policy, id);
  }
  std::ranges::sort(names);
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

void set_policy_expression(Session& session, Id policy, const Node& node, PropertyName property) {
  Scope scope;
  scope.relation = session.catalog[policy].parent;
  const Expression expression = analyze_expression(session, node, scope, Place::policy, "boolean");
  session.catalog.set(policy, property, expression.text, expression.is_exact);
  for (const Id column : expression.columns) session.catalog.need(policy, column);
  for (const Id need : expression.needs) session.catalog.need(policy, need);
}

}  // namespace

void describe_alter_sequence(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  effects.alters("sequence", effects.name_of(statement["sequence"]));
  for (const Node option : statement["options"]) {
    const Node names = option["arg"];
    if (option.text("defname") == "owned_by" && names.size() > 1)
      effects.requires_("column", effect_name(effects, "OBJECT_COLUMN", names));
  }
}

void apply_alter_sequence(const Node& statement, Session& session) {
  const Named name = named_range_var(statement["sequence"]);
  const Id sequence = statement.flag("missing_ok") ? find_relation_named(session, name)
                                                   : require_relation_named(session, name);
  if (sequence == Catalog::none) return;
  require_relation_of(session.catalog, sequence, "OBJECT_SEQUENCE");
  session.require_owner(sequence);
  SequenceFacts facts = sequence_facts(session, sequence);
  const bool is_identity = session.catalog.has(sequence, "identity");
  change_sequence_facts(session, facts, statement["options"],
                        statement.flag("for_identity") ? SequenceUse::identity : SequenceUse::plain,
                        false);
  store_sequence_facts(session, sequence, facts);
  for (const Node option : statement["options"]) {
    if (option.text("defname") == "owned_by" && is_identity)
      fail("0A000", "cannot change ownership of identity sequence");
  }
  set_owned_by(session, sequence, statement["options"], SequenceUse::plain);
}

void describe_alter_enum(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("skipIfNewValExists"));
  effects.requires_("enum", effects.name_of_list(statement["typeName"]));
  if (const std::string_view old = statement.text("oldVal"); !old.empty()) {
    effects.renames("value", value_name(effects, statement, old),
                    value_name(effects, statement, statement.text("newVal")));
    return;
  }
  effects.creates("value", value_name(effects, statement, statement.text("newVal")));
}

void apply_alter_enum(const Node& statement, Session& session) {
  const Id type = require_type_named(session, named(statement["typeName"]));
  session.require_owner(type);
  if (session.catalog[type].kind != ObjectKind::enumeration)
    fail("42809", std::string(session.catalog[type].own) + " is not an enum");
  std::vector<std::string> labels = labels_of(session.catalog.value(type, "values"));
  if (statement["oldVal"]) return rename_label(statement, session, type, std::move(labels));
  add_label(statement, session, type, std::move(labels));
}

void describe_alter_policy(const Node& statement, EffectsOf& effects) {
  effects.alters("policy", effect_part(effects, statement["table"], statement.text("policy_name")));
  for (const Node role : statement["roles"]) {
    if (!role.text("rolename").empty())
      effects.requires_("role", core::name_part(role.text("rolename")));
  }
}

void apply_alter_policy(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  std::vector<std::string> roles;
  for (const Node role : statement["roles"]) roles.push_back(session.role_name(role));
  const Id table = require_relation_named(session, named_range_var(statement["table"]));
  const std::string table_name(catalog[table].own);
  session.require_owner(table);
  if (catalog[table].kind != ObjectKind::table)
    fail("42809", '"' + table_name + "\" is not a table");
  const std::string name = Session::identifier(statement.text("policy_name"));
  const Id policy = catalog.part(table, ObjectKind::policy, name);
  const auto check_command = [&] {
    if (policy == Catalog::none) {
      fail("42704", "policy \"" + name + "\" for table \"" + table_name + "\" does not exist");
    }
    const std::string_view command = catalog.value(policy, "command");
    if ((command == "select" || command == "delete") && statement["with_check"])
      fail("42601", "WITH CHECK cannot be applied to SELECT or DELETE");
    if (command == "insert" && statement["qual"])
      fail("42601", "only WITH CHECK expression allowed for INSERT");
  };
  if (policy == Catalog::none) {
    // Its expressions are looked at before the policy is.
    Scope scope;
    scope.relation = table;
    for (const char* field : {"qual", "with_check"}) {
      if (const Node node = statement[field])
        (void)analyze_expression(session, node, scope, Place::policy, "boolean");
    }
    check_command();
  }
  std::vector<Catalog::Need> old = catalog[policy].needs;
  if (statement["qual"] && statement["with_check"]) {
    for (const Catalog::Need& need : old) {
      if (catalog[need.on].kind != ObjectKind::role) catalog.forget_need(policy, need.on);
    }
  }
  if (const Node node = statement["qual"]) set_policy_expression(session, policy, node, "using");
  if (const Node node = statement["with_check"])
    set_policy_expression(session, policy, node, "with_check");
  check_command();
  if (!statement["roles"].empty()) {
    for (const Catalog::Need& need : old) {
      if (catalog[need.on].kind == ObjectKind::role) catalog.forget_need(policy, need.on);
    }
    catalog.set(policy, "roles", role_list(session, statement["roles"], policy));
  }
}

void describe_alter_statistics(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  effects.alters("statistics", effects.name_of_list(statement["defnames"]));
}

void apply_alter_statistics(const Node& statement, Session& session) {
  const std::int64_t target =
      statement["stxstattarget"].is_a("Integer") || !statement["stxstattarget"].type().empty()
          ? statement["stxstattarget"].as_number()
          : statement.number("stxstattarget");
  if (target < -1) fail("22023", "statistics target " + std::to_string(target) + " is too low");
  const Named name = named(statement["defnames"]);
  const Id id = find_in_path(session, ObjectKind::statistics, name);
  if (id == Catalog::none) {
    if (statement.flag("missing_ok")) return;
    if (!name.schema.empty()) (void)session.schema(name.schema);
    fail("42704", "statistics object \"" + name.text() + "\" does not exist");
  }
  session.require_owner(id);
  session.catalog.set(id, "target",
                      target < 0 ? "" : std::to_string(std::min<std::int64_t>(target, 10000)));
}

void describe_alter_type(const Node& statement, EffectsOf& effects) {
  effects.alters("type", effects.name_of_list(statement["typeName"]));
}

void apply_alter_type(const Node& statement, Session& session) {
  const Id type = require_type_named(session, named(statement["typeName"]));
  session.require_superuser("must be superuser to alter a type");
  if (session.catalog.value(type, "sort") == "shell")
    fail("42704", "type \"" + session.visible_name(type) + "\" is only a shell");
  if (session.catalog[type].kind != ObjectKind::type ||
      session.catalog.value(type, "sort") != "base") {
    fail("42809", session.visible_name(type) + " is not a base type");
  }
  unknown("ALTER TYPE … SET is not simulated");
}

void describe_alter_extension(const Node& statement, EffectsOf& effects) {
  effects.alters("extension", core::name_part(Session::identifier(statement.text("extname"))));
}

void apply_alter_extension(const Node& statement, Session& session) {
  const std::string name = Session::identifier(statement.text("extname"));
  const Id id = session.catalog.find(ObjectKind::extension, Catalog::none, name);
  if (id == Catalog::none && name != "plpgsql")
    fail("42704", "extension \"" + name + "\" does not exist");
  unknown("what an extension's own scripts do");
}

void describe_move_all(const Node& statement, EffectsOf& effects) {
  effects.unknown("which relations lie in tablespace \"" +
                  std::string(statement.text("orig_tablespacename")) + '"');
}

void apply_move_all(const Node& statement, Session& session) {
  for (const char* field : {"orig_tablespacename", "new_tablespacename"}) {
    const std::string name = Session::identifier(statement.text(field));
    if (name == "pg_default" || name == "pg_global") continue;
    if (session.catalog.find(ObjectKind::tablespace, Catalog::none, name) == Catalog::none)
      fail("42704", "tablespace \"" + name + "\" does not exist");
  }
  unknown("moving all relations of a tablespace is not simulated");
}

}  // namespace plumbline::sql
