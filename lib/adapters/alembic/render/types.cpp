/// Types as PGTypeCompiler and GenericTypeCompiler of SQLAlchemy 2.1 write them.

#include <algorithm>
#include <array>
#include <optional>

#include "adapters/alembic/render/sql_text.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

/// A type as it is named, with the call that made it; a class alone has an empty one.
struct Named {
  std::string space;
  std::string name;
  const Object* object = nullptr;
};

const Object& no_call() {
  static const Object object;
  return object;
}

Named named(const Value& value) {
  if (value.is(Kind::object)) return {value.object->space, value.object->name, value.object.get()};
  if (!known(value).is(Kind::imported)) throw Unrenderable{"a type that is not followed"};
  const std::string& path = value.text;
  const std::string name = path.substr(path.rfind('.') + 1);
  constexpr std::string_view dialects = "sqlalchemy.dialects.";
  if (path.starts_with(dialects)) {
    const std::string rest = path.substr(dialects.size());
    return {rest.substr(0, rest.find('.')), name, &no_call()};
  }
  if (path.starts_with("sqlalchemy.")) return {"sqlalchemy", name, &no_call()};
  return {path, name, &no_call()};
}

const Value* given(const Object& call, std::size_t place, std::string_view key) {
  const Value* value = call.argument(place, key);
  return value == nullptr || known(*value).is(Kind::none) ? nullptr : value;
}

std::string number(const Value& value) {
  if (!known(value).is(Kind::integer)) throw Unrenderable{why_not(value, "a type's argument")};
  return std::to_string(value.number);
}

bool flag(const Object& call, std::size_t place, std::string_view key) {
  const Value* value = given(call, place, key);
  return value != nullptr && flag_value(*value);
}

std::string sized(std::string name, const Object& call) {
  const Value* length = given(call, 0, "length");
  if (length != nullptr && !(length->is(Kind::integer) && length->number == 0))
    name += "(" + number(*length) + ")";
  if (const Value* collation = given(call, 1, "collation"))
    name += " COLLATE " + quote(text_value(*collation));
  return name;
}

std::string numeric(std::string name, const Object& call) {
  const Value* precision = given(call, 0, "precision");
  const Value* scale = given(call, 1, "scale");
  if (precision == nullptr) return name;
  name += "(" + number(*precision);
  if (scale != nullptr) name += ", " + number(*scale);
  return name + ")";
}

std::string timed(std::string name, const Object& call, bool has_precision) {
  const Value* precision = has_precision ? given(call, 1, "precision") : nullptr;
  if (precision != nullptr) name += "(" + number(*precision) + ")";
  return name + (flag(call, 0, "timezone") ? " WITH TIME ZONE" : " WITHOUT TIME ZONE");
}

std::string interval(const Object& call, bool is_generic) {
  std::string text = "INTERVAL";
  if (is_generic) {
    if (const Value* native = given(call, 0, "native"); native != nullptr && !flag_value(*native))
      return timed("TIMESTAMP", no_call(), false);
    if (const Value* precision = given(call, 1, "second_precision"))
      text += " (" + number(*precision) + ")";
    return text;
  }
  if (const Value* fields = given(call, 1, "fields")) text += " " + text_value(*fields);
  if (const Value* precision = given(call, 0, "precision")) text += " (" + number(*precision) + ")";
  return text;
}

std::string bits(const Object& call) {
  const Value* length = given(call, 0, "length");
  if (flag(call, 1, "varying"))
    return length == nullptr ? "BIT VARYING" : "BIT VARYING(" + number(*length) + ")";
  return "BIT(" + (length == nullptr ? "1" : number(*length)) + ")";
}

std::vector<std::string> labels_of(const Object& call) {
  std::vector<std::string> labels;
  const std::vector<Value>& arguments = call.arguments;
  if (arguments.size() == 1 && arguments[0].is(Kind::object) &&
      arguments[0].object->space == "enumeration") {
    for (const auto& [name, member] : arguments[0].object->keywords)
      if (call.keyword("values_callable") == nullptr)
        labels.push_back(name);
      else
        throw Unrenderable{"values_callable of an enumeration"};
    return labels;
  }
  if (arguments.size() == 1 && arguments[0].is_sequence()) return text_values(arguments[0]);
  for (const Value& argument : arguments) labels.push_back(text_value(argument));
  return labels;
}

/// Names that an enumeration cannot have without a schema.
// clang-format off
constexpr std::array built_in = std::to_array<std::string_view>({
    "\"char\"", "_array", "bigint", "bit", "bit varying", "boolean", "bytea", "character",
    "character varying", "cidr", "citext", "date", "datemultirange", "daterange",
    "double precision", "float", "hstore", "inet", "int4multirange", "int4range",
    "int8multirange", "int8range", "integer", "interval", "json", "jsonb", "macaddr",
    "macaddr8", "money", "name", "numeric", "nummultirange", "numrange", "oid", "real",
    "regclass", "regconfig", "smallint", "text", "time", "time with time zone",
    "time without time zone", "timestamp", "timestamp with time zone",
    "timestamp without time zone", "tsmultirange", "tsquery", "tsrange", "tstzmultirange",
    "tstzrange", "tsvector", "uuid"});
