#include "sql/visit/known_functions.hpp"

#include <algorithm>

#include "core/schema/quote.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/definition_options.hpp"

namespace plumbline::sql {

namespace {

namespace rows = system_rows;

std::string list_text(const TypeScope& scope, const std::vector<TypeId>& types) {
  std::string text;
  for (const TypeId type : types) {
    if (!text.empty()) text += ", ";
    text += type == 0 ? "-" : format_type(scope, {type, -1});
  }
  return text;
}

std::optional<KnownFunction> of_user(const CatalogTypes& source, const Session& session, Id schema,
                                     const std::string& own, const std::vector<TypeId>& arguments) {
  std::vector<FunctionInfo> found;
  source.functions(session.catalog[schema].own, own, found);
  for (const FunctionInfo& one : found) {
    if (one.arguments != arguments) continue;
    KnownFunction known;
    known.id = static_cast<Id>(one.id - 1);  // 0 is of the system
    known.name = core::quote_qualified(session.catalog[schema].own, own, session.version());
    known.signature = known.name + '(' + list_text(source.scope(), arguments) + ')';
    known.arguments = one.arguments;
    known.result = one.result;
    known.returns_set = one.returns_set;
    known.is_strict = one.strict;
    known.volatility = one.volatility;
    known.kind = one.kind;
    return known;
  }
  return std::nullopt;
}

/// `extension` 0: the system's own.
std::optional<KnownFunction> of_tables(const CatalogTypes& source, const Session& session,
                                       std::uint8_t extension, std::string_view schema,
                                       const std::string& own,
                                       const std::vector<TypeId>& arguments) {
  const int version = session.version() / 10'000;
  for (const rows::Function& row : system_tables::functions_named(own)) {
    if (row.extension != extension || !row.versions.has(version)) continue;
    const auto inputs = system_tables::list(row.types, row.inputs);
    if (!std::ranges::equal(inputs, arguments)) continue;
    KnownFunction known;
    known.name = schema.empty() ? session.catalog.quote(own)
                                : core::quote_qualified(schema, own, session.version());
    known.signature = known.name + '(' + list_text(source.scope(), arguments) + ')';
    known.arguments = arguments;
    known.result = row.result;
    known.returns_set = (row.flags & rows::function_returns_set) != 0;
    known.is_strict = (row.flags & rows::function_strict) != 0;
    known.volatility = (row.flags & rows::function_volatile) != 0 ? 'v'
                       : (row.flags & rows::function_stable) != 0 ? 's'
                                                                  : 'i';
    known.kind = row.kind;
    return known;
  }
  return std::nullopt;
}

/// In one schema: users' functions, then those that extensions brought there.
std::optional<KnownFunction> find_in(const CatalogTypes& source, const Session& session, Id schema,
                                     const std::string& own, const std::vector<TypeId>& arguments) {
  if (auto known = of_user(source, session, schema, own, arguments)) return known;
  const Catalog& catalog = session.catalog;
  for (const Id extension : catalog.all(ObjectKind::extension)) {
    if (catalog.value(extension, "schema") != catalog.quote(catalog[schema].own)) continue;
    const std::uint8_t number = system_tables::extension_number(catalog[extension].own);
    if (number == 0) {
      unknown("what extension \"" + std::string(catalog[extension].own) + "\" brings");
    }
    auto known = of_tables(source, session, number, catalog[schema].own, own, arguments);
    if (!known) continue;
    known->id = extension;
    return known;
  }
  return std::nullopt;
}

}  // namespace

std::optional<KnownFunction> find_function(const Session& session,
                                           const std::vector<std::string>& names,
                                           const std::vector<TypeId>& arguments) {
  const CatalogTypes source(session);
  const std::string& own = names.back();
  if (names.size() > 2) unknown("a function of another database");
  if (names.size() == 2) {
    if (names.front() == "pg_catalog") return of_tables(source, session, 0, "", own, arguments);
    return find_in(source, session, session.schema(names.front()), own, arguments);
  }
  // pg_catalog comes first where search_path does not name it.
  if (auto known = of_tables(source, session, 0, "", own, arguments)) return known;
  for (const Id schema : std::vector<Id>(session.search_path())) {
    if (auto known = find_in(source, session, schema, own, arguments)) return known;
  }
  return std::nullopt;
}

std::string function_text(const Session& session, const std::vector<std::string>& names,
                          const std::vector<TypeId>& arguments) {
  const CatalogTypes source(session);
  std::string text = dotted(names) + '(';
  for (std::size_t at = 0; at < arguments.size(); ++at)
    text.append(at == 0 ? "" : ", ").append(display_type(source.scope(), arguments[at]));
  return text + ')';
}

KnownFunction require_function(const Session& session, const std::vector<std::string>& names,
                               const std::vector<TypeId>& arguments) {
  auto known = find_function(session, names, arguments);
  if (!known) {
    fail("42883", "function " + function_text(session, names, arguments) + " does not exist");
  }
  return *known;
}

void require_no_member_function(const Session& session, Id schema, std::string_view own,
                                const std::vector<TypeId>& arguments) {
  if (session.catalog.all(ObjectKind::extension).empty()) return;
  const CatalogTypes source(session);
  if (find_in(source, session, schema, std::string(own), arguments)) {
    fail("42723", "function \"" + std::string(own) + "\" already exists with same argument types");
  }
}

void require_execute(const Session& session, const KnownFunction& function) {
  if (session.is_superuser || function.id == Catalog::none) return;
  const ObjectKind kind = session.catalog[function.id].kind;
  if (kind != ObjectKind::function && kind != ObjectKind::procedure &&
      kind != ObjectKind::aggregate)
    return;
  const std::string_view everybody = session.catalog.value(function.id, "grant:PUBLIC");
  if (everybody.empty()) return;
  session.require_right(function.id, "EXECUTE");
}

}  // namespace plumbline::sql
