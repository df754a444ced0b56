/// Constraints of tables from the raw columns of pg_constraint; those of domains come with types.
/// The texts follow pg_get_constraintdef_worker (ruleutils.c).
#include <array>

#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/catalog.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql constraints =
    "SELECT c.oid, c.conname, c.contype, c.conrelid, c.conindid, c.confrelid, c.conkey, c.confkey,"
    " c.confupdtype, c.confdeltype, c.confmatchtype, c.condeferrable, c.condeferred,"
    " c.convalidated, c.connoinherit, c.coninhcount > 0 AND NOT c.conislocal, c.conparentid,"
    " @{c.confdelsetcols}, @{c.conenforced}, @{c.conperiod}"
    " FROM pg_catalog.pg_constraint c WHERE c.oid >= 16384 AND c.conrelid <> 0"
    // What follows from a foreign key of or to a partitioned table has names that depend on when
    // each partition was attached, and no dump has it.
    " AND (c.conparentid = 0 OR c.contype <> 'f')"
    " AND c.contype IN ('c', 'f', 'p', 'u', 'x', 'n')"
    " AND ($1::pg_catalog.oid[] IS NULL OR c.conrelid IN (SELECT r.oid FROM pg_catalog.pg_class r"
    " WHERE r.relnamespace = ANY($1::pg_catalog.oid[])))";

std::string_view type_name(char type) {
  switch (type) {
    case 'c':
      return "check";
    case 'f':
      return "foreign key";
    case 'p':
      return "primary key";
    case 'u':
      return "unique";
    case 'x':
      return "exclude";
    default:
      return "not null";
  }
}

std::string_view action_name(char action) {
  switch (action) {
    case 'r':
      return "restrict";
    case 'c':
      return "cascade";
    case 'n':
      return "set null";
    case 'd':
      return "set default";
    default:
      return "";
  }
}

std::string column_list(const Catalog& catalog, const Relation& relation,
                        std::string_view numbers) {
  std::string list;
  for (const std::int64_t number : read_numbers(numbers)) {
    const Column* column = catalog.column(relation, static_cast<int>(number));
    if (column == nullptr) continue;
    if (!list.empty()) list += ", ";
    list += catalog.quoted(column->name);
  }
  return list;
}

void set_foreign_key(Catalog& catalog, Id id, const Relation& relation, const RowView& rows,
                     std::size_t row) {
  core::SchemaBuilder& builder = catalog.builder;
  if (rows.letter(row, 10) == 'f') builder.set(id, "match", "full");
  builder.set(id, "on_update", action_name(rows.letter(row, 8)));
  std::string on_delete(action_name(rows.letter(row, 9)));
  if (!rows.is_null(row, 17))
    on_delete += " (" + column_list(catalog, relation, rows.text(row, 17)) + ')';
  builder.set(id, "on_delete", on_delete);
  const Oid target = rows.oid(row, 5);
  catalog.want_relation(target);
  catalog.later.emplace_back([=, numbers = std::string(rows.text(row, 7))](Catalog& all) {
    std::string text = all.relation_name(target);
    if (const Relation* there = all.relation(target))
      text += " (" + column_list(all, *there, numbers) + ')';
    all.builder.set(id, "references", text);
  });
}

/// The names of 18's not-null constraints that say no more than the column's own not_null: the
/// usual ones, and those that come from a parent, which has another for a partition that was made
/// as one than for one that was attached.
bool says_nothing_more(const Relation& relation, const Column* column, const RowView& rows,
                       std::size_t row) {
  if (column == nullptr) return true;
  const bool is_plain = rows.is_true(row, 13) && !rows.is_true(row, 14);
  const std::string usual =
      std::string(relation.name) + '_' + std::string(column->name) + "_not_null";
  // Longer ones are cut in a way that is not worth following: their name is then shown.
  return is_plain && (rows.text(row, 1) == usual || rows.is_true(row, 15));
}

