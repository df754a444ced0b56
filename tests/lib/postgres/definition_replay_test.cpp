/// Definitions run in an empty database make what they were made of: the same fingerprint, on every
/// server version at hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/builder.hpp"
#include "core/schema/definition/subject.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/quote.hpp"
#include "definition/corpus.hpp"
#include "plumbline/schema.hpp"

namespace {

using plumbline::capture_schema;
using plumbline::CatalogObject;
using plumbline::definition;
using plumbline::kind_name;
using plumbline::ObjectKind;
using plumbline::Property;
using plumbline::Schema;
using plumbline::Target;
using plumbline::core::quote_literal;
using plumbline::core::quote_qualified;
using plumbline::core::split_name;
using plumbline::core::Subject;
using plumbline::tests::build_corpus;
using plumbline::tests::Database;
using plumbline::tests::for_each_server;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;

bool is_key(const CatalogObject& object) {
  const std::string_view type = object.property("type");
  return object.kind == ObjectKind::constraint &&
         (type == "primary key" || type == "unique" || type == "exclude");
}

/// What another object brings along.
bool comes_by_itself(const CatalogObject& object) {
  if (plumbline::core::is_of_cluster(object.kind)) return true;
  if (object.kind == ObjectKind::schema && object.name == "public") return true;
  if (object.kind == ObjectKind::column || object.has("identity")) return true;
  if (object.kind == ObjectKind::trigger) return object.has("partition_of");
  if (object.kind != ObjectKind::constraint || is_key(object)) return false;
  const bool is_of_column = object.property("type") == "not null" && !object.has("not_valid");
  return object.has("inherited") || object.has("partition_of") || is_of_column;
}

/// Tables stand before their indexes come, so that partitions get none by themselves; keys before
/// what refers to them.
int phase(const CatalogObject& object) {
  switch (object.kind) {
    case ObjectKind::constraint:
      return object.property("type") == "foreign key" ? 3 : is_key(object) ? 1 : 2;
    case ObjectKind::index:
    case ObjectKind::statistics:
      return 2;
    case ObjectKind::trigger:
    case ObjectKind::policy:
    case ObjectKind::rule:
      return 3;
    case ObjectKind::publication:
    case ObjectKind::event_trigger:
      return 4;
    default:
      return 0;
  }
}

/// `public.t.c`, as names of objects are, as SQL.
std::string as_sql(std::string_view name, int version) {
  std::string sql;
  for (const std::string& part : split_name(name)) {
    if (!sql.empty()) sql += '.';
    sql += plumbline::core::quote_identifier(part, version);
  }
  return sql;
}

std::string_view switch_words(std::string_view enabled) {
  return enabled == "disabled"  ? " DISABLE"
         : enabled == "replica" ? " ENABLE REPLICA"
                                : " ENABLE ALWAYS";
}

/// What ties an object to another one, or says how it is used: no part of a definition.
void add_ties(const Schema& schema, const CatalogObject& object, std::vector<std::string>& ties) {
  const Subject subject(schema, object);
  const std::string name = subject.name();
  const std::string_view enabled = object.property("enabled");
  const bool is_switched = object.kind == ObjectKind::trigger || object.kind == ObjectKind::rule;
  if (object.has("owned_by"))
    ties.push_back("ALTER SEQUENCE " + name + " OWNED BY " +
                   as_sql(object.property("owned_by"), subject.server_version()));
  if (object.has("cluster_on"))
    ties.push_back("ALTER TABLE " + name + " CLUSTER ON " +
                   std::string(object.property("cluster_on")));
  if (object.property("replica_identity").starts_with("index "))
    ties.push_back("ALTER TABLE " + name + " REPLICA IDENTITY USING INDEX " +
                   std::string(object.property("replica_identity").substr(6)));
  if (is_switched && !enabled.empty())
    ties.push_back("ALTER TABLE " + subject.parent_name() + std::string(switch_words(enabled)) +
                   ' ' + std::string(kind_name(object.kind)) + ' ' + subject.own_name());
  if (object.kind == ObjectKind::index && object.has("partition_of"))
    ties.push_back("ALTER INDEX " + std::string(object.property("partition_of")) +
                   " ATTACH PARTITION " + name);
  if (is_key(object) && object.has("partition_of")) {
    const std::vector<std::string> parts = split_name(object.property("partition_of"));
    ties.push_back("ALTER INDEX " +
                   quote_qualified(parts.front(), parts.back(), subject.server_version()) +
                   " ATTACH PARTITION " +
                   quote_qualified(object.schema, subject.identifier(), subject.server_version()));
  }
  for (const Property& property : object.properties) {
    if (object.kind == ObjectKind::index && property.name.starts_with("statistics:"))
      ties.push_back("ALTER INDEX " + name + " ALTER COLUMN " +
                     std::string(property.name.substr(11)) + " SET STATISTICS " +
                     std::string(property.value));
  }
  if (object.kind == ObjectKind::statistics && object.has("target"))
    ties.push_back("ALTER STATISTICS " + name + " SET STATISTICS " +
                   std::string(object.property("target")));
}

/// Runs each until it works, phase by phase; what never does is an error. A view may need a key.
constexpr std::string_view run_all = R"(
SET client_min_messages = error; SET check_function_bodies = off;
DO $run$
DECLARE
  one record;
  done boolean;
BEGIN
  FOR part IN 0 .. 5 LOOP
    LOOP
      done := true;
      FOR one IN SELECT n, sql FROM todo WHERE phase <= part ORDER BY n LOOP
        BEGIN
          PERFORM set_config('search_path', 'pg_catalog', true);
          EXECUTE one.sql;
          DELETE FROM public.todo WHERE n = one.n;
          done := false;
        EXCEPTION WHEN OTHERS THEN
          UPDATE public.todo SET problem = SQLERRM WHERE n = one.n;
        END;
        PERFORM set_config('search_path', 'public', true);
      END LOOP;
      EXIT WHEN done;
    END LOOP;
  END LOOP;
END $run$;
SELECT problem, sql FROM public.todo ORDER BY n;)";

