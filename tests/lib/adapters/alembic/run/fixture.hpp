/// An Alembic tree of a test's own, and a database to run it on.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "adapters/alembic/adapter.hpp"
#include "support/postgres_server.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_database.hpp"
#include "system/process.hpp"

namespace plumbline::adapters::alembic {

/// Why Alembic cannot be run here; "" when it can.
inline const std::string& missing_alembic() {
  static const std::string reason = [] {
    try {
      const auto result = system::run_process({"alembic", "--version"});
      return std::string(result.exit_status == 0 ? "" : "alembic does not start");
    } catch (const std::exception&) {
      return std::string("no alembic on PATH");
    }
  }();
  return reason;
}

/// An empty database of that name.
inline postgres::Writable make_database(const tests::PostgresServer& server,
                                        const std::string& name) {
  server.create_database(name);
  return postgres::TestDatabase::at(server.uri(name));
}

/// The last line of a text.
inline std::string last_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

}  // namespace plumbline::adapters::alembic
