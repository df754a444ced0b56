#include "sample_source.hpp"

namespace plumbline::tests {

using sql::TypeId;
using sql::TypeInfo;
namespace types = sql::types;

namespace {

struct Sample {
  TypeId id;
  std::string_view schema, name;
  char kind;
  TypeId base;
};
constexpr Sample samples[] = {
    {SampleSource::mood, "public", "mood", 'e', 0},
    {SampleSource::posint, "public", "posint", 'd', types::int4},
    {SampleSource::email, "public", "email", 'd', types::text},
    {SampleSource::int_list, "public", "int_list", 'd', types::int4_array},
    {SampleSource::address, "public", "address", 'c', 0},
    {SampleSource::float_range, "public", "float_range", 'r', types::float8},
    {SampleSource::customer, "public", "Customer", 'c', 0},
    {SampleSource::other_mood, "s2", "mood", 'e', 0},
    {SampleSource::big_posint, "public", "big_posint", 'd', SampleSource::posint},
};

struct SampleFunction {
  std::string_view schema, name;
  std::vector<TypeId> arguments;
  std::vector<std::string_view> names;
  std::uint16_t defaults;
  bool variadic;
  TypeId result;
};

const std::vector<SampleFunction>& sample_functions() {
  static const std::vector<SampleFunction> functions = {
      {"public", "f", {types::int4}, {"a"}, 0, false, types::text},
      {"public", "f", {types::text}, {"a"}, 0, false, types::int4},
      {"s2", "f", {types::int4}, {"a"}, 0, false, types::boolean},
      {"s2", "f", {types::float8}, {"a"}, 0, false, types::boolean},
      {"public", "g", {types::int4_array}, {"a"}, 0, true, types::int4},
      {"public",
       "h",
       {types::int4, types::text, types::date},
       {"a", "b", "c"},
       2,
       false,
       types::text},
      {"public", "h", {types::int4}, {"a"}, 0, false, types::int8},
      {"public",
       "poly",
       {types::anyelement, types::anyelement},
       {"a", "b"},
       0,
       false,
       types::anyarray},
      {"public",
       "poly_array",
       {types::anyarray, types::anyelement},
       {"a", "b"},
       0,
       false,
       types::anyelement},
      {"public", "on_enum", {types::anyenum}, {"a"}, 0, false, types::text},
      {"public", "k", {types::int8}, {"a"}, 0, false, types::int8},
      {"public", "k", {types::numeric}, {"a"}, 0, false, types::numeric},
      {"public", "k", {types::timestamptz}, {"a"}, 0, false, types::text},
      {"public", "on_mood", {SampleSource::mood}, {"m"}, 0, false, types::int4},
      {"public", "on_address", {SampleSource::address}, {"m"}, 0, false, types::int4},
      {"public", "on_posint", {SampleSource::posint}, {"m"}, 0, false, types::int4},
      {"public", "lower", {SampleSource::email}, {"m"}, 0, false, SampleSource::email},
      {"public", "m", {types::int4, types::int4}, {"x", "y"}, 1, false, types::int4},
      {"public", "m", {types::int4, types::text}, {"x", "z"}, 1, false, types::text},
  };
  return functions;
}

}  // namespace

std::string_view sample_sql() {
  return R"sql(
CREATE SCHEMA s2;
CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE s2.mood AS ENUM ('dull');
CREATE DOMAIN public.posint AS integer CHECK (VALUE > 0);
CREATE DOMAIN public.big_posint AS posint CHECK (VALUE > 1000);
CREATE DOMAIN public.email AS text;
CREATE DOMAIN public.int_list AS integer[];
CREATE TYPE public.address AS (street text, city integer);
CREATE TYPE public.float_range AS RANGE (SUBTYPE = float8);
CREATE TABLE public."Customer" (id integer, name text);
CREATE FUNCTION public.f(a integer) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
CREATE FUNCTION public.f(a text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION s2.f(a integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION s2.f(a float8) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION public.g(VARIADIC a integer[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.h(a integer, b text DEFAULT 'b', c date DEFAULT '2020-01-01') RETURNS text LANGUAGE sql AS 'SELECT b';
CREATE FUNCTION public.h(a integer) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION public.poly(a anyelement, b anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT ARRAY[a, b]';
CREATE FUNCTION public.poly_array(a anyarray, b anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT b';
CREATE FUNCTION public.on_enum(a anyenum) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
CREATE FUNCTION public.k(a bigint) RETURNS bigint LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION public.k(a numeric) RETURNS numeric LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION public.k(a timestamptz) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
CREATE FUNCTION public.on_mood(m mood) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.on_address(m address) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.on_posint(m posint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.lower(m email) RETURNS email LANGUAGE sql AS 'SELECT m';
CREATE FUNCTION public.m(x integer, y integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.m(x integer, z text DEFAULT 'z') RETURNS text LANGUAGE sql AS 'SELECT z';
CREATE FUNCTION public.compare(a mood, b integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR public.= (LEFTARG = mood, RIGHTARG = integer, FUNCTION = public.compare);
CREATE OPERATOR public.=== (LEFTARG = mood, RIGHTARG = integer, FUNCTION = public.compare);
CREATE CAST (integer AS mood) WITH INOUT AS ASSIGNMENT;
)sql";
}

bool SampleSource::has_schema(std::string_view schema) const {
  return schema == "public" || schema == "s2";
}

TypeId SampleSource::find_type(std::string_view schema, std::string_view name) const {
  for (const Sample& sample : samples) {
    if (sample.schema == schema && sample.name == name) return sample.id;
  }
  return 0;
}

TypeInfo SampleSource::type(TypeId id) const {
  for (const Sample& sample : samples) {
    if (sample.id != id) continue;
    TypeInfo info;
    info.id = id;
    info.schema = sample.schema;
    info.name = sample.name;
    info.kind = sample.kind;
    if (sample.kind == 'd') info.base = {sample.base, -1};
    if (sample.kind == 'r') info.subtype = sample.base;
    info.is_relation = id == customer;
    return info;
  }
  return {};
}

TypeId SampleSource::find_multirange(std::string_view schema, std::string_view name) const {
  return schema == "public" && name == "float_multirange" ? float_range : 0;
}

std::string_view SampleSource::multirange_name(TypeId) const { return "float_multirange"; }

std::vector<sql::AttributeInfo> SampleSource::attributes(TypeId id) const {
  if (id == address) return {{"street", {types::text, -1}}, {"city", {types::int4, -1}}};
  return {{"id", {types::int4, -1}}, {"name", {types::text, -1}}};
}

bool SampleSource::has_label(TypeId id, std::string_view label) const {
  return id == mood ? label == "sad" || label == "ok" || label == "happy" : label == "dull";
}

void SampleSource::functions(std::string_view schema, std::string_view name,
                             std::vector<sql::FunctionInfo>& found) const {
  for (const SampleFunction& sample : sample_functions()) {
    if (sample.schema != schema || sample.name != name) continue;
    sql::FunctionInfo info;
    info.schema = sample.schema;
    info.name = sample.name;
    info.arguments = sample.arguments;
    info.names = sample.names;
    info.defaults = sample.defaults;
    info.variadic = sample.variadic;
    info.result = sample.result;
    found.push_back(std::move(info));
  }
}

void SampleSource::operators(std::string_view schema, std::string_view name,
                             std::vector<sql::OperatorInfo>& found) const {
  if (schema != "public" || (name != "=" && name != "===")) return;
  sql::OperatorInfo info;
  info.schema = "public";
  info.name = name;
  info.left = mood;
  info.right = types::int4;
  info.result = types::boolean;
  info.function = "compare";
  found.push_back(info);
}

std::optional<sql::CastInfo> SampleSource::find_cast(TypeId source, TypeId target) const {
  if (source == types::int4 && target == mood) return sql::CastInfo{'a', 'i', 's', {}};
  return std::nullopt;
}

}  // namespace plumbline::tests
