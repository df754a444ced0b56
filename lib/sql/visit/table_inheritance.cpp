/// INHERITS and PARTITION OF in CREATE TABLE: MergeAttributes of commands/tablecmds.c.
#include <algorithm>

#include "sql/quoted.hpp"
#include "sql/visit/create_table.hpp"

namespace plumbline::sql {

namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return text;
}

constexpr std::size_t most_columns = 1600;

void check_own_columns(TablePlan& plan) {
  const bool is_partition = plan.place.is_partition;
  std::vector<ColumnPlan>& columns = plan.columns;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    ColumnPlan& column = columns[at];
    if (!is_partition && column.type.text.empty())
      fail("42703", "column " + quoted(column.name) + " does not exist");
    for (std::size_t next = at + 1; next < columns.size();) {
      if (columns[next].name != column.name) {
        ++next;
        continue;
      }
      if (!column.is_from_type)
        fail("42701", "column " + quoted(column.name) + " specified more than once");
      column.is_not_null = columns[next].is_not_null;
      column.default_value = columns[next].default_value;
      column.is_from_type = false;
      columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(next));
    }
  }
}

void check_parent(const Session& session, const TablePlan& plan, Id parent) {
  const Catalog& catalog = session.catalog;
  const std::string name = quoted(catalog[parent].own);
  const ObjectKind kind = catalog[parent].kind;
  if (!plan.place.is_partition) {
    if (catalog.has(parent, "partition_key"))
      fail("42809", "cannot inherit from partitioned table " + name);
    if (catalog.has(parent, "partition_of")) fail("42809", "cannot inherit from partition " + name);
  }
  if (kind != ObjectKind::table && kind != ObjectKind::foreign_table)
    fail("42809", "inherited relation " + name + " is not a table or foreign table");
  if (!plan.is_temporary && catalog[parent].is_system) {
    fail("42809",
         plan.place.is_partition
             ? "cannot create a permanent relation as partition of temporary relation " + name
             : "cannot inherit from temporary relation " + name);
  }
  if (plan.place.is_partition && plan.is_temporary != catalog[parent].is_system)
    fail("42809", "cannot create a temporary relation as partition of permanent relation " + name);
  session.require_owner(parent);
}

[[noreturn]] void fail_conflict(std::string_view begin, const ColumnPlan& column,
                                std::string_view what) {
  const bool is_collation = what == "collation";
  fail(is_collation ? "42P21" : "42804",
       std::string(begin) + quoted(column.name) + " has a " + std::string(what) + " conflict");
}

void check_alike(const ColumnPlan& one, const ColumnPlan& other, std::string_view begin) {
  if (one.type.text != other.type.text) fail_conflict(begin, one, "type");
  if (one.collation != other.collation) fail_conflict(begin, one, "collation");
}

/// What a parent's column has of a default: its own property, or nothing.
std::string default_text(const Catalog& catalog, Id column) {
  if (column == Catalog::none) return {};
  const std::string_view expression = catalog.value(column, "expression");
  return std::string(expression.empty() ? catalog.value(column, "default") : expression);
}

struct Merged {
  std::vector<ColumnPlan> columns;
  std::vector<std::string> conflicting;  ///< defaults of parents that are not the same

  ColumnPlan* find(std::string_view name) {
    const auto found = std::ranges::find(columns, name, &ColumnPlan::name);
    return found == columns.end() ? nullptr : &*found;
  }
};

void merge_parent_column(const Session& session, const TablePlan& plan, Merged& merged, Id column) {
  const Catalog& catalog = session.catalog;
  ColumnPlan plan_of = plan_like(session, column);
  plan_of.is_inherited = true;
  plan_of.is_local = false;
  const bool is_generated = catalog.has(column, "generated");
  if (is_generated || catalog.has(column, "default")) plan_of.default_from = column;
  plan_of.generated_kind = is_generated ? catalog.value(column, "generated") : "";
  if (plan.place.is_partition && session.version() >= 170000 && catalog.has(column, "identity"))
    unknown("identity columns of partitions");
  ColumnPlan* there = merged.find(plan_of.name);
  if (there == nullptr) {
    merged.columns.push_back(std::move(plan_of));
    return;
  }
  check_alike(*there, plan_of, "inherited column ");
  if (there->storage != plan_of.storage)
    fail_conflict("inherited column ", plan_of, "storage parameter");
  if (there->compression.empty()) {
    there->compression = plan_of.compression;
  } else if (!plan_of.compression.empty() && there->compression != plan_of.compression) {
    fail_conflict("column ", plan_of, "compression method");
  }
  if (there->generated_kind != plan_of.generated_kind)
    fail_conflict("inherited column ", plan_of, "generation");
  there->is_not_null = there->is_not_null || plan_of.is_not_null;
  if (plan_of.default_from == Catalog::none) return;
  if (there->default_from == Catalog::none) {
    there->default_from = plan_of.default_from;
  } else if (default_text(catalog, there->default_from) !=
             default_text(catalog, plan_of.default_from)) {
    merged.conflicting.push_back(plan_of.name);
  }
}

