/// The SQL that tells what a transaction holds and rewrote. Sent inside of the migration's own
/// transaction, where search_path and role are the migration's: every name is qualified. Used by
/// trace.cpp, sampler.cpp and Alembic's driver. 16384 is the first oid that is no system catalog's.
#pragma once

#include <string_view>

namespace plumbline::postgres {

/// Before the first transaction, every relation: oid, schema, name, relkind, relfilenode, and of an
/// index its table.
inline constexpr std::string_view relations_query = R"(
SELECT c.oid, n.nspname, c.relname, c.relkind, c.relfilenode, i.indrelid
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
 WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid)";

/// Before each later one, those that the one before has made ($1: array of their oids).
inline constexpr std::string_view new_relations_query = R"(
SELECT c.oid, n.nspname, c.relname, c.relkind, c.relfilenode, i.indrelid
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
 WHERE c.oid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[]))";

/// After a statement, what its session holds: oid and mode. A relation that was not there before
/// has been made in this transaction.
inline constexpr std::string_view own_locks_query = R"(
SELECT l.relation, l.mode FROM pg_catalog.pg_locks l
 WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
   AND l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
   AND l.relation OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid)";

/// The files of tables that it holds an AccessExclusiveLock on ($1): another one is a rewrite.
inline constexpr std::string_view files_query = R"(
SELECT c.oid, c.relfilenode FROM pg_catalog.pg_class c
 WHERE c.oid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[]))";

/// From another session, what the one with the process id $1 holds: oid, mode, and behind them the
/// columns of relations_query, NULL for what only that session can see.
inline constexpr std::string_view locks_of_query = R"(
SELECT l.relation, l.mode, n.nspname, c.relname, c.relkind, c.relfilenode, i.indrelid
  FROM pg_catalog.pg_locks l
  LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
 WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
   AND l.pid OPERATOR(pg_catalog.=) $1::pg_catalog.int4
   AND l.relation OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
   AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
        WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))";

}  // namespace plumbline::postgres