// clang-format on

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Type enumeration(const Named& type) {
  const Object& call = *type.object;
  Type result;
  result.labels = labels_of(call);
  const Value* name = given(call, SIZE_MAX, "name");
  const bool is_native = type.space == "postgresql" || call.keyword("native_enum") == nullptr ||
                         flag_value(*call.keyword("native_enum"));
  if (!is_native) {
    std::size_t longest = 0;
    for (const std::string& label : result.labels) longest = std::max(longest, code_points(label));
    const Value* length = given(call, SIZE_MAX, "length");
    result.text = "VARCHAR";
    if (length != nullptr || longest > 0)
      result.text += "(" + (length != nullptr ? number(*length) : std::to_string(longest)) + ")";
    result.has_check = flag(call, SIZE_MAX, "create_constraint");
    if (name != nullptr) result.check_name = text_value(*name);
    return result;
  }
  std::string name_of;
  if (name != nullptr)
    name_of = name_text(*name);
  else if (!call.arguments.empty() && call.arguments[0].is(Kind::object) &&
           call.arguments[0].object->space == "enumeration")
    for (const char c : call.arguments[0].object->name)
      name_of.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  if (name_of.empty()) throw Unrenderable{"an enumeration without a name"};
  const Value* schema = given(call, SIZE_MAX, "schema");
  if (schema == nullptr && std::ranges::binary_search(built_in, name_of))
    throw Unrenderable{"an enumeration named as a built-in type"};
  result.text = qualified(schema == nullptr ? "" : name_text(*schema), name_of);
  const Value* is_created = call.keyword("create_type");
  if (is_created == nullptr || flag_value(*is_created)) result.enumeration = result.text;
  return result;
}

// clang-format off
constexpr std::array same_name = std::to_array<std::string_view>({
    "BIGINT", "BLOB", "BOOLEAN", "BYTEA", "CIDR", "CITEXT", "DATE", "DATEMULTIRANGE",
    "DATERANGE", "DATETIME", "DOUBLE", "HSTORE", "INET", "INT4MULTIRANGE", "INT4RANGE",
    "INT8MULTIRANGE", "INT8RANGE", "INTEGER", "JSON", "JSONB", "JSONPATH", "MACADDR",
    "MACADDR8", "MONEY", "NUMMULTIRANGE", "NUMRANGE", "OID", "REAL", "REGCLASS", "REGCONFIG",
    "SMALLINT", "TSMULTIRANGE", "TSQUERY", "TSRANGE", "TSTZMULTIRANGE", "TSTZRANGE", "TSVECTOR",
    "UUID"});
// clang-format on

struct Alias {
  std::string_view name;
  std::string_view text;
};
constexpr std::array aliases = std::to_array<Alias>({
    {"BigInteger", "BIGINT"},
    {"Boolean", "BOOLEAN"},
    {"DOUBLE_PRECISION", "DOUBLE PRECISION"},
    {"Date", "DATE"},
    {"Double", "DOUBLE PRECISION"},
    {"INT", "INTEGER"},
    {"Integer", "INTEGER"},
    {"LargeBinary", "BYTEA"},
    {"PickleType", "BYTEA"},
    {"SmallInteger", "SMALLINT"},
});

std::string plain_text(const Named& type) {
  const std::string& name = type.name;
  const Object& call = *type.object;
  if (std::ranges::find(same_name, name) != same_name.end()) return name;
  for (const Alias& alias : aliases)
    if (alias.name == name) return std::string(alias.text);
  const auto is_one_of = [&name](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
  };
  if (is_one_of({"String", "VARCHAR", "Unicode"})) return sized("VARCHAR", call);
  if (is_one_of({"Text", "TEXT", "UnicodeText"})) return sized("TEXT", call);
  if (is_one_of({"CHAR", "NCHAR", "NVARCHAR", "CLOB"})) return sized(name, call);
  if (is_one_of({"Numeric", "NUMERIC"})) return numeric("NUMERIC", call);
  if (name == "DECIMAL") return numeric("DECIMAL", call);
  if (is_one_of({"Float", "FLOAT"})) {
    const Value* precision = given(call, 0, "precision");
    return precision == nullptr ? "FLOAT" : "FLOAT(" + number(*precision) + ")";
  }
  if (is_one_of({"DateTime", "TIMESTAMP"})) return timed("TIMESTAMP", call, true);
  if (is_one_of({"Time", "TIME"})) return timed("TIME", call, true);
  if (is_one_of({"Interval", "INTERVAL"})) return interval(call, name == "Interval");
  if (name == "BIT") return bits(call);
  if (name == "Uuid") {
    const Value* is_native = call.keyword("native_uuid");
    return is_native == nullptr || flag_value(*is_native) ? "UUID" : "CHAR(32)";
  }
  throw Unrenderable{"the type " + name + " is not followed"};
}

