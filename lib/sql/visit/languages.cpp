/// CREATE LANGUAGE with a handler, CREATE ACCESS METHOD, CREATE CONVERSION. Rules:
/// commands/proclang.c, amcmds.c, conversioncmds.c.
#include <array>
#include <optional>

#include "core/schema/builder.hpp"
#include "sql/quoted.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/role_rules.hpp"
#include "sql/visit/routines.hpp"

namespace plumbline::sql {

namespace {

void need(Catalog& catalog, Id id, const KnownFunction& function) {
  if (function.id != Catalog::none) catalog.need(id, function.id);
}

/// pg_char_to_encoding, of the encodings that migrations name.
std::optional<std::string> encoding(std::string_view written) {
  std::string name;
  for (const char c : written) {
    if (c >= 'A' && c <= 'Z') {
      name += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      name += c;
    }
  }
  struct Known {
    std::string_view name, text;
  };
  constexpr Known known[] = {{"utf8", "UTF8"},           {"unicode", "UTF8"},
                             {"latin1", "LATIN1"},       {"iso88591", "LATIN1"},
                             {"latin2", "LATIN2"},       {"latin9", "LATIN9"},
                             {"sqlascii", "SQL_ASCII"},  {"win1252", "WIN1252"},
                             {"windows1252", "WIN1252"}, {"win1251", "WIN1251"},
                             {"koi8r", "KOI8R"},         {"koi8", "KOI8R"},
                             {"eucjp", "EUC_JP"},        {"sjis", "SJIS"},
                             {"big5", "BIG5"},           {"gbk", "GBK"},
                             {"win1250", "WIN1250"},     {"iso88595", "ISO_8859_5"}};
  for (const Known& one : known) {
    if (one.name == name) return std::string(one.text);
  }
  return std::nullopt;
}

std::string require_encoding(std::string_view written, std::string_view side) {
  const auto found = encoding(written);
  if (found) return *found;
  if (written.find_first_of("0123456789") == std::string_view::npos &&
      written.find("EUC") == std::string_view::npos && written.size() > 4)
    fail("42704", std::string(side) + " encoding " + quoted(written) + " does not exist");
  unknown("whether there is an encoding " + quoted(written));
}

}  // namespace

void describe_language(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("replace"));
  effects.creates("language", core::name_part(statement.text("plname")));
}

void create_language(const Node& statement, Session& session) {
  const std::string name(statement.text("plname"));
  session.require_superuser("must be superuser to create custom procedural language");
  const std::vector<std::string> handler_name = texts_of(statement["plhandler"]);
  const KnownFunction handler = require_function(session, handler_name, {});
  if (handler.result != types::language_handler)
    fail("42809", "function " + dotted(handler_name) + " must return type language_handler");
  KnownFunction inline_;
  KnownFunction validator;
  if (statement["plinline"].size() > 0) {
    inline_ = require_function(session, texts_of(statement["plinline"]), {types::internal});
  }
  if (statement["plvalidator"].size() > 0) {
    validator = require_function(session, texts_of(statement["plvalidator"]), {types::oid});
  }
  Catalog& catalog = session.catalog;
  Id id = catalog.find(ObjectKind::language, Catalog::none, name);
  const bool is_there = id != Catalog::none || has_language(session, name);
  if (is_there && !statement.flag("replace"))
    fail("42710", "language " + quoted(name) + " already exists");
  if (is_there && id == Catalog::none) unknown("a language of the system is replaced");
  const bool is_new = id == Catalog::none;
  if (is_new) id = catalog.create(ObjectKind::language, Catalog::none, name);
  catalog.set(id, "handler", handler.name);
  catalog.set(id, "inline", inline_.name);
  catalog.set(id, "validator", validator.name);
  catalog.set_flag(id, "trusted", statement.flag("pltrusted"));
  need(catalog, id, handler);
  need(catalog, id, inline_);
  need(catalog, id, validator);
  if (is_new) session.own(id);
}

void describe_access_method(const Node& statement, EffectsOf& effects) {
  effects.creates("access-method", core::name_part(statement.text("amname")));
}

void create_access_method(const Node& statement, Session& session) {
  const std::string name(statement.text("amname"));
  session.require_superuser("permission denied to create access method " + quoted(name));
  Catalog& catalog = session.catalog;
  const auto system = find_access_method(name, session.version() / 10'000);
  const bool is_system =
      system && (system->extension.empty() || catalog.find(ObjectKind::extension, Catalog::none,
                                                           system->extension) != Catalog::none);
  if (is_system || catalog.find(ObjectKind::access_method, Catalog::none, name) != Catalog::none)
    fail("42710", "access method " + quoted(name) + " already exists");
  const bool is_index = statement.text("amtype") == "i";
  const std::vector<std::string> names = texts_of(statement["handler_name"]);
  const KnownFunction handler = require_function(session, names, {types::internal});
  const TypeId wanted = is_index ? types::index_am_handler : types::table_am_handler;
  if (handler.result != wanted) {
    fail("42809", "function " + dotted(names) + " must return type " +
                      (is_index ? "index_am_handler" : "table_am_handler"));
  }
  const Id id = catalog.create(ObjectKind::access_method, Catalog::none, name);
  catalog.set(id, "type", is_index ? "index" : "table");
  catalog.set(id, "handler", handler.name);
  need(catalog, id, handler);
}

void describe_conversion(const Node& statement, EffectsOf& effects) {
  effects.creates("conversion", effects.name_of_list(statement["conversion_name"]));
}

void create_conversion(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["conversion_name"], own);
  const std::string from = require_encoding(statement.text("for_encoding_name"), "source");
  const std::string to = require_encoding(statement.text("to_encoding_name"), "destination");
  if (from == "SQL_ASCII" || to == "SQL_ASCII")
    fail("42P17", "encoding conversion to or from \"SQL_ASCII\" is not supported");
  if (session.version() < 140'000) unknown("a conversion");
  const std::vector<std::string> names = texts_of(statement["func_name"]);
  const KnownFunction function = require_function(
      session, names,
      {types::int4, types::int4, types::cstring, types::internal, types::int4, types::boolean});
  if (function.result != types::int4)
    fail("42P17", "encoding conversion function " + dotted(names) + " must return type integer");
  require_execute(session, function);
  // The server calls it with an empty text; what a function of another pair says is not known.
  if (function.id != Catalog::none || names.back().find("_to_") == std::string::npos)
    unknown("what the conversion function says");
  std::string usual = names.back();
  const bool is_utf8 = usual.starts_with("utf8_to_") == (from == "UTF8");
  if (!is_utf8) unknown("what the conversion function says");
  Catalog& catalog = session.catalog;
  if (catalog.find(ObjectKind::conversion, schema, own) != Catalog::none)
    fail("42710", "conversion " + quoted(own) + " already exists");
  if (statement.flag("def")) {
    for (const Id other : catalog.all(ObjectKind::conversion)) {
      if (catalog[other].schema == schema && catalog.has(other, "default") &&
          catalog.value(other, "from") == from && catalog.value(other, "to") == to)
        fail("42710", "default conversion for " + from + " to " + to + " already exists");
    }
  }
  const Id id = catalog.create(ObjectKind::conversion, schema, own);
  catalog.set(id, "from", from);
  catalog.set(id, "to", to);
  catalog.set(id, "function", function.name);
  catalog.set_flag(id, "default", statement.flag("def"));
  session.own(id);
}

}  // namespace plumbline::sql
