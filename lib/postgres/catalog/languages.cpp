/// Languages, access methods, casts, transforms and event triggers: what extends the server itself.
#include <algorithm>

#include "core/schema/quote.hpp"
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql languages =
    "SELECT l.oid, l.lanname, l.lanowner, l.lanacl, l.lanplcallfoid::pg_catalog.regproc,"
    " l.laninline::pg_catalog.regproc, l.lanvalidator::pg_catalog.regproc, l.lanpltrusted"
    " FROM pg_catalog.pg_language l WHERE l.oid >= 16384";

constexpr FixedSql access_methods =
    "SELECT a.oid, a.amname, a.amtype, a.amhandler::pg_catalog.regproc"
    " FROM pg_catalog.pg_am a WHERE a.oid >= 16384";

constexpr FixedSql casts =
    "SELECT c.oid, c.castsource::pg_catalog.regtype, c.casttarget::pg_catalog.regtype,"
    " c.castmethod, c.castcontext, c.castfunc::pg_catalog.regprocedure"
    " FROM pg_catalog.pg_cast c WHERE c.oid >= 16384"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d"
    " WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND d.objid = c.oid"
    " AND d.deptype = 'i')";

constexpr FixedSql transforms =
    "SELECT t.oid, t.trftype::pg_catalog.regtype, l.lanname,"
    " t.trffromsql::pg_catalog.regprocedure, t.trftosql::pg_catalog.regprocedure"
    " FROM pg_catalog.pg_transform t JOIN pg_catalog.pg_language l ON l.oid = t.trflang"
    " WHERE t.oid >= 16384";

constexpr FixedSql event_triggers =
    "SELECT e.oid, e.evtname, e.evtowner, e.evtevent, e.evttags, e.evtenabled,"
    " e.evtfoid::pg_catalog.regproc FROM pg_catalog.pg_event_trigger e WHERE e.oid >= 16384";

void take_language(Catalog& catalog, const Row& row) {
  const Id id =
      add_object(catalog, ObjectKind::language, catalogs::language, row.oid(0), 0, row.text(1));
  if (id == no_id) return;
  catalog.set_owner(id, row.oid(2));
  catalog.set_grants(id, GrantKind::language, row.oid(2), row.text(3));
  catalog.builder.set(id, "handler", row.name(4));
  catalog.builder.set(id, "inline", row.name(5));
  catalog.builder.set(id, "validator", row.name(6));
  catalog.builder.set_flag(id, "trusted", row.is_true(7));
}

void take_access_method(Catalog& catalog, const Row& row) {
  const Id id = add_object(catalog, ObjectKind::access_method, catalogs::access_method, row.oid(0),
                           0, row.text(1));
  if (id == no_id) return;
  catalog.builder.set(id, "type", row.letter(2) == 't' ? "table" : "index");
  catalog.builder.set(id, "handler", row.name(3));
}

void take_cast(Catalog& catalog, const Row& row) {
  const std::string name = std::string(row.name(1)) + " AS " + std::string(row.name(2));
  const Id id = add_object_as(catalog, ObjectKind::cast, catalogs::cast, row.oid(0), 0, name);
  if (id == no_id) return;
  const char method = row.letter(3);
  const char context = row.letter(4);
  catalog.builder.set(id, "method",
                      method == 'f'   ? "function"
                      : method == 'b' ? "binary"
                                      : "inout");
  catalog.builder.set(id, "context",
                      context == 'i'   ? "implicit"
                      : context == 'a' ? "assignment"
                                       : "");
  catalog.builder.set(id, "function", row.signature(5));
}

void take_transform(Catalog& catalog, const Row& row) {
  const std::string name = std::string(row.name(1)) + " FOR " + catalog.quoted(row.text(2));
  const Id id =
      add_object_as(catalog, ObjectKind::transform, catalogs::transform, row.oid(0), 0, name);
  if (id == no_id) return;
  catalog.builder.set(id, "from_sql", row.signature(3));
  catalog.builder.set(id, "to_sql", row.signature(4));
}

std::string tags_of(std::string_view array) {
  std::vector<std::string> tags = read_array(array);
  std::ranges::sort(tags);
  std::string text;
  for (const std::string& tag : tags) {
    if (!text.empty()) text += ", ";
    text += core::quote_standard_literal(tag);
  }
  return text;
}

void take_event_trigger(Catalog& catalog, const Row& row) {
  const Id id = add_object(catalog, ObjectKind::event_trigger, catalogs::event_trigger, row.oid(0),
                           0, row.text(1));
  if (id == no_id) return;
  catalog.set_owner(id, row.oid(2));
  catalog.builder.set(id, "event", row.text(3));
  catalog.builder.set(id, "tags", tags_of(row.text(4)));
  catalog.builder.set(id, "enabled", enabled_word(row.letter(5)));
  catalog.builder.set(id, "function", row.name(6));
}

constexpr Step steps[] = {
    {"languages", 12, languages, each_row<take_language>},
    {"access methods", 12, access_methods, each_row<take_access_method>},
    {"casts", 12, casts, each_row<take_cast>},
    {"transforms", 12, transforms, each_row<take_transform>},
    {"event triggers", 12, event_triggers, each_row<take_event_trigger>},
};

}  // namespace

std::span<const Step> language_steps() { return steps; }

}  // namespace plumbline::postgres