/// Types of other libraries that are one of PostgreSQL's there.
std::optional<std::string> library_text(const Named& type) {
  const std::string_view library = std::string_view(type.space).substr(0, type.space.find('.'));
  const std::string_view name = std::string_view(type.space).substr(type.space.rfind('.') + 1);
  const Object& call = *type.object;
  if (library == "sqlmodel" && name == "AutoString") return sized("VARCHAR", call);
  if (library == "sqlmodel" && type.space.find(".types.") != std::string::npos)
    return plain_text({"sqlalchemy", std::string(name), &call});
  const bool is_of_users =
      library == "fastapi_users_db_sqlalchemy" || library == "fastapi_users_db_sqlmodel";
  if (name == "GUID" && (is_of_users || library == "sqlmodel")) return "UUID";
  if (name == "TIMESTAMPAware" && is_of_users) return timed("TIMESTAMP", call, true);
  if (library == "citext" && name == "CIText") return "CITEXT";
  if (library == "pgvector" && (name == "Vector" || name == "VECTOR")) {
    const Value* const size = given(call, 0, "dim");
    return size == nullptr ? "VECTOR" : "VECTOR(" + number(*size) + ")";
  }
  if (library != "sqlalchemy_utils") return std::nullopt;
  if (name == "UUIDType") {
    const Value* const is_native = call.argument(1, "native");
    if (is_native == nullptr || flag_value(*is_native)) return "UUID";
  }
  if (name == "TSVectorType") return "TSVECTOR";
  if (name == "JSONType") return "JSON";
  if (name == "EncryptedType" && call.keyword("length") == nullptr) return "BYTEA";
  if (name == "StringEncryptedType" && call.keyword("length") == nullptr) return "VARCHAR";
  return std::nullopt;
}

std::string array_text(const Object& call, int depth) {
  const Value* item = call.argument(0, "item_type");
  if (item == nullptr) throw Unrenderable{"an array without a type"};
  const Value* dimensions = given(call, 2, "dimensions");
  std::string brackets = "[]";
  if (dimensions != nullptr) {
    if (!dimensions->is(Kind::integer) || dimensions->number < 0 || dimensions->number > 6)
      throw Unrenderable{"an array's dimensions"};
    brackets.clear();
    for (std::int64_t i = 0; i < dimensions->number; ++i) brackets += "[]";
  }
  std::string text = type_of(*item, depth + 1).text;
  text.insert(std::min(text.find(" COLLATE"), text.size()), brackets);
  return text;
}

/// `with_variant(type, "postgresql")` is that type; other variants leave the first.
const Value& variant(const Object& call) {
  for (std::size_t i = 2; i < call.arguments.size(); ++i)
    if (name_text(call.arguments[i]) == "postgresql") return argument_at(call, 1);
  const Value* dialect = call.keyword("dialect_name");
  if (dialect != nullptr && name_text(*dialect) == "postgresql") return argument_at(call, 1);
  return argument_at(call, 0);
}

}  // namespace

Type type_of(const Value& value, int depth) {
  if (depth > 8) throw Unrenderable{"a type nested too deeply"};
  const Value* type = &value;
  for (int i = 0; i < 8 && type->is(Kind::object) && type->object->is("method", "with_variant");
       ++i)
    type = &variant(*type->object);
  const Named called = named(*type);
  Type result;
  if (const auto of_library = library_text(called)) {
    result.text = *of_library;
    return result;
  }
  if (called.space != "sqlalchemy" && called.space != "postgresql") {
    const bool is_dialect = called.space.find('.') == std::string::npos;
    throw Unrenderable{(is_dialect ? "a type of " : "the imported type ") + called.space};
  }
  if (called.name == "Enum" || called.name == "ENUM") return enumeration(called);
  result.text = called.name == "ARRAY" ? array_text(*called.object, depth) : plain_text(called);
  if (called.name == "ARRAY") {
    const Type item = type_of(*called.object->argument(0, "item_type"), depth + 1);
    result.enumeration = item.enumeration;
    result.labels = item.labels;
  }
  if (result.text == "INTEGER") result.whole = Type::Whole::integer;
  if (result.text == "BIGINT") result.whole = Type::Whole::big;
  if (result.text == "SMALLINT") result.whole = Type::Whole::small;
  if (called.name == "Boolean" || called.name == "BOOLEAN") {
    // The CHECK is for servers without booleans; its name alone is of no use here.
    result.has_check = false;
  }
  return result;
}

std::string create_enumeration(const Type& type) {
  std::string text = "CREATE TYPE " + type.text + " AS ENUM (";
  for (std::size_t i = 0; i < type.labels.size(); ++i) {
    if (i > 0) text += ", ";
    text += quote_text(type.labels[i]);
  }
  return text + ")";
}

}  // namespace plumbline::adapters::alembic::render
