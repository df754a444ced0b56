#include "postgres/catalog/watch_question.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "postgres/catalog/watched_rows.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

using Ways = WatchedRows::Ways;

/// Tables that a session has for itself.
constexpr std::string_view passing =
    "WITH passing AS MATERIALIZED (SELECT oid FROM pg_catalog.pg_class WHERE relpersistence = 't')";

constexpr std::string_view header =
    "SELECT -1 AS n, pg_catalog.concat_ws(';', pg_catalog.current_setting('search_path'),"
    " pg_catalog.txid_current_if_assigned(),"
    " '/' || pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()){}) AS part";

/// A row is new when its transaction is not older than the first id that the last look could not
/// see, or when it is of that look's own transaction and a later command made it: all of a
/// migration may be one transaction. Absent rows of an outer join are none.
std::string is_new(std::string_view row) {
  return system::format(
      "(pg_catalog.age({0}.xmin) <= since.seen AND (pg_catalog.age({0}.xmin) <= since.next OR"
      " {0}.cmin::pg_catalog.text::pg_catalog.int8 > $4))",
      row);
}

/// Of this transaction, whose age is 0 as soon as it has an id.
constexpr std::string_view is_own = "pg_catalog.age(x.xmin) <= 0";

std::string catalog_of(const WatchedRows& rows) {
  const std::string_view from = rows.stored == nullptr ? rows.from : rows.stored;
  return std::string(from.substr(0, from.find(' ')));
}

/// Its place in the usual list; the list's length when it is rare.
std::size_t usual_place(const WatchedRows& rows) {
  const std::string catalog = catalog_of(rows);
  const auto found = std::ranges::find(watched_rows(), catalog, catalog_of);
  return static_cast<std::size_t>(found - watched_rows().begin());
}

bool is_usual(const WatchedRows& rows) { return usual_place(rows) < watched_rows().size(); }

// The counts: rows inserted, updated and deleted of each usual catalog, then the sum of all of the
// rare ones. They hold what this session has done, in its open transaction too, and what others
// have told; they only grow, so that the same again means that nothing was written.

enum Written : std::size_t { inserted = 1, updated, deleted };

std::string count_of(std::size_t at, Written what) {
  return system::format("now[{0}] - COALESCE($5[{0}], 0)", 3 * at + what);
}

std::string rows_written(std::string_view what) {
  return system::format(
      "pg_catalog.pg_stat_get_tuples_{0}(o) + pg_catalog.pg_stat_get_xact_tuples_{0}(o)", what);
}

std::string list_of(const std::vector<std::string>& catalogs) {
  std::string list;
  for (const std::string& catalog : catalogs)
    list += system::format("{}'pg_catalog.{}'::pg_catalog.regclass::pg_catalog.oid",
                           list.empty() ? "" : ", ", catalog);
  return "pg_catalog.unnest(ARRAY[" + list + "])";
}

std::string count_all(int major) {
  std::vector<std::string> usual;
  std::vector<std::string> rare;
  for (const WatchedRows& rows : watched_rows()) usual.push_back(catalog_of(rows));
  for (const WatchedRows& rows : rarely_watched_rows())
    if (major >= rows.since && !is_usual(rows)) rare.push_back(catalog_of(rows));
  return system::format(
      ", counted AS MATERIALIZED (SELECT pg_catalog.array_agg(v.f ORDER BY l.n, v.k) ||"
      " (SELECT pg_catalog.sum({1} + {2} + {3})::pg_catalog.int8 FROM {4} AS r(o)) AS now"
      " FROM {0} WITH ORDINALITY AS l(o, n),"
      " LATERAL (VALUES (1, {1}), (2, {2}), (3, {3})) AS v(k, f)"
      " WHERE pg_catalog.current_setting('track_counts') = 'on')",
      list_of(usual), rows_written("inserted"), rows_written("updated"), rows_written("deleted"),
      list_of(rare));
}

/// Pins the path, on which all that is printed depends: whatever prints asks for a row of this, and
/// what was set is put back at the end. Tells what the last look has not seen: ids, and of the
/// usual catalogs whether anything is written (t), updated (u), deleted (d).
std::string since(bool is_counted) {
  std::string sql = system::format(
      ", since AS MATERIALIZED (SELECT was.path, CASE WHEN was.path IS NOT NULL THEN"
      " pg_catalog.set_config('search_path', '{}', true) END AS pinned, CASE WHEN $1 THEN "
      "2147483647 ELSE pg_catalog.age($2) END AS"
      " next, CASE WHEN $1 THEN 2147483647 ELSE GREATEST(pg_catalog.age($2), pg_catalog.age($3))"
      " END AS seen",
      pinned_path);
  const std::string was =
      " (SELECT pg_catalog.current_setting('search_path') AS path OFFSET 0) AS was)";
  if (!is_counted) return sql + " FROM" + was;
  for (std::size_t at = 0; at < watched_rows().size(); ++at) {
    sql += system::format(
        ", $1 OR {1} <> 0 OR {2} <> 0 OR {3} <> 0 AS t{0}, $1 OR {2} <> 0 AS u{0},"
        " $1 OR {3} <> 0 AS d{0}",
        at, count_of(at, inserted), count_of(at, updated), count_of(at, deleted));
  }
  // A default that is made or dropped updates its column, which is otherwise as before.
  sql += system::format(", $1 OR {} <> {} + {} AS columns", count_of(watched_columns, updated),
                        count_of(watched_defaults, inserted), count_of(watched_defaults, deleted));
  return sql + ", now FROM counted," + was;
}

