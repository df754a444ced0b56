#include "plumbline/doctor.hpp"

#include <doctest/doctest.h>

#include <string>

#include "plumbline/render.hpp"

using namespace plumbline;

namespace {

DoctorReport sample() {
  DoctorReport report;
  report.target = {.uri = "postgres://app@db/shop", .server_version = 150'020, .database = "shop"};
  report.server = "15.20";
  report.connection = {.route = Route::transaction_pooler,
                       .server_address = "10.0.0.7",
                       .is_encrypted = true,
                       .tls_version = "TLSv1.3",
                       .cipher = "AES"};
  report.role.name = "app";
  report.role.session_name = "login";
  report.role.may_create_schemas = true;
  report.role.member_of = {{"crowd", true}, {"boss", false}};
  report.role.search_path = {"app", "public"};
  report.role.may_not_use = {"esc\x1b"};
  report.deadline_ms = 30'500;
  report.limits = {{"lock_timeout", "1s"}};
  report.defaults = {{"synchronous_standby_names", ""}};
  report.registries = {{.tool = "sqlx",
                        .table = "public._sqlx_migrations",
                        .owner = "app",
                        .readable = true,
                        .hides_rows = true}};
  report.unfinished = {{UnfinishedKind::invalid_index, "public.i", "of table public.t"},
                       {UnfinishedKind::inactive_slot, "s", ""}};
  report.proof = WriteProof{.names_read = 7,
                            .before = {.next_transaction = 700, .tuples = {1, 2, 3}},
                            .after = {.next_transaction = 701, .tuples = {2, 2, 3}}};
  report.advice = {{"something is so", "do something"}};
  report.unchecked = {{"encryption", "permission denied"}};
  return report;
}

}  // namespace

TEST_CASE("what a target allows, for people") {
  CHECK(render_text(sample()) ==
        "database postgres://app@db/shop\n"
        "server: PostgreSQL 15.20, primary\n"
        "  through a pooler that pools by transaction, the server is at 10.0.0.7\n"
        "  encrypted, at the server TLSv1.3 AES\n"
        "role: app (logged in as login)\n"
        "  creates schemas\n"
        "  member of crowd, boss (by SET ROLE)\n"
        "  search_path app, public\n"
        "  may not use esc\\u{1b}\n"
        "limits: 30500 ms for a statement\n"
        "  lock_timeout 1s\n"
        "defaults of this role\n"
        "  synchronous_standby_names \"\"\n"
        "registries\n"
        "  public._sqlx_migrations (sqlx) readable, rows are hidden\n"
        "unfinished work\n"
        "  invalid-index public.i, of table public.t\n"
        "  inactive-slot s\n"
        "written: nothing\n"
        "  7 catalog names read; our transaction: no id, tuples inserted 0, updated 0, deleted 0\n"
        "  the server before: next transaction 700, tuples inserted 1, updated 2, deleted 3\n"
        "  the server after: next transaction 701, tuples inserted 2, updated 2, deleted 3\n"
        "  others wrote meanwhile: these counters are everybody's\n"
        "  not looked at: encryption: permission denied\n"
        "advice\n"
        "  something is so\n"
        "    do something\n");
}

TEST_CASE("what a target allows, for programs") {
  const std::string json = render_json(sample());
  for (const char* part :
       {R"("schema": "plumbline.doctor/1")", R"("route": "transaction-pooler")",
        R"("session_name": "login")", R"("create_in_database": true)", R"("inherits": false)",
        R"("deadline_ms": 30500)", R"("hides_rows": true)", R"("kind": "inactive-slot")",
        R"("detail": null)", R"("nothing_written": true)", R"("transaction": null)",
        R"("others_wrote": true)", R"("next_transaction": 701)", R"("remedy": "do something")",
        R"("why": "permission denied")"}) {
    CAPTURE(std::string(part));
    CHECK(json.find(part) != std::string::npos);
  }
}

TEST_CASE("writing of our own is never called nothing") {
  DoctorReport report = sample();
  report.proof->own_transaction = 700;
  CHECK(render_text(report).find("written: something\n  7 catalog names read; our transaction: id "
                                 "700,") != std::string::npos);
  CHECK(render_json(report).find(R"("nothing_written": false)") != std::string::npos);
  report.proof->own_transaction.reset();
  report.proof->own_tuples.updated = 1;
  CHECK_FALSE(report.proof->nothing_written());
  report.proof.reset();
  CHECK(render_text(report).find("written: not known\n") != std::string::npos);
  CHECK(render_json(report).find(R"("proof": null)") != std::string::npos);
}
