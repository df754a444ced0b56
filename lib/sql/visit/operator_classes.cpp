#include "sql/visit/operator_classes.hpp"

#include <algorithm>
#include <vector>

#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

namespace rows = system_rows;
using system_tables::text;

/// The extension that brings a row; nothing when it is not installed.
std::optional<Id> extension_of(const Session& session, std::uint8_t number) {
  if (number == 0) return Catalog::none;
  const Id id = session.catalog.find(ObjectKind::extension, Catalog::none,
                                     system_tables::extension_name(number));
  if (id == Catalog::none) return std::nullopt;
  return id;
}

OperatorClass class_of_row(const Session& session, const rows::OperatorClass& row, Id extension) {
  OperatorClass found;
  found.text = session.catalog.quote(text(row.name));
  found.extension = extension;
  if (extension != Catalog::none) {
    const std::string_view schema = session.catalog.value(extension, "schema");
    if (schema != "pg_catalog") found.text = session.catalog.quote(schema) + '.' + found.text;
  }
  found.family = text(row.family);
  found.method = text(row.method);
  found.type = row.type;
  found.is_default = row.is_default != 0;
  return found;
}

OperatorClass class_of_object(const Session& session, const CatalogTypes& types, Id id) {
  const Catalog& catalog = session.catalog;
  OperatorClass found;
  found.text = catalog.sql_name(id);
  if (const std::size_t at = found.text.find(" USING "); at != std::string::npos)
    found.text.resize(at);
  found.family = catalog.value(id, "family");
  found.method = catalog[id].suffix.substr(std::string_view(" USING ").size());
  found.type = types.parse(catalog.value(id, "type")).id;
  found.is_default = catalog.has(id, "default");
  found.id = id;
  return found;
}

bool is_of_method(const Session& session, Id id, std::string_view method) {
  return session.catalog[id].suffix == " USING " + session.catalog.quote(method);
}

/// Default classes of a method, of the system, of installed extensions and of users.
struct Candidates {
  std::vector<OperatorClass> all;
};

Candidates system_candidates(const Session& session, std::string_view method) {
  Candidates candidates;
  const int major = session.version() / 10000;
  for (const rows::OperatorClass& row : system_tables::classes()) {
    if (row.is_default == 0 || text(row.method) != method || !row.versions.has(major)) continue;
    if (const std::optional<Id> extension = extension_of(session, row.extension))
      candidates.all.push_back(class_of_row(session, row, *extension));
  }
  return candidates;
}

void add_user_candidates(const Session& session, const CatalogTypes& types, TypeId type,
                         std::string_view method, Candidates& candidates) {
  const Catalog& catalog = session.catalog;
  const Id object = object_of_type(type);
  const auto add = [&](Id id) {
    if (catalog.is_alive(id) && catalog[id].kind == ObjectKind::operator_class &&
        catalog.has(id, "default") && is_of_method(session, id, method))
      candidates.all.push_back(class_of_object(session, types, id));
  };
  if (object != Catalog::none) {
    for (const Id id : catalog.dependents(object)) add(id);
    return;
  }
  for (Id id = 0; id < catalog.count(); ++id) add(id);
}

std::optional<OperatorClass> choose(const Candidates& candidates, const CatalogTypes& types,
                                    TypeId type) {
  const char category = type_info(types.scope(), type).category;
  const OperatorClass* preferred = nullptr;
  const OperatorClass* compatible = nullptr;
  int preferred_count = 0, compatible_count = 0;
  for (const OperatorClass& one : candidates.all) {
    if (one.type == type) return one;
    if (!is_binary_coercible(types, type, one.type)) continue;
    const TypeInfo info = type_info(types.scope(), one.type);
    if (info.preferred && info.category == category) {
      preferred = &one;
      ++preferred_count;
    } else {
      compatible = &one;
      ++compatible_count;
    }
  }
  if (preferred_count == 1) return *preferred;
  if (preferred_count == 0 && compatible_count == 1) return *compatible;
  return std::nullopt;
}

/// Of exactly that type: nothing else has to be looked at then.
std::optional<OperatorClass> exact_system_class(const Session& session, TypeId type,
                                                std::string_view method) {
  const int major = session.version() / 10000;
  for (const rows::OperatorClass& row : system_tables::classes()) {
    if (row.type != type || row.is_default == 0 || text(row.method) != method ||
        !row.versions.has(major)) {
      continue;
    }
    if (const std::optional<Id> extension = extension_of(session, row.extension))
      return class_of_row(session, row, *extension);
  }
  return std::nullopt;
}

std::optional<OperatorClass> find_system_class(const Session& session, std::string_view name,
                                               std::string_view method, std::string_view schema) {
  const int major = session.version() / 10000;
  for (const rows::OperatorClass& row : system_tables::classes()) {
    if (text(row.name) != name || text(row.method) != method || !row.versions.has(major)) continue;
    const std::optional<Id> extension = extension_of(session, row.extension);
    if (!extension) continue;
    const std::string_view lies_in = *extension == Catalog::none
                                         ? std::string_view("pg_catalog")
                                         : session.catalog.value(*extension, "schema");
    if (!schema.empty() && schema != lies_in) continue;
    if (schema.empty() && lies_in != "pg_catalog" &&
        std::ranges::none_of(session.search_path(),
                             [&](Id one) { return session.catalog[one].own == lies_in; }))
      continue;
    return class_of_row(session, row, *extension);
  }
  return std::nullopt;
}

