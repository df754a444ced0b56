/// Publications and subscriptions.
#include "core/schema/definition/kinds.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::core {

namespace {

/// `schema:aux` and `table:public.t`, which come in this order. Each word is said once: before 15
/// it could not be repeated.
std::string published(const Subject& publication) {
  SqlList list;
  std::string_view last;
  for (const Property& property : publication.object().properties) {
    const std::size_t colon = property.name.find(':');
    const std::string_view what = property.name.substr(0, colon);
    if (what != "schema" && what != "table") continue;
    std::string item = what == last ? "" : what == "schema" ? "TABLES IN SCHEMA " : "TABLE ";
    if (what == "table") item += "ONLY ";
    item += property.name.substr(colon + 1);
    if (!property.value.empty()) item.append(" ").append(property.value);
    list.item(item);
    last = what;
  }
  return list.text();
}

/// A word or a literal.
std::string setting(std::string_view value) {
  return value == "true" || value == "NONE" ? std::string(value) : quote_standard_literal(value);
}

}  // namespace

std::string publication_definition(const Subject& publication) {
  SqlList options;
  const std::string_view publish = publication.value("publish");
  if (!publish.empty())
    options.entry("publish", publish == "none" ? "''" : quote_standard_literal(publish));
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
        std::pair("origin", "origin"), std::pair("run_as_owner", "run_as_owner"),
        std::pair("failover", "failover")}) {
    if (subscription.has(property)) options.entry(name, setting(subscription.value(property)));
  }
  if (subscription.has("no_password_required")) options.entry("password_required", "false");
  Sql text("CREATE SUBSCRIPTION ");
  text.add(subscription.own_name())
      .add(" CONNECTION ''")
      .clause(" PUBLICATION ", subscription.value("publications"))
      .clause(" WITH (", options.text(), ")");
  return std::move(text).take();
}

}  // namespace plumbline::core
