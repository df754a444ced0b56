#include "postgres/catalog/catalog.hpp"

#include <algorithm>

#include "core/schema/quote.hpp"
#include "postgres/catalog/array_text.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql type_names =
    "SELECT w.t, w.m, pg_catalog.format_type(w.t, w.m), y.typstorage, y.typcollation"
    " FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.oid[]), "
    "pg_catalog.unnest($2::pg_catalog.int4[])) w(t, m)"
    " JOIN pg_catalog.pg_type y ON y.oid = w.t";

constexpr FixedSql relation_names =
    "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.oid = ANY($1::pg_catalog.oid[])";

}  // namespace

const std::string* Catalog::schema(Oid oid) const {
  const auto found = schemas.find(oid);
  return found == schemas.end() ? nullptr : &found->second;
}

std::string_view Catalog::role(Oid oid) const {
  const auto found = roles.find(oid);
  return found == roles.end() ? std::string_view() : std::string_view(found->second);
}

std::string Catalog::quoted(std::string_view name) const {
  return core::quote_identifier(name, version);
}

std::string Catalog::qualified(std::string_view schema_name, std::string_view name) const {
  return core::quote_qualified(schema_name, name, version);
}

std::string Catalog::relation_name(Oid oid) const {
  if (const Relation* one = relation(oid)) {
    const std::string* in = schema(one->schema);
    if (in != nullptr) return qualified(*in, one->name);
  }
  const auto found = relation_names_.find(oid);
  return found == relation_names_.end() ? std::to_string(oid) : found->second;
}

void Catalog::want_relation(Oid oid) {
  if (oid != 0 && relation(oid) == nullptr) relation_names_.try_emplace(oid);
}

const Catalog::TypeName& Catalog::type(Oid oid, std::int32_t modifier) const {
  static const TypeName unknown;
  const auto found = type_names_.find({oid, modifier});
  return found == type_names_.end() ? unknown : found->second;
}

void Catalog::want_type(Oid oid, std::int32_t modifier) {
  type_names_.try_emplace({oid, modifier});
}

bool Catalog::is_left_out(Oid catalog, Oid oid) {
  if (options.with_extension_members) return false;
  const std::uint32_t extension = members.find(catalog, oid);
  if (extension == OidMap::absent) return false;
  ++members_left_out[extension_names[extension]];
  return true;
}

const Relation* Catalog::relation(Oid oid) const noexcept {
  const std::uint32_t place = places_.find(catalogs::relation, oid);
  return place == OidMap::absent ? nullptr : &relations[place];
}

void Catalog::add(const Relation& relation) {
  places_.set(catalogs::relation, relation.oid, static_cast<std::uint32_t>(relations.size()));
  relations.push_back(relation);
}

const Column* Catalog::column(const Relation& of, int number) const {
  const std::span<const Column> all = std::span(columns).subspan(of.first_column, of.column_count);
  const auto found = std::ranges::lower_bound(all, number, {}, &Column::number);
  return found == all.end() || found->number != number ? nullptr : &*found;
}

void Catalog::set_owner(Id id, Oid owner) { builder.set(id, "owner", role(owner)); }

void Catalog::set_grants(Id id, GrantKind kind, Oid owner, std::string_view acl) {
  if (acl.empty()) return;
  for (const auto& [grantee, rights] : read_grants(acl, kind, role(owner), version))
    builder.set_keyed(id, "grant", grantee, rights);
}

void read_names(Catalog& catalog) {
  std::string types = "{";
  std::string modifiers = "{";
  for (const auto& [key, name] : catalog.type_names_) {
    if (types.size() > 1) types += ',';
    if (modifiers.size() > 1) modifiers += ',';
    types += std::to_string(key.first);
    modifiers += std::to_string(key.second);
  }
  std::vector<Oid> relations;
  for (const auto& [oid, name] : catalog.relation_names_) relations.push_back(oid);
  const std::array<std::optional<std::string>, 2> of_types = {types + '}', modifiers + '}'};
  const std::array<std::optional<std::string>, 1> of_relations = {write_array(relations)};
  const std::array<Statement, 2> statements = {Statement{type_names, of_types},
                                               Statement{relation_names, of_relations}};
  catalog.connection.query_all(
      statements,
      [&](std::size_t at, const RowView& rows) {
        for (std::size_t row = 0; row < rows.count(); ++row) {
          if (at == 0) {
            const auto modifier = static_cast<std::int32_t>(rows.number(row, 1));
            catalog.type_names_[{rows.oid(row, 0), modifier}] = {
                .text = std::string(rows.text(row, 2)),
                .storage = rows.letter(row, 3),
                .collation = rows.oid(row, 4)};
          } else {
            catalog.relation_names_[rows.oid(row, 0)] =
                catalog.qualified(rows.text(row, 1), rows.text(row, 2));
          }
        }
      },
      [](std::size_t, const Error& error) { throw error; });
}

}  // namespace plumbline::postgres
