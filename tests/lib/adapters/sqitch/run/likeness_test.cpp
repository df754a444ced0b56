/// Projects run twice: by the real sqitch in a process a command, and in the way of gates. What is
/// told, what sqitch has recorded and what is in the database must be the same.
#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/sqitch/adapter.hpp"
#include "plumbline/error.hpp"
#include "support/scratch_folder.hpp"
#include "support/shared_server.hpp"
#include "support/skip.hpp"
#include "support/test_database.hpp"
#include "system/format.hpp"
#include "system/process.hpp"

namespace plumbline::adapters::sqitch {

namespace {

const std::string name = "plumb_sqitch_likeness";

struct Step {
  enum class Kind { up, down, verify, edit };
  Kind kind;
  std::string to;                            // a change's place in the plan, "1"; "" = all the way
  std::map<std::string, std::string> files;  // edit: written before the next step
};

const Step up{Step::Kind::up, "", {}};
const Step down{Step::Kind::down, "", {}};
const Step verify{Step::Kind::verify, "", {}};
Step up_to(const std::string& place) { return {Step::Kind::up, place, {}}; }
Step down_to(const std::string& place) { return {Step::Kind::down, place, {}}; }
Step edit(std::map<std::string, std::string> files) {
  return {Step::Kind::edit, "", std::move(files)};
}

struct Scenario {
  std::string name;
  std::string plan;                          // names with their dependencies, tags; lines
  std::map<std::string, std::string> files;  // beside a table a change
  std::vector<Step> steps = {up, verify};
};

const std::string usual = "[core]\n\tengine = pg\n";

std::vector<Scenario> scenarios();

/// A table a change, and its plan.
void write(const tests::ScratchFolder& folder, const Scenario& scenario) {
  std::map<std::string, std::string> files = {{"sqitch.conf", usual}};
  std::string plan = "%syntax-version=1.0.0\n%project=shop\n\n";
  std::string rest = scenario.plan;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string line = rest.substr(0, end);
    rest.erase(0, end + 1);
    plan += line + " 2024-01-01T00:00:00Z Ada <a@example.com> # note\n";
    const std::string change = line.substr(0, line.find(' '));
    if (change.starts_with("@")) continue;
    const std::string table = "\"t_" + change + "\"";
    files["deploy/" + change + ".sql"] =
        "-- Deploy\nBEGIN;\n\nCREATE TABLE " + table + " (x int);\n\nCOMMIT;\n";
    files["revert/" + change + ".sql"] = "BEGIN;\nDROP TABLE " + table + ";\nCOMMIT;\n";
    files["verify/" + change + ".sql"] =
        "BEGIN;\nSELECT x FROM " + table + " WHERE false;\nROLLBACK;\n";
  }
  files["sqitch.plan"] = plan;
  for (const auto& [path, text] : scenario.files) files[path] = text;
  for (const auto& [path, text] : files) {
    if (text != "absent") folder.write(path, text);
    if (text.starts_with("#!")) system::run_process({"chmod", "+x", folder.file(path)});
  }
}

std::string describe(const RunOutcome& outcome) {
  std::string text;
  for (const ChangeRun& change : outcome.changes)
    text += change.name + " " + change.change + " " + change.file + "\n";
  if (!outcome.failure) return text;
  const RunFailure& failure = *outcome.failure;
  return text + system::format("message {}\nsqlstate {}\ndetail {}\nchange {}\nplace {}:{}\n{}\n",
                               failure.message, failure.sqlstate, failure.detail, failure.change,
                               failure.file, failure.line, failure.output);
}

/// All that sqitch has recorded but for the times, and the database's tables and settings.
std::string recorded(const tests::PostgresServer& server) {
  std::string text = server.run_sql(
      name,
      "SELECT string_agg(concat_ws(' ', n.nspname, c.relname, c.relkind, (SELECT "
      "string_agg(a.attname || ' ' || a.atttypid::regtype, ',' ORDER BY a.attnum) FROM "
      "pg_attribute "
      "a WHERE a.attrelid = c.oid AND a.attnum > 0), obj_description(c.oid)), E'\\n' ORDER BY "
      "n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
      "n.nspname !~ '^(pg_|information_schema)'");
  text += server.run_sql(name, "SELECT string_agg(setconfig::text, ' ') FROM pg_db_role_setting");
  const std::string schema = server.run_sql(
      name, "SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'dependencies'");
  if (schema.empty()) return text;
  for (const std::string table : {"projects", "changes", "tags", "dependencies", "events"}) {
    text += "\n" + table + "\n" +
            server.run_sql(name, system::format("SELECT string_agg((to_jsonb(t) - "
                                                "'{{committed_at,created_at}}'::text[])::text, "
                                                "E'\\n' ORDER BY t.{}) FROM {}.{} t",
                                                table == "projects"       ? "created_at"
                                                : table == "dependencies" ? "change_id, dependency"
                                                                          : "committed_at",
                                                schema, table));
  }
  return text;
}

struct Seen {
  std::vector<std::string> outcomes;
  std::string told;
};

Seen run(const tests::PostgresServer& server, const Scenario& scenario,
         const std::string& interpreter) {
  Seen seen;
  const tests::ScratchFolder folder;
  write(folder, scenario);
  server.create_database(name);
  const auto database = postgres::TestDatabase::at(server.uri(name));
  const auto tree = adapter().open({folder.path(), "sqitch.plan"}, {});
  const auto runner = tree->make_runner(
      {.interpreter = interpreter, .on_change = [&](const ChangeRun& change, bool is_done) {
         seen.told += (is_done ? "-" : "+") + change.name + " ";
       }});
  const auto id = [&](const std::string& place) {
    return place.empty() ? "" : tree->plan().changes[std::stoul(place)].id;
  };
  for (const Step& step : scenario.steps) {
    if (step.kind == Step::Kind::edit) {
      for (const auto& [path, text] : step.files) folder.write(path, text);
      continue;
    }
    const RunOutcome outcome = step.kind == Step::Kind::up ? runner->upgrade(database, id(step.to))
                               : step.kind == Step::Kind::down
                                   ? runner->downgrade(database, id(step.to))
                                   : runner->verify(database).value_or(RunOutcome{});
    std::string text = describe(outcome) + recorded(server);
    // The folder's name is another one each time.
    for (std::size_t at = text.find(folder.path()); at != std::string::npos;
         at = text.find(folder.path()))
      text.replace(at, folder.path().size(), "FOLDER");
    seen.outcomes.push_back(text);
  }
  return seen;
}

std::vector<Scenario> scenarios() {
  const std::string two = "a\nb";
  const std::string three = "a\nb\nc";
  return {
      {"all well", three, {}, {up_to("0"), up, verify, down_to("0"), up, down, up}},
      {"a deploy that fails",
       three,
       {{"deploy/c.sql", "CREATE TABLE t_c(x int);\nINSERT INTO t_c VALUES ('x');\n"}}},
      {"a deploy that fails in psql's own work", three, {{"deploy/c.sql", "\\if 1/0\n\\foo\n"}}},
      {"a deploy that fails, and a revert behind it",
       three,
       {{"deploy/c.sql", "SELECT 1 FROM nowhere;"}, {"revert/b.sql", "DROP TABLE nowhere;"}}},
      {"a verify that fails", two, {{"verify/b.sql", "SELECT 1/0;"}}},
      {"a verify that says much", two, {{"verify/b.sql", "SELECT 1;\nSELECT 'two';"}}},
      {"a verify that is missing", two, {{"verify/b.sql", "absent"}}},
      {"a revert that fails",
       three,
       {{"revert/b.sql", "BEGIN;\nDROP TABLE t_b;\nSELECT 1/0;\nCOMMIT;"}},
       {up, down}},
      {"a deploy script that is missing", two, {{"deploy/b.sql", "absent"}}},
      {"what is printed and warned of",
       three,
       {{"deploy/b.sql",
         "SELECT 1, 'two';\nCREATE TABLE IF NOT EXISTS t_b(x int);\nCREATE TABLE IF NOT EXISTS "
         "t_b(x int);\nDO $$ BEGIN RAISE WARNING 'mind'; END $$;\n"},
        {"deploy/c.sql", "SELECT 1;\nDO $$ BEGIN RAISE NOTICE 'n'; END $$;\nSELECT nothing;\n"}}},
      {"includes, variables and rows of psql",
       three,
       {{"deploy/a.sql", "\\set t t_a\nCREATE TABLE :t(x int);\n\\ir more/rows.sql\n"},
        {"deploy/more/rows.sql", "COPY t_a FROM stdin;\n1\n2\n\\.\n"},
        {"deploy/b.sql", "\\i deploy/more/b.sql\n"},
        {"deploy/more/b.sql", "CREATE TABLE t_b(x int);\nSELECT 1;\n"},
        {"deploy/c.sql", "CREATE TABLE t_c(x int);\nCOPY t_c FROM stdin;\nx\n\\.\n"}}},
      {"variables of the configuration",
       three,
       {{"sqitch.conf",
         usual + "[core \"variables\"]\n\tt = t_b\n[deploy \"variables\"]\n\tsays = it's "
                 "so\n[engine \"pg.variables\"]\n\tnumber = 7\n[verify "
                 "\"variables\"]\n\tbad = 1\n"},
        {"deploy/b.sql",
         "CREATE TABLE :t(x int DEFAULT :number);\nCOMMENT ON TABLE :t IS :'says';\n"},
        {"verify/b.sql", "SELECT x FROM :t;\nSELECT 1/(1 - :bad);"}}},
      {"a client and a registry of their own",
       two,
       {{"sqitch.conf", usual + "[engine \"pg\"]\n\tclient = ./my psql\n\tregistry = my meta\n"},
        {"my psql", "#!/bin/sh\necho own >&2\nexec psql \"$@\"\n"}}},
      {"tags and a reworked change",
       "a\nb\n@v1\na [a@v1]\nc [b]\n@v2",
       {{"deploy/a@v1.sql", "CREATE TABLE t_a(x int);"},
        {"revert/a@v1.sql", "DROP TABLE t_a;"},
        {"verify/a@v1.sql", "SELECT x FROM t_a;"},
        {"deploy/a.sql", "ALTER TABLE t_a ADD y int;"},
        {"revert/a.sql", "ALTER TABLE t_a DROP y;"},
        {"verify/a.sql", "SELECT y FROM t_a;"}},
       {up_to("1"), verify, up, verify, down_to("1"), up, down}},
      {"conflicts and requirements",
       "a\nb [a !c]\nc [a b]\nd [other:x]",
       {},
       {up, up_to("2"), verify}},
      {"two scripts with the same bytes",
       three,
       {{"deploy/b.sql", "SELECT 1;"}, {"deploy/c.sql", "SELECT 1;"}}},
      {"verify at once",
       three,
       {{"sqitch.conf", usual + "[deploy]\n\tverify = true\n"}, {"verify/c.sql", "SELECT 1/0;"}}},
      {"changes one by one",
       three,
       {{"sqitch.conf", usual + "[deploy]\n\tmode = change\n"}, {"deploy/c.sql", "SELECT 1/0;"}}},
      {"many words",
       two,
       {{"sqitch.conf", "[core]\n\tengine = pg\n\tverbosity = 2\n"},
        {"verify/b.sql", "SELECT 1/0;"}}},
      {"settings for new connections",
       three,
       {{"deploy/a.sql",
         "CREATE SCHEMA aside;\nDO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET "
         "search_path = aside, public', current_database()); END $$;\nCREATE TABLE "
         "t_a(x int);"},
        {"verify/b.sql", "SELECT x FROM aside.t_b;"}}},
      {"what a session leaves",
       three,
       {{"deploy/a.sql",
         "SET search_path = pg_temp;\nSET my.own = 'x';\nCREATE TABLE t_a(x "
         "int);\nSELECT pg_advisory_lock(7);\nPREPARE p AS SELECT 1;\nSET SESSION "
         "AUTHORIZATION pg_monitor;"},
        {"deploy/b.sql", "EXECUTE p;"},
        {"deploy/c.sql", "SELECT current_setting('my.own');"}},
       {up,
        edit({{"deploy/a.sql", "SET my.own = 'x'; CREATE TABLE t_a(x int);"},
              {"deploy/b.sql", "CREATE TABLE t_b(x int);"}}),
        up}},
      {"an event trigger that leaves a setting",
       three,
       {{"deploy/a.sql",
         "CREATE FUNCTION leave() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
         "set_config('my.own', 'x', false); END $$;\nCREATE EVENT TRIGGER leave ON ddl_command_end "
         "EXECUTE FUNCTION leave();\n"},
        {"revert/a.sql", "DROP EVENT TRIGGER leave;\nDROP FUNCTION leave();"},
        {"verify/a.sql", "SELECT 1;"},
        {"deploy/c.sql", "SELECT current_setting('my.own');"}}},
      {"a transaction that stays open",
       two,
       {{"deploy/b.sql", "BEGIN;\nCREATE TABLE t_b(x int);\n"}}},
      {"a connection that ends",
       two,
       {{"deploy/b.sql", "SELECT pg_terminate_backend(pg_backend_pid());\n"}}},
      {"names beyond ASCII", "größe\nb [größe]", {{"deploy/b.sql", "SELECT 'größe', nichts;"}}},
      {"a plan that is refused", "a\nb [missing]", {}, {up}},
      {"a configuration that is refused",
       two,
       {},
       {up, edit({{"sqitch.conf", "[core\n"}}), verify}},
  };
}

}  // namespace

TEST_CASE("a gate's sqitch does, records and says what the plain one does") {
  const auto* server = tests::shared_server();
  if (server == nullptr) return;
  if (system::run_process({"sh", "-c", "command -v sqitch"}).exit_status != 0) {
    tests::skip_case("no sqitch on PATH");
    return;
  }
  const tests::ScratchFolder wrapper;  // no Perl: in a process a command
  wrapper.write("sqitch", "#!/bin/sh\nexec sqitch \"$@\"\n");
  system::run_process({"chmod", "+x", wrapper.file("sqitch")});
  for (const Scenario& scenario : scenarios()) {
    CAPTURE(scenario.name);
    const Seen plain = run(*server, scenario, wrapper.file("sqitch"));
    const Seen ours = run(*server, scenario, "");
    CHECK(ours.told == plain.told);
    REQUIRE(ours.outcomes.size() == plain.outcomes.size());
    for (std::size_t at = 0; at < plain.outcomes.size(); ++at) {
      CAPTURE(at);
      CHECK(ours.outcomes[at] == plain.outcomes[at]);
    }
  }
}

}  // namespace plumbline::adapters::sqitch
