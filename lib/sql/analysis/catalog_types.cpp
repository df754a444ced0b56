#include "sql/analysis/catalog_types.hpp"

#include "core/schema/qualified_name.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

bool is_row_type(ObjectKind kind) {
  return kind == ObjectKind::table || kind == ObjectKind::foreign_table ||
         kind == ObjectKind::view || kind == ObjectKind::materialized_view;
}

/// "street text, city text": name and type of each.
std::pair<std::string, std::string_view> split_name(std::string_view text) {
  const std::vector<std::size_t> ends = core::dotted_name_ends(text);
  if (ends.empty()) return {std::string(), text};
  const std::size_t end = ends.front();
  std::vector<std::string> parts = core::name_parts(text.substr(0, end));
  std::string_view rest = text.substr(end);
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  return {parts.empty() ? std::string() : std::move(parts.back()), rest};
}

bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

Id object_of_type(TypeId type) noexcept {
  const TypeId bare = type & ~(array_bit | multirange_bit);
  return bare < first_user_type ? Catalog::none : bare - first_user_type;
}

CatalogTypes::CatalogTypes(const Session& session) : catalog_(session.catalog) {
  scope_.version = session.version() / 10'000;
  scope_.source = this;
  const std::vector<Id>& path = session.search_path();
  scope_.path.reserve(1 + path.size());
  for (const Id schema : path) {
    scope_.path.emplace_back(catalog_[schema].own);
  }
}

TypeRef CatalogTypes::parse(std::string_view text) const {
  // Types of the system are found as quickly as what is known.
  const bool is_kept = text.find('.') != std::string_view::npos || text.ends_with('"');
  const auto known = is_kept ? parsed_.find(text) : parsed_.end();
  if (known != parsed_.end()) return known->second;
  const std::optional<TypeRef> type = parse_type(scope_, text);
  if (!type) unknown("the type \"" + std::string(text) + "\" is not known");
  if (is_kept) parsed_.emplace(keep(std::string(text)), *type);
  return *type;
}

bool CatalogTypes::has_schema(std::string_view schema) const {
  return catalog_.schema(schema) != Catalog::none;
}

TypeId CatalogTypes::find_type(std::string_view schema, std::string_view name) const {
  const Id in = catalog_.schema(schema);
  if (in == Catalog::none) return 0;
  const Id found = catalog_.type(in, name);
  return found == Catalog::none ? 0 : type_id_of(found);
}

bool CatalogTypes::has_relation(std::string_view schema, std::string_view name) const {
  const Id in = catalog_.schema(schema);
  return in != Catalog::none && catalog_.relation(in, name) != Catalog::none;
}

TypeInfo CatalogTypes::type(TypeId id) const {
  const Id object = object_of_type(id);
  if (!catalog_.is_alive(object)) unknown("a type is gone");
  const Catalog::Object& row = catalog_[object];
  if (row.schema == Catalog::none) unknown("the row type of a temporary table");
  TypeInfo info;
  info.id = id;
  info.schema = catalog_[row.schema].own;
  info.name = row.own;
  if (is_row_type(row.kind)) {
    info.kind = 'c';
    info.category = 'C';
    info.is_relation = true;
  } else if (row.kind == ObjectKind::enumeration) {
    info.kind = 'e';
    info.category = 'E';
  } else if (row.kind == ObjectKind::domain) {
    info.kind = 'd';
    info.base = parse(catalog_.value(object, "type"));
    const TypeInfo base = type_info(scope_, base_type(scope_, info.base).id);
    info.category = base.category;
    info.collatable = base.collatable;
    info.not_null = catalog_.has(object, "not_null");
  } else {
    describe_base(object, info);
  }
  return info;
}

void CatalogTypes::describe_base(Id object, TypeInfo& info) const {
  const std::string_view sort = catalog_.value(object, "sort");
  if (sort == "composite") {
    info.kind = 'c';
    info.category = 'C';
  } else if (sort == "range") {
    describe_range(object, info);
  } else if (sort == "shell") {
    info.kind = 'p';
    info.defined = false;
    info.category = 'P';
  } else {
    info.kind = 'b';
    const std::string_view category = catalog_.value(object, "category");
    if (!category.empty()) {
      info.category = category.size() == 3 ? category[1] : category.front();
    }
    info.preferred = catalog_.has(object, "preferred");
    info.collatable = catalog_.has(object, "collatable");
    info.takes_typmod = catalog_.has(object, "typmod_in");
    const std::string_view element = catalog_.value(object, "element");
    if (!element.empty()) info.element = parse(element).id;
  }
}

void CatalogTypes::describe_range(Id object, TypeInfo& info) const {
  info.kind = 'r';
  info.category = 'R';
  info.subtype = parse(catalog_.value(object, "subtype")).id;
}

std::string_view CatalogTypes::multirange_name(TypeId id) const {
  const Id object = object_of_type(id);
  const std::string_view given = catalog_.value(object, "multirange");
  if (!given.empty()) {
    std::vector<std::string> parts = core::name_parts(given);
    return keep(std::move(parts.back()));
  }
  std::string name(catalog_[object].own);
  const std::size_t at = name.find("range");
  if (at == std::string::npos) {
    name += "_multirange";
  } else {
    name.insert(at, "multi");
  }
  return keep(std::move(name));
}