std::string replay(const Schema& schema, const Database& database) {
  std::string rows;
  const auto add = [&rows](int when, const std::string& sql) {
    rows += rows.empty() ? "(" : ", (";
    rows += std::to_string(when) + ", " + quote_literal(sql) + ')';
  };
  std::vector<std::string> ties;
  for (const CatalogObject& object : schema.objects()) {
    add_ties(schema, object, ties);
    if (comes_by_itself(object)) continue;
    CAPTURE(object.name);
    const std::string sql = definition(schema, object);
    if (!sql.empty()) add(phase(object), sql);
  }
  for (const std::string& tie : ties) add(5, tie);
  database.run(
      "CREATE TABLE public.todo (n serial PRIMARY KEY, phase int, sql text, problem text);"
      "INSERT INTO public.todo (phase, sql) VALUES " +
      rows);
  std::string left = database.run(run_all);
  database.run("DROP TABLE public.todo");
  return left;
}

/// One line for each difference.
std::string differences(const Schema& before, const Schema& after) {
  std::map<std::pair<ObjectKind, std::string_view>, const CatalogObject*> there;
  for (const CatalogObject& object : after.objects()) there[{object.kind, object.name}] = &object;
  std::string text;
  const auto line = [&text](const CatalogObject& object, const std::string& what) {
    text.append(kind_name(object.kind)).append(" ").append(object.name).append(what).append("\n");
  };
  for (const CatalogObject& object : before.objects()) {
    if (plumbline::core::is_of_cluster(object.kind)) continue;
    const auto found = there.find({object.kind, object.name});
    if (found == there.end()) {
      line(object, ": missing");
      continue;
    }
    if (!std::ranges::equal(object.properties, found->second->properties)) {
      for (const Property& property : object.properties) {
        if (found->second->property(property.name) != property.value)
          line(object, "." + std::string(property.name) + ": " + std::string(property.value) +
                           " -> " + std::string(found->second->property(property.name)));
      }
      for (const Property& property : found->second->properties) {
        if (!object.has(property.name))
          line(object, "." + std::string(property.name) + ": -> " + std::string(property.value));
      }
    }
    there.erase(found);
  }
  for (const auto& [key, object] : there) {
    if (!plumbline::core::is_of_cluster(object->kind)) line(*object, ": unexpected");
  }
  return text;
}

}  // namespace

TEST_CASE("a loaded snapshot gives the same definitions") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "saved");
  build_corpus(database);
  Target target = database.open();
  const Schema schema = capture_schema(target);
  const Schema loaded = plumbline::load_snapshot(plumbline::save_snapshot(schema));
  REQUIRE(loaded.objects().size() == schema.objects().size());
  for (std::size_t at = 0; at < schema.objects().size(); ++at) {
    CAPTURE(schema.objects()[at].name);
    CHECK(definition(schema, schema.objects()[at]) == definition(loaded, loaded.objects()[at]));
  }
}

TEST_CASE("definitions of roles make the same roles") {
  const std::string roles =
      "CREATE ROLE \"Group 1\" NOLOGIN; CREATE ROLE granting CREATEROLE LOGIN;"
      "CREATE ROLE everything SUPERUSER NOINHERIT CREATEDB REPLICATION BYPASSRLS LOGIN"
      " CONNECTION LIMIT 7 VALID UNTIL '2030-01-02 03:04:05+00';"
      "GRANT \"Group 1\" TO everything WITH ADMIN OPTION; GRANT granting TO everything;"
      "ALTER ROLE everything SET search_path = app, \"$user\";"
      "ALTER ROLE everything SET work_mem = '8MB';";
  const std::string newer =
      "GRANT \"Group 1\" TO granting WITH ADMIN OPTION, INHERIT FALSE, SET FALSE;";
  const std::string drop = "DROP ROLE IF EXISTS \"Group 1\", granting, everything;";
  for_each_server([&](const PostgresServer& server) {
    CAPTURE(server.version());
    const Database database(server, "roles");
    database.run(drop + roles + (server.version() >= 16 ? newer : ""));
    Target target = database.open();
    const Schema before = capture_schema(target);
    std::string again = drop;
    for (const std::string_view name : {"Group 1", "granting", "everything"}) {
      const CatalogObject* const role = before.find(ObjectKind::role, name);
      REQUIRE(role != nullptr);
      again += definition(before, *role) + ';';
    }
    CAPTURE(again);
    database.run(again);
    Target later = database.open();
    const Schema after = capture_schema(later);
    for (const std::string_view name : {"Group 1", "granting", "everything"}) {
      const CatalogObject* const role = after.find(ObjectKind::role, name);
      REQUIRE(role != nullptr);
      CHECK(std::ranges::equal(role->properties, before.find(ObjectKind::role, name)->properties));
    }
    database.run(drop);
  });
}

TEST_CASE("definitions run in an empty database make the same schema") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    const Database original(server, "original");
    build_corpus(original);
    Target target = original.open();
    const Schema before = capture_schema(target);
    const Database copy(server, "copy");
    CHECK(replay(before, copy) == "");
    Target other = copy.open();
    const Schema after = capture_schema(other);
    CHECK(differences(before, after) == "");
    CHECK(before.fingerprint() == after.fingerprint());
  });
}
