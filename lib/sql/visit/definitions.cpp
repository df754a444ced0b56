/// DefineStmt: CREATE TYPE, AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH …, told apart by its kind.
#include "core/schema/builder.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

struct Kind {
  std::string_view object_type;
  std::string_view word;
  Apply* apply;
};

constexpr Kind kinds[] = {
    {"OBJECT_TYPE", "type", create_base_type},
    {"OBJECT_AGGREGATE", "aggregate", create_aggregate},
    {"OBJECT_OPERATOR", "operator", create_operator},
    {"OBJECT_COLLATION", "collation", create_collation},
    {"OBJECT_TSPARSER", "text-search-parser", create_text_search_parser},
    {"OBJECT_TSTEMPLATE", "text-search-template", create_text_search_template},
    {"OBJECT_TSDICTIONARY", "text-search-dictionary", create_text_search_dictionary},
    {"OBJECT_TSCONFIGURATION", "text-search-configuration", create_text_search_configuration},
};

const Kind* find_kind_of(const Node& statement) {
  for (const Kind& one : kinds) {
    if (one.object_type == statement.text("kind")) return &one;
  }
  return nullptr;
}

std::string operator_name(const Node& statement, const EffectsOf& effects) {
  std::string left = "none";
  std::string right = "none";
  for (const Node option : statement["definition"]) {
    const Node type = option["arg"];
    if (!type.is_a("TypeName")) continue;
    if (option.text("defname") == "leftarg") left = described_type(type, effects);
    if (option.text("defname") == "rightarg") right = described_type(type, effects);
  }
  return effects.name_of_list(statement["defnames"]) + '(' + left + ", " + right + ')';
}

std::string aggregate_name(const Node& statement, const EffectsOf& effects) {
  if (!statement.flag("oldstyle"))
    return described_function(statement["defnames"], statement["args"].at(0), effects);
  std::string type;
  for (const Node option : statement["definition"]) {
    if (option.text("defname") == "basetype" && option["arg"].is_a("TypeName"))
      type = described_type(option["arg"], effects);
  }
  return effects.name_of_list(statement["defnames"]) + '(' + type + ')';
}

}  // namespace

void describe_definition(const Node& statement, EffectsOf& effects) {
  const Kind* const kind = find_kind_of(statement);
  if (kind == nullptr) return effects.unknown("a definition of another kind");
  const EffectsOf::Guard guard(effects,
                               statement.flag("if_not_exists") || statement.flag("replace"));
  if (kind->word == "operator") {
    effects.creates(kind->word, operator_name(statement, effects));
  } else if (kind->word == "aggregate") {
    effects.creates(kind->word, aggregate_name(statement, effects));
  } else {
    effects.creates(kind->word, effects.name_of_list(statement["defnames"]));
  }
}

void create_definition(const Node& statement, Session& session) {
  const Kind* const kind = find_kind_of(statement);
  if (kind == nullptr) unknown("a definition of another kind");
  kind->apply(statement, session);
}

}  // namespace plumbline::sql
