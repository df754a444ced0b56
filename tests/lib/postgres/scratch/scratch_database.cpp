#include "lib/postgres/scratch/scratch_database.hpp"

#include "postgres/scratch/emptiness.hpp"

namespace plumbline::tests {

void make_scratch_roles(const PostgresServer& server) {
  for (const char* role : {"scratch_maker LOGIN CREATEDB", "scratch_plain LOGIN",
                           "scratch_other LOGIN", "scratch_member LOGIN IN ROLE scratch_plain"}) {
    server.run_sql("postgres", std::string("DO $$ BEGIN CREATE ROLE ") + role +
                                   "; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  }
}

ScratchDatabase::ScratchDatabase(const PostgresServer& server, std::string name, std::string role)
    : server_(server), name_(std::move(name)), role_(std::move(role)) {
  make_scratch_roles(server);
  const std::string quoted = '"' + name_ + '"';
  const std::string force = server.version() >= 13 ? " WITH (FORCE)" : "";
  if (run_beside("SELECT count(*) FROM pg_database WHERE datname = '" + name_ + "'") == "1") {
    run_beside("ALTER DATABASE " + quoted + " IS_TEMPLATE false");
    run_beside("DROP DATABASE " + quoted + force);
  }
  run_beside("CREATE DATABASE " + quoted + " OWNER " + role_ + " TEMPLATE template0" +
             (server.version() >= 15 ? " STRATEGY file_copy" : ""));
}

std::string ScratchDatabase::comment() const {
  return run_beside(
      "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '" + name_ +
      "'");
}

void ScratchDatabase::set_comment(const std::string& text) const {
  run_beside("COMMENT ON DATABASE \"" + name_ + "\" IS '" + text + "'");
}

std::string ScratchDatabase::remains() const {
  Target target = Target::open(server_.uri(name_));
  return postgres::scratch::list_some(postgres::scratch::find_remains(target), 50);
}

}  // namespace plumbline::tests
