/// Functions, procedures and aggregates. Constructors of ranges are remembered as their type.
/// Source of what is left out as usual: dumpFunc and dumpAgg in pg_dump.c.
#include "core/schema/quote.hpp"
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql functions =
    "SELECT p.oid, p.proname, p.pronamespace, p.proowner, p.proacl, p.prokind,"
    " pg_catalog.array_to_string(p.proargtypes::pg_catalog.regtype[], ', '),"
    " pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.pg_get_function_result(p.oid),"
    " l.lanname, p.prosrc, p.probin, @{p.prosqlbody} IS NOT NULL, p.provolatile, p.prosecdef,"
    " p.proleakproof, p.proisstrict, p.proparallel, p.procost, p.prorows, p.proretset,"
    " p.prosupport::pg_catalog.regproc, p.protrftypes::pg_catalog.regtype[], p.proconfig,"
    " (SELECT d.refobjid FROM pg_catalog.pg_depend d"
    " WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid"
    " AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'i' LIMIT 1)"
    " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang"
    " WHERE p.oid >= 16384 AND p.prokind <> 'a'"
    " AND ($1::pg_catalog.oid[] IS NULL OR p.pronamespace = ANY($1::pg_catalog.oid[]))";

/// Names of its columns.
enum : std::size_t { inputs = 6, arguments, result, language, source, binary, sql_body };
enum : std::size_t { volatility = 13, definer, leakproof, strict, parallel, cost, row_count };
enum : std::size_t { returns_set = 20, support, transforms, config, made_for };

constexpr FixedSql aggregates =
    "SELECT p.oid, p.proname, p.pronamespace, p.proowner, p.proacl,"
    " pg_catalog.array_to_string(p.proargtypes::pg_catalog.regtype[], ', '),"
    " pg_catalog.pg_get_function_arguments(p.oid), p.proparallel, a.aggkind,"
    " a.aggtransfn::pg_catalog.regproc, a.aggfinalfn::pg_catalog.regproc,"
    " a.aggcombinefn::pg_catalog.regproc, a.aggserialfn::pg_catalog.regproc,"
    " a.aggdeserialfn::pg_catalog.regproc, a.aggmtransfn::pg_catalog.regproc,"
    " a.aggminvtransfn::pg_catalog.regproc, a.aggmfinalfn::pg_catalog.regproc,"
    " a.aggtranstype::pg_catalog.regtype, a.aggtransspace, a.aggmtranstype::pg_catalog.regtype,"
    " a.aggmtransspace, a.agginitval, a.aggminitval, n.nspname, o.oprname,"
    " a.aggfinalextra, a.aggmfinalextra, a.aggfinalmodify, a.aggmfinalmodify"
    " FROM pg_catalog.pg_aggregate a JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid"
    " LEFT JOIN pg_catalog.pg_operator o ON o.oid = a.aggsortop"
    " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace"
    " WHERE p.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR p.pronamespace = ANY($1::pg_catalog.oid[]))";

Id add_function(Catalog& catalog, ObjectKind kind, const Row& row, std::string_view inputs_text) {
  const std::string name = core::name_part(row.text(1)).append("(").append(inputs_text).append(")");
  const Id id = add_object_as(catalog, kind, catalogs::function, row.oid(0), row.oid(2), name);
  if (id == no_id) return id;
  catalog.set_owner(id, row.oid(3));
  catalog.set_grants(id, GrantKind::function, row.oid(3), row.text(4));
  return id;
}

std::string_view parallel_word(char letter) {
  return letter == 's' ? "safe" : letter == 'r' ? "restricted" : "";
}

std::string for_types(std::string_view array) {
  std::string text;
  for (const std::string& type : read_array(array)) {
    if (!text.empty()) text += ", ";
    text += "FOR TYPE " + type;
  }
  return text;
}

void set_body(Catalog& catalog, Id id, const Row& row) {
  if (row.is_true(sql_body)) {
    catalog.expressions.want(Text::function_body, row.oid(0), 0, id, "sql_body");
    return;
  }
  catalog.builder.set(id, "binary", row.text(binary));
  catalog.builder.set(id, "body", row.text(source));
}

