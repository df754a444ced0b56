/// Comments and dependencies: what the catalog says about addresses that other readers have seen.
#include "postgres/catalog/catalog.hpp"

namespace plumbline::postgres {

namespace {

void take_comments(Catalog& catalog, const RowView& rows) {
  core::SchemaBuilder& builder = catalog.builder;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Oid oid = rows.oid(row, 0);
    const Oid of = rows.oid(row, 1);
    const auto part = static_cast<int>(rows.number(row, 2));
    const std::string_view text = rows.text(row, 3);
    if (part != 0) {
      const Relation* relation = catalog.relation(oid);
      const Column* column = relation == nullptr ? nullptr : catalog.column(*relation, part);
      if (column != nullptr) builder.set(column->id, "comment", text);
      continue;
    }
    const Id id = catalog.find(of, oid);
    if (id == no_id) continue;
    if (of == catalogs::relation && builder.kind(id) == ObjectKind::constraint) {
      builder.set(id, "index_comment", text);
    } else if (of != catalogs::schema || text != "standard public schema") {  // initdb's
      builder.set(id, "comment", text);
    }
  }
}

void take_shared_comments(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Id id = catalog.find(rows.oid(row, 1), rows.oid(row, 0));
    const std::string_view text = rows.text(row, 2);
    if (id != no_id && !text.starts_with("plumbline-scratch/"))  // our own mark
      catalog.builder.set(id, "comment", text);
  }
}

constexpr Step comments[] = {
    {"comments", 12,
     "SELECT d.objoid, d.classoid, d.objsubid, d.description FROM pg_catalog.pg_description d"
     " WHERE d.objoid >= 16384"
     " OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass",
     take_comments},
    {"comments of shared objects", 12,
     "SELECT d.objoid, d.classoid, d.description FROM pg_catalog.pg_shdescription d",
     take_shared_comments},
};

Id find_with_part(const Catalog& catalog, Oid of, Oid oid, int part) {
  if (part != 0 && of == catalogs::relation) {
    const Relation* relation = catalog.relation(oid);
    const Column* column = relation == nullptr ? nullptr : catalog.column(*relation, part);
    if (column != nullptr) return column->id;
  }
  return catalog.find_owner(of, oid);
}

void take_dependencies(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Id id = find_with_part(catalog, rows.oid(row, 0), rows.oid(row, 1),
                                 static_cast<int>(rows.number(row, 2)));
    const Id on = find_with_part(catalog, rows.oid(row, 3), rows.oid(row, 4),
                                 static_cast<int>(rows.number(row, 5)));
    if (id != no_id && on != no_id) catalog.builder.depend(id, on);
  }
}

constexpr Step dependencies[] = {
    {"dependencies", 12,
     "SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid"
     " FROM pg_catalog.pg_depend d"
     " WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND d.deptype = 'n'",
     take_dependencies},
};

}  // namespace

std::span<const Step> comment_steps() { return comments; }
std::span<const Step> dependency_steps() { return dependencies; }

}  // namespace plumbline::postgres
