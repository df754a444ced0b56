/// Publications and subscriptions. Of subscriptions only what every role may read, so never the
/// connection string. Source: catalogs.sgml and system_views.sql of the branches 12 to 18.
#include <algorithm>

#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql publications =
    "SELECT p.oid, p.pubname, p.pubowner, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete,"
    " p.pubtruncate, @{p.pubviaroot}, @{p.pubgencols}"
    " FROM pg_catalog.pg_publication p WHERE p.oid >= 16384";

constexpr FixedSql published_tables =
    "SELECT r.oid, r.prpubid, r.prrelid, @{r.prqual} IS NOT NULL,"
    " (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)"
    " FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid"
    " AND a.attnum = ANY((@{r.prattrs})::pg_catalog.int2[]))"
    " FROM pg_catalog.pg_publication_rel r";

constexpr FixedSql published_schemas =
    "SELECT p.oid, p.pnpubid, n.nspname FROM pg_catalog.pg_publication_namespace p"
    " JOIN pg_catalog.pg_namespace n ON n.oid = p.pnnspid";

/// Before 14 roles may not read the oid and how commits wait.
constexpr FixedSql old_subscriptions =
    "SELECT 0::pg_catalog.oid, s.subname, s.subowner, s.subenabled, s.subslotname,"
    " s.subpublications, false, 'f', 'd', false, 'any', true, false, false, 'off'"
    " FROM pg_catalog.pg_subscription s"
    " WHERE pg_catalog.current_setting('server_version_num')::pg_catalog.int4 < 140000"
    " AND s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d"
    " WHERE d.datname = pg_catalog.current_database())";

constexpr FixedSql subscriptions =
    "SELECT s.oid, s.subname, s.subowner, s.subenabled, s.subslotname, s.subpublications,"
    " s.subbinary, s.substream, @{s.subtwophasestate}, @{s.subdisableonerr}, @{s.suborigin},"
    " @{s.subpasswordrequired}, @{s.subrunasowner}, @{s.subfailover}, s.subsynccommit"
    " FROM pg_catalog.pg_subscription s"
    " WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d"
    " WHERE d.datname = pg_catalog.current_database())";

void take_publication(Catalog& catalog, const Row& row) {
  const Id id = add_object(catalog, ObjectKind::publication, catalogs::publication, row.oid(0), 0,
                           row.text(1));
  if (id == no_id) return;
  catalog.set_owner(id, row.oid(2));
  catalog.builder.set_flag(id, "all_tables", row.is_true(3));
  std::string events;
  int count = 0;
  for (const auto& [column, word] : {std::pair(4, "insert"), std::pair(5, "update"),
                                     std::pair(6, "delete"), std::pair(7, "truncate")}) {
    if (!row.is_true(static_cast<std::size_t>(column))) continue;
    events.append(events.empty() ? "" : ", ").append(word);
    ++count;
  }
  if (count < 4) catalog.builder.set(id, "publish", count == 0 ? "none" : events);
  catalog.builder.set_flag(id, "via_root", row.is_true(8));
  if (row.letter(9) == 's') catalog.builder.set(id, "generated_columns", "stored");
}

/// `expression` in brackets, also when the server wrote none around it.
std::string in_brackets(std::string_view expression) {
  int depth = 0;
  char quote = '\0';
  bool is_whole = expression.starts_with('(');
  for (std::size_t at = 0; at < expression.size() && is_whole; ++at) {
    const char c = expression[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else {
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      is_whole = depth > 0 || at + 1 == expression.size();
    }
  }
  return is_whole ? std::string(expression) : '(' + std::string(expression) + ')';
}

void set_table(Catalog& catalog, Id publication, Oid table, std::string_view columns,
               std::string_view filter) {
  std::string value = columns.empty() ? "" : '(' + std::string(columns) + ')';
  if (!filter.empty()) value += (value.empty() ? "WHERE " : " WHERE ") + in_brackets(filter);
  catalog.builder.set_keyed(publication, "table", catalog.relation_name(table), value);
}

void use_filter(Catalog& catalog, std::uint32_t token, std::string_view text) {
  const PublishedTable& one = catalog.published_tables[token];
  set_table(catalog, one.publication, one.table, one.columns, text);
}

void take_published_table(Catalog& catalog, const Row& row) {
  const Id id = catalog.find(catalogs::publication, row.oid(1));
  if (id == no_id) return;
  const Oid table = row.oid(2);
  catalog.want_relation(table);
  catalog.stand_for(catalogs::publication_relation, row.oid(0), id);
  if (row.is_true(3)) {
    const auto token = static_cast<std::uint32_t>(catalog.published_tables.size());
    catalog.published_tables.push_back(
        {.publication = id, .table = table, .columns = std::string(row.text(4))});
    catalog.expressions.want(Text::publication_filter, row.oid(0), table, id, "table", use_filter,
                             token);
    return;
  }
  catalog.later.emplace_back([id, table, columns = std::string(row.text(4))](Catalog& all) {
    set_table(all, id, table, columns, "");
  });
}

void take_published_schema(Catalog& catalog, const Row& row) {
  const Id id = catalog.find(catalogs::publication, row.oid(1));
  if (id == no_id) return;
  catalog.stand_for(catalogs::publication_schema, row.oid(0), id);
  catalog.builder.set_keyed(id, "schema", catalog.quoted(row.text(2)), "");
}

std::string_view streaming_word(char letter) {
  return letter == 'p' ? "parallel" : letter == 't' ? "on" : "";
}

void take_subscription(Catalog& catalog, const Row& row) {
  const Id id = catalog.builder.add(ObjectKind::subscription, "", row.text(1));
  if (row.oid(0) != 0) catalog.remember(catalogs::subscription, row.oid(0), id);
  core::SchemaBuilder& builder = catalog.builder;
  catalog.set_owner(id, row.oid(2));
  builder.set_flag(id, "enabled", row.is_true(3));
  if (row.is_null(4)) builder.set(id, "slot", "NONE");
  if (row.text(4) != row.text(1)) builder.set(id, "slot", row.text(4));
  std::vector<std::string> names = read_array(row.text(5));
  std::ranges::sort(names);
  std::string list;
  for (const std::string& name : names)
    list.append(list.empty() ? "" : ", ").append(catalog.quoted(name));
  builder.set(id, "publications", list);
  builder.set_flag(id, "binary", row.is_true(6));
  builder.set(id, "streaming", streaming_word(row.letter(7)));
  builder.set_flag(id, "two_phase", row.letter(8) != 'd');
  builder.set_flag(id, "disable_on_error", row.is_true(9));
  if (row.text(10) != "any") builder.set(id, "origin", row.text(10));
  builder.set_flag(id, "no_password_required", !row.is_true(11));
  builder.set_flag(id, "run_as_owner", row.is_true(12));
  builder.set_flag(id, "failover", row.is_true(13));
  if (row.text(14) != "off") builder.set(id, "synchronous_commit", row.text(14));
}

constexpr Step steps[] = {
    {"publications", 12, publications, each_row<take_publication>},
    {"tables of publications", 12, published_tables, each_row<take_published_table>},
    {"schemas of publications", 15, published_schemas, each_row<take_published_schema>},
    {"subscriptions", 12, old_subscriptions, each_row<take_subscription>},
    {"subscriptions", 14, subscriptions, each_row<take_subscription>},
};

}  // namespace

std::span<const Step> replication_steps() { return steps; }

}  // namespace plumbline::postgres
