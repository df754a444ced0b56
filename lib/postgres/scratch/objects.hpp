/// What users have made in a database, of every kind and in one list, and its removal object by
/// object: for roles that may not drop and create databases.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "postgres/connection.hpp"
#include "postgres/session.hpp"

namespace plumbline::postgres::scratch {

/// Each object of its own: what belongs to another one, as an index to its table, comes with that.
/// Columns: order of removal, type, schema, name, identity (pg_identify_object), description, oid.
/// plpgsql and what belongs to it do not count, nor do schemas of temporary objects. Subscriptions
/// are not in it: before 14 only a superuser may read their oids.
inline constexpr FixedSql user_objects =
    "WITH o (turn, classid, objid) AS ("
    " SELECT 1, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_event_trigger t"
    " UNION ALL SELECT 3, 'pg_catalog.pg_publication'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_publication t"
    " UNION ALL SELECT 4, 'pg_catalog.pg_namespace'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_namespace t WHERE t.nspname <> 'public'"
    " AND t.nspname !~ '^pg_(toast_)?temp_[0-9]+$'"
    " UNION ALL SELECT 5, 'pg_catalog.pg_extension'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_extension t WHERE t.extname <> 'plpgsql'"
    " UNION ALL SELECT 6, 'pg_catalog.pg_class'::pg_catalog.regclass, t.oid FROM "
    "pg_catalog.pg_class t"
    " UNION ALL SELECT 7, 'pg_catalog.pg_cast'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_cast "
    "t"
    " UNION ALL SELECT 7, 'pg_catalog.pg_transform'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_transform t"
    " UNION ALL SELECT 8, 'pg_catalog.pg_opclass'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_opclass t"
    " UNION ALL SELECT 8, 'pg_catalog.pg_opfamily'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_opfamily t"
    " UNION ALL SELECT 8, 'pg_catalog.pg_amop'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_amop "
    "t"
    " UNION ALL SELECT 8, 'pg_catalog.pg_amproc'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_amproc t"
    " UNION ALL SELECT 9, 'pg_catalog.pg_operator'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_operator t"
    " UNION ALL SELECT 10, 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid FROM "
    "pg_catalog.pg_type t"
    " UNION ALL SELECT 11, 'pg_catalog.pg_language'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_language t"
    " UNION ALL SELECT 11, 'pg_catalog.pg_am'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_am t"
    " UNION ALL SELECT 11, 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_foreign_data_wrapper t"
    " UNION ALL SELECT 11, 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_foreign_server t"
    " UNION ALL SELECT 12, 'pg_catalog.pg_ts_config'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_ts_config t"
    " UNION ALL SELECT 13, 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_ts_dict t"
    " UNION ALL SELECT 14, 'pg_catalog.pg_ts_template'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_ts_template t"
    " UNION ALL SELECT 14, 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_ts_parser t"
    " UNION ALL SELECT 15, 'pg_catalog.pg_conversion'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_conversion t"
    " UNION ALL SELECT 15, 'pg_catalog.pg_collation'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_collation t"
    " UNION ALL SELECT 15, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_statistic_ext t"
    " UNION ALL SELECT 16, 'pg_catalog.pg_proc'::pg_catalog.regclass, t.oid FROM "
    "pg_catalog.pg_proc t"
    " UNION ALL SELECT 17, 'pg_catalog.pg_default_acl'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_default_acl t"
    " UNION ALL SELECT 18, 'pg_catalog.pg_largeobject'::pg_catalog.regclass, t.oid"
    " FROM pg_catalog.pg_largeobject_metadata t)"
    " SELECT o.turn, i.type, i.schema, i.name, i.identity,"
    " pg_catalog.pg_describe_object(o.classid, o.objid, 0), o.objid"
    " FROM o, pg_catalog.pg_identify_object(o.classid, o.objid, 0) i"
    " WHERE o.objid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d"
    " WHERE d.classid = o.classid AND d.objid = o.objid AND d.objsubid = 0"
    " AND (d.deptype IN ('a', 'i', 'P', 'S') AND d.refobjid >= 16384 AND o.turn <> 17"
    " OR d.deptype = 'e'))"
    " ORDER BY o.turn, i.identity";
inline constexpr std::size_t described_column = 5;

/// Removes what can be removed, in the order of its dependencies, each statement on its own, and
/// makes schema public and plpgsql as a fresh database has them. `before_each` is called right
/// before each statement that destroys, and throws when it must not be sent. What the server
/// refuses stays, for the proof to name; the last word of the server on each is returned by name.
struct Kept {
  std::string object;  ///< as described
  std::string why;     ///< the server's words
};
std::vector<Kept> remove_objects(Session& session, const std::function<void()>& before_each);

/// Subscriptions alone, without a word to their publishers: a database with one cannot be dropped.
void remove_subscriptions(Session& session, const std::function<void()>& before_each);

}  // namespace plumbline::postgres::scratch