void set_states(Catalog& catalog, Id id, const RowView& rows, std::size_t row) {
  core::SchemaBuilder& builder = catalog.builder;
  const char type = rows.letter(row, 2);
  if (rows.is_true(row, 11)) {
    builder.set(id, "deferrable",
                rows.is_true(row, 12) ? "initially deferred" : "initially immediate");
  }
  const bool is_enforced = rows.is_true(row, 18);
  builder.set_flag(id, "not_enforced", !is_enforced);
  builder.set_flag(id, "not_valid", !rows.is_true(row, 13) && is_enforced);
  builder.set_flag(id, "no_inherit", rows.is_true(row, 14) && (type == 'c' || type == 'n'));
  builder.set_flag(id, "inherited", rows.is_true(row, 15));
  builder.set_flag(id, "period", rows.is_true(row, 19));
}

void take_constraint(Catalog& catalog, const RowView& rows, std::size_t row) {
  const Relation* relation = catalog.relation(rows.oid(row, 3));
  if (relation == nullptr || relation->id == no_id) return;
  const char type = rows.letter(row, 2);
  const Oid oid = rows.oid(row, 0);
  const std::vector<std::int64_t> numbers = read_numbers(rows.text(row, 6));
  if (type == 'n' &&
      (numbers.empty() ||
       says_nothing_more(*relation, catalog.column(*relation, static_cast<int>(numbers[0])), rows,
                         row)))
    return;
  core::SchemaBuilder& builder = catalog.builder;
  const Id id = builder.add(ObjectKind::constraint, builder.schema(relation->id), rows.text(row, 1),
                            relation->id);
  catalog.remember(catalogs::constraint, oid, id);
  builder.set(id, "type", type_name(type));
  set_states(catalog, id, rows, row);
  if (type == 'c') {
    catalog.expressions.want(Text::check, oid, rows.oid(row, 3), id, "expression");
    return;
  }
  if (type == 'f' || type == 'n')
    builder.set(id, "columns", column_list(catalog, *relation, rows.text(row, 6)));
  if (type == 'f') set_foreign_key(catalog, id, *relation, rows, row);
  if (type == 'p' || type == 'u' || type == 'x') {
    catalog.indexes.constraints.set(catalogs::relation, rows.oid(row, 4), id);
    catalog.indexes.constraint_oids.set(catalogs::relation, rows.oid(row, 4), oid);
  }
}

/// Of a key of a partition: its parent's.
void set_parent(Catalog& catalog, Oid child, Oid parent) {
  const Id id = catalog.find(catalogs::constraint, child);
  const Id above = catalog.find(catalogs::constraint, parent);
  if (id != no_id && above != no_id)
    catalog.builder.replace(id, "partition_of", catalog.builder.name(above));
}

void take_constraints(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) take_constraint(catalog, rows, row);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (const Oid parent = rows.oid(row, 16); parent != 0)
      set_parent(catalog, rows.oid(row, 0), parent);
  }
}

void take_exclusion_operators(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::string_view schema = rows.text(row, 1);
    std::string name(rows.text(row, 2));
    if (schema != "pg_catalog") name = "OPERATOR(" + catalog.quoted(schema) + '.' + name + ')';
    catalog.indexes.exclusion_operators[rows.oid(row, 0)].push_back(std::move(name));
  }
}

constexpr Step steps[] = {
    {"exclusion constraints", 12,
     "SELECT c.oid, n.nspname, o.oprname FROM pg_catalog.pg_constraint c"
     " CROSS JOIN LATERAL pg_catalog.unnest(c.conexclop) WITH ORDINALITY u(o, place)"
     " JOIN pg_catalog.pg_operator o ON o.oid = u.o"
     " JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace"
     " WHERE c.conexclop IS NOT NULL ORDER BY c.oid, u.place",
     take_exclusion_operators},
    {"constraints", 12, constraints, take_constraints},
};

}  // namespace

std::span<const Step> constraint_steps() { return steps; }

}  // namespace plumbline::postgres