TypeId CatalogTypes::find_multirange(std::string_view schema, std::string_view name) const {
  const Id in = catalog_.schema(schema);
  if (in == Catalog::none) return 0;
  for (const Id member : catalog_.all(ObjectKind::type)) {
    if (catalog_[member].schema != in) continue;
    if (catalog_.value(member, "sort") != "range") continue;
    if (multirange_name(type_id_of(member)) == name) return type_id_of(member);
  }
  return 0;
}

std::vector<AttributeInfo> CatalogTypes::attributes(TypeId id) const {
  std::vector<AttributeInfo> result;
  const Id object = object_of_type(id);
  if (object == Catalog::none) return result;
  if (is_row_type(catalog_[object].kind)) {
    for (const Id column : catalog_.parts(object, ObjectKind::column)) {
      result.push_back({catalog_[column].own, parse(catalog_.value(column, "type"))});
    }
    return result;
  }
  for (std::string_view item : core::list_items(catalog_.value(object, "attributes"))) {
    auto [name, type] = split_name(item);
    const std::size_t collate = type.find(" COLLATE ");
    if (collate != std::string_view::npos) type = type.substr(0, collate);
    result.push_back({keep(std::move(name)), parse(type)});
  }
  return result;
}

bool CatalogTypes::has_label(TypeId id, std::string_view label) const {
  std::string quoted = "'";
  for (const char c : label) {
    quoted.push_back(c);
    if (c == '\'') quoted.push_back(c);
  }
  quoted.push_back('\'');
  for (const std::string_view item :
       core::list_items(catalog_.value(object_of_type(id), "values"))) {
    if (item == quoted) return true;
  }
  return false;
}

bool CatalogTypes::inherits(TypeId child, TypeId parent) const {
  const Id above = object_of_type(parent);
  Id at = object_of_type(child);
  if (above == Catalog::none || at == Catalog::none) return false;
  for (int depth = 0; depth < 100; ++depth) {
    const std::string_view partition_of = catalog_.value(at, "partition_of");
    const std::string_view of_type = catalog_.value(at, "of_type");
    std::string_view parents = catalog_.value(at, "inherits");
    if (!of_type.empty()) parents = of_type;
    if (!partition_of.empty()) parents = partition_of;
    if (parents.empty()) return false;
    const std::vector<std::string_view> items = core::list_items(parents);
    Id next = Catalog::none;
    for (const std::string_view item : items) {
      const std::optional<TypeRef> type = parse_type(scope_, item);
      if (!type) continue;
      next = object_of_type(type->id);
      if (next == above) return true;
    }
    if (items.size() > 1) unknown("a row type inherits from several");
    if (next == Catalog::none) return false;
    at = next;
  }
  return false;
}

void CatalogTypes::read_argument(std::string_view text, bool is_direct, FunctionInfo& info) const {
  bool is_input = true;
  bool is_output = false;
  bool is_variadic = false;
  if (take_word(text, "OUT ")) {
    is_input = false;
    is_output = true;
  } else if (take_word(text, "INOUT ")) {
    is_output = true;
  } else if (take_word(text, "VARIADIC ")) {
    is_variadic = true;
  } else {
    take_word(text, "IN ");
  }
  bool has_default = false;
  const std::size_t default_at = text.find(" DEFAULT ");
  if (default_at != std::string_view::npos) {
    has_default = true;
    text = text.substr(0, default_at);
  }
  std::string name;
  std::optional<TypeRef> type = parse_type(scope_, text);
  if (!type) {
    auto [own, rest] = split_name(text);
    name = std::move(own);
    type = parse(rest);
  }
  const std::string_view kept = keep(std::move(name));
  info.all_arguments.push_back(type->id);
  if (is_input) {
    info.arguments.push_back(type->id);
    info.names.push_back(kept);
    if (has_default) ++info.defaults;
    if (is_variadic) info.variadic = true;
    if (is_direct) ++info.direct;
  }
  if (is_output) {
    info.outputs.push_back(type->id);
    info.output_names.push_back(kept);
  }
}

