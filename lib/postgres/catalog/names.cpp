/// Short lists whose names others need.
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

void take_access_methods(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row)
    catalog.access_methods.emplace(rows.oid(row, 0), rows.text(row, 1));
}

void take_tablespaces(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row)
    catalog.tablespaces.emplace(rows.oid(row, 0), rows.text(row, 1));
}

void take_collations(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    catalog.collations.emplace(rows.oid(row, 0),
                               sql_name(catalog, rows.text(row, 1), rows.text(row, 2)));
  }
}

void take_operator_classes(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    catalog.indexes.classes.emplace(
        rows.oid(row, 0),
        IndexFacts::OperatorClass{.name = sql_name(catalog, rows.text(row, 1), rows.text(row, 2)),
                                  .method = rows.oid(row, 3),
                                  .type = rows.oid(row, 4),
                                  .is_default = rows.is_true(row, 5)});
  }
}

constexpr Step steps[] = {
    {"access methods", 12, "SELECT a.oid, a.amname FROM pg_catalog.pg_am a", take_access_methods},
    {"tablespaces", 12, "SELECT t.oid, t.spcname FROM pg_catalog.pg_tablespace t",
     take_tablespaces},
    {"collations", 12,
     "SELECT c.oid, n.nspname, c.collname FROM pg_catalog.pg_collation c"
     " JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace",
     take_collations},
    {"operator classes", 12,
     "SELECT o.oid, n.nspname, o.opcname, o.opcmethod, o.opcintype, o.opcdefault"
     " FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace",
     take_operator_classes},
};

}  // namespace

std::span<const Step> name_steps() { return steps; }

}  // namespace plumbline::postgres
