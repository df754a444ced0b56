/// What changes a schema changes what is watched, whoever looks: each difference of tests/catalog
/// in one transaction, and what is undone is as before.
#include "postgres/catalog/schema_watch.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/postgres/database.hpp"
#include "postgres/session.hpp"
#include "support/test_database.hpp"
#include "system/files.hpp"

namespace {

using plumbline::postgres::SchemaState;
using plumbline::postgres::SchemaWatch;
using plumbline::postgres::Session;
using plumbline::postgres::SessionWatch;
using plumbline::postgres::TestDatabase;
using plumbline::tests::Database;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;
using Taken = SchemaWatch::Taken;
using Looker = SchemaWatch::Looker;

/// Looks within the session's transaction, as a driver does.
struct Watched {
  Session& session;
  SchemaWatch watch = {};

  explicit Watched(Session& on) : session(on) {}
  SchemaState look() {
    const std::string path = session.query("SHOW search_path").text(0, 0);
    Taken taken = Taken::again;
    while (taken == Taken::again)
      taken = watch.take(session.query(watch.execute_sql("look")).text(0, 0));
    CHECK(taken == Taken::done);
    CHECK(session.query("SHOW search_path").text(0, 0) == path);
    return watch.state();
  }
};

struct Piece {
  std::string kind;  ///< base, delta, noise
  std::string id;
  std::string sql;
};

std::vector<Piece> pieces_of(const std::string& file) {
  const std::string text =
      plumbline::system::read_file(std::string(PLUMBLINE_SOURCE_DIR "/tests/catalog/") + file);
  std::vector<Piece> pieces;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("-- @")) {
      const std::string words = line.substr(4);
      const std::size_t space = words.find(' ');
      pieces.push_back(
          {words.substr(0, space), space == std::string::npos ? "" : words.substr(space + 1), ""});
    } else if (!pieces.empty()) {
      pieces.back().sql += line + '\n';
    }
  }
  return pieces;
}

/// Roles, attributes of the database and tablespaces are no part of a fingerprint.
bool is_of_cluster(std::string_view id) {
  return id.starts_with("role.") || id.starts_with("database.") ||
         id.find("tablespace") != std::string_view::npos;
}

}  // namespace

TEST_CASE("whatever differs for a person differs for a watch, in the transaction that changes it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  server->run_sql("postgres", "CREATE ROLE pl_app; CREATE ROLE pl_own");
  struct Case {
    std::string file;
    Looker looker;
  };
  for (const Case& one : {Case{"deltas.sql", Looker::writer},
                          {"more_deltas.sql", Looker::writer},
                          {"deltas.sql", Looker::other}}) {
    const std::string& file = one.file;
    const bool is_writer = one.looker == Looker::writer;
    CAPTURE(file);
    CAPTURE(is_writer);
    std::unique_ptr<Database> database;
    std::unique_ptr<Session> session;
    const std::vector<Piece> pieces = pieces_of(file);
    for (auto piece = pieces.begin(); piece != pieces.end(); ++piece) {
      if (piece->kind == "base" && !piece->sql.empty()) {
        database = std::make_unique<Database>(*server, "watch_" + file.substr(0, 4));
        database->run(piece->sql);
        session = Session::open(TestDatabase::at(server->uri(database->name)));
        for (const std::string& sql :
             SchemaWatch::prepare_sql("look", session->server_version(), one.looker))
          session->query(sql);
      }
      if (piece->kind != "delta" || is_of_cluster(piece->id)) continue;
      const std::string id = piece->id;
      CAPTURE(id);
      session->query("BEGIN");
      const bool has_more = std::next(piece) != pieces.end() && std::next(piece)->kind == "then";
      if (has_more) session->query(piece->sql);
      Watched watched(*session);
      const SchemaState before = watched.look();
      CHECK(watched.look() == before);
      const auto outcome = session->run(has_more ? (++piece)->sql : piece->sql);
      if (!outcome.error) {
        const SchemaState after = watched.look();
        CHECK(after != before);
        CHECK(Watched(*session).look() == after);
      } else {
        FAIL_CHECK(outcome.error->fields.message);
      }
      session->query("ROLLBACK");
    }
  }
}

TEST_CASE("what another connection has changed is seen at once, or the proof fails for it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "watch_beside");
  const auto session = Session::open(TestDatabase::at(server->uri(database.name)));
  const auto other = Session::open(TestDatabase::at(server->uri(database.name)));
  for (const Looker looker : {Looker::writer, Looker::other}) {
    const bool is_writer = looker == Looker::writer;
    CAPTURE(is_writer);
    for (const std::string& sql :
         SchemaWatch::prepare_sql("look", session->server_version(), looker))
      session->query(sql);
    Watched watched(*session);
    const SchemaState before = watched.look();
    for (const std::string table : {"one", "two", "three"})
      other->query("CREATE TABLE " + table + " (id bigint PRIMARY KEY)");
    const bool is_seen = watched.look() != before;
    CHECK((is_seen || is_writer));
    watched.watch.verify();
    const Taken taken =
        watched.watch.take(session->query(watched.watch.execute_sql("look")).text(0, 0));
    CHECK(taken == (is_seen ? Taken::done : Taken::unfit));
    other->query("DROP TABLE one, two, three");
    for (const std::string& sql : SchemaWatch::deallocate_sql("look")) session->query(sql);
  }
}
