/// Where a database is, by its URI: the same place with another database, and whether two URIs
/// speak of one place when nobody can be asked. Pure.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::postgres::scratch {

/// The URI of another database at the same place, with the same password. REQUIRES: parse_uri takes
/// it.
std::string with_database(std::string_view uri, std::string_view database);

/// Host, port and database as libpq would take them without its environment; this machine's names
/// and sockets are one.
struct Place {
  std::string host;  ///< "" for this machine
  std::string port;
  std::string database;  ///< "" when another than the URI says it

  bool operator==(const Place&) const = default;
};

/// Throws Error (argument) as parse_uri.
Place place_of(std::string_view uri);
/// Of a connection that stands.
Place place_of(std::string_view host, std::string_view port, std::string_view database);

/// Refuses what names no database for certain: nothing, a variable that nobody expanded, several
/// hosts, a database of the system. Throws Error: refused, argument.
void require_one_database(std::string_view uri);

/// postgres, template0, template1.
bool is_system_database(std::string_view name) noexcept;

}  // namespace plumbline::postgres::scratch
