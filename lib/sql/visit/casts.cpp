/// CREATE CAST and TRANSFORM. Rules: CreateCast and CreateTransform (commands/functioncmds.c).
#include <algorithm>

#include "sql/analysis/catalog_types.hpp"
#include "sql/types/coercion.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/parameters.hpp"
#include "sql/visit/routines.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

struct Side {
  TypeUse use;
  std::string text;
  TypeId id = 0;
  TypeInfo info;
};

Side read_side(Session& session, const Node& type_name) {
  Side side;
  side.use = resolve_type(session, type_name);
  side.text = without_modifier(side.use.text);
  side.id = type_id_of_text(session, side.text);
  if (side.id == 0) unknown("a type of the cast");
  return side;
}

std::string shown(const Session& session, TypeId type) {
  const CatalogTypes source(session);
  return display_type(source.scope(), type);
}

bool owns_type(const Session& session, const Side& side) {
  if (session.is_superuser) return true;
  for (const Id need : side.use.needs) {
    if (session.has_role(session.role, session.catalog.value(session.catalog.whole(need), "owner")))
      return true;
  }
  return false;
}

bool is_coercible(const Session& session, TypeId from, TypeId to) {
  const CatalogTypes source(session);
  return from == to || is_binary_coercible(source.scope(), from, to);
}

/// The function of the statement, by its argument types.
KnownFunction written_function(Session& session, const Node& object) {
  std::vector<TypeId> arguments;
  for (const Node argument : object["objargs"])
    arguments.push_back(
        type_id_of_text(session, without_modifier(resolve_type(session, argument).text)));
  if (object.flag("args_unspecified")) unknown("a function named without its arguments");
  const std::vector<std::string> names = texts_of(object["objname"]);
  KnownFunction function = require_function(session, names, arguments);
  if (function.kind == 'p')
    fail("42809", function_text(session, names, arguments) + " is not a function");
  return function;
}

void check_cast_function(const Session& session, const KnownFunction& function, const Side& source,
                         const Side& target) {
  const std::vector<TypeId>& arguments = function.arguments;
  if (arguments.empty() || arguments.size() > 3)
    fail("42P17", "cast function must take one to three arguments");
  if (!is_coercible(session, source.id, arguments[0])) {
    fail("42P17",
         "argument of cast function must match or be binary-coercible from source data type");
  }
  if (arguments.size() > 1 && arguments[1] != types::int4)
    fail("42P17", "second argument of cast function must be type integer");
  if (arguments.size() > 2 && arguments[2] != types::boolean)
    fail("42P17", "third argument of cast function must be type boolean");
  if (!is_coercible(session, function.result, target.id)) {
    fail("42P17",
         "return data type of cast function must match or be binary-coercible to target data type");
  }
  if (function.kind != 'f') fail("42P17", "cast function must be a normal function");
  if (function.returns_set) fail("42P17", "cast function must not return a set");
}

/// Without a function: whether both are stored alike.
void check_binary(const Session& session, const Side& source, const Side& target) {
  session.require_superuser("must be superuser to create a cast WITHOUT FUNCTION");
  const CatalogTypes types_of(session);
  const TypeInfo from = type_info(types_of.scope(), source.id);
  const TypeInfo to = type_info(types_of.scope(), target.id);
  constexpr TypeId texts[] = {types::text,  types::varchar, types::bpchar,
                              types::bytea, types::json,    types::xml};
  constexpr TypeId words[] = {types::int4,    types::oid,     types::regclass,
                              types::regproc, types::regtype, types::date};
  const auto are_in = [&](auto const& list) {
    return std::ranges::find(list, source.id) != std::end(list) &&
           std::ranges::find(list, target.id) != std::end(list);
  };
  if (from.kind == 'c' || to.kind == 'c') {
    if (from.kind != to.kind) unknown("whether both types are stored alike");
    fail("42P17", "composite data types are not binary-compatible");
  }
  if (from.kind == 'e' && to.kind == 'e')
    fail("42P17", "enum data types are not binary-compatible");
  if (!are_in(texts) && !are_in(words)) unknown("whether both types are stored alike");
}

bool has_cast(const Session& session, const Side& source, const Side& target,
              const std::string& name) {
  if (session.catalog.find(ObjectKind::cast, Catalog::none, name) != Catalog::none) return true;
  const int version = session.version() / 10'000;
  for (const system_rows::Cast& row : system_tables::casts_between(source.id, target.id)) {
    if (!row.versions.has(version)) continue;
    if (row.extension == 0) return true;
    const Id extension = session.catalog.find(ObjectKind::extension, Catalog::none,
                                              system_tables::extension_name(row.extension));
    if (extension != Catalog::none) return true;
  }
  return false;
}

std::string_view context_word(std::string_view context) {
  if (context == "COERCION_IMPLICIT") return "implicit";
  return context == "COERCION_ASSIGNMENT" ? "assignment" : "";
}

