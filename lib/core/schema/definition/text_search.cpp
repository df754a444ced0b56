/// CREATE TEXT SEARCH ….
#include "core/schema/definition/kinds.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::core {

namespace {

std::string statement(std::string_view what, const Subject& of, const SqlList& list) {
  return "CREATE TEXT SEARCH " + std::string(what) + ' ' + of.name() + " (" + list.text() + ')';
}

}  // namespace

std::string text_search_parser_definition(const Subject& parser) {
  SqlList list;
  list.entry("START", parser.value("start"))
      .entry("GETTOKEN", parser.value("token"))
      .entry("END", parser.value("end"))
      .entry("HEADLINE", parser.value("headline"))
      .entry("LEXTYPES", parser.value("lextypes"));
  return statement("PARSER", parser, list);
}

std::string text_search_template_definition(const Subject& of) {
  SqlList list;
  list.entry("INIT", of.value("init")).entry("LEXIZE", of.value("lexize"));
  return statement("TEMPLATE", of, list);
}

std::string text_search_dictionary_definition(const Subject& dictionary) {
  SqlList list;
  list.entry("TEMPLATE", dictionary.value("template")).item(dictionary.value("options"));
  return statement("DICTIONARY", dictionary, list);
}

std::string text_search_configuration_definition(const Subject& configuration) {
  SqlList list;
  list.entry("PARSER", configuration.value("parser"));
  std::string text = statement("CONFIGURATION", configuration, list);
  for (const Property& property : configuration.object().properties) {
    if (!property.name.starts_with("mapping:")) continue;
    const std::string token =
        quote_identifier(property.name.substr(8), configuration.server_version());
    text += ";\nALTER TEXT SEARCH CONFIGURATION " + configuration.name() + " ADD MAPPING FOR " +
            token + " WITH " + std::string(property.value);
  }
  return text;
}

}  // namespace plumbline::core