void set_options(core::SchemaBuilder& builder, Id id, const Row& row) {
  const char moves = row.letter(volatility);
  builder.set(id, "volatility", moves == 'i' ? "immutable" : moves == 's' ? "stable" : "");
  builder.set_flag(id, "security_definer", row.is_true(definer));
  builder.set_flag(id, "leakproof", row.is_true(leakproof));
  builder.set_flag(id, "strict", row.is_true(strict));
  builder.set(id, "parallel", parallel_word(row.letter(parallel)));
  const bool is_compiled = row.text(language) == "c" || row.text(language) == "internal";
  if (row.text(cost) != (is_compiled ? "1" : "100")) builder.set(id, "cost", row.text(cost));
  if (row.is_true(returns_set) && row.text(row_count) != "1000" && row.text(row_count) != "0")
    builder.set(id, "rows", row.text(row_count));
  builder.set(id, "support", row.name(support));
  builder.set_flag(id, "window", row.letter(5) == 'w');
}

void take_function(Catalog& catalog, const Row& row) {
  if (row.is_null(arguments)) return;  // dropped since the snapshot
  if (!row.is_null(made_for)) {
    const Id type = catalog.find_owner(catalogs::type, row.oid(made_for));
    if (type != no_id) catalog.stand_for(catalogs::function, row.oid(0), type);
    return;
  }
  const ObjectKind kind = row.letter(5) == 'p' ? ObjectKind::procedure : ObjectKind::function;
  const Id id = add_function(catalog, kind, row, row.text(inputs));
  if (id == no_id) return;
  core::SchemaBuilder& builder = catalog.builder;
  builder.set(id, "arguments", row.text(arguments));
  if (kind == ObjectKind::function) builder.set(id, "result", row.text(result));
  builder.set(id, "language", catalog.quoted(row.text(language)));
  set_body(catalog, id, row);
  set_options(builder, id, row);
  builder.set(id, "transforms", for_types(row.text(transforms)));
  for (const std::string& setting : read_array(row.text(config))) {
    const std::size_t equals = setting.find('=');
    builder.set_keyed(id, "config", setting.substr(0, equals), setting.substr(equals + 1));
  }
}

std::string_view modify_word(char letter, bool is_usual_read_write) {
  switch (letter) {
    case 'r':
      return is_usual_read_write ? "read_only" : "";
    case 's':
      return "shareable";
    default:
      return is_usual_read_write ? "" : "read_write";
  }
}

void set_number(core::SchemaBuilder& builder, Id id, core::PropertyName name,
                std::string_view number) {
  if (number != "0") builder.set(id, name, number);
}

void set_literal(core::SchemaBuilder& builder, Id id, core::PropertyName name, const Row& row,
                 std::size_t column) {
  if (!row.is_null(column)) builder.set(id, name, core::quote_standard_literal(row.text(column)));
}

void set_states(core::SchemaBuilder& builder, Id id, const Row& row) {
  builder.set(id, "state_type", row.name(17));
  set_number(builder, id, "state_space", row.text(18));
  builder.set(id, "moving_state_type", row.name(19));
  set_number(builder, id, "moving_state_space", row.text(20));
  set_literal(builder, id, "initial", row, 21);
  set_literal(builder, id, "moving_initial", row, 22);
}

void take_aggregate(Catalog& catalog, const Row& row) {
  if (row.is_null(6)) return;  // dropped since the snapshot
  const Id id = add_function(catalog, ObjectKind::aggregate, row, row.text(5));
  if (id == no_id) return;
  core::SchemaBuilder& builder = catalog.builder;
  const char sort = row.letter(8);
  builder.set(id, "arguments", row.text(6));
  builder.set(id, "sort", sort == 'n' ? "" : sort == 'h' ? "hypothetical" : "ordered-set");
  builder.set(id, "parallel", parallel_word(row.letter(7)));
  builder.set(id, "transition", row.name(9));
  builder.set(id, "final", row.name(10));
  builder.set(id, "combine", row.name(11));
  builder.set(id, "serial", row.name(12));
  builder.set(id, "deserial", row.name(13));
  builder.set(id, "moving_transition", row.name(14));
  builder.set(id, "moving_inverse", row.name(15));
  builder.set(id, "moving_final", row.name(16));
  set_states(builder, id, row);
  builder.set(id, "sort_operator", operator_name(catalog, row.text(23), row.text(24)));
  builder.set_flag(id, "final_extra", row.is_true(25));
  builder.set_flag(id, "moving_final_extra", row.is_true(26));
  builder.set(id, "final_modify", modify_word(row.letter(27), sort != 'n'));
  builder.set(id, "moving_final_modify", modify_word(row.letter(28), sort != 'n'));
}

constexpr Step steps[] = {
    {"functions", 12, functions, each_row<take_function>},
    {"aggregates", 12, aggregates, each_row<take_aggregate>},
};

}  // namespace

std::span<const Step> function_steps() { return steps; }

}  // namespace plumbline::postgres
