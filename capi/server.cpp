/// plumb_server, and plumb_scratch_mark.
#include "handles.hpp"

using plumbline::capi::boundary;
using plumbline::capi::require;

plumb_status plumb_server_start(const plumb_server_options* options, plumb_server** server,
                                plumb_error** error) {
  if (server != nullptr) *server = nullptr;
  return boundary(error, [&] {
    require(server != nullptr, "server");
    const plumb_server_options given = plumbline::capi::read_options(options);
    require(given.reserved_1 == 0, "reserved_1 (which must be zero)");
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    plumbline::ServerOptions how;
    if (given.bin != nullptr) how.bin = given.bin;
    if (given.directory != nullptr) how.directory = given.directory;
    if (given.os_user != nullptr) how.os_user = given.os_user;
    how.major = static_cast<int>(plumbline::capi::positive_or(given.major, 0, "major"));
    how.control = control.control;
    *server = new plumb_server{plumbline::Server::start(how)};
  });
}

void plumb_server_free(plumb_server* server) { delete server; }

const char* plumb_server_uri(const plumb_server* server) {
  return server == nullptr ? nullptr : server->server.uri().c_str();
}

int32_t plumb_server_version(const plumb_server* server) {
  return server == nullptr ? 0 : server->server.version();
}

plumb_status plumb_server_add_database(const plumb_server* server, const char* copy_of,
                                       plumb_text** uri, plumb_error** error) {
  if (uri != nullptr) *uri = nullptr;
  return boundary(error, [&] {
    require(server != nullptr, "server");
    require(uri != nullptr, "uri");
    *uri =
        plumbline::capi::make_text(server->server.add_database(copy_of == nullptr ? "" : copy_of));
  });
}

plumb_status plumb_server_drop_database(const plumb_server* server, const char* uri,
                                        plumb_error** error) {
  return boundary(error, [&] {
    require(server != nullptr, "server");
    require(uri != nullptr, "uri");
    server->server.drop_database(uri);
  });
}

plumb_status plumb_scratch_mark(const char* uri, const plumb_repository* repository,
                                plumb_error** error) {
  return boundary(error, [&] {
    require(uri != nullptr, "uri");
    plumbline::ScratchOptions options;
    if (repository != nullptr) options.targets = find_targets(repository->repository);
    plumbline::mark_scratch(uri, options);
  });
}
