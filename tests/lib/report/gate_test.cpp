#include "plumbline/gate.hpp"

#include <doctest/doctest.h>

#include <array>

#include "lib/gate/sample_run.hpp"
#include "plumbline/render.hpp"
#include "report/duration.hpp"

using namespace plumbline;
using tests::sample_run;

TEST_CASE("a run is told step by step, and its last line is the verdict") {
  const std::string text = render_text(sample_run());
  CHECK(text == R"(dry-run gate of v1.2 for staging
on postgres://gate@/plumb_gate_1?host=/tmp/plumb-x

console
  ok           upgrade 0016                                1.20 s  schema aaaaaaaaaaaa
  FAILED       seed seeds/admins.sql                       0.0 ms
               role "reader" does not exist
               LINE 1: …
                tab \u{1b}[31m

(the gate)
  not reached  heads

statements that traffic would feel
  migrations/0016.sql:12  900 ms, 3000 rows
      ALTER TABLE orders ADD COLUMN "größe" int DEFAULT random()
      writes anew public.orders
      AccessExclusiveLock on public.orders for 950 ms
  1 short one more: -v

console: alembic, 22 changes
shop: sqlx, 0 changes, 3 applied, 1 pending
database postgres:///shop (PostgreSQL 15.20)

migrations/0016.sql
  3:4  error  role "reader" does not exist  [gate/missing-role 42704, class B]
        see: a.sql:9: the other place
        alembic upgrade head (exit 255): two
                                         lines
        repair: Whoever runs the gate, in the same change: create the role NOLOGIN where pg_roles lacks it, in a DO block before the upgrade ([gate] roles).

not checked
  script 7: opaque

3 errors, 2 warnings, 1 note

made by the gate, because migrations need it
  DO $$ BEGIN CREATE ROLE reader NOLOGIN; END $$;

the same for plumbline.toml
  [gate]
  roles = ["reader"]

what this gate cannot show
  changes that succeed but break the application

RED after 2.50 s: role "reader" does not exist
)");
}

TEST_CASE("a green run says so in its last line") {
  GateRun run;
  run.passed = true;
  run.started_at = 1;
  run.finished_at = 65'000'001;
  run.steps = {{.project = "console", .name = "upgrade", .state = StepState::passed}};
  CHECK(render_text(run) ==
        "round-trip gate\n\nconsole\n  ok           upgrade                                  "
        "   0.0 ms\n\ngreen after 1 min 5 s\n");
  CHECK(render_text(run, {.color = true}).ends_with("\x1b[32mgreen\x1b[0m after 1 min 5 s\n"));
}

TEST_CASE("on empty databases what statements lock is only told on request") {
  GateRun run = sample_run();
  run.kind = GateKind::round_trip;
  CHECK(render_text(run).find("AccessExclusiveLock") == std::string::npos);
  const std::string all = render_text(run, {.verbose = true});
  CHECK(all.find("AccessExclusiveLock on public.orders for 950 ms") != std::string::npos);
  CHECK(all.find("SELECT 1") != std::string::npos);
}

TEST_CASE("only the end of a long detail is shown, and nothing that steers a terminal") {
  GateRun run;
  GateStep step{.name = "upgrade\x1b[2J", .state = StepState::failed};
  for (int i = 1; i <= 40; ++i) step.detail += "line " + std::to_string(i) + "\n";
  step.detail += "\x1b]0;title\x07";
  run.steps = {step};
  run.detail = step.detail;
  const std::string text = render_text(run);
  CHECK(text.find("line 28\n") == std::string::npos);
  CHECK(text.find("line 40\n") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(render_text(run, {.verbose = true}).find("line 1\n") != std::string::npos);
}

TEST_CASE("the document of a run") {
  const std::string json = render_json(sample_run());
  for (const char* part :
       {R"("schema": "plumbline.gate/1")", R"("gate_kind": "dry-run")", R"("passed": false)",
        R"("started_at_us": 1767323045000006)", R"("state": "not-reached")", R"("held_us": 950000)",
        R"("class": "B")", R"("error": 3)",
        R"("sql": "DO $$ BEGIN CREATE ROLE reader NOLOGIN; END $$;\n")"}) {
    CAPTURE(std::string(part));
    CHECK(json.find(part) != std::string::npos);
  }
  CHECK(json == render_json(sample_run()));
  CHECK(render_json(GateRun{}).find(R"("finished_at_us": null)") != std::string::npos);
}

TEST_CASE("a history is a line a run, with the steps on request") {
  GateRun green = sample_run();
  green.passed = true;
  GateRun interrupted{.id = "1", .detail = "interrupted in step \"upgrade\""};
  interrupted.started_at = green.started_at;
  const History history{{sample_run(), green, interrupted}};
  CHECK(render_text(history) ==
        "2026-01-02 03:04:05 UTC  RED    dry-run     v1.2  staging  2.50 s  role \"reader\" does "
        "not exist\n"
        "2026-01-02 03:04:05 UTC  green  dry-run     v1.2  staging  2.50 s\n"
        "2026-01-02 03:04:05 UTC  RED    round-trip  interrupted in step \"upgrade\"\n"
        "3 runs, 1 green\n");
  CHECK(render_text(history, {.verbose = true})
            .find("    failed      console: seed seeds/admins.sql  0.0 ms\n") != std::string::npos);
  CHECK(render_text(History{}) == "0 runs, 0 green\n");
  const std::string json = render_json(history);
  CHECK(json.starts_with("{\n  \"schema\": \"plumbline.history/1\""));
  CHECK(json.find("interrupted in step \\\"upgrade\\\"") != std::string::npos);
}

TEST_CASE("durations") {
  struct Row {
    std::int64_t microseconds;
    std::string text;
  };
  const std::array rows = {
      Row{0, "0.0 ms"},           Row{949, "0.9 ms"},           Row{9'999, "9.9 ms"},
      Row{10'000, "10 ms"},       Row{999'999, "999 ms"},       Row{1'000'000, "1.00 s"},
      Row{59'999'999, "59.99 s"}, Row{60'000'000, "1 min 0 s"}, Row{3'725'000'000, "62 min 5 s"},
  };
  for (const Row& row : rows) CHECK(report::duration_text(row.microseconds) == row.text);
}
