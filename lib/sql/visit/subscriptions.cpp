/// CREATE, ALTER and DROP SUBSCRIPTION. Nearly all of it asks another server; only what goes
/// without it is carried out. Rules: commands/subscriptioncmds.c.
#include <algorithm>

#include "core/schema/builder.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/objects.hpp"

namespace plumbline::sql {

namespace {

Id find_subscription(const Session& session, const std::string& name) {
  return session.catalog.find(ObjectKind::subscription, Catalog::none, name);
}

std::string list_of(const Session& session, const Node& publications) {
  std::vector<std::string> names = texts_of(publications);
  std::ranges::sort(names);
  for (std::size_t at = 1; at < names.size(); ++at) {
    if (names[at] == names[at - 1])
      fail("42710", "publication name " + quoted(names[at]) + " used more than once");
  }
  std::string text;
  for (const std::string& name : names)
    text.append(text.empty() ? "" : ", ").append(session.catalog.quote(name));
  return text;
}

bool is_off(const OptionSet& options, std::string_view name) {
  return options.has(name) && !option_flag(options[name]);
}

}  // namespace

void describe_subscription(const Node& statement, EffectsOf& effects) {
  effects.creates("subscription", core::name_part(statement.text("subname")));
}

void create_subscription(const Node& statement, Session& session) {
  const std::string name(statement.text("subname"));
  const OptionSet options(statement["options"]);
  const bool connects = !is_off(options, "connect");
  const bool makes_slot = connects && !is_off(options, "create_slot");
  for (const Node option : options.all()) {
    const std::string_view word = option.text("defname");
    const bool is_read = word == "connect" || word == "create_slot" || word == "enabled" ||
                         word == "copy_data" || word == "slot_name";
    if (!is_read) unknown("a subscription with " + std::string(word));
  }
  if (makes_slot && session.in_transaction()) {
    fail("25001",
         "CREATE SUBSCRIPTION ... WITH (create_slot = true) cannot run inside a transaction block");
  }
  if (connects) unknown("a subscription connects to another server");
  for (const std::string_view word : {"enabled", "create_slot", "copy_data"}) {
    if (options.has(word) && option_flag(options[word])) {
      fail("42601",
           "connect = false and " + std::string(word) + " = true are mutually exclusive options");
    }
  }
  if (options.has("slot_name")) unknown("a subscription with a slot of its own");
  if (session.version() >= 160'000 && !session.is_superuser)
    unknown("who may create a subscription");
  session.require_superuser("must be superuser to create subscriptions");
  if (find_subscription(session, name) != Catalog::none)
    fail("42710", "subscription " + quoted(name) + " already exists");
  if (statement.text("conninfo").find('=') == std::string_view::npos &&
      !statement.text("conninfo").empty() && !statement.text("conninfo").starts_with("postgres"))
    fail("42601", "invalid connection string syntax");
  const std::string publications = list_of(session, statement["publication"]);
  const Id id = session.catalog.create(ObjectKind::subscription, Catalog::none, name);
  session.catalog.set(id, "publications", publications);
  session.own(id);
}

void describe_alter_subscription(const Node& statement, EffectsOf& effects) {
  effects.alters("subscription", core::name_part(statement.text("subname")));
}

void alter_subscription(const Node& statement, Session& session) {
  const std::string name(statement.text("subname"));
  const Id id = find_subscription(session, name);
  if (id == Catalog::none) fail("42704", "subscription " + quoted(name) + " does not exist");
  session.require_owner(id);
  const Node option = statement["options"].at(0);
  const bool is_slotless = statement.text("kind") == "ALTER_SUBSCRIPTION_OPTIONS" &&
                           statement["options"].size() == 1 &&
                           option.text("defname") == "slot_name" && option_text(option) == "none";
  if (is_slotless) {
    if (session.catalog.has(id, "enabled"))
      fail("55000", "cannot set slot_name = NONE for enabled subscription");
    return session.catalog.set(id, "slot", "NONE");
  }
  if (statement.text("kind") != "ALTER_SUBSCRIPTION_ENABLED")
    unknown("a subscription asks another server");
  const bool is_enabled = option["arg"].flag("boolval");
  if (is_enabled && session.catalog.value(id, "slot") == "NONE")
    fail("55000", "cannot enable subscription that does not have a slot name");
  session.catalog.set_flag(id, "enabled", is_enabled);
}

void describe_drop_subscription(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  effects.drops("subscription", core::name_part(statement.text("subname")));
}

void drop_subscription(const Node& statement, Session& session) {
  const std::string name(statement.text("subname"));
  const Id id = find_subscription(session, name);
  if (id == Catalog::none) {
    if (statement.flag("missing_ok")) return;
    fail("42704", "subscription " + quoted(name) + " does not exist");
  }
  session.require_owner(id);
  if (session.catalog.value(id, "slot") != "NONE") {
    if (session.in_transaction())
      fail("25001", "DROP SUBSCRIPTION cannot run inside a transaction block");
    unknown("a slot is dropped on another server");
  }
  session.catalog.remove(id);
}

}  // namespace plumbline::sql
