/// Each property of each kind is changed by one statement: the fingerprint changes and the
/// comparison names exactly that property; and a database rebuilt from a dump is the same again.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "scenes.hpp"

namespace {

using plumbline::diff_schemas;
using plumbline::Difference;
using plumbline::DifferenceKind;
using plumbline::Schema;
using plumbline::tests::capture;
using plumbline::tests::Change;
using plumbline::tests::Database;
using plumbline::tests::describe;
using plumbline::tests::Expected;
using plumbline::tests::for_each_server;
using plumbline::tests::lasting_differences;
using plumbline::tests::make_roles;
using plumbline::tests::PostgresServer;
using plumbline::tests::read_scene;
using plumbline::tests::rebuild;
using plumbline::tests::Scene;

bool is_meant(const Expected& expected, const Difference& difference) {
  const char sign = difference.change == DifferenceKind::missing      ? '-'
                    : difference.change == DifferenceKind::unexpected ? '+'
                                                                      : ' ';
  return expected.sign == sign && expected.kind == kind_name(difference.kind) &&
         expected.object == difference.object && expected.property == difference.property;
}

/// As many changes as may be made at once because none is about an object that another is about.
Change take_together(const std::vector<Change>& changes, std::size_t first, std::size_t most,
                     std::size_t& next) {
  Change together;
  std::set<std::string> objects;
  for (next = first; next < changes.size() && next - first < most; ++next) {
    const std::vector<Expected>& expected = changes[next].expected;
    const bool is_apart = std::ranges::none_of(
        expected, [&](const Expected& one) { return objects.contains(one.object); });
    if (!is_apart) break;
    for (const Expected& one : expected) objects.insert(one.object);
    together.expected.insert(together.expected.end(), expected.begin(), expected.end());
    together.sql += changes[next].sql;
  }
  return together;
}

void check_change(const Change& change, const Schema& before, const Schema& now) {
  const std::vector<Difference> differences = diff_schemas(before, now).differences;
  std::string said;
  for (const Difference& difference : differences) said += describe(difference) + '\n';
  CAPTURE(change.sql);
  CAPTURE(said);
  CHECK(differences.size() == change.expected.size());
  for (const Expected& expected : change.expected) {
    CAPTURE(expected.object);
    CAPTURE(expected.property);
    CHECK(std::ranges::count_if(differences, [&](const Difference& difference) {
            return is_meant(expected, difference);
          }) == 1);
  }
  const bool is_state = std::ranges::all_of(change.expected, &Expected::is_state);
  CHECK((before.fingerprint() == now.fingerprint()) == is_state);
}

/// Settings belong to the definition, but only `pg_dump --create` carries them.
bool has_settings(const Schema& schema) {
  const auto* database = schema.find(plumbline::ObjectKind::database, "database");
  return database != nullptr &&
         std::ranges::any_of(database->properties, [](const plumbline::Property& property) {
           return property.name.starts_with("setting:");
         });
}

void check_rebuilt(const PostgresServer& server, const std::string& database, const Schema& now) {
  if (has_settings(now) || !rebuild(server, database, "rebuilt")) return;
  const Schema rebuilt = capture(server, "rebuilt");
  std::string said;
  for (const std::string& difference : lasting_differences(now, rebuilt)) said += difference + '\n';
  CHECK(said == "");
  CHECK(now.fingerprint() == rebuilt.fingerprint());
}

}  // namespace

TEST_CASE("each property of each kind is seen, and a rebuilt database is the same") {
  // By hand: one by one and with a dump after each, on every version; some minutes.
  const bool is_thorough = std::getenv("PLUMBLINE_REBUILD_EACH") != nullptr;
  for_each_server([&](const PostgresServer& server) {
    CAPTURE(server.version());
    make_roles(server);
    const bool is_default = server.version() == plumbline::tests::default_programs()->version;
    const std::size_t most = is_thorough ? 1 : is_default ? 4 : 20;
    const Scene scene = read_scene("every_kind.sql", server.version());
    const Database database(server, "every_kind");
    database.run(scene.base);
    Schema before = capture(server, "every_kind");
    CHECK(before.source().unchecked.empty());
    check_rebuilt(server, "every_kind", before);
    std::size_t since_rebuilt = 0;
    for (std::size_t next = 0; next < scene.changes.size();) {
      const std::size_t first = next;
      const Change change = take_together(scene.changes, first, most, next);
      database.run(change.sql);
      Schema now = capture(server, "every_kind");
      check_change(change, before, now);
      since_rebuilt += next - first;
      if (is_thorough || since_rebuilt >= 60 || next == scene.changes.size()) {
        check_rebuilt(server, "every_kind", now);
        since_rebuilt = 0;
      }
      before = std::move(now);
    }
  });
}
