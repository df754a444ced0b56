/// Default privileges and security labels.
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql default_privileges =
    "SELECT d.oid, d.defaclrole, d.defaclnamespace, d.defaclobjtype, d.defaclacl"
    " FROM pg_catalog.pg_default_acl d WHERE d.defaclnamespace = 0"
    " OR $1::pg_catalog.oid[] IS NULL OR d.defaclnamespace = ANY($1::pg_catalog.oid[])";

constexpr FixedSql labels =
    "SELECT l.classoid, l.objoid, l.objsubid, l.provider, l.label FROM pg_catalog.pg_seclabel l"
    " UNION ALL SELECT l.classoid, l.objoid, 0, l.provider, l.label"
    " FROM pg_catalog.pg_shseclabel l";

struct Privileged {
  std::string_view what;
  GrantKind kind;
};

Privileged privileged(char letter) {
  switch (letter) {
    case 'S':
      return {"sequences", GrantKind::sequence};
    case 'f':
      return {"functions", GrantKind::function};
    case 'T':
      return {"types", GrantKind::type};
    case 'n':
      return {"schemas", GrantKind::schema};
    case 'L':
      return {"large objects", GrantKind::large_object};
    default:
      return {"tables", GrantKind::relation};
  }
}

/// In a schema they are added to what is given anyway; without one they stand in its place.
void take_default_privileges(Catalog& catalog, const Row& row) {
  const Oid role = row.oid(1);
  const Oid in = row.oid(2);
  const std::string* schema = catalog.schema(in);
  if (in != 0 && schema == nullptr) return;
  const Privileged of = privileged(row.letter(3));
  std::string name = catalog.quoted(catalog.role(role));
  if (in != 0) name += " in schema " + catalog.quoted(*schema);
  name.append(" on ").append(of.what);
  const Id id = catalog.builder.add_as(ObjectKind::default_privileges, "", name);
  catalog.remember(catalogs::default_privileges, row.oid(0), id);
  catalog.set_grants(id, in == 0 ? of.kind : GrantKind::column, role, row.text(4));
}

void take_label(Catalog& catalog, const Row& row) {
  const Oid of = row.oid(0);
  const Oid oid = row.oid(1);
  const auto number = static_cast<int>(row.number(2));
  catalog.later.emplace_back([of, oid, number, provider = std::string(row.text(3)),
                              label = std::string(row.text(4))](Catalog& all) {
    Id id = all.find(of, oid);
    if (number != 0) {
      const Relation* const relation = all.relation(oid);
      const Column* const column = relation == nullptr ? nullptr : all.column(*relation, number);
      id = column == nullptr ? no_id : column->id;
    }
    if (id != no_id) all.builder.set_keyed(id, "security_label", provider, label);
  });
}

constexpr Step steps[] = {
    {"default privileges", 12, default_privileges, each_row<take_default_privileges>},
    {"security labels", 12, labels, each_row<take_label>},
};

}  // namespace

std::span<const Step> privilege_steps() { return steps; }

}  // namespace plumbline::postgres
