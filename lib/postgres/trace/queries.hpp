/// The SQL that tells what a transaction holds and rewrote. Sent inside of the migration's own
/// transaction, where search_path and role are the migration's: every name is qualified. Used by
/// trace.cpp, sampler.cpp and Alembic's driver.
#pragma once

#include <string_view>

namespace plumbline::postgres {

/// Every relation that is no system catalog: oid, schema, name, relkind, relfilenode, and of an
/// index its table. Taken before a transaction, so that what it made, dropped or wrote anew is
/// told.
inline constexpr std::string_view relations_query = R"(
SELECT c.oid, n.nspname, c.relname, c.relkind, c.relfilenode, i.indrelid
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
 WHERE c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid)";

/// What this session holds now, with the columns of relations_query behind oid and mode; they are
/// NULL for what the transaction has dropped. 16384 is the first oid that is no system catalog's.
inline constexpr std::string_view own_locks_query = R"(
SELECT l.relation, l.mode, n.nspname, c.relname, c.relkind, c.relfilenode, i.indrelid
  FROM pg_catalog.pg_locks l
  LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
 WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
   AND l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
   AND l.relation OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
   AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
        WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))";

/// The same of another session, by its process id ($1).
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
