#include "postgres/catalog/watched_rows.hpp"

namespace plumbline::postgres {

namespace {

using enum WatchedRows::Ways;

#define PLUMB_TEXT(row) row "::pg_catalog.text"
/// Rows that few migrations touch, as they are: made anew they count as others.
#define PLUMB_RAW(catalog) \
  { 12, usual, "x.oid", "0", "''", PLUMB_TEXT("x"), catalog " x WHERE x.oid >= 16384" }
#define PLUMB_RAW_BY(catalog, key, sub) \
  { 12, usual, key, sub, "''", PLUMB_TEXT("x"), catalog " x WHERE true" }
/// Not of a table that some session has for itself; toast tables have none of these.
#define PLUMB_LASTING(relation) relation " NOT IN (SELECT passing.oid FROM passing)"
#define PLUMB_LARGER_PART_OF_RELATION                                                      \
  "x.relkind, x.relpersistence, x.relowner::pg_catalog.regrole, x.relam,"                  \
  " x.reloftype::pg_catalog.regtype, x.reltablespace, x.relrowsecurity,"                   \
  " x.relforcerowsecurity, x.relispopulated, x.relreplident, x.relispartition, x.relacl, " \
  "x.reloptions"
#define PLUMB_ACL_OF_SYSTEM(catalog, name, acl)                            \
  {                                                                        \
    12, updated, "x.oid", "0", "''", PLUMB_TEXT("ROW(" name ", " acl ")"), \
        catalog " x WHERE x.oid < 16384 AND " acl " IS NOT NULL"           \
  }

/// What most migrations are about.
constexpr WatchedRows usual_list[] = {
    {12, usual, "x.oid", "0", "x.oid::pg_catalog.regclass::pg_catalog.text",
     PLUMB_TEXT("ROW(" PLUMB_LARGER_PART_OF_RELATION
                ", (SELECT t.reloptions FROM pg_catalog.pg_class t WHERE t.oid = x.reltoastrelid),"
                " pg_catalog.pg_get_expr(x.relpartbound, x.oid))"),
     "pg_class x WHERE x.oid >= 16384 AND x.relpersistence <> 't' AND x.relnamespace <> 99"},
    {12, columns, "x.attrelid", "x.attnum",
     PLUMB_TEXT("ROW(x.attrelid::pg_catalog.regclass, x.attname)"),
     PLUMB_TEXT("ROW(pg_catalog.format_type(x.atttypid, x.atttypmod), x.attnotnull, x.attidentity,"
                " x.attgenerated, x.attislocal, x.attinhcount, (SELECT ROW(n.nspname, l.collname)"
                " FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n"
                " ON n.oid = l.collnamespace WHERE l.oid = x.attcollation), x.attstorage,"
                " @{x.attcompression}, x.attstattarget, x.attacl, x.attoptions, x.attfdwoptions)"),
     "pg_attribute x JOIN pg_catalog.pg_class c ON c.oid = x.attrelid AND c.relpersistence <> 't'"
     " AND c.relnamespace <> 99 WHERE x.attrelid >= 16384 AND x.attnum > 0"},
    {12, usual, "x.oid", "0", "''",
     PLUMB_TEXT("ROW(x.adrelid::pg_catalog.regclass, (SELECT a.attname FROM pg_catalog.pg_attribute"
                " a WHERE a.attrelid = x.adrelid AND a.attnum = x.adnum),"
                " pg_catalog.pg_get_expr(x.adbin, x.adrelid))"),
     "pg_attrdef x WHERE x.oid >= 16384 AND " PLUMB_LASTING("x.adrelid")},
    {12, joined, "x.oid", "0",
     PLUMB_TEXT("ROW(x.conrelid::pg_catalog.regclass, x.contypid::pg_catalog.regtype, x.conname,"
                " x.connamespace::pg_catalog.regnamespace)"),
     PLUMB_TEXT("ROW(x.contype, pg_catalog.pg_get_constraintdef(x.oid), x.condeferrable,"
                " x.condeferred, x.convalidated, x.conislocal, x.coninhcount, x.connoinherit,"
                " x.conparentid <> 0)"),
     "pg_constraint x LEFT JOIN pg_catalog.pg_class c ON c.oid = x.conindid WHERE x.oid >= 16384 "
     "AND " PLUMB_LASTING("x.conrelid")},
    {12, joined, "x.indexrelid", "0", "x.indexrelid::pg_catalog.regclass::pg_catalog.text",
     PLUMB_TEXT("ROW(pg_catalog.pg_get_indexdef(x.indexrelid), x.indisunique, x.indisprimary,"
                " x.indisexclusion, x.indimmediate, x.indisclustered, x.indisvalid, x.indisready,"
                " x.indisreplident)"),
     "pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid AND c.relpersistence <> 't'"
     " AND c.relnamespace <> 99 WHERE x.indexrelid >= 16384"},
    {12, usual, "x.oid", "0", PLUMB_TEXT("ROW(x.ev_class::pg_catalog.regclass, x.rulename)"),
     PLUMB_TEXT("ROW(x.ev_enabled, pg_catalog.pg_get_ruledef(x.oid))"),
     "pg_rewrite x WHERE x.oid >= 16384 AND " PLUMB_LASTING("x.ev_class")},
    // Those of foreign keys come with them, as long as they are on.
    {12, usual, "x.oid", "0",
     PLUMB_TEXT("ROW(x.tgrelid::pg_catalog.regclass, CASE WHEN x.tgisinternal THEN '' ELSE"
                " x.tgname END)"),
     PLUMB_TEXT("ROW(x.tgenabled, x.tgtype, CASE WHEN x.tgisinternal"
                " THEN x.tgfoid::pg_catalog.regproc::pg_catalog.text"
                " ELSE pg_catalog.pg_get_triggerdef(x.oid) END)"),
     "pg_trigger x WHERE x.oid >= 16384 AND (NOT x.tgisinternal OR x.tgenabled <> 'O')"
     " AND " PLUMB_LASTING("x.tgrelid")},
    {12, usual, "x.seqrelid", "0", "x.seqrelid::pg_catalog.regclass::pg_catalog.text",
     PLUMB_TEXT("ROW(x.seqtypid::pg_catalog.regtype, x.seqstart, x.seqincrement, x.seqmax,"
                " x.seqmin, x.seqcache, x.seqcycle)"),
     "pg_sequence x WHERE x.seqrelid >= 16384 AND " PLUMB_LASTING("x.seqrelid")},
    {12, usual, "x.inhrelid", "x.inhparent::pg_catalog.int8", "''",
     PLUMB_TEXT("ROW(x.inhrelid::pg_catalog.regclass, x.inhparent::pg_catalog.regclass,"
                " x.inhseqno, @{x.inhdetachpending})"),
     "pg_inherits x WHERE " PLUMB_LASTING("x.inhrelid")},
    // Which column a sequence belongs to, and what came with an extension.
    {12, usual, "x.objid", "x.refobjid::pg_catalog.int8 * 2048 + x.refobjsubid", "''",
     PLUMB_TEXT("ROW(x.deptype, x.objid::pg_catalog.regclass, x.refobjid::pg_catalog.regclass,"
                " (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.refobjid"
                " AND a.attnum = x.refobjsubid))"),
     "pg_depend x WHERE x.objid >= 16384 AND x.deptype IN ('a', 'i')"
     " AND x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
     " AND x.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass"
     " AND x.objid IN (SELECT s.seqrelid FROM pg_catalog.pg_sequence s)"
     " AND " PLUMB_LASTING("x.objid")},
    {12, usual, "x.oid", "0", "x.oid::pg_catalog.regtype::pg_catalog.text",
     PLUMB_TEXT("ROW(x.typtype, x.typowner::pg_catalog.regrole, x.typacl, x.typlen, x.typbyval,"
                " x.typcategory, x.typispreferred, x.typisdefined, x.typdelim,"
                " x.typelem::pg_catalog.regtype, x.typinput, x.typoutput, x.typreceive, x.typsend,"
                " x.typmodin, x.typmodout, x.typanalyze, x.typalign, x.typstorage, x.typnotnull,"
                " pg_catalog.format_type(x.typbasetype, x.typtypmod), x.typcollation, x.typndims,"
                " x.typdefault)"),
     "pg_type x WHERE x.oid >= 16384 AND (x.typtype IN ('b', 'd', 'e', 'r', 'm', 'p')"
     " AND x.typcategory <> 'A' OR x.typtype = 'c' AND x.typacl IS NOT NULL)"},
    {12, usual, "x.oid", "0", PLUMB_TEXT("ROW(x.enumtypid::pg_catalog.regtype, x.enumlabel)"),
     PLUMB_TEXT("x.enumsortorder"), "pg_enum x WHERE x.oid >= 16384"},
    {12, usual, "x.oid", "0", "x.oid::pg_catalog.regprocedure::pg_catalog.text",
     PLUMB_TEXT("ROW(x.prokind, x.proowner::pg_catalog.regrole, x.proacl,"
                " pg_catalog.pg_get_function_arguments(x.oid),"
                " pg_catalog.pg_get_function_result(x.oid), x.probin,"
                " CASE WHEN x.prokind = 'a' THEN '' ELSE pg_catalog.pg_get_functiondef(x.oid) "
                "END)"),
     "pg_proc x WHERE x.oid >= 16384"},
    {12, usual, "x.objoid", "x.classoid::pg_catalog.int8 * 4096 + x.objsubid", "''",
     PLUMB_TEXT("ROW(pg_catalog.pg_describe_object(x.classoid, x.objoid, x.objsubid),"
                " x.description)"),
     "pg_description x WHERE x.objoid >= 16384"},
};

/// Read where one of them has changed.
constexpr WatchedRows rare_list[] = {

    {12, usual, "x.oid", "0", PLUMB_TEXT("ROW(x.polrelid::pg_catalog.regclass, x.polname)"),
     PLUMB_TEXT("ROW(x.polcmd, x.polpermissive, x.polroles::pg_catalog.regrole[],"
                " pg_catalog.pg_get_expr(x.polqual, x.polrelid),"
                " pg_catalog.pg_get_expr(x.polwithcheck, x.polrelid))"),
     "pg_policy x WHERE x.oid >= 16384"},
    {12, usual, "x.partrelid", "0", "''",
     PLUMB_TEXT("ROW(x.partrelid::pg_catalog.regclass, x.partdefid::pg_catalog.regclass,"
                " pg_catalog.pg_get_partkeydef(x.partrelid))"),
     "pg_partitioned_table x WHERE true"},
    {12, usual, "x.objid", "x.refobjid::pg_catalog.int8 * 4096 + x.objsubid", "''",
     PLUMB_TEXT(
         "ROW(x.deptype, x.classid, pg_catalog.pg_describe_object(x.classid, x.objid, x.objsubid),"
         " pg_catalog.pg_describe_object(x.refclassid, x.refobjid, x.refobjsubid))"),
     "pg_depend x WHERE x.objid >= 16384 AND x.deptype IN ('e', 'x')"
     " AND x.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass"},
    {12, usual, "x.oid", "0", "x.nspname::pg_catalog.text",
     PLUMB_TEXT("ROW(x.nspowner::pg_catalog.regrole, x.nspacl)"),
     "pg_namespace x WHERE x.nspname !~ '^pg_(toast_)?temp_'"},
    {12, usual, "x.rngtypid", "0", "x.rngtypid::pg_catalog.regtype::pg_catalog.text",
     PLUMB_TEXT("ROW(x.rngsubtype::pg_catalog.regtype, x.rngcollation, x.rngsubopc,"
                " x.rngcanonical, x.rngsubdiff)"),
     "pg_range x WHERE x.rngtypid >= 16384"},
    {12, usual, "x.aggfnoid::pg_catalog.oid", "0", "''", PLUMB_TEXT("x"),
     "pg_aggregate x WHERE x.aggfnoid::pg_catalog.oid >= 16384"},
    PLUMB_RAW("pg_operator"),
    PLUMB_RAW("pg_opclass"),
    PLUMB_RAW("pg_opfamily"),
    PLUMB_RAW("pg_amop"),
    PLUMB_RAW("pg_amproc"),
    PLUMB_RAW("pg_am"),
    PLUMB_RAW("pg_cast"),
    PLUMB_RAW("pg_transform"),
    PLUMB_RAW("pg_language"),
    PLUMB_RAW("pg_collation"),
    PLUMB_RAW("pg_conversion"),
    {12, usual, "x.oid", "0", "x.stxname::pg_catalog.text",
     PLUMB_TEXT("ROW(x.stxnamespace::pg_catalog.regnamespace, x.stxowner::pg_catalog.regrole,"
                " @{x.stxstattarget}, pg_catalog.pg_get_statisticsobjdef(x.oid))"),
     "pg_statistic_ext x WHERE x.oid >= 16384"},
    PLUMB_RAW("pg_event_trigger"),
    {12, usual, "x.oid", "0", "x.extname::pg_catalog.text",
     PLUMB_TEXT("ROW(x.extowner::pg_catalog.regrole, x.extnamespace::pg_catalog.regnamespace,"
                " x.extrelocatable, x.extversion)"),
     "pg_extension x WHERE true"},
    PLUMB_RAW("pg_ts_parser"),
    PLUMB_RAW("pg_ts_template"),
    PLUMB_RAW("pg_ts_dict"),
    PLUMB_RAW("pg_ts_config"),
    {12, usual, "x.mapcfg", "x.maptokentype::pg_catalog.int8 * 4096 + x.mapseqno", "''",
     PLUMB_TEXT("x"), "pg_ts_config_map x WHERE x.mapcfg >= 16384"},
    PLUMB_RAW("pg_foreign_data_wrapper"),
    PLUMB_RAW("pg_foreign_server"),
    PLUMB_RAW_BY("pg_foreign_table", "x.ftrelid", "0"),
    {12, always, "x.umid", "0", "''", PLUMB_TEXT("x"), "pg_user_mappings x WHERE true",
     "pg_user_mapping"},
    PLUMB_RAW("pg_publication"),
    PLUMB_RAW("pg_publication_rel"),
    {15, usual, "x.oid", "0", "''", PLUMB_TEXT("x"), "pg_publication_namespace x WHERE true"},
    {12, always, "x.oid", "0", "''",
     PLUMB_TEXT("ROW(x.subname, x.subowner, x.subenabled, x.subpublications, x.subslotname,"
                " x.subsynccommit, @{x.subbinary}, @{x.substream}, @{x.subtwophasestate},"
                " @{x.subdisableonerr}, @{x.suborigin}, @{x.subpasswordrequired},"
                " @{x.subrunasowner}, @{x.subfailover})"),
     "pg_subscription x WHERE true"},
    PLUMB_ACL_OF_SYSTEM("pg_proc", "x.oid::pg_catalog.regprocedure", "x.proacl"),
    PLUMB_ACL_OF_SYSTEM("pg_class", "x.oid::pg_catalog.regclass", "x.relacl"),
    PLUMB_ACL_OF_SYSTEM("pg_type", "x.oid::pg_catalog.regtype", "x.typacl"),
    PLUMB_ACL_OF_SYSTEM("pg_language", "x.lanname", "x.lanacl"),
    {12, usual, "x.oid", "0", "''",
     PLUMB_TEXT("ROW(x.defaclrole::pg_catalog.regrole, x.defaclnamespace::pg_catalog.regnamespace,"
                " x.defaclobjtype, x.defaclacl)"),
     "pg_default_acl x WHERE true"},
    {15, usual, "x.oid", "0", "''", PLUMB_TEXT("ROW(x.parname, x.paracl)"),
     "pg_parameter_acl x WHERE true"},
    {12, usual, "x.oid", "0", "''", PLUMB_TEXT("x"), "pg_largeobject_metadata x WHERE true"},
    {12, always, "x.objoid", "pg_catalog.hashtextextended(x::pg_catalog.text, 0)", "''",
     PLUMB_TEXT("x"), "pg_seclabel x WHERE true"},
    {12, usual, "x.objoid", "x.classoid::pg_catalog.int8 * 4096 + x.objsubid", "''",
     PLUMB_TEXT("ROW(pg_catalog.pg_describe_object(x.classoid, x.objoid, x.objsubid),"
                " x.description)"),
     "pg_description x WHERE x.objoid IN (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE"
     " n.oid < 16384) AND x.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass"},
};

#undef PLUMB_ACL_OF_SYSTEM
#undef PLUMB_LARGER_PART_OF_RELATION
#undef PLUMB_LASTING
#undef PLUMB_RAW_BY
#undef PLUMB_RAW
#undef PLUMB_TEXT

}  // namespace

std::span<const WatchedRows> watched_rows() noexcept { return usual_list; }
std::span<const WatchedRows> rarely_watched_rows() noexcept { return rare_list; }

}  // namespace plumbline::postgres
