#include "core/schema/definition/kinds.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::core {

namespace {

/// `table:public.t` and `schema:aux`, names as in CatalogObject::name.
std::string published(const Subject& publication) {
  const int version = publication.server_version();
  SqlList list;
  for (const Property& property : publication.object().properties) {
    const bool is_table = property.name.starts_with("table:");
    if (!is_table && !property.name.starts_with("schema:")) continue;
    SqlList name;
    std::string quoted;
    for (const std::string& part : split_name(property.name.substr(is_table ? 6 : 7))) {
      if (!quoted.empty()) quoted += '.';
      quoted += quote_identifier(part, version);
    }
    if (!is_table) {
      list.item("TABLES IN SCHEMA " + quoted);
      continue;
    }
    const bool has_filter = !property.value.empty() && property.value != "()";
    list.item("TABLE ONLY " + quoted + (has_filter ? ' ' + std::string(property.value) : ""));
  }
  return list.text();
}

}  // namespace

std::string publication_definition(const Subject& publication) {
  SqlList options;
  if (publication.has("publish"))
    options.entry("publish", quote_standard_literal(publication.value("publish")));
  if (publication.has("via_root")) options.entry("publish_via_partition_root", "true");
  options.entry("publish_generated_columns", publication.value("generated_columns"));
  Sql text("CREATE PUBLICATION ");
  text.add(publication.own_name())
      .add_if(publication.has("all_tables"), " FOR ALL TABLES")
      .clause(" FOR ", published(publication))
      .clause(" WITH (", options.text(), ")");
  return std::move(text).take();
}

/// Without the connection string, which may hold a password: it has to be filled in.
std::string subscription_definition(const Subject& subscription) {
  SqlList options;
  options.entry("connect", "false");
  for (const auto& [name, property] :
       {std::pair("slot_name", "slot"), std::pair("synchronous_commit", "synchronous_commit"),
        std::pair("binary", "binary"), std::pair("streaming", "streaming"),
        std::pair("two_phase", "two_phase"), std::pair("disable_on_error", "disable_on_error"),
        std::pair("origin", "origin")}) {
    if (subscription.has(property))
      options.entry(name, quote_standard_literal(subscription.value(property)));
  }
  Sql text("CREATE SUBSCRIPTION ");
  text.add(subscription.own_name())
      .add(" CONNECTION ''")
      .clause(" PUBLICATION ", subscription.value("publications"))
      .clause(" WITH (", options.text(), ")");
  return std::move(text).take();
}

}  // namespace plumbline::core