FunctionInfo CatalogTypes::function(Id object) const {
  const Catalog::Object& row = catalog_[object];
  FunctionInfo info;
  info.id = std::uint64_t{object} + 1;
  info.schema = catalog_[row.schema].own;
  info.name = row.own;
  info.kind = row.kind == ObjectKind::procedure ? 'p' : 'f';
  if (row.kind == ObjectKind::aggregate) {
    const std::string_view sort = catalog_.value(object, "sort");
    info.kind = sort == "ordered-set" ? 'o' : sort == "hypothetical" ? 'h' : 'a';
  } else if (catalog_.has(object, "window")) {
    info.kind = 'w';
  }
  const std::string_view volatility = catalog_.value(object, "volatility");
  info.volatility = volatility.empty() ? 'v' : volatility.front();
  if (row.kind == ObjectKind::aggregate) info.volatility = 'i';
  info.strict = catalog_.has(object, "strict");
  std::string_view arguments = catalog_.value(object, "arguments");
  const std::size_t order = arguments.find("ORDER BY ");
  if (order != std::string_view::npos && row.kind == ObjectKind::aggregate) {
    for (const std::string_view item : core::list_items(arguments.substr(0, order))) {
      if (!item.empty()) read_argument(item, true, info);
    }
    arguments = arguments.substr(order + 9);
  }
  for (const std::string_view item : core::list_items(arguments)) {
    if (!item.empty() && item != "*") read_argument(item, false, info);
  }
  std::string_view result = catalog_.value(object, "result");
  if (row.kind == ObjectKind::aggregate) {
    if (result.empty()) result = catalog_.value(object, "state_type");
    if (!catalog_.value(object, "final").empty() && catalog_.value(object, "result").empty()) {
      unknown("what an aggregate gives is not known");
    }
  }
  if (take_word(result, "TABLE(")) {
    info.returns_set = true;
    for (const std::string_view item : core::list_items(result.substr(0, result.size() - 1))) {
      auto [name, type] = split_name(item);
      info.outputs.push_back(parse(type).id);
      info.output_names.push_back(keep(std::move(name)));
    }
    info.result = info.outputs.size() == 1 ? info.outputs.front() : types::record;
  } else if (!result.empty()) {
    info.returns_set = take_word(result, "SETOF ");
    info.result = parse(result).id;
  } else {
    info.result =
        row.kind == ObjectKind::procedure && info.outputs.empty() ? types::void_ : types::record;
  }
  if (info.all_arguments.size() == info.arguments.size()) info.all_arguments.clear();
  return info;
}

void CatalogTypes::functions(std::string_view schema, std::string_view name,
                             std::vector<FunctionInfo>& found) const {
  const Id in = catalog_.schema(schema);
  if (in == Catalog::none) return;
  for (const Id object : catalog_.functions(in, name)) found.push_back(function(object));
}

void CatalogTypes::operators(std::string_view schema, std::string_view name,
                             std::vector<OperatorInfo>& found) const {
  const Id in = catalog_.schema(schema);
  if (in == Catalog::none) return;
  for (const Id object : catalog_.find_all(ObjectKind::operator_, in, name)) {
    OperatorInfo info;
    info.id = std::uint64_t{object} + 1;
    info.schema = catalog_[in].own;
    info.name = catalog_[object].own;
    std::string_view sides = catalog_[object].suffix;
    if (sides.size() < 2) continue;
    sides = sides.substr(1, sides.size() - 2);
    const std::vector<std::string_view> items = core::list_items(sides);
    if (items.size() != 2) continue;
    if (items[0] != "none") info.left = parse(items[0]).id;
    if (items[1] != "none") info.right = parse(items[1]).id;
    const std::string_view result = catalog_.value(object, "result");
    const std::string_view function = catalog_.value(object, "function");
    if (function.empty()) continue;
    std::vector<std::string> parts = core::name_parts(function);
    info.function = keep(parts.back());
    info.function_schema = parts.size() > 1 ? keep(parts.front()) : "pg_catalog";
    info.result = result.empty() ? types::boolean : parse(result).id;
    // Volatility and strictness are the function's.
    info.volatility = 'v';
    info.strict = false;
    const Id function_schema = catalog_.schema(info.function_schema);
    std::vector<TypeId> arguments;
    if (info.left != 0) arguments.push_back(info.left);
    if (info.right != 0) arguments.push_back(info.right);
    if (function_schema != Catalog::none && !catalog_[function_schema].is_system) {
      for (const Id candidate : catalog_.functions(function_schema, info.function)) {
        const FunctionInfo facts = this->function(candidate);
        if (facts.arguments != arguments) continue;
        info.volatility = facts.volatility;
        info.strict = facts.strict;
        if (result.empty()) info.result = facts.result;
      }
    }
    found.push_back(info);
  }
}

std::optional<CastInfo> CatalogTypes::find_cast(TypeId source, TypeId target) const {
  if (!has_casts_) has_casts_ = !catalog_.all(ObjectKind::cast).empty();
  if (!*has_casts_) return std::nullopt;
  const std::string name =
      format_type(scope_, {source, -1}) + " AS " + format_type(scope_, {target, -1});
  const Id object = catalog_.find(ObjectKind::cast, Catalog::none, name);
  if (object == Catalog::none) return std::nullopt;
  CastInfo info;
  const std::string_view context = catalog_.value(object, "context");
  info.context = context.empty() ? 'e' : context.front();
  const std::string_view method = catalog_.value(object, "method");
  info.method = method.empty() || method == "function" ? 'f' : method == "inout" ? 'i' : 'b';
  info.function = catalog_.value(object, "function");
  info.volatility = 'v';
  return info;
}

std::optional<std::string_view> CatalogTypes::extension_schema(std::string_view extension) const {
  const Id object = catalog_.find(ObjectKind::extension, Catalog::none, extension);
  if (object == Catalog::none) return std::nullopt;
  const std::string_view schema = catalog_.value(object, "schema");
  return schema.empty() ? std::string_view("pg_catalog") : schema;
}

}  // namespace plumbline::sql