void merge_parent_check(const Session& session, TablePlan& plan, Id check) {
  const Catalog& catalog = session.catalog;
  if (catalog.value(check, "type") != "check" || catalog.has(check, "no_inherit")) return;
  for (const Id other : plan.inherited_checks) {
    if (catalog[other].own != catalog[check].own) continue;
    if (catalog.value(other, "expression") == catalog.value(check, "expression")) return;
    fail("42710", "check constraint name " + quoted(catalog[check].own) +
                      " appears multiple times but with different expressions");
  }
  plan.inherited_checks.push_back(check);
}

/// What stands behind the column in the child counts more.
void take_own(const Session& session, Merged& merged, ColumnPlan& there, const ColumnPlan& own,
              bool is_partition) {
  const bool is_generated = !there.generated_kind.empty();
  const std::string name = quoted(own.name);
  const bool has_default =
      static_cast<bool>(own.default_value) || own.is_serial || own.default_from != Catalog::none;
  if (is_generated) {
    const std::string begin = "column ";
    // The servers before 16 take the default for the partition's own expression.
    if (is_partition && own.default_value && session.version() < 160000) {
      ColumnPlan generated = own;
      generated.generated = own.default_value;
      generated.default_value = {};
      return take_own(session, merged, there, generated, is_partition);
    }
    if (own.generated && !is_partition && session.version() < 160000)
      fail("42611", "child column " + name + " specifies generation expression");
    if (has_default) {
      fail("42611", begin + name + " inherits from generated column but specifies default");
    }
    if (!own.identity.empty())
      fail("42611", begin + name + " inherits from generated column but specifies identity");
  } else if (own.generated && session.version() >= 160000) {
    fail("42611", "child column " + name + " specifies generation expression");
  }
  there.is_not_null = there.is_not_null || own.is_not_null;
  there.identity = own.identity;
  there.is_serial = own.is_serial;
  there.has_sequence = own.has_sequence;
  there.sequence_name = own.sequence_name;
  there.sequence_schema = own.sequence_schema;
  there.sequence = own.sequence;
  there.sequence_options = own.sequence_options;
  there.sequence_from = own.sequence_from;
  there.fdw_options = own.fdw_options;
  if (!own.storage.empty()) there.storage = own.storage;
  if (has_default || own.generated) {
    there.default_value = own.default_value;
    there.generated = own.generated;
    there.default_from = own.default_from;
    if (own.generated) there.generated_kind = "stored";
    std::erase(merged.conflicting, own.name);
  }
}

void merge_own_column(const Session& session, Merged& merged, const ColumnPlan& own) {
  ColumnPlan* there = merged.find(own.name);
  if (there == nullptr) {
    merged.columns.push_back(own);
    return;
  }
  check_alike(*there, own, "column ");
  if (!own.storage.empty()) {
    const std::string parents = there->storage.empty()
                                    ? std::string(default_storage(session, own.type.text))
                                    : there->storage;
    if (parents.empty()) unknown("the storage of " + own.type.text);
    if (lower(parents) != lower(own.storage)) fail_conflict("column ", own, "storage parameter");
  }
  if (there->compression.empty()) {
    there->compression = own.compression;
  } else if (!own.compression.empty() && there->compression != own.compression) {
    fail_conflict("column ", own, "compression method");
  }
  there->is_local = true;
  take_own(session, merged, *there, own, false);
}

/// A partition can only say more of its parent's columns.
void merge_options(const Session& session, Merged& merged, const std::vector<ColumnPlan>& options) {
  for (std::size_t at = 0; at < options.size(); ++at) {
    for (std::size_t next = at + 1; next < options.size(); ++next) {
      if (options[at].name == options[next].name)
        fail("42701", "column " + quoted(options[at].name) + " specified more than once");
    }
  }
  for (const ColumnPlan& own : options) {
    ColumnPlan* there = merged.find(own.name);
    if (there == nullptr) fail("42703", "column " + quoted(own.name) + " does not exist");
    take_own(session, merged, *there, own, true);
  }
}

}  // namespace

void merge_columns(Session& session, TablePlan& plan) {
  const Catalog& catalog = session.catalog;
  if (plan.columns.size() > most_columns) fail("54011", "tables can have at most 1600 columns");
  check_own_columns(plan);
  Merged merged;
  for (const Id parent : plan.parents) {
    check_parent(session, plan, parent);
    for (const Id column : catalog.parts(parent, ObjectKind::column))
      merge_parent_column(session, plan, merged, column);
    for (const Id check : catalog.parts(parent, ObjectKind::constraint))
      merge_parent_check(session, plan, check);
  }
  if (plan.place.is_partition) {
    merge_options(session, merged, plan.columns);
  } else {
    for (const ColumnPlan& own : plan.columns) merge_own_column(session, merged, own);
  }
  if (merged.columns.size() > most_columns) fail("54011", "tables can have at most 1600 columns");
  for (const std::string& name : merged.conflicting) {
    const bool is_generated = !merged.find(name)->generated_kind.empty();
    fail("42611", "column " + quoted(name) + " inherits conflicting " +
                      (is_generated ? "generation expressions" : "default values"));
  }
  plan.columns = std::move(merged.columns);
}

}  // namespace plumbline::sql
