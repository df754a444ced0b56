/// Text search parsers, templates, dictionaries and configurations with their mappings.
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql parsers =
    "SELECT p.oid, p.prsname, p.prsnamespace, p.prsstart::pg_catalog.regproc,"
    " p.prstoken::pg_catalog.regproc, p.prsend::pg_catalog.regproc,"
    " p.prsheadline::pg_catalog.regproc, p.prslextype::pg_catalog.regproc"
    " FROM pg_catalog.pg_ts_parser p WHERE p.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR p.prsnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql templates =
    "SELECT t.oid, t.tmplname, t.tmplnamespace, t.tmplinit::pg_catalog.regproc,"
    " t.tmpllexize::pg_catalog.regproc FROM pg_catalog.pg_ts_template t WHERE t.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR t.tmplnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql dictionaries =
    "SELECT d.oid, d.dictname, d.dictnamespace, d.dictowner, n.nspname, t.tmplname,"
    " d.dictinitoption FROM pg_catalog.pg_ts_dict d"
    " JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate"
    " JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace WHERE d.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR d.dictnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql configurations =
    "SELECT c.oid, c.cfgname, c.cfgnamespace, c.cfgowner, n.nspname, p.prsname"
    " FROM pg_catalog.pg_ts_config c JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser"
    " JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace WHERE c.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR c.cfgnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql mappings =
    "SELECT m.mapcfg, k.alias, n.nspname, d.dictname FROM pg_catalog.pg_ts_config c"
    " CROSS JOIN LATERAL pg_catalog.ts_token_type(c.cfgparser) k"
    " JOIN pg_catalog.pg_ts_config_map m ON m.mapcfg = c.oid AND m.maptokentype = k.tokid"
    " JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict"
    " JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace WHERE c.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR c.cfgnamespace = ANY($1::pg_catalog.oid[]))"
    " ORDER BY m.mapcfg, k.tokid, m.mapseqno";

Id add_owned(Catalog& catalog, ObjectKind kind, Oid address_of, const Row& row) {
  const Id id = add_object(catalog, kind, address_of, row.oid(0), row.oid(2), row.text(1));
  if (id != no_id) catalog.set_owner(id, row.oid(3));
  return id;
}

void take_parser(Catalog& catalog, const Row& row) {
  const Id id = add_object(catalog, ObjectKind::text_search_parser, catalogs::text_search_parser,
                           row.oid(0), row.oid(2), row.text(1));
  if (id == no_id) return;
  catalog.builder.set(id, "start", row.name(3));
  catalog.builder.set(id, "token", row.name(4));
  catalog.builder.set(id, "end", row.name(5));
  catalog.builder.set(id, "headline", row.name(6));
  catalog.builder.set(id, "lextypes", row.name(7));
}

void take_template(Catalog& catalog, const Row& row) {
  const Id id = add_object(catalog, ObjectKind::text_search_template,
                           catalogs::text_search_template, row.oid(0), row.oid(2), row.text(1));
  if (id == no_id) return;
  catalog.builder.set(id, "init", row.name(3));
  catalog.builder.set(id, "lexize", row.name(4));
}

void take_dictionary(Catalog& catalog, const Row& row) {
  const Id id =
      add_owned(catalog, ObjectKind::text_search_dictionary, catalogs::text_search_dictionary, row);
  if (id == no_id) return;
  catalog.builder.set(id, "template", sql_name(catalog, row.text(4), row.text(5)));
  catalog.builder.set(id, "options", row.text(6));
}

void take_configuration(Catalog& catalog, const Row& row) {
  const Id id = add_owned(catalog, ObjectKind::text_search_configuration,
                          catalogs::text_search_configuration, row);
  if (id != no_id) catalog.builder.set(id, "parser", sql_name(catalog, row.text(4), row.text(5)));
}

/// Runs of rows of one configuration and token.
void take_mappings(Catalog& catalog, const RowView& rows) {
  std::string names;
  for (std::size_t at = 0; at < rows.count(); ++at) {
    const Row row(rows, at);
    if (!names.empty()) names += ", ";
    names += sql_name(catalog, row.text(2), row.text(3));
    if (at + 1 < rows.count() && rows.oid(at + 1, 0) == row.oid(0) &&
        rows.text(at + 1, 1) == row.text(1))
      continue;
    const Id id = catalog.find(catalogs::text_search_configuration, row.oid(0));
    if (id != no_id) catalog.builder.set_keyed(id, "mapping", row.text(1), names);
    names.clear();
  }
}

constexpr Step steps[] = {
    {"text search parsers", 12, parsers, each_row<take_parser>},
    {"text search templates", 12, templates, each_row<take_template>},
    {"text search dictionaries", 12, dictionaries, each_row<take_dictionary>},
    {"text search configurations", 12, configurations, each_row<take_configuration>},
    {"mappings of text search configurations", 12, mappings, take_mappings},
};

}  // namespace

std::span<const Step> text_search_steps() { return steps; }

}  // namespace plumbline::postgres
