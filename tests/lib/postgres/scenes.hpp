/// What the tests of the catalog reader share: databases with something in them, copies of them,
/// and what a copy may differ in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "database.hpp"
#include "plumbline/diff.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::tests {

/// The roles that the scenes speak of: pl_app, pl_own, pl_other and one with an odd name.
void make_roles(const PostgresServer& server);

/// A difference that a change must make, as schemas/every_kind.sql writes it.
struct Expected {
  char sign = ' ';  ///< '+' unexpected, '-' missing
  std::string kind;
  std::string object;
  std::string property;
  bool is_state = false;
};

struct Change {
  std::vector<Expected> expected;
  std::string sql;
};

/// A file of schemas/ as it is for one server version.
struct Scene {
  std::string base;
  std::vector<Change> changes;
};
Scene read_scene(const std::string& file, int version);

/// What tests/bench/generate_schema.py prints.
std::string generated_schema(const std::string& arguments);

/// Restores a dump of the schema of `from` as a new database `to`, with the client programs that
/// fit the server. False, with the case counted as skipped, when there are none.
bool rebuild(const PostgresServer& server, const std::string& from, const std::string& to);

Schema capture(const PostgresServer& server, const std::string& database,
               const SchemaOptions& options = {});

/// "table app.t: owner: old -> new", one a difference; what schema.md calls state is left out.
std::vector<std::string> lasting_differences(const Schema& old, const Schema& now);
std::string describe(const Difference& difference);
bool is_state(const Difference& difference);

}  // namespace plumbline::tests
