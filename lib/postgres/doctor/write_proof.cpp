/// That reading wrote nothing: our own transaction has no id and wrote no tuple; what the server
/// counted before and after shows whether others did.
#include <charconv>

#include "postgres/doctor/parts.hpp"

namespace plumbline::postgres::doctor {

namespace {

constexpr FixedSql server_counters =
    "SELECT pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()),"
    " d.tup_inserted, d.tup_updated, d.tup_deleted FROM pg_catalog.pg_stat_database d"
    " WHERE d.datname = pg_catalog.current_database()";

// Of this session since it last published them, which it never does within a transaction.
constexpr FixedSql own_counters =
    "SELECT pg_catalog.txid_current_if_assigned(),"
    " pg_catalog.sum(pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid)),"
    " pg_catalog.sum(pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)),"
    " pg_catalog.sum(pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid))"
    " FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'm', 't')";

std::int64_t number(const Rows& rows, std::size_t column) {
  const std::string text = rows.count() == 0 ? std::string() : rows.text(0, column);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

TupleCounts tuples(const Rows& rows) {
  return {.inserted = number(rows, 1), .updated = number(rows, 2), .deleted = number(rows, 3)};
}

WriteCounters read_counters(Connection& connection) {
  const Rows rows = connection.query(server_counters);
  connection.end_snapshot();
  return {.next_transaction = number(rows, 0), .tuples = tuples(rows)};
}

}  // namespace

WriteProof prove_no_writing(Connection& connection) {
  WriteProof proof;
  connection.end_snapshot();
  proof.before = read_counters(connection);
  // A pooler's session may have counted for others before us.
  const TupleCounts inherited = tuples(connection.query(own_counters));
  proof.names_read = list_catalog_names(connection).size();
  const Rows own = connection.query(own_counters);
  if (own.count() != 0 && own.at(0, 0)) proof.own_transaction = number(own, 0);
  const TupleCounts ours = tuples(own);
  proof.own_tuples = {.inserted = ours.inserted - inherited.inserted,
                      .updated = ours.updated - inherited.updated,
                      .deleted = ours.deleted - inherited.deleted};
  connection.end_snapshot();
  proof.after = read_counters(connection);
  return proof;
}

}  // namespace plumbline::postgres::doctor
