/// Text search configurations and dictionaries; parsers and templates are C code. Rules:
/// commands/tsearchcmds.c; of which mappings the system's configurations are made:
/// snowball_create.sql.
#include <algorithm>
#include <array>

#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/objects.hpp"

namespace plumbline::sql {

namespace {

using Names = std::vector<std::string>;

/// Of the default parser: those that mean words, then all others that configurations map.
constexpr std::array<std::string_view, 6> words = {"asciiword",       "word",       "hword_part",
                                                   "hword_asciipart", "asciihword", "hword"};
constexpr std::array<std::string_view, 17> others = {
    "numword", "email", "url", "host", "sfloat", "version", "hword_numpart", "numhword", "url_path",
    "file",    "float", "int", "uint", "blank",  "tag",     "protocol",      "entity"};
constexpr std::size_t mapped_others = 13;  // the last four are mapped by nobody

struct Known {
  Id id = Catalog::none;  ///< of a user's
  std::string text;       ///< as SQL prints it
  bool is_there = false;
};

Known find_known(const Session& session, ObjectKind kind, NameKind system_kind,
                 const Names& names) {
  const Catalog& catalog = session.catalog;
  const int version = session.version() / 10'000;
  const std::string& own = names.back();
  const auto in_system = [&] { return has_system_name(system_kind, own, version); };
  if (names.size() == 2 && names.front() == "pg_catalog")
    return {.text = catalog.quote(own), .is_there = in_system()};
  if (names.size() == 2) {
    const Id id = catalog.find(kind, session.schema(names.front()), own);
    if (id == Catalog::none) return {};
    return {.id = id, .text = catalog.sql_name(id), .is_there = true};
  }
  if (in_system()) return {.text = catalog.quote(own), .is_there = true};
  for (const Id schema : session.search_path()) {
    const Id id = catalog.find(kind, schema, own);
    if (id != Catalog::none) return {.id = id, .text = catalog.sql_name(id), .is_there = true};
  }
  for (const Id extension : catalog.all(ObjectKind::extension)) {
    if (!find_extension(catalog[extension].own, version) ||
        has_system_name(system_kind, own, version, catalog[extension].own))
      unknown("what text search objects extensions bring");
  }
  return {};
}

Known require_known(const Session& session, ObjectKind kind, NameKind system_kind,
                    const Names& names) {
  Known known = find_known(session, kind, system_kind, names);
  if (!known.is_there) {
    std::string word(kind_name(kind));
    std::ranges::replace(word, '-', ' ');
    fail("42704", word + " \"" + dotted(names) + "\" does not exist");
  }
  return known;
}

/// There is no check before the row is inserted.
void require_free(const Session& session, ObjectKind kind, Id schema, const std::string& own,
                  std::string_view index) {
  if (session.catalog.find(kind, schema, own) == Catalog::none) return;
  fail("23505", "duplicate key value violates unique constraint \"" + std::string(index) + '"');
}

// -- Configurations

/// Of the system's own.
void copy_system_mappings(Catalog& catalog, Id configuration, const std::string& own) {
  const std::string stem = own == "simple" ? own : own + "_stem";
  const bool is_mixed = own == "russian" || own == "hindi";
  for (const std::string_view token : words) {
    const bool is_ascii = token.find("ascii") != std::string_view::npos;
    catalog.set_named(configuration, "mapping:" + std::string(token),
                      is_mixed && is_ascii ? "english_stem" : stem);
  }
  for (std::size_t at = 0; at < mapped_others; ++at)
    catalog.set_named(configuration, "mapping:" + std::string(others[at]), "simple");
}

void copy_mappings(Catalog& catalog, Id configuration, Id from) {
  const std::vector<Catalog::Value> values = catalog[from].values;
  for (const Catalog::Value& value : values) {
    if (value.name.starts_with("mapping:"))
      catalog.set_named(configuration, value.name, value.text);
  }
  const std::vector<Catalog::Need> needs = catalog[from].needs;
  for (const Catalog::Need& need : needs) catalog.need(configuration, need.on, need.tie);
}

Id require_configuration(const Session& session, const Names& names) {
  const Known known =
      require_known(session, ObjectKind::text_search_configuration, NameKind::configuration, names);
  if (known.id == Catalog::none) unknown("a configuration of the system is changed");
  return known.id;
}

std::vector<Known> dictionaries_of(const Session& session, const Node& list) {
  std::vector<Known> dictionaries;
  for (const Node names : list) {
    dictionaries.push_back(require_known(session, ObjectKind::text_search_dictionary,
                                         NameKind::dictionary, texts_of(names)));
  }
  return dictionaries;
}

std::string list_of(const std::vector<Known>& dictionaries) {
  std::string text;
  for (const Known& one : dictionaries) text.append(text.empty() ? "" : ", ").append(one.text);
  return text;
}

Names tokens_of(const Session& session, Id configuration, const Node& list) {
  if (session.catalog.value(configuration, "parser") != "\"default\"")
    unknown("the token types of another parser");
  Names tokens;
  for (const Node token : list) {
    const std::string name(token.as_text());
    const bool is_there = std::ranges::find(words, name) != words.end() ||
                          std::ranges::find(others, name) != others.end();
    if (!is_there) fail("22023", "token type \"" + name + "\" does not exist");
    if (std::ranges::find(tokens, name) == tokens.end()) tokens.push_back(name);
  }
  return tokens;
}

void map(Session& session, Id configuration, const Node& statement) {
  Catalog& catalog = session.catalog;
  const std::string_view kind = statement.text("kind");
  const Names tokens = tokens_of(session, configuration, statement["tokentype"]);
  const std::vector<Known> dictionaries = dictionaries_of(session, statement["dicts"]);
  for (const std::string& token : tokens) {
    const std::string property = "mapping:" + token;
    if (kind == "ALTER_TSCONFIG_ADD_MAPPING" && catalog.has(configuration, property)) {
      fail("23505", "duplicate key value violates unique constraint \"pg_ts_config_map_index\"");
    }
    catalog.set_named(configuration, property, list_of(dictionaries));
  }
  for (const Known& one : dictionaries) {
    if (one.id != Catalog::none) catalog.need(configuration, one.id);
  }
}

/// ALTER MAPPING [FOR …] REPLACE old WITH new.
void replace(Session& session, Id configuration, const Node& statement) {
  Catalog& catalog = session.catalog;
  const Names tokens = tokens_of(session, configuration, statement["tokentype"]);
  const std::vector<Known> both = dictionaries_of(session, statement["dicts"]);
  if (both.size() != 2) unknown("dictionaries are replaced");
  const std::vector<Catalog::Value> values = catalog[configuration].values;
  for (const Catalog::Value& value : values) {
    if (!value.name.starts_with("mapping:")) continue;
    const std::string token(value.name.substr(8));
    if (!tokens.empty() && std::ranges::find(tokens, token) == tokens.end()) continue;
    std::string text;
    for (const std::string_view item : core::list_items(value.text))
      text.append(text.empty() ? "" : ", ").append(item == both[0].text ? both[1].text : item);
    catalog.set_named(configuration, value.name, text);
  }
  if (both[1].id != Catalog::none) catalog.need(configuration, both[1].id);
}

void drop_mappings(Session& session, Id configuration, const Node& statement) {
  Catalog& catalog = session.catalog;
  for (const std::string& token : tokens_of(session, configuration, statement["tokentype"])) {
    const std::string property = "mapping:" + token;
    if (!catalog.has(configuration, property)) {
      if (statement.flag("missing_ok")) continue;
      fail("42704", "mapping for token type \"" + token + "\" does not exist");
    }
    catalog.set_named(configuration, property, "");
  }
}

// -- Dictionaries

/// serialize_deflist.
std::string option_list(const Node& definition) {
  std::string text;
  for (const Node option : definition) {
    if (option.text("defname") == "template") continue;
    if (!text.empty()) text += ", ";
    text += core::quote_identifier(option.text("defname"), 0) + " = ";
    text += core::quote_literal(option_text(option));
  }
  return text;
}

/// What the template's own code says of options; only of the simplest it is known.
void check_options(const std::string& template_name, const Node& definition) {
  for (const Node option : definition) {
    const std::string_view name = option.text("defname");
    if (name == "template") continue;
    if (template_name == "simple") {
      if (name == "stopwords") {
        if (option_text(option) != "english" && option_text(option) != "russian")
          unknown("which files of stop words the server has");
        continue;
      }
      if (name == "accept") {
        option_flag(option);
        continue;
      }
      fail("22023", "unrecognized simple dictionary parameter: \"" + std::string(name) + '"');
    }
    if (template_name == "snowball" && name == "language" && option_text(option) == "english")
      continue;
    if (template_name == "snowball" && name == "stopwords" && option_text(option) == "english")
      continue;
    unknown("what options template " + template_name + " takes");
  }
}

}  // namespace

void create_text_search_configuration(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["defnames"], own);
  Names source;
  Names parser;
  for (const Node option : statement["definition"]) {
    const std::string_view name = option.text("defname");
    if (name == "parser") {
      parser = option_names(option);
      static_cast<void>(
          require_known(session, ObjectKind::text_search_parser, NameKind::parser, parser));
    } else if (name == "copy") {
      source = option_names(option);
      static_cast<void>(require_known(session, ObjectKind::text_search_configuration,
                                      NameKind::configuration, source));
    } else {
      fail("42601",
           "text search configuration parameter \"" + std::string(name) + "\" not recognized");
    }
  }
  if (!source.empty() && !parser.empty())
    fail("42601", "cannot specify both PARSER and COPY options");
  if (source.empty() && parser.empty()) fail("42P17", "text search parser is required");
  require_free(session, ObjectKind::text_search_configuration, schema, own,
               "pg_ts_config_cfgname_index");
  Catalog& catalog = session.catalog;
  const Id id = catalog.create(ObjectKind::text_search_configuration, schema, own);
  if (!parser.empty()) {
    const Known known =
        require_known(session, ObjectKind::text_search_parser, NameKind::parser, parser);
    catalog.set(id, "parser", known.text);
    if (known.id != Catalog::none) catalog.need(id, known.id);
  } else {
    const Known known = require_known(session, ObjectKind::text_search_configuration,
                                      NameKind::configuration, source);
    if (known.id != Catalog::none) {
      catalog.set(id, "parser", catalog.value(known.id, "parser"));
      copy_mappings(catalog, id, known.id);
    } else {
      catalog.set(id, "parser", "\"default\"");
      copy_system_mappings(catalog, id, source.back());
    }
  }
  session.own(id);
}

