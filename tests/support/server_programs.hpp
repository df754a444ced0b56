/// Where PostgreSQL's programs are on this machine, and who may run a server.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tests {

/// A folder with postgres and initdb, perhaps with client programs.
struct ServerPrograms {
  std::string folder;
  int version = 0;    ///< 15
  std::string words;  ///< what `postgres --version` says
};

/// The one that tests use unless they ask for another: PLUMBLINE_PG_BIN, else pg_config's, PATH's,
/// Debian's newest. Null when there is none.
const ServerPrograms* default_programs();
/// Why there is none, in one line; "" when there is one.
const std::string& missing_programs();
/// The default one and those of PLUMBLINE_TEST_PG_BINS, or without that variable what
/// support/servers.sh has kept; one for each version, oldest first.
const std::vector<ServerPrograms>& all_programs();
/// A client program that can be used with a server of that version: of the same version, else of
/// the next newer one at hand, as pg_dump must not be older; "" when there is none.
std::string client_program(std::string_view name, int version);

/// Who the server runs as: initdb refuses root.
struct ServerOwner {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<std::string> become;  ///< what runs a command as that user; empty when it is us

  [[nodiscard]] std::string ids() const { return std::to_string(uid) + ":" + std::to_string(gid); }
};

ServerOwner find_server_owner();
/// A new folder in /tmp with a short name, of mode 0700 and that owner's.
std::string make_server_folder(const ServerOwner& owner);
/// "" when it is not set.
std::string environment(const char* name);
/// First program of that name on PATH; "" when there is none.
std::string find_on_path(const std::string& name);

}  // namespace plumbline::tests
