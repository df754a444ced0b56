/// SQLSTATEs that a read-only check can meet (PostgreSQL's appendix A), and what to do about them.
#include "postgres/errors.hpp"

#include <algorithm>
#include <array>
#include <new>

#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

struct Meaning {
  std::string_view sqlstate;  ///< or its class, two characters
  Status status;
  std::string_view hint;
};

// The first that fits; whole states before their class.
constexpr std::array<Meaning, 15> meanings = {{
    {"08", Status::connection, "check the network and any pooler between here and the server"},
    {"28P01", Status::connection,
     "check the password, also in PGPASSWORD, the service file and ~/.pgpass"},
    {"28", Status::connection, "check user name and pg_hba.conf for this host, user and database"},
    {"3D", Status::connection, "check the database's name in the URI"},
    {"42501", Status::server,
     "grant the role CONNECT on the database, USAGE on the schema and SELECT on the registry's "
     "tables"},
    {"53300", Status::connection, "all connections are taken: try again, or go through the pooler"},
    {"53", Status::server, "the server is short of memory, disk or connections: try again"},
    {"55P03", Status::timeout,
     "another session holds a lock on the table, as ALTER TABLE does: try again when it is done"},
    {"57014", Status::timeout,
     "raise the statement limit, or try again when the server is less busy"},
    {"57P03", Status::connection, "the server is starting up or shutting down: try again"},
    {"57P05", Status::connection, "the session was idle for too long: try again"},
    {"57P", Status::connection, "the server ended the session: try again"},
    {"25P", Status::connection, "the transaction was idle for too long: try again"},
    {"40001", Status::server, "a standby had to cancel the query: try again"},
    {"26000", Status::connection,
     "a pooler changed the server connection inside the transaction: use its transaction mode"},
}};

const Meaning* meaning_of(std::string_view sqlstate) noexcept {
  if (sqlstate.empty()) return nullptr;
  const auto* found = std::ranges::find_if(
      meanings, [&](const Meaning& m) { return sqlstate.starts_with(m.sqlstate); });
  return found == meanings.end() ? nullptr : found;
}

bool is_sqlstate(std::string_view text) noexcept {
  return text.size() == 5 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

/// libpq says by text alone that an allocation of its own, or of the resolver, failed.
void require_memory(std::string_view words) {
  for (const std::string_view said : {"out of memory", "Memory allocation failure"})
    if (words.find(said) != std::string_view::npos) throw std::bad_alloc();
}

struct Said {
  std::string_view sqlstate;
  std::string_view message;
};

/// "connection to server at … failed: FATAL:  3D000: database …" → 3D000 and what follows it. The
/// severity is in the server's language, the two blanks and the state are not.
Said read_line(std::string_view line) noexcept {
  for (std::size_t at = line.find(":  "); at != std::string_view::npos;
       at = line.find(":  ", at + 1)) {
    const std::string_view rest = line.substr(at + 3);
    if (rest.size() > 7 && is_sqlstate(rest.substr(0, 5)) && rest.substr(5, 2) == ": ") {
      return {.sqlstate = rest.substr(0, 5), .message = rest.substr(7)};
    }
  }
  constexpr std::string_view failed = " failed: ";
  const std::size_t at = line.find(failed);
  if (line.starts_with("connection to server") && at != std::string_view::npos) {
    line.remove_prefix(at + failed.size());
  }
  constexpr std::string_view severity = "FATAL:  ";
  if (line.starts_with(severity)) line.remove_prefix(severity.size());
  return {.sqlstate = {}, .message = line};
}

}  // namespace

Error server_error(ErrorFields fields) {
  if (fields.sqlstate.empty()) require_memory(fields.message);
  const Meaning* meaning = meaning_of(fields.sqlstate);
  fields.message = system::escape_for_display(fields.message);
  if (fields.hint.empty() && meaning != nullptr) fields.hint = meaning->hint;
  return {meaning == nullptr ? Status::server : meaning->status, std::move(fields)};
}

Error connection_error(std::string_view what, std::string_view words) {
  require_memory(words);
  ErrorFields fields;
  Said said;
  std::size_t lines = 0;
  while (!words.empty()) {
    std::string_view line = words.substr(0, words.find('\n'));
    words.remove_prefix(std::min(line.size() + 1, words.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with("LOCATION:")) continue;  // of the server's source code
    const Said here = read_line(line);
    if (lines == 0 || (said.sqlstate.empty() && !here.sqlstate.empty())) said = here;
    if (lines++ > 0) fields.detail += '\n';
    fields.detail += line;
  }
  if (lines < 2) fields.detail.clear();
  fields.message = system::format("{}: {}", what,
                                  said.message.empty() ? "the server closed the connection"
                                                       : system::escape_for_display(said.message));
  fields.sqlstate = said.sqlstate;
  const Meaning* meaning = meaning_of(fields.sqlstate);
  if (meaning != nullptr) fields.hint = meaning->hint;
  return {Status::connection, std::move(fields)};
}

Error plain_error(Status status, std::string message, std::string hint) {
  return {status,
          {.message = std::move(message),
           .detail = "",
           .hint = std::move(hint),
           .sqlstate = "",
           .where = {}}};
}

}  // namespace plumbline::postgres
