/// What CREATE of objects without rows does, told from its text alone.
#include <doctest/doctest.h>

#include <string>

#include "sql/simulator.hpp"

namespace plumbline::sql {

namespace {

std::string_view word(EffectAction action) {
  switch (action) {
    case EffectAction::requires_:
      return "requires";
    case EffectAction::creates:
      return "creates";
    case EffectAction::drops:
      return "drops";
    case EffectAction::alters:
      return "alters";
    default:
      return "other";
  }
}

/// "creates function public.f(integer); …", guarded ones with a question mark.
std::string effects_of(const std::string& sql) {
  StatementList list;
  list.statements.push_back({.sql = sql});
  const std::vector<StatementEffects> all = describe(list);
  if (!all.front().unknown.empty()) return "unknown";
  std::string text;
  for (const Effect& effect : all.front().effects) {
    if (effect.implied) continue;
    if (!text.empty()) text += "; ";
    text.append(word(effect.action)).append(effect.guarded ? "? " : " ");
    text.append(effect.kind).append(" ").append(effect.name);
  }
  return text;
}

TEST_CASE("what a statement makes is named as the catalog would name it") {
  struct Row {
    const char* sql;
    const char* effects;
  };
  const Row rows[] = {
      {"CREATE SCHEMA a", "creates schema a"},
      {"CREATE SCHEMA IF NOT EXISTS a", "creates? schema a"},
      {"CREATE SCHEMA a AUTHORIZATION app", "requires role app; creates schema a"},
      {"CREATE SCHEMA AUTHORIZATION CURRENT_USER", "unknown"},
      {"CREATE TYPE mood AS ENUM ('a')", "creates enum public.mood"},
      {"CREATE TYPE s.addr AS (a int)", "creates type s.addr"},
      {"CREATE TYPE r AS RANGE (SUBTYPE = int4)", "creates type public.r"},
      {"CREATE DOMAIN d AS int CHECK (VALUE > 0)", "creates domain public.d"},
      {"CREATE FUNCTION f(a int, b text[], OUT c int) LANGUAGE sql AS ''",
       "creates function public.f(integer, text[])"},
      {"CREATE OR REPLACE FUNCTION s.f(varchar(3), mood) RETURNS int LANGUAGE sql AS ''",
       "creates? function s.f(character varying, public.mood)"},
      {"CREATE PROCEDURE p(timestamptz) LANGUAGE sql AS ''",
       "creates procedure public.p(timestamp with time zone)"},
      {"CREATE AGGREGATE a (int) (SFUNC = int4pl, STYPE = int)",
       "creates aggregate public.a(integer)"},
      {"CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = f)",
       "creates operator public.===(text, text)"},
      {"CREATE CAST (int AS s.addr) WITH INOUT", "creates cast integer AS s.addr"},
      {"CREATE EXTENSION IF NOT EXISTS citext SCHEMA ext",
       "creates? extension citext; requires? schema ext"},
      {"CREATE ROLE app LOGIN IN ROLE readers",
       "creates role app; requires role readers; creates grant readers TO app"},
      {"ALTER ROLE app NOLOGIN", "requires role app; alters role app"},
      {"CREATE SERVER s FOREIGN DATA WRAPPER w",
       "requires foreign-data-wrapper w; creates server s"},
      {"CREATE USER MAPPING FOR app SERVER s", "requires server s; creates user-mapping app@s"},
      {"CREATE PUBLICATION p FOR TABLE t", "requires table public.t; creates publication p"},
      {"CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()",
       "requires function public.f(); creates event-trigger e"},
      {"CREATE COLLATION IF NOT EXISTS c (LOCALE = 'C')", "creates? collation public.c"},
      {"CREATE TEXT SEARCH CONFIGURATION c (COPY = english)",
       "creates text-search-configuration public.c"},
      {"CREATE DATABASE d", "creates database d"},
      {"DROP DATABASE IF EXISTS d", "drops? database d"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.sql);
    CHECK(effects_of(row.sql) == row.effects);
  }
}

}  // namespace

}  // namespace plumbline::sql