void create_text_search_dictionary(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["defnames"], own);
  Known made_of;
  std::string template_name;
  for (const Node option : statement["definition"]) {
    if (option.text("defname") != "template") continue;
    const Names names = option_names(option);
    made_of = require_known(session, ObjectKind::text_search_template, NameKind::template_, names);
    template_name = names.back();
  }
  if (!made_of.is_there) fail("42P17", "text search template is required");
  check_options(template_name, statement["definition"]);
  require_free(session, ObjectKind::text_search_dictionary, schema, own,
               "pg_ts_dict_dictname_index");
  if (template_name == "snowball" && option_list(statement["definition"]).empty())
    fail("22023", "missing Language parameter");
  Catalog& catalog = session.catalog;
  const Id id = catalog.create(ObjectKind::text_search_dictionary, schema, own);
  catalog.set(id, "template", made_of.text);
  catalog.set(id, "options", option_list(statement["definition"]));
  if (made_of.id != Catalog::none) catalog.need(id, made_of.id);
  session.own(id);
}

void create_text_search_parser(const Node&, Session& session) {
  session.require_superuser("must be superuser to create text search parsers");
  unknown("a text search parser is made of C code");
}

void create_text_search_template(const Node&, Session& session) {
  session.require_superuser("must be superuser to create text search templates");
  unknown("a text search template is made of C code");
}

