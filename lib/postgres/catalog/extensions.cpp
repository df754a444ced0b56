/// Extensions, and what was said to go with one: ALTER … DEPENDS ON EXTENSION.
#include <algorithm>

#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql extensions =
    "SELECT e.oid, e.extname, e.extowner, e.extversion, n.nspname"
    " FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
    " WHERE e.oid >= 16384";

constexpr FixedSql dependents =
    "SELECT d.classid, d.objid, e.extname FROM pg_catalog.pg_depend d"
    " JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid"
    " WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'x'"
    " ORDER BY d.classid, d.objid, e.extname COLLATE \"C\"";

void take_extension(Catalog& catalog, const Row& row) {
  const Id id =
      add_object(catalog, ObjectKind::extension, catalogs::extension, row.oid(0), 0, row.text(1));
  if (id == no_id) return;
  catalog.set_owner(id, row.oid(2));
  catalog.builder.set(id, "version", row.text(3));
  catalog.builder.set(id, "schema", catalog.quoted(row.text(4)));
}

/// Runs of rows of one object, which may be an index that is made an object later.
void take_dependents(Catalog& catalog, const RowView& rows) {
  std::string names;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Oid of = rows.oid(row, 0);
    const Oid oid = rows.oid(row, 1);
    if (!names.empty()) names += ", ";
    names += catalog.quoted(rows.text(row, 2));
    const std::size_t next = row + 1;
    if (next < rows.count() && rows.oid(next, 0) == of && rows.oid(next, 1) == oid) continue;
    catalog.later.emplace_back([of, oid, names](Catalog& all) {
      const Id id = all.find(of, oid);
      if (id != no_id) all.builder.set(id, "depends_on_extension", names);
    });
    names.clear();
  }
}

constexpr Step steps[] = {
    {"extensions", 12, extensions, each_row<take_extension>},
    {"what depends on extensions", 12, dependents, take_dependents},
};

}  // namespace

std::span<const Step> extension_steps() { return steps; }

}  // namespace plumbline::postgres