std::optional<OperatorClass> find_user_class(const Session& session, const CatalogTypes& types,
                                             std::string_view name, std::string_view method,
                                             std::string_view schema) {
  const auto in = [&](Id one) -> std::optional<OperatorClass> {
    for (const Id id : session.catalog.find_all(ObjectKind::operator_class, one, name)) {
      if (is_of_method(session, id, method)) return class_of_object(session, types, id);
    }
    return std::nullopt;
  };
  if (!schema.empty()) return in(session.schema(schema));
  for (const Id one : session.search_path()) {
    if (std::optional<OperatorClass> found = in(one)) return found;
  }
  return std::nullopt;
}

}  // namespace

bool is_binary_coercible(const CatalogTypes& types, TypeId source, TypeId target) {
  if (source == target || target == types::any || target == types::anyelement ||
      target == types::anycompatible)
    return true;
  const TypeScope& scope = types.scope();
  if (source != types::none) source = base_type(scope, source);
  if (source == target) return true;
  const TypeInfo info = type_info(scope, source);
  if (target == types::anyarray || target == types::anycompatiblearray)
    return element_type(scope, source) != types::none;
  if (target == types::anynonarray || target == types::anycompatiblenonarray)
    return element_type(scope, source) == types::none;
  if (target == types::anyenum) return info.kind == 'e';
  if (target == types::anyrange || target == types::anycompatiblerange) return info.kind == 'r';
  if (target == types::anymultirange || target == types::anycompatiblemultirange)
    return info.kind == 'm';
  if (target == types::record) return info.kind == 'c';
  if (target == types::record_array) {
    const TypeId element = element_type(scope, source);
    return element != types::none && type_info(scope, element).kind == 'c';
  }
  const int major = scope.version;
  for (const rows::Cast& row : system_tables::casts_between(source, target)) {
    if (row.versions.has(major) && row.method == 'b' && row.context == 'i' &&
        (row.extension == 0 ||
         types.extension_schema(system_tables::extension_name(row.extension))))
      return true;
  }
  const std::optional<CastInfo> cast = types.find_cast(source, target);
  return cast && cast->method == 'b' && cast->context == 'i';
}

std::optional<OperatorClass> default_operator_class(const Session& session,
                                                    const CatalogTypes& types, TypeId type,
                                                    std::string_view method) {
  const TypeId base = base_type(types.scope(), type);
  if (std::optional<OperatorClass> found = exact_system_class(session, base, method)) return found;
  Candidates candidates = system_candidates(session, method);
  const bool is_user_type = object_of_type(base) != Catalog::none;
  if (is_user_type) add_user_candidates(session, types, base, method, candidates);
  std::optional<OperatorClass> found = choose(candidates, types, base);
  if (!found && !is_user_type) {
    add_user_candidates(session, types, base, method, candidates);
    found = choose(candidates, types, base);
  }
  return found;
}

OperatorClass resolve_operator_class(const Session& session, const CatalogTypes& types,
                                     const Node& names, TypeId type, std::string_view method) {
  if (names.empty()) {
    if (std::optional<OperatorClass> found = default_operator_class(session, types, type, method))
      return *found;
    fail("42704", "data type " + display_type(types.scope(), type) +
                      " has no default operator class for access method \"" + std::string(method) +
                      '"');
  }
  const std::string_view name = names.at(names.size() - 1).as_text();
  const std::string_view schema = names.size() > 1 ? names.at(0).as_text() : std::string_view();
  if (names.size() > 2) unknown("an operator class of another database");
  std::optional<OperatorClass> found = find_system_class(session, name, method, schema);
  if (!found && schema != "pg_catalog")
    found = find_user_class(session, types, name, method, schema);
  if (!found) {
    fail("42704", "operator class \"" + Session::written(names) +
                      "\" does not exist for access method \"" + std::string(method) + '"');
  }
  if (!is_binary_coercible(types, type, found->type)) {
    fail("42804", "operator class \"" + Session::written(names) + "\" does not accept data type " +
                      display_type(types.scope(), type));
  }
  return *found;
}

bool is_exclusion_operator(const Session& session, const OperatorClass& of, std::string_view name) {
  if (of.id != Catalog::none) return false;
  const int major = session.version() / 10000;
  return std::ranges::any_of(system_tables::class_members(), [&](const rows::ClassMember& row) {
    // Only what is the same in both directions can exclude.
    const bool is_symmetric =
        name == "=" || name == "&&" || name == "<>" || name == "-|-" || name == "~=";
    return is_symmetric && row.left == of.type && row.right == of.type && row.purpose == 's' &&
           text(row.operator_name) == name && text(row.family) == of.family &&
           text(row.method) == of.method && row.versions.has(major);
  });
}

std::optional<bool> has_equality(const Session& session, const OperatorClass& of, TypeId left,
                                 TypeId right) {
  if (of.id != Catalog::none) {
    if (left == right && left == of.type) return true;
    return std::nullopt;
  }
  const int major = session.version() / 10000;
  for (const rows::ClassMember& row : system_tables::class_members()) {
    if (row.left == left && row.right == right && row.purpose == 's' &&
        text(row.operator_name) == "=" && text(row.family) == of.family &&
        text(row.method) == of.method && row.versions.has(major))
      return true;
  }
  return false;
}

}  // namespace plumbline::sql
