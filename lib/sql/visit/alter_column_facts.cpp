/// ALTER TABLE … ALTER COLUMN: identity, statistics, storage, compression, options. Rules:
/// ATExecAddIdentity, ATExecSetIdentity, ATExecDropIdentity, ATExecSetStatistics, ATExecSetStorage
/// and their like.
#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "sql/drop.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter_table.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/names.hpp"
#include "sql/visit/options.hpp"
#include "sql/visit/sequences.hpp"

namespace plumbline::sql {

namespace {

std::string column_of(const AlterTable& alter, const Command& command) {
  return "column \"" + command.name + "\" of relation \"" + alter.own(command.table) + "\" ";
}

/// The name that options give the sequence (SEQUENCE NAME), else none.
Node named_sequence(const Node& options) {
  for (const Node option : options) {
    if (option.text("defname") == "sequence_name") return option["arg"];
  }
  return {};
}

SequenceFacts identity_facts(AlterTable& alter, Id column, const Node& options) {
  SequenceFacts facts;
  facts.type = alter.catalog.value(column, "type");
  if (facts.type != "smallint" && facts.type != "integer" && facts.type != "bigint")
    fail("22023", "identity column type must be smallint, integer, or bigint");
  if (facts.type == "smallint") facts.maximum = 32767;
  if (facts.type == "integer") facts.maximum = 2147483647;
  change_sequence_facts(alter.session, facts, options, SequenceUse::identity, true);
  return facts;
}

/// Columns of an index by number, as its text has them.
void set_index_statistics(AlterTable& alter, const Command& command, std::int64_t target) {
  Catalog& catalog = alter.catalog;
  const std::int64_t number = command.node.number("num");
  const Id index = command.table;
  const std::vector<std::string_view> keys = core::list_items(catalog.value(index, "columns"));
  if (catalog[index].kind == ObjectKind::constraint) {
    const auto count = static_cast<std::int64_t>(keys.size());
    if (number < 1 || number > count) {
      fail("42703", "column number " + std::to_string(number) + " of relation \"" +
                        alter.own(index) + "\" does not exist");
    }
    unknown("statistics of a constraint's index");
  }
  const std::vector<std::string_view> included = core::list_items(catalog.value(index, "include"));
  if (number < 1 || number > static_cast<std::int64_t>(keys.size() + included.size())) {
    fail("42703", "column number " + std::to_string(number) + " of relation \"" + alter.own(index) +
                      "\" does not exist");
  }
  const auto at = static_cast<std::size_t>(number) - 1;
  if (at >= keys.size()) {
    fail("0A000", "cannot alter statistics on included column \"" +
                      core::own_identifier(included[at - keys.size()]) + "\" of index \"" +
                      alter.own(index) + "\"");
  }
  if (keys[at].find('(') == std::string_view::npos) {
    fail("0A000", "cannot alter statistics on non-expression column \"" +
                      core::own_identifier(keys[at]) + "\" of index \"" + alter.own(index) + "\"");
  }
  catalog.set_keyed(index, "statistics:", std::to_string(number),
                    target < 0 ? "" : std::to_string(target));
}

}  // namespace

void add_identity(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id column = alterable_column(alter, command.table, command.name);
  if (named_sequence(command.def["options"])) unknown("a sequence that is named by an option");
  const SequenceFacts facts = identity_facts(alter, column, command.def["options"]);
  const std::string of = column_of(alter, command);
  if (!catalog.has(column, "not_null"))
    fail("55000", of + "must be declared NOT NULL before identity can be added");
  if (catalog.has(column, "identity")) fail("55000", of + "is already an identity column");
  if (catalog.has(column, "default") || catalog.has(column, "generated"))
    fail("55000", of + "already has a default value");
  const Id schema = catalog[command.table].schema;
  const std::string name =
      choose_relation_name(alter.session, schema, alter.own(command.table), command.name, "seq");
  const Id sequence = make_sequence(alter.session, schema, name, facts);
  alter.session.own(sequence);
  catalog.set(sequence, "owner", std::string(catalog.value(command.table, "owner")));
  if (catalog.value(command.table, "persistence") == "unlogged")
    catalog.set(sequence, "persistence", "unlogged");
  catalog.set(column, "identity",
              command.def.text("generated_when") == "d" ? "by default" : "always");
  tie_sequence(alter.session, sequence, column, true);
  store_sequence_facts(alter.session, sequence, facts);
}

void set_identity(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id column = alterable_column(alter, command.table, command.name);
  if (!catalog.has(column, "identity"))
    fail("55000", column_of(alter, command) + "is not an identity column");
  int generated = 0;
  for (const Node option : command.def) {
    if (option.text("defname") != "generated") continue;
    if (++generated > 1) fail("42601", "conflicting or redundant options");
    catalog.set(column, "identity", option["arg"].as_number() == 'd' ? "by default" : "always");
  }
  if (command.def.size() == static_cast<std::size_t>(generated)) return;
  const Id sequence = identity_sequence(alter.session, column);
  if (sequence == Catalog::none) unknown("the sequence of the column");
  SequenceFacts facts = sequence_facts(alter.session, sequence);
  change_sequence_facts(alter.session, facts, command.def, SequenceUse::identity, false);
  store_sequence_facts(alter.session, sequence, facts);
}

void drop_identity(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id column = alterable_column(alter, command.table, command.name);
  if (!catalog.has(column, "identity")) {
    if (command.node.flag("missing_ok")) return;
    fail("55000", column_of(alter, command) + "is not an identity column");
  }
  const Id sequence = identity_sequence(alter.session, column);
  if (sequence == Catalog::none) unknown("the sequence of the column");
  catalog.forget_need(sequence, column);
  catalog.set(column, "identity", "");
  for (const char* property : {"identity_start", "identity_increment", "identity_minimum",
                               "identity_maximum", "identity_cache", "identity_cycle"}) {
    catalog.set_named(column, property, "");
  }
  drop_object(alter.session, sequence, false);
}

void alter_statistics_target(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const bool is_index = is_index_like(catalog, command.table);
  if (command.name.empty() && !is_index)
    fail("0A000", "cannot refer to non-index column by number");
  std::int64_t target = command.def.as_number();
  if (target < -1) fail("22023", "statistics target " + std::to_string(target) + " is too low");
  target = std::min<std::int64_t>(target, 10000);
  if (is_index) {
    if (!command.name.empty()) unknown("columns of indexes by name");
    return set_index_statistics(alter, command, target);
  }
  const Id column = alterable_column(alter, command.table, command.name);
  catalog.set(column, "statistics", target < 0 ? "" : std::to_string(target));
}

void alter_storage(AlterTable& alter, const Command& command) {
  const Id column = alterable_column(alter, command.table, command.name);
  set_column_storage(alter.session, column, command.def.as_text());
}

void alter_compression(AlterTable& alter, const Command& command) {
  const Id column = alterable_column(alter, command.table, command.name);
  set_column_compression(alter.session, column, command.def.as_text());
}

void alter_column_options(AlterTable& alter, const Command& command, bool is_reset) {
  const Id column = alterable_column(alter, command.table, command.name);
  alter.catalog.set(column, "options",
                    change_options(alter.session, alter.catalog.value(column, "options"),
                                   command.def, OptionsOf::column, is_reset));
}

void alter_foreign_options(AlterTable& alter, const Command& command) {
  (void)alterable_column(alter, command.table, command.name);
  unknown("what the foreign-data wrapper says to the options");
}

}  // namespace plumbline::sql
