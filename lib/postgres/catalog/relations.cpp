/// Tables, views, materialized views, foreign tables and sequences as relations: what pg_class says
/// of them, and how they inherit.
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/catalog.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql relations =
    "SELECT c.oid, c.relname, c.relnamespace, c.relkind, c.relowner, c.relacl, c.relpersistence,"
    " c.relam, c.reltablespace, c.reloptions, c.relreplident, c.reloftype, c.relrowsecurity,"
    " c.relforcerowsecurity, c.relispartition, c.relispopulated"
    " FROM pg_catalog.pg_class c WHERE c.oid >= 16384"
    " AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I') AND c.relpersistence <> 't'"
    " AND ($1::pg_catalog.oid[] IS NULL OR c.relnamespace = ANY($1::pg_catalog.oid[]))";

ObjectKind kind_of(char relkind) {
  switch (relkind) {
    case 'v':
      return ObjectKind::view;
    case 'm':
      return ObjectKind::materialized_view;
    case 'f':
      return ObjectKind::foreign_table;
    case 'S':
      return ObjectKind::sequence;
    default:
      return ObjectKind::table;
  }
}

bool is_index(char relkind) { return relkind == 'i' || relkind == 'I'; }

/// Without the semicolon that pg_get_viewdef ends with.
void use_view_query(Catalog& catalog, std::uint32_t id, std::string_view text) {
  if (text.ends_with(';')) text.remove_suffix(1);
  catalog.builder.set(id, "query", text);
}

void set_storage(Catalog& catalog, Id id, const RowView& rows, std::size_t row) {
  core::SchemaBuilder& builder = catalog.builder;
  if (rows.letter(row, 6) == 'u') builder.set(id, "persistence", "unlogged");
  if (const Oid method = rows.oid(row, 7); method != 0) {
    const auto found = catalog.access_methods.find(method);
    if (found != catalog.access_methods.end() && found->second != "heap")
      builder.set(id, "access_method", catalog.quoted(found->second));
  }
  if (const Oid space = rows.oid(row, 8); space != 0) {
    const auto found = catalog.tablespaces.find(space);
    if (found != catalog.tablespaces.end())
      builder.set(id, "tablespace", catalog.quoted(found->second));
  }
  builder.set(id, "options", read_options(rows.text(row, 9)));
}

void set_table_facts(Catalog& catalog, Id id, Oid oid, const RowView& rows, std::size_t row) {
  core::SchemaBuilder& builder = catalog.builder;
  // Of a foreign table the server stores what means nothing.
  switch (rows.letter(row, 3) == 'f' ? 'd' : rows.letter(row, 10)) {
    case 'f':
      builder.set(id, "replica_identity", "full");
      break;
    case 'n':  // which is also what foreign tables have
      if (rows.letter(row, 3) != 'f') builder.set(id, "replica_identity", "nothing");
      break;
    default:  // an index says so itself
      break;
  }
  if (const Oid type = rows.oid(row, 11); type != 0) {
    catalog.want_type(type, -1);
    catalog.later.emplace_back(
        [id, type](Catalog& all) { all.builder.set(id, "of_type", all.type_name(type, -1)); });
  }
  builder.set_flag(id, "row_security", rows.is_true(row, 12));
  builder.set_flag(id, "force_row_security", rows.is_true(row, 13));
  if (rows.is_true(row, 14)) catalog.expressions.want(Text::bound, oid, oid, id, "bound");
  if (rows.letter(row, 3) == 'p')
    catalog.expressions.want(Text::partition_key, oid, oid, id, "partition_key");
}

void take_relation(Catalog& catalog, const RowView& rows, std::size_t row) {
  const Oid oid = rows.oid(row, 0);
  const std::string* schema = catalog.schema(rows.oid(row, 2));
  if (schema == nullptr || catalog.is_left_out(catalogs::relation, oid)) return;
  Relation relation;
  relation.oid = oid;
  relation.kind = rows.letter(row, 3);
  relation.schema = rows.oid(row, 2);
  relation.owner = rows.oid(row, 4);
  relation.access_method = rows.oid(row, 7);
  relation.tablespace = rows.oid(row, 8);
  relation.name = catalog.builder.keep(rows.text(row, 1));
  if (is_index(relation.kind)) {
    relation.options = catalog.builder.keep(rows.text(row, 9));
    catalog.add(relation);
    return;
  }
  const ObjectKind kind = kind_of(relation.kind);
  const Id id = relation.id = catalog.builder.add(kind, *schema, relation.name);
  catalog.add(relation);
  catalog.remember(catalogs::relation, oid, id);
  catalog.set_owner(id, relation.owner);
  catalog.set_grants(id, kind == ObjectKind::sequence ? GrantKind::sequence : GrantKind::relation,
                     relation.owner, rows.text(row, 5));
  set_storage(catalog, id, rows, row);
  if (kind == ObjectKind::table || kind == ObjectKind::foreign_table)
    set_table_facts(catalog, id, oid, rows, row);
  if (kind == ObjectKind::view || kind == ObjectKind::materialized_view)
    catalog.expressions.want(Text::view_query, oid, oid, id, "query", use_view_query, id);
  if (kind == ObjectKind::materialized_view)
    catalog.builder.set_flag(id, "not_populated", !rows.is_true(row, 15));
}

void take_relations(Catalog& catalog, const RowView& rows) {
  catalog.relations.reserve(rows.count());
  for (std::size_t row = 0; row < rows.count(); ++row) take_relation(catalog, rows, row);
}

void take_toast_options(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Id id = catalog.find(catalogs::relation, rows.oid(row, 0));
    if (id != no_id) catalog.builder.set(id, "toast_options", read_options(rows.text(row, 1)));
  }
}

/// Runs of rows of one child, its parents in order. Indexes become objects later.
void take_parents(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Oid child = rows.oid(row, 0);
    const Oid parent = rows.oid(row, 1);
    if (catalog.relation(child) == nullptr) continue;
    catalog.want_relation(parent);
    const bool is_partition = rows.is_true(row, 2);
    const bool is_detaching = rows.is_true(row, 3);
    catalog.later.emplace_back([=](Catalog& all) {
      const Relation* relation = all.relation(child);
      const Id id = all.find(catalogs::relation, child);
      // An index of a constraint: the constraint knows its own parent.
      if (id == no_id || all.builder.kind(id) == ObjectKind::constraint) return;
      const std::string name = all.relation_name(parent);
      if (is_partition || is_index(relation->kind)) {
        all.builder.set(id, "partition_of", name);
        all.builder.set_flag(id, "detach_pending", is_detaching);
      } else {
        const std::string before(all.builder.value(id, "inherits"));
        all.builder.replace(id, "inherits", before.empty() ? name : before + ", " + name);
      }
    });
  }
}

constexpr Step steps[] = {
    {"relations", 12, relations, take_relations},
    {"options of TOAST tables", 12,
     "SELECT c.oid, t.reloptions FROM pg_catalog.pg_class t"
     " JOIN pg_catalog.pg_class c ON c.reltoastrelid = t.oid"
     " WHERE t.relkind = 't' AND t.reloptions IS NOT NULL",
     take_toast_options},
    {"inheritance", 12,
     "SELECT i.inhrelid, i.inhparent, c.relispartition, @{i.inhdetachpending}"
     " FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid"
     " WHERE $1::pg_catalog.oid[] IS NULL OR c.relnamespace = ANY($1::pg_catalog.oid[])"
     " ORDER BY i.inhrelid, i.inhseqno",
     take_parents},
};

}  // namespace

std::span<const Step> relation_steps() { return steps; }

}  // namespace plumbline::postgres
