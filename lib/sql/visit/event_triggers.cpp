/// CREATE and ALTER EVENT TRIGGER. Rules: commands/event_trigger.c; tags: cmdtaglist.h.
#include <algorithm>
#include <array>
#include <vector>

#include "core/schema/builder.hpp"
#include "core/schema/quote.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"

namespace plumbline::sql {

namespace {

/// What can stand behind ALTER, CREATE and DROP in a tag that event triggers take.
constexpr std::array<std::string_view, 31> objects_of_tags = {"ACCESS METHOD",
                                                              "AGGREGATE",
                                                              "CAST",
                                                              "COLLATION",
                                                              "CONVERSION",
                                                              "DOMAIN",
                                                              "EXTENSION",
                                                              "FOREIGN DATA WRAPPER",
                                                              "FOREIGN TABLE",
                                                              "FUNCTION",
                                                              "INDEX",
                                                              "LANGUAGE",
                                                              "MATERIALIZED VIEW",
                                                              "OPERATOR",
                                                              "OPERATOR CLASS",
                                                              "OPERATOR FAMILY",
                                                              "POLICY",
                                                              "PROCEDURE",
                                                              "ROUTINE",
                                                              "RULE",
                                                              "SCHEMA",
                                                              "SEQUENCE",
                                                              "SERVER",
                                                              "STATISTICS",
                                                              "TABLE",
                                                              "TEXT SEARCH CONFIGURATION",
                                                              "TEXT SEARCH DICTIONARY",
                                                              "TEXT SEARCH PARSER",
                                                              "TEXT SEARCH TEMPLATE",
                                                              "TRIGGER",
                                                              "TYPE"};
constexpr std::array<std::string_view, 6> further_objects = {
    "USER MAPPING", "VIEW", "PUBLICATION", "SUBSCRIPTION", "TRANSFORM", "CONSTRAINT"};
constexpr std::array<std::string_view, 13> refused_objects = {
    "DATABASE", "EVENT TRIGGER",    "ROLE",      "TABLESPACE", "SYSTEM",     "USER",  "GROUP",
    "OWNED",    "REPLICATION SLOT", "ASSERTION", "CLUSTER",    "CHECKPOINT", "VACUUM"};

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

enum class Tag : std::uint8_t { fine, refused, none, doubtful };

Tag sort_of(const std::string& tag) {
  constexpr std::array<std::string_view, 8> single = {"ALTER DEFAULT PRIVILEGES",
                                                      "ALTER LARGE OBJECT",
                                                      "COMMENT",
                                                      "CREATE TABLE AS",
                                                      "DROP OWNED",
                                                      "GRANT",
                                                      "IMPORT FOREIGN SCHEMA",
                                                      "REFRESH MATERIALIZED VIEW"};
  constexpr std::array<std::string_view, 4> more = {"REVOKE", "SECURITY LABEL", "SELECT INTO",
                                                    "REINDEX"};
  const auto has = [&](auto const& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
  };
  if (tag == "REINDEX" || tag == "LOGIN") return Tag::doubtful;
  if (has(single, tag) || has(more, tag)) return Tag::fine;
  for (const std::string_view verb :
       {std::string_view("ALTER "), std::string_view("CREATE "), std::string_view("DROP ")}) {
    if (!tag.starts_with(verb)) continue;
    const std::string_view object = std::string_view(tag).substr(verb.size());
    if (has(refused_objects, object)) return Tag::refused;
    if (object == "CONSTRAINT" || object == "CAST" || object == "ACCESS METHOD")
      return tag == "CREATE CONSTRAINT" || tag == "DROP CONSTRAINT" || tag == "ALTER CONSTRAINT" ||
                     tag == "ALTER ACCESS METHOD" || tag == "ALTER CAST"
                 ? Tag::doubtful
                 : Tag::fine;
    if (has(objects_of_tags, object) || has(further_objects, object)) return Tag::fine;
  }
  constexpr std::array<std::string_view, 12> others = {
      "SELECT",   "INSERT", "UPDATE",  "DELETE", "BEGIN", "COMMIT",
      "ROLLBACK", "VACUUM", "ANALYZE", "COPY",   "SET",   "TRUNCATE TABLE"};
  return has(others, tag)                     ? Tag::refused
         : tag.find(' ') == std::string::npos ? Tag::none
                                              : Tag::doubtful;
}

/// validate_ddl_tags.
void check_tag(const std::string& written) {
  switch (sort_of(upper(written))) {
    case Tag::fine:
      return;
    case Tag::refused:
      fail("0A000", "event triggers are not supported for " + written);
    case Tag::none:
      fail("42601", "filter value \"" + written + "\" not recognized for filter variable \"tag\"");
    default:
      unknown("whether event triggers take tag \"" + written + '"');
  }
}

std::vector<std::string> read_tags(const Node& filters) {
  std::vector<std::string> tags;
  bool has_tags = false;
  for (const Node filter : filters) {
    if (filter.text("defname") != "tag") {
      fail("42601", "unrecognized filter variable \"" + std::string(filter.text("defname")) + '"');
    }
    if (has_tags) fail("42601", "filter variable \"tag\" specified more than once");
    has_tags = true;
    for (const Node tag : filter["arg"]) tags.emplace_back(tag.as_text());
  }
  return tags;
}

void check_tags(const std::string& event, const std::vector<std::string>& tags) {
  if (event == "login") {
    if (!tags.empty()) fail("0A000", "tag filtering is not supported for login event triggers");
    return;
  }
  for (const std::string& tag : tags) {
    if (event != "table_rewrite") {
      check_tag(tag);
      continue;
    }
    const std::string word = upper(tag);
    const bool is_fine =
        word == "ALTER TABLE" || word == "ALTER TYPE" || word == "ALTER MATERIALIZED VIEW";
    if (is_fine) continue;
    if (sort_of(word) == Tag::none) {
      fail("42601", "filter value \"" + tag + "\" not recognized for filter variable \"tag\"");
    }
    if (word == "ALTER MATERIALIZED VIEW") unknown("tags of table_rewrite");
    fail("0A000", "event triggers are not supported for " + tag);
  }
}

std::string printed(std::vector<std::string> tags) {
  for (std::string& tag : tags) tag = upper(tag);
  std::ranges::sort(tags);
  std::string text;
  for (const std::string& tag : tags)
    text.append(text.empty() ? "" : ", ").append(core::quote_standard_literal(tag));
  return text;
}

void check_event(const Session& session, const std::string& event) {
  const bool is_fine = event == "ddl_command_start" || event == "ddl_command_end" ||
                       event == "sql_drop" || event == "table_rewrite" ||
                       (event == "login" && session.version() >= 170'000);
  if (!is_fine) fail("42601", "unrecognized event name \"" + event + '"');
}

}  // namespace

void describe_event_trigger(const Node& statement, EffectsOf& effects) {
  effects.requires_("function", effects.name_of_list(statement["funcname"]) + "()");
  effects.creates("event-trigger", core::name_part(statement.text("trigname")));
}

void create_event_trigger(const Node& statement, Session& session) {
  const std::string name(statement.text("trigname"));
  session.require_superuser("permission denied to create event trigger \"" + name + '"');
  const std::string event(statement.text("eventname"));
  check_event(session, event);
  const std::vector<std::string> tags = read_tags(statement["whenclause"]);
  check_tags(event, tags);
  Catalog& catalog = session.catalog;
  if (catalog.find(ObjectKind::event_trigger, Catalog::none, name) != Catalog::none)
    fail("42710", "event trigger \"" + name + "\" already exists");
  const std::vector<std::string> names = texts_of(statement["funcname"]);
  const KnownFunction function = require_function(session, names, {});
  if (function.result != types::event_trigger)
    fail("42P17", "function " + dotted(names) + " must return type event_trigger");
  const Id trigger = catalog.create(ObjectKind::event_trigger, Catalog::none, name);
  catalog.set(trigger, "event", event);
  catalog.set(trigger, "tags", printed(tags));
  catalog.set(trigger, "function", function.name);
  if (function.id != Catalog::none) catalog.need(trigger, function.id);
  session.own(trigger);
}

void describe_alter_event_trigger(const Node& statement, EffectsOf& effects) {
  effects.alters("event-trigger", core::name_part(statement.text("trigname")));
}

void alter_event_trigger(const Node& statement, Session& session) {
  const std::string name(statement.text("trigname"));
  const Id trigger = session.catalog.find(ObjectKind::event_trigger, Catalog::none, name);
  if (trigger == Catalog::none) fail("42704", "event trigger \"" + name + "\" does not exist");
  session.require_owner(trigger);
  const std::string_view enabled = statement.text("tgenabled");
  session.catalog.set(trigger, "enabled",
                      enabled == "D"   ? "disabled"
                      : enabled == "R" ? "replica"
                      : enabled == "A" ? "always"
                                       : "");
}

}  // namespace plumbline::sql
