#include "postgres/scratch/known_targets.hpp"

#include "plumbline/error.hpp"
#include "postgres/errors.hpp"
#include "postgres/scratch/place.hpp"
#include "postgres/uri.hpp"
#include "system/format.hpp"

namespace plumbline::postgres::scratch {

namespace {

constexpr int look_ms = 2'000;

}  // namespace

bool is_same_database(const KnownTarget& target, std::string_view scratch_uri,
                      const Identity& scratch) {
  try {
    if (parse_uri(target.uri).empty()) return false;
  } catch (const Error& error) {
    if (target.is_protected) {
      throw plain_error(Status::configuration,
                        system::format("a target that {} protects cannot be read: {}", target.where,
                                       error.fields().message),
                        error.fields().hint);
    }
    return false;  // unexpanded, SQLite …: nothing that a connection could be made to
  }
  try {
    const auto connection =
        Connection::open(target.uri, {.connect_ms = look_ms, .statement_ms = look_ms});
    return read_identity(*connection) == scratch;
  } catch (const Error& error) {
    if (error.status() == Status::cancelled) throw;
    return place_of(target.uri) == place_of(scratch_uri);
  }
}

}  // namespace plumbline::postgres::scratch