/// What makes the server pass over rows that cannot have changed.
std::string gate(std::size_t at, const WatchedRows& rows) {
  if (rows.ways == Ways::joined)
    return system::format(" AND (since.t{} OR since.t{})", at, watched_relations);
  std::string sql = system::format(" AND since.t{}", at);
  if (rows.ways == Ways::columns) {
    // A new one comes with its relation, or makes its relation's row another one.
    sql += system::format(
        " AND x.attrelid = ANY (ARRAY(SELECT n.oid FROM pg_catalog.pg_class n WHERE"
        " n.oid >= 16384 AND (since.columns OR {})))",
        is_new("n"));
  }
  return sql;
}

std::string ask_for(std::size_t at, const WatchedRows& rows, bool is_counted) {
  const bool is_gated = is_counted && at < watched_rows().size();
  const bool is_whole = rows.ways == Ways::always;
  const std::string key =
      system::format("({})::pg_catalog.text || '.' || ({})::pg_catalog.text", rows.key, rows.sub);
  std::string keys = "''";
  if (rows.ways != Ways::columns)
    keys = system::format("(SELECT pg_catalog.string_agg({}, ',') FROM pg_catalog.{})", key,
                          rows.from);
  if (rows.ways != Ways::columns && is_gated)
    keys = system::format("CASE WHEN since.d{} THEN {} ELSE '{}' END", at, keys, no_row_gone);
  std::string hash = system::format(
      "pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to('{} ' || ({}) || ' ' || ({}),"
      " pg_catalog.getdatabaseencoding())), 'hex')",
      at, rows.name, rows.body);
  if (rows.ways == Ways::columns) hash = "CASE WHEN x.attisdropped THEN '' ELSE " + hash + " END";
  std::string fresh = is_whole ? "true" : is_new("x");
  if (rows.ways == Ways::joined) fresh = "(" + fresh + " OR " + is_new("c") + ")";
  return system::format(
      " UNION ALL SELECT {0}, pg_catalog.concat('{0} ', {1}, ';', pg_catalog.string_agg({2} || ':'"
      " || pg_catalog.hashtextextended({3}, 0) || ':' || {4}, ','), ';',"
      " pg_catalog.min({5}) FILTER (WHERE {6}), ';', pg_catalog.max({7}) FILTER (WHERE {6}))"
      " FROM pg_catalog.{8}{9} AND {10}",
      at, keys, key, rows.name, hash, is_whole ? "0" : "pg_catalog.age(x.xmin)",
      is_whole ? "false" : is_own, is_whole ? "0" : "x.cmin::pg_catalog.text::pg_catalog.int8",
      rows.from, is_gated ? gate(at, rows) : "", fresh);
}

/// Another sum or something new says that rows of the rare catalogs have come, gone or changed.
/// With counts only those are read that share their catalog with usual ones.
std::string ask_for_rare(const WatchQuestion& question) {
  std::string rows;
  std::size_t at = 0;
  for (const WatchedRows& one : rarely_watched_rows()) {
    ++at;
    if (question.major < one.since || (question.is_counted && !is_usual(one))) continue;
    const bool is_view = one.ways == Ways::always;
    const bool is_gated = question.is_counted && one.ways == Ways::updated;
    std::string weight = std::to_string(is_gated ? 0 : at * 1'000'003) + "::pg_catalog.numeric";
    if (is_view)
      weight = system::format("pg_catalog.hashtextextended({}, 0)::pg_catalog.numeric", one.body);
    rows += system::format("{}SELECT {} AS weight, {} AS is_new FROM pg_catalog.{}",
                           rows.empty() ? "" : " UNION ALL ", weight,
                           is_view ? "false" : is_new("x"), one.from);
    if (is_gated) rows += system::format(" AND since.u{}", usual_place(one));
  }
  std::string count;
  if (question.is_counted) {
    // Views show less to some roles, which no count tells.
    count = system::format(
        "'/', since.now[{}], '/', pg_catalog.hashtextextended(CURRENT_USER::pg_catalog.text, 0), ",
        3 * watched_rows().size() + 1);
  }
  return system::format(
      " UNION ALL SELECT 1000, pg_catalog.concat('r ', pg_catalog.sum(weight), {}';',"
      " pg_catalog.bool_or(is_new)) FROM ({}) AS rare",
      count, rows);
}

}  // namespace

std::string watch_question(const WatchQuestion& question) {
  const bool is_counted = question.is_counted;
  std::string sql(passing);
  if (is_counted) sql += count_all(question.major);
  sql += since(is_counted);
  sql +=
      " SELECT pg_catalog.string_agg(part, pg_catalog.chr(10) ORDER BY n),"
      " pg_catalog.set_config('search_path', pg_catalog.max(since.path), true)"
      " FROM since, LATERAL (";
  sql += system::format(
      header, is_counted ? system::format(", COALESCE(pg_catalog.array_to_string(since.now, ','),"
                                          " '{}')",
                                          not_counted)
                         : "");
  sql += ask_for_rare(question);
  std::size_t at = 0;
  for (const std::span<const WatchedRows> catalogs : {watched_rows(), rarely_watched_rows()}) {
    for (const WatchedRows& rows : catalogs) {
      if (question.major >= rows.since) sql += ask_for(at, rows, is_counted);
      ++at;
    }
    if (!question.with_rare) break;
  }
  return sql + ") AS parts";
}

}  // namespace plumbline::postgres