void need_types(Catalog& catalog, Id id, const Side& side) {
  for (const Id need : side.use.needs) catalog.need(id, need);
}

void check_transform_function(const Session& session, const KnownFunction& function) {
  if (function.volatility == 'v') fail("42P17", "transform function must not be volatile");
  if (function.kind != 'f') fail("42P17", "transform function must be a normal function");
  if (function.returns_set) fail("42P17", "transform function must not return a set");
  if (function.arguments.size() != 1) fail("42P17", "transform function must take one argument");
  if (function.arguments.front() != types::internal)
    fail("42P17", "first argument of transform function must be type internal");
  static_cast<void>(session);
}

}  // namespace

void describe_cast(const Node& statement, EffectsOf& effects) {
  const Node function = statement["func"];
  if (function)
    effects.requires_("function",
                      described_function(function["objname"], function["objargs"], effects));
  effects.creates("cast", described_type(statement["sourcetype"], effects) + " AS " +
                              described_type(statement["targettype"], effects));
}

void create_cast(const Node& statement, Session& session) {
  const Side source = read_side(session, statement["sourcetype"]);
  const Side target = read_side(session, statement["targettype"]);
  if (source.use.is_pseudo)
    fail("42809",
         "source data type " + dotted(statement["sourcetype"]["names"]) + " is a pseudo-type");
  if (target.use.is_pseudo)
    fail("42809",
         "target data type " + dotted(statement["targettype"]["names"]) + " is a pseudo-type");
  if (!owns_type(session, source) && !owns_type(session, target)) {
    fail("42501", "must be owner of type " + shown(session, source.id) + " or type " +
                      shown(session, target.id));
  }
  const Node written = statement["func"];
  KnownFunction function;
  std::string_view method = "binary";
  if (written) {
    method = "function";
    function = written_function(session, written);
    check_cast_function(session, function, source, target);
  } else if (statement.flag("inout")) {
    method = "inout";
  } else {
    check_binary(session, source, target);
  }
  if (source.id == target.id && (!written || function.arguments.size() < 2))
    fail("42P17", "source data type and target data type are the same");
  const std::string name = source.text + " AS " + target.text;
  if (has_cast(session, source, target, name)) {
    fail("42710", "cast from type " + shown(session, source.id) + " to type " +
                      shown(session, target.id) + " already exists");
  }
  Catalog& catalog = session.catalog;
  const Id cast = catalog.create(ObjectKind::cast, Catalog::none, name);
  catalog.set(cast, "method", method);
  catalog.set(cast, "context", context_word(statement.text("context")));
  catalog.set(cast, "function", function.signature);
  if (function.id != Catalog::none) catalog.need(cast, function.id);
  need_types(catalog, cast, source);
  need_types(catalog, cast, target);
}

void describe_transform(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("replace"));
  effects.creates("transform", described_type(statement["type_name"], effects) + " FOR " +
                                   std::string(statement.text("lang")));
}

void create_transform(const Node& statement, Session& session) {
  const Side type = read_side(session, statement["type_name"]);
  if (type.use.is_pseudo)
    fail("42809", "data type " + dotted(statement["type_name"]["names"]) + " is a pseudo-type");
  {
    const CatalogTypes source(session);
    if (type_info(source.scope(), type.id).kind == 'd')
      fail("42809", "data type " + dotted(statement["type_name"]["names"]) + " is a domain");
  }
  if (!owns_type(session, type)) fail("42501", "must be owner of type " + type.text);
  const std::string language(statement.text("lang"));
  const Language found = require_language(session, language);
  KnownFunction from;
  KnownFunction to;
  if (statement["fromsql"]) {
    from = written_function(session, statement["fromsql"]);
    check_transform_function(session, from);
    if (from.result != types::internal)
      fail("42P17", "return data type of FROM SQL function must be internal");
  }
  if (statement["tosql"]) {
    to = written_function(session, statement["tosql"]);
    check_transform_function(session, to);
    if (to.result != type.id)
      fail("42P17", "return data type of TO SQL function must be the transform data type");
  }
  Catalog& catalog = session.catalog;
  const std::string name = type.text + " FOR " + catalog.quote(language);
  Id transform = catalog.find(ObjectKind::transform, Catalog::none, name);
  if (transform != Catalog::none && !statement.flag("replace")) {
    fail("42710", "transform for type " + shown(session, type.id) + " language \"" + language +
                      "\" already exists");
  }
  if (transform == Catalog::none)
    transform = catalog.create(ObjectKind::transform, Catalog::none, name);
  catalog.set(transform, "from_sql", from.signature);
  catalog.set(transform, "to_sql", to.signature);
  for (const Id need : {from.id, to.id, found.id}) {
    if (need != Catalog::none) catalog.need(transform, need);
  }
  need_types(catalog, transform, type);
}

}  // namespace plumbline::sql
