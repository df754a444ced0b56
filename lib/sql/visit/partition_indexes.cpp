/// Indexes that follow from one that is there: those of partitions, and copies by LIKE. Rules:
/// generateClonedIndexStmt (parser/parse_utilcmd.c), CompareIndexInfo (catalog/index.c),
/// AttachPartitionEnsureIndexes (commands/tablecmds.c).
#include <algorithm>
#include <array>

#include "core/schema/expression_name.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/visit/constraints.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/names.hpp"
#include "sql/visit/partitions.hpp"

namespace plumbline::sql {

namespace {

/// The column that an element is, or "" for an expression.
std::string element_column(std::string_view element) {
  const std::vector<std::size_t> ends = core::dotted_name_ends(element);
  if (ends.size() != 1) return {};
  const std::string_view behind = element.substr(ends[0]);
  if (!behind.empty() && !behind.starts_with(' ')) return {};
  return core::own_identifier(element.substr(0, ends[0]));
}

/// What it adds to the index's name: the expression alone counts, not what stands behind it.
std::string element_name(std::string_view element) {
  if (std::string column = element_column(element); !column.empty()) return column;
  const std::size_t open = element.find('(');
  if (open == std::string_view::npos) return "expr";
  const std::size_t close = core::closing_bracket(element.substr(open));
  if (close == std::string_view::npos) return "expr";
  return core::expression_name(element.substr(0, open + close + 1));
}

std::string_view key_text(const Catalog& catalog, Id id) {
  const std::string_view elements = catalog.value(id, "elements");
  return elements.empty() ? catalog.value(id, "columns") : elements;
}

std::string choose_clone_name(const Session& session, Id source, Id table) {
  const Catalog& catalog = session.catalog;
  const std::string_view type = catalog.value(source, "type");
  const Id schema = catalog.schema_of(table);
  const std::string_view own = catalog[table].own;
  if (type == "primary key") return choose_relation_name(session, schema, own, "", "pkey", true);
  std::vector<std::string> wanted;
  for (const std::string_view one : core::list_items(key_text(catalog, source)))
    wanted.push_back(element_name(one));
  for (const std::string_view one : core::list_items(catalog.value(source, "include")))
    wanted.push_back(core::own_identifier(one));
  const std::string addition = join_for_name(index_column_names(wanted));
  if (type == "exclude") return choose_relation_name(session, schema, own, addition, "excl", true);
  if (type == "unique") return choose_relation_name(session, schema, own, addition, "key", true);
  return choose_relation_name(session, schema, own, addition, "idx", false);
}

/// Properties that belong to one index alone.
bool is_copied(std::string_view property) {
  constexpr std::array<std::string_view, 10> own = {
      "comment", "partition_of",  "inherited", "invalid",          "not_ready",
      "table",   "index_comment", "type",      "index_tablespace", "index_invalid"};
  return !property.starts_with("statistics:") && !property.starts_with("grant:") &&
         std::ranges::find(own, property) == own.end();
}

/// What an equal index has equal.
constexpr std::array<std::string_view, 9> compared = {
    "type",      "method",  "unique",    "columns",
    "elements",  "include", "predicate", "nulls_not_distinct",
    "deferrable"};

void tie_to_parent(Session& session, Id index, Id parent) {
  Catalog& catalog = session.catalog;
  if (catalog[index].kind == ObjectKind::constraint) {
    catalog.set(index, "partition_of", catalog.name(parent));
    catalog.set_flag(index, "inherited", true);
  } else if (catalog[parent].kind == ObjectKind::constraint) {
    catalog.set(index, "partition_of",
                catalog.quote(catalog[catalog.schema_of(parent)].own) + '.' +
                    catalog.quote(catalog[parent].own));
  } else {
    catalog.set(index, "partition_of", catalog.sql_name(parent));
  }
  catalog.need(index, parent, Tie::internal);
}

Id find_equal(const Session& session, Id parent, Id partition) {
  const Catalog& catalog = session.catalog;
  for (const Id one : catalog.parts(partition, catalog[parent].kind)) {
    if (catalog.has(one, "partition_of") || catalog.value(one, "type") == "foreign key" ||
        catalog.value(one, "type") == "check")
      continue;
    if (std::ranges::all_of(compared, [&](std::string_view property) {
          return catalog.value(one, property) == catalog.value(parent, property);
        }))
      return one;
  }
  if (catalog[parent].kind != ObjectKind::index) return Catalog::none;
  // An index can be that of a constraint.
  for (const Id one : catalog.parts(partition, ObjectKind::constraint)) {
    const std::string_view type = catalog.value(one, "type");
    if ((type == "unique" || type == "primary key") && !catalog.has(one, "partition_of") &&
        catalog.has(parent, "unique") && catalog.value(parent, "method") == "btree" &&
        catalog.value(one, "columns") == catalog.value(parent, "columns"))
      unknown("whether the index of a constraint is attached");
  }
  return Catalog::none;
}

/// A partition that is partitioned itself must have its key in what is unique.
void check_partition_key(const Session& session, Id index, Id partition) {
  const Catalog& catalog = session.catalog;
  const std::string_view type = catalog.value(index, "type");
  const bool is_unique = catalog.has(index, "unique") || type == "primary key" || type == "unique";
  if (!is_unique || !catalog.has(partition, "partition_key")) return;
  if (has_partition_expressions(session, partition)) {
    fail("0A000", std::string("unsupported ") + (type == "primary key" ? "PRIMARY KEY" : "UNIQUE") +
                      " constraint with partition key definition");
  }
  const std::vector<std::string> columns = index_columns(catalog.value(index, "columns"));
  for (const std::string& column : partition_columns(session, partition)) {
    if (std::ranges::find(columns, column) == columns.end())
      fail("0A000", "unique constraint on partitioned table must include all partitioning columns");
  }
}

void check_single_key(const Catalog& catalog, Id partition) {
  for (const Id one : catalog.parts(partition, ObjectKind::constraint)) {
    if (catalog.value(one, "type") == "primary key") {
      fail("42P16", "multiple primary keys for table \"" + std::string(catalog[partition].own) +
                        "\" are not allowed");
    }
  }
}

}  // namespace

std::vector<std::string> index_columns(std::string_view text) {
  std::vector<std::string> columns;
  for (const std::string_view one : core::list_items(text)) columns.push_back(element_column(one));
  return columns;
}

Id clone_index(Session& session, Id source, Id table) {
  Catalog& catalog = session.catalog;
  const std::string name = choose_clone_name(session, source, table);
  const ObjectKind kind = catalog[source].kind;
  const Id copy = catalog.create_part(kind, table, name);
  if (kind == ObjectKind::constraint) catalog.set(copy, "type", catalog.value(source, "type"));
  if (kind == ObjectKind::index) catalog.set(copy, "table", catalog.sql_name(table));
  const std::vector<Catalog::Value> values = catalog[source].values;
  for (const Catalog::Value& value : values) {
    if (is_copied(value.name)) catalog.set_named(copy, value.name, value.text, value.exact);
  }
  const std::vector<Catalog::Need> needs = catalog[source].needs;
  for (const Catalog::Need& need : needs) {
    if (catalog[need.on].kind == ObjectKind::column) {
      const Id column = catalog.part(table, ObjectKind::column, catalog[need.on].own);
      if (column != Catalog::none) catalog.need(copy, column, need.tie);
    } else if (need.tie != Tie::internal) {
      catalog.need(copy, need.on, need.tie);
    }
  }
  return copy;
}

namespace {

std::string parent_name(const Catalog& catalog, Id index, Id parent) {
  if (catalog[index].kind == ObjectKind::constraint) return catalog.name(parent);
  if (catalog[parent].kind == ObjectKind::constraint) {
    return catalog.quote(catalog[catalog.schema_of(parent)].own) + '.' +
           catalog.quote(catalog[parent].own);
  }
  return catalog.sql_name(parent);
}

/// What is attached to the index in that partition; none when nothing is.
Id attached_in(const Catalog& catalog, Id parent, Id partition) {
  for (const ObjectKind kind : {ObjectKind::index, ObjectKind::constraint}) {
    for (const Id one : catalog.parts(partition, kind)) {
      const std::string_view of = catalog.value(one, "partition_of");
      if (!of.empty() && of == parent_name(catalog, one, parent)) return one;
    }
  }
  return Catalog::none;
}

bool is_invalid(const Catalog& catalog, Id index) {
  return catalog.has(index, "invalid") || catalog.has(index, "index_invalid");
}

/// validatePartitionedIndex: whole when each partition has its own.
void validate_parent(Session& session, Id parent) {
  Catalog& catalog = session.catalog;
  while (is_invalid(catalog, parent)) {
    for (const Id partition : child_tables(session, catalog[parent].parent)) {
      const Id index = attached_in(catalog, parent, partition);
      if (index == Catalog::none || is_invalid(catalog, index)) return;
    }
    catalog.set_flag(parent, "invalid", false);
    catalog.set_flag(parent, "index_invalid", false);
    const Id next = [&] {
      for (const Catalog::Need& need : catalog[parent].needs) {
        if (need.tie == Tie::internal && catalog[need.on].kind == catalog[parent].kind)
          return need.on;
      }
      return Catalog::none;
    }();
    if (next == Catalog::none) return;
    parent = next;
  }
}

}  // namespace

void attach_partition_index(Session& session, Id parent, Id index) {
  Catalog& catalog = session.catalog;
  const auto refuse = [&] {
    fail("55000", "cannot attach index \"" + std::string(catalog[index].own) +
                      "\" as a partition of index \"" + std::string(catalog[parent].own) + '"');
  };
  if (catalog.has(index, "partition_of")) refuse();
  const Id table = catalog[index].parent;
  const std::vector<Id> partitions = child_tables(session, catalog[parent].parent);
  if (std::ranges::find(partitions, table) == partitions.end()) refuse();
  if (attached_in(catalog, parent, table) != Catalog::none) refuse();
  if (catalog[index].kind != catalog[parent].kind)
    unknown("whether the index of a constraint is attached");
  for (const std::string_view property : compared) {
    if (catalog.value(index, property) != catalog.value(parent, property))
      unknown("whether the index fits to its parent");
  }
  tie_to_parent(session, index, parent);
  validate_parent(session, parent);
}

Id give_partition_index(Session& session, Id parent, Id partition) {
  Catalog& catalog = session.catalog;
  Id index = find_equal(session, parent, partition);
  const bool is_new = index == Catalog::none;
  if (is_new) {
    if (catalog.has(parent, "unique") || catalog[parent].kind == ObjectKind::constraint)
      require_no_rows(session, partition, "the index");
    check_partition_key(session, parent, partition);
    if (catalog.value(parent, "type") == "primary key") check_single_key(catalog, partition);
    index = clone_index(session, parent, partition);
    if (catalog.value(parent, "type") == "primary key") {
      for (const std::string& column : index_columns(catalog.value(parent, "columns"))) {
        if (const Id id = catalog.part(partition, ObjectKind::column, column); id != Catalog::none)
          catalog.set_flag(id, "not_null", true);
      }
    }
  }
  tie_to_parent(session, index, parent);
  if (!is_new || !catalog.has(partition, "partition_key")) return index;
  for (const Id below : child_tables(session, partition))
    (void)give_partition_index(session, index, below);
  return index;
}

}  // namespace plumbline::sql