void describe_alter_configuration(const Node& statement, EffectsOf& effects) {
  effects.alters("text-search-configuration", effects.name_of_list(statement["cfgname"]));
}

void alter_text_search_configuration(const Node& statement, Session& session) {
  const Id id = require_configuration(session, texts_of(statement["cfgname"]));
  session.require_owner(id);
  const std::string_view kind = statement.text("kind");
  if (kind == "ALTER_TSCONFIG_ADD_MAPPING" || kind == "ALTER_TSCONFIG_ALTER_MAPPING_FOR_TOKEN")
    return map(session, id, statement);
  if (kind == "ALTER_TSCONFIG_REPLACE_DICT" || kind == "ALTER_TSCONFIG_REPLACE_DICT_FOR_TOKEN")
    return replace(session, id, statement);
  if (kind == "ALTER_TSCONFIG_DROP_MAPPING") return drop_mappings(session, id, statement);
  unknown("a change of a text search configuration");
}

void describe_alter_dictionary(const Node& statement, EffectsOf& effects) {
  effects.alters("text-search-dictionary", effects.name_of_list(statement["dictname"]));
}

void alter_text_search_dictionary(const Node& statement, Session& session) {
  const Known known = require_known(session, ObjectKind::text_search_dictionary,
                                    NameKind::dictionary, texts_of(statement["dictname"]));
  if (known.id == Catalog::none) unknown("a dictionary of the system is changed");
  session.require_owner(known.id);
  unknown("the options of a dictionary are changed");
}

}  // namespace plumbline::sql
