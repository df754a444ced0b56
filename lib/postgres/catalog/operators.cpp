/// Operators, operator families and operator classes with their members. Source of which members
/// belong to a class and which to the family alone: dumpOpclass and dumpOpfamily in pg_dump.c.
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

/// Without those that were only named, as a commutator, and never defined.
constexpr FixedSql operators =
    "SELECT o.oid, o.oprname, o.oprnamespace, o.oprowner, o.oprleft::pg_catalog.regtype,"
    " o.oprright::pg_catalog.regtype, o.oprresult::pg_catalog.regtype,"
    " o.oprcode::pg_catalog.regproc, o.oprrest::pg_catalog.regproc,"
    " o.oprjoin::pg_catalog.regproc, o.oprcanhash, o.oprcanmerge,"
    " cn.nspname, c.oprname, nn.nspname, n.oprname"
    " FROM pg_catalog.pg_operator o"
    " LEFT JOIN pg_catalog.pg_operator c ON c.oid = o.oprcom"
    " LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.oprnamespace"
    " LEFT JOIN pg_catalog.pg_operator n ON n.oid = o.oprnegate"
    " LEFT JOIN pg_catalog.pg_namespace nn ON nn.oid = n.oprnamespace"
    " WHERE o.oid >= 16384 AND o.oprcode <> 0"
    " AND ($1::pg_catalog.oid[] IS NULL OR o.oprnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql families =
    "SELECT f.oid, f.opfname, f.opfnamespace, f.opfowner, a.amname"
    " FROM pg_catalog.pg_opfamily f JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod"
    " WHERE f.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR f.opfnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql classes =
    "SELECT o.oid, o.opcname, o.opcnamespace, o.opcowner, a.amname,"
    " o.opcintype::pg_catalog.regtype, o.opcdefault, n.nspname, f.opfname,"
    " o.opckeytype::pg_catalog.regtype"
    " FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am a ON a.oid = o.opcmethod"
    " JOIN pg_catalog.pg_opfamily f ON f.oid = o.opcfamily"
    " JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace"
    " WHERE o.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR o.opcnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql members_that_are_operators =
    "SELECT d.refclassid, d.refobjid, m.oid, m.amopstrategy,"
    " m.amoplefttype::pg_catalog.regtype, m.amoprighttype::pg_catalog.regtype,"
    " n.nspname, o.oprname, fn.nspname, f.opfname"
    " FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_amop m ON m.oid = d.objid"
    " JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr"
    " JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace"
    " LEFT JOIN pg_catalog.pg_opfamily f ON f.oid = m.amopsortfamily"
    " LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace"
    " WHERE d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass AND d.objid >= 16384"
    " AND d.refclassid IN ('pg_catalog.pg_opclass'::pg_catalog.regclass,"
    " 'pg_catalog.pg_opfamily'::pg_catalog.regclass)";

constexpr FixedSql members_that_are_functions =
    "SELECT d.refclassid, d.refobjid, m.oid, m.amprocnum,"
    " m.amproclefttype::pg_catalog.regtype, m.amprocrighttype::pg_catalog.regtype,"
    " m.amproc::pg_catalog.regprocedure"
    " FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_amproc m ON m.oid = d.objid"
    " WHERE d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass AND d.objid >= 16384"
    " AND d.refclassid IN ('pg_catalog.pg_opclass'::pg_catalog.regclass,"
    " 'pg_catalog.pg_opfamily'::pg_catalog.regclass)";

std::string side(std::string_view type) { return type.empty() ? "none" : std::string(type); }

void take_operator(Catalog& catalog, const Row& row) {
  const std::string name =
      std::string(row.text(1)) + '(' + side(row.name(4)) + ", " + side(row.name(5)) + ')';
  const Id id = add_object_as(catalog, ObjectKind::operator_, catalogs::operator_, row.oid(0),
                              row.oid(2), name);
  if (id == no_id) return;
  core::SchemaBuilder& builder = catalog.builder;
  catalog.set_owner(id, row.oid(3));
  builder.set(id, "result", row.name(6));
  builder.set(id, "function", row.name(7));
  builder.set(id, "restrict", row.name(8));
  builder.set(id, "join", row.name(9));
  builder.set_flag(id, "hashes", row.is_true(10));
  builder.set_flag(id, "merges", row.is_true(11));
  builder.set(id, "commutator", operator_name(catalog, row.text(12), row.text(13)));
  builder.set(id, "negator", operator_name(catalog, row.text(14), row.text(15)));
}

Id add_grouping(Catalog& catalog, ObjectKind kind, Oid address_of, const Row& row) {
  const std::string name = core::name_part(row.text(1)) + " USING " + catalog.quoted(row.text(4));
  const Id id = add_object_as(catalog, kind, address_of, row.oid(0), row.oid(2), name);
  if (id != no_id) catalog.set_owner(id, row.oid(3));
  return id;
}

void take_family(Catalog& catalog, const Row& row) {
  add_grouping(catalog, ObjectKind::operator_family, catalogs::operator_family, row);
}

void take_class(Catalog& catalog, const Row& row) {
  const Id id = add_grouping(catalog, ObjectKind::operator_class, catalogs::operator_class, row);
  if (id == no_id) return;
  catalog.builder.set(id, "type", row.name(5));
  catalog.builder.set_flag(id, "default", row.is_true(6));
  catalog.builder.set(id, "family", sql_name(catalog, row.text(7), row.text(8)));
  catalog.builder.set(id, "storage", row.name(9));
}

/// "1(integer, integer)"
std::string member_key(const Row& row) {
  return std::string(row.text(3)) + '(' + side(row.name(4)) + ", " + side(row.name(5)) + ')';
}

void take_operator_member(Catalog& catalog, const Row& row) {
  const Id id = catalog.find(row.oid(0), row.oid(1));
  if (id == no_id) return;
  std::string value = operator_name(catalog, row.text(6), row.text(7));
  if (!row.is_null(9)) value += " FOR ORDER BY " + sql_name(catalog, row.text(8), row.text(9));
  catalog.stand_for(catalogs::operator_member, row.oid(2), id);
  catalog.builder.set_keyed(id, "operator", member_key(row), value);
}

void take_function_member(Catalog& catalog, const Row& row) {
  const Id id = catalog.find(row.oid(0), row.oid(1));
  if (id == no_id) return;
  catalog.stand_for(catalogs::function_member, row.oid(2), id);
  catalog.builder.set_keyed(id, "function", member_key(row), row.signature(6));
}

constexpr Step steps[] = {
    {"operators", 12, operators, each_row<take_operator>},
    {"operator families", 12, families, each_row<take_family>},
    {"operator classes", 12, classes, each_row<take_class>},
    {"operators of operator classes", 12, members_that_are_operators,
     each_row<take_operator_member>},
    {"functions of operator classes", 12, members_that_are_functions,
     each_row<take_function_member>},
};

}  // namespace

std::span<const Step> operator_steps() { return steps; }

}  // namespace plumbline::postgres
