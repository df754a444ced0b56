/// CREATE FOREIGN DATA WRAPPER, SERVER, USER MAPPING.
#include "core/schema/definition/kinds.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::core {

std::string foreign_data_wrapper_definition(const Subject& wrapper) {
  Sql text("CREATE FOREIGN DATA WRAPPER ");
  text.add(wrapper.own_name())
      .clause(" HANDLER ", wrapper.value("handler"))
      .clause(" VALIDATOR ", wrapper.value("validator"))
      .add(options_clause(wrapper));
  return std::move(text).take();
}

std::string server_definition(const Subject& server) {
  Sql text("CREATE SERVER ");
  text.add(server.own_name());
  if (server.has("type")) text.add(" TYPE ").add(quote_standard_literal(server.value("type")));
  if (server.has("version"))
    text.add(" VERSION ").add(quote_standard_literal(server.value("version")));
  text.clause(" FOREIGN DATA WRAPPER ", server.value("wrapper")).add(options_clause(server));
  return std::move(text).take();
}

/// Without its options, which are known as a hash only.
std::string user_mapping_definition(const Subject& mapping) {
  const std::string_view name = mapping.object().name;
  bool is_quoted = false;
  std::size_t at = 0;
  for (; at < name.size() && (is_quoted || name[at] != '@'); ++at) is_quoted ^= name[at] == '"';
  if (at == name.size()) return {};
  const int version = mapping.server_version();
  const auto quoted = [&](std::string_view part) {
    if (part.starts_with('"')) return std::string(part);
    return part == "PUBLIC" ? "PUBLIC" : quote_identifier(part, version);
  };
  return "CREATE USER MAPPING FOR " + quoted(name.substr(0, at)) + " SERVER " +
         quoted(name.substr(at + 1));
}

}  // namespace plumbline::core
