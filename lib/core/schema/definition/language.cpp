/// CREATE LANGUAGE, TRANSFORM, ACCESS METHOD, EXTENSION and SCHEMA.
#include "core/schema/definition/kinds.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::core {

std::string language_definition(const Subject& language) {
  Sql text(language.has("trusted") ? "CREATE TRUSTED LANGUAGE " : "CREATE LANGUAGE ");
  text.add(language.own_name())
      .clause(" HANDLER ", language.value("handler"))
      .clause(" INLINE ", language.value("inline"))
      .clause(" VALIDATOR ", language.value("validator"));
  return std::move(text).take();
}

std::string transform_definition(const Subject& transform) {
  const std::string_view name = transform.object().name;
  const std::size_t between = name.rfind(" FOR ");
  if (between == std::string_view::npos) return {};
  SqlList list;
  if (transform.has("from_sql"))
    list.item("FROM SQL WITH FUNCTION " + std::string(transform.value("from_sql")));
  if (transform.has("to_sql"))
    list.item("TO SQL WITH FUNCTION " + std::string(transform.value("to_sql")));
  Sql text("CREATE TRANSFORM FOR ");
  text.add(name.substr(0, between))
      .add(" LANGUAGE ")
      .add(name.substr(between + 5))
      .add(" (")
      .add(list.text())
      .add(")");
  return std::move(text).take();
}

std::string access_method_definition(const Subject& method) {
  Sql text("CREATE ACCESS METHOD ");
  text.add(method.own_name())
      .clause(" TYPE ", method.words("type"))
      .clause(" HANDLER ", method.value("handler"));
  return std::move(text).take();
}

std::string extension_definition(const Subject& extension) {
  const int version = extension.server_version();
  Sql text("CREATE EXTENSION ");
  text.add(extension.own_name()).clause(" WITH SCHEMA ", extension.value("schema"));
  if (extension.has("version"))
    text.add(" VERSION ").add(quote_identifier(extension.value("version"), version));
  return std::move(text).take();
}

std::string schema_definition(const Subject& schema) {
  return "CREATE SCHEMA " + schema.own_name();
}

}  // namespace plumbline::core
