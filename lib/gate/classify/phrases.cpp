#include "gate/classify/phrases.hpp"

#include <array>
#include <span>

namespace plumbline::gate {

namespace {

struct Entry {
  std::string_view pattern;
  std::string_view meaning;  // SQLSTATE or failure class
};

// The first that fits: what says more stands before what says less.
constexpr std::array server_phrases = {
    Entry{"role \"*\" does not exist", "42704"},
    Entry{"functions in index predicate must be marked IMMUTABLE", "42P17"},
    Entry{"functions in index expression must be marked IMMUTABLE", "42P17"},
    Entry{"functions in partition key expression must be marked IMMUTABLE", "42P17"},
    Entry{"cannot use a non-immutable function in", "42P17"},
    Entry{"generation expression is not immutable", "42P17"},
    Entry{"relation \"*\" already exists", "42P07"},
    Entry{"table \"*\" already exists", "42P07"},
    Entry{"column \"*\" already exists", "42701"},
    Entry{"schema \"*\" already exists", "42P06"},
    Entry{"already exists with same argument types", "42723"},
    Entry{"type \"*\" already exists", "42710"},
    Entry{"constraint \"*\" for relation \"", "42710"},
    Entry{"trigger \"*\" for relation \"", "42710"},
    Entry{"policy \"*\" for table \"", "42710"},
    Entry{"extension \"*\" already exists", "42710"},
    Entry{"role \"*\" already exists", "42710"},
    Entry{"\"*\" already exists", "42710"},
    Entry{"column \"*\" contains null values", "23502"},
    Entry{"null value in column \"*\"", "23502"},
    Entry{"could not create unique index \"*\"", "23505"},
    Entry{"duplicate key value violates unique constraint \"*\"", "23505"},
    Entry{"conflicting key value violates exclusion constraint \"*\"", "23P01"},
    Entry{"check constraint \"*\" of relation \"", "23514"},
    Entry{"violates check constraint \"*\"", "23514"},
    Entry{"violates foreign key constraint \"*\"", "23503"},
    Entry{"no partition of relation \"*\" found for row", "23514"},
    Entry{"invalid input syntax for ", "22P02"},
    Entry{"value too long for type ", "22001"},
    Entry{"numeric field overflow", "22003"},
    Entry{"integer out of range", "22003"},
    Entry{"division by zero", "22012"},
    Entry{"because other objects depend on it", "2BP01"},
    Entry{"cannot alter type of a column used by ", "0A000"},
    Entry{"canceling statement due to lock timeout", "55P03"},
    Entry{"could not obtain lock on ", "55P03"},
    Entry{"canceling statement due to statement timeout", "57014"},
    Entry{"canceling statement due to user request", "57014"},
    Entry{"deadlock detected", "40P01"},
    Entry{"permission denied", "42501"},
    Entry{"must be owner of ", "42501"},
    Entry{"must be superuser", "42501"},
    Entry{"must be member of role \"*\"", "42501"},
    Entry{"must be able to SET ROLE \"*\"", "42501"},
    Entry{"relation \"*\" does not exist", "42P01"},
    Entry{"table \"*\" does not exist", "42P01"},
    Entry{"view \"*\" does not exist", "42P01"},
    Entry{"sequence \"*\" does not exist", "42P01"},
    Entry{"index \"*\" does not exist", "42704"},
    Entry{"column \"*\" does not exist", "42703"},
    Entry{"column * does not exist", "42703"},
    Entry{"schema \"*\" does not exist", "3F000"},
    Entry{"type \"*\" does not exist", "42704"},
    Entry{"constraint \"*\" of relation ", "42704"},
    Entry{"function * does not exist", "42883"},
    Entry{"operator does not exist", "42883"},
    Entry{"syntax error at ", "42601"},
    Entry{"no space left on device", "53100"},
    Entry{"No space left on device", "53100"},
    Entry{"too many clients already", "53300"},
    Entry{"remaining connection slots are reserved", "53300"},
    Entry{"out of memory", "53200"},
    Entry{"database \"*\" does not exist", "3D000"},
    Entry{"password authentication failed", "28P01"},
    Entry{"no pg_hba.conf entry", "28000"},
    Entry{"the database system is ", "57P03"},
    Entry{"terminating connection due to administrator command", "57P01"},
    Entry{"terminating connection because of crash", "57P02"},
    Entry{"is being accessed by other users", "55006"},
    Entry{"current transaction is aborted", "25P02"},
};

constexpr std::array tool_phrases = {
    // sqlx
    Entry{"was previously applied but is missing in the resolved migrations", "J"},
    Entry{"was previously applied but has been modified", "K"},
    Entry{"is partially applied; fix and remove row from", "L"},
    Entry{"while resolving migrations: ", "P"},
    Entry{"cannot mix reversible migrations with simple migrations", "P"},
    Entry{"pool timed out while waiting for an open connection", "Q"},
    Entry{"error communicating with database: ", "Q"},
    Entry{"`--database-url` or `DATABASE_URL` must be set", "Q"},
    // Alembic
    Entry{"Multiple head revisions are present", "C"},
    Entry{"Multiple heads are present", "C"},
    Entry{"Revision * is present more than once", "C"},
    Entry{"overlaps with other requested revisions", "C"},
    Entry{"Can't locate revision identified by '*'", "E"},
    Entry{"UserWarning: Revision * referenced from ", "E"},
    Entry{"Could not determine revision id from filename", "P"},
    Entry{"not allowed in revision identifier", "P"},
    Entry{"Cycle is detected in revisions", "P"},
    Entry{"Loop is detected in revisions", "P"},
    Entry{"Dependency resolution failed", "P"},
    Entry{"No 'script_location' key found in configuration", "Q"},
    // sqitch
    Entry{"Syntax error in ", "P"},
    Entry{"Dependency error detected:", "P"},
    Entry{"Dependency errors detected:", "P"},
    Entry{"Script signatures diverge at change *", "K"},
    Entry{"Cannot find this change in ", "J"},
    Entry{"Not present in the plan", "J"},
    Entry{"Blocked by another instance of Sqitch", "Q"},
    // psql, pg_restore, libpq, gzip, the shell
    Entry{".sql: No such file or directory", "P"},
    Entry{"input file does not appear to be a valid archive", "R"},
    Entry{"input file appears to be a text format dump", "R"},
    Entry{"could not read from input file", "R"},
    Entry{"input file is too short", "R"},
    Entry{"in file header", "R"},
    Entry{"not in gzip format", "R"},
    Entry{"unexpected end of file", "R"},
    Entry{"invalid compressed data--", "R"},
    Entry{"connection to server ", "Q"},
    Entry{"could not connect to server", "Q"},
    Entry{"server closed the connection unexpectedly", "Q"},
    Entry{"could not translate host name", "Q"},
    Entry{"Connection refused", "Q"},
    Entry{"Is the server running", "Q"},
    Entry{"SSL SYSCALL error", "Q"},
    Entry{"command not found", "Q"},
    Entry{"Cannot exec", "Q"},
    Entry{"Can't exec ", "Q"},
    Entry{"No such file or directory", "Q"},
};

std::optional<std::string_view> find_in(std::span<const Entry> entries, std::string_view line,
                                        std::string_view& object) {
  for (const Entry& entry : entries) {
    if (const auto name = match_phrase(entry.pattern, line)) {
      object = *name;
      return entry.meaning;
    }
  }
  return std::nullopt;
}

/// `column "c" of relation "r"` is said of columns that are there, are not there, or hold NULL.
std::optional<Phrase> find_column_phrase(std::string_view line) {
  const auto column = match_phrase("column \"*\" of relation \"", line);
  if (!column) return std::nullopt;
  if (line.find(" already exists") != std::string_view::npos)
    return Phrase{.sqlstate = "42701", .failure_class = "", .object = *column};
  if (line.find(" does not exist") != std::string_view::npos)
    return Phrase{.sqlstate = "42703", .failure_class = "", .object = *column};
  if (line.find("contains null values") != std::string_view::npos ||
      line.find("violates not-null constraint") != std::string_view::npos)
    return Phrase{.sqlstate = "23502", .failure_class = "", .object = *column};
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> match_phrase(std::string_view pattern, std::string_view line) {
  const std::size_t star = pattern.find('*');
  const std::string_view before = pattern.substr(0, star);
  for (std::size_t at = line.find(before); at != std::string_view::npos;
       at = line.find(before, at + 1)) {
    if (star == std::string_view::npos) return std::string_view();
    const std::string_view rest = line.substr(at + before.size());
    const std::string_view after = pattern.substr(star + 1);
    const std::size_t end = after.empty() ? rest.size() : rest.find(after);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view name = rest.substr(0, end);
    if (!name.empty() && name.find('"') == std::string_view::npos) return name;
  }
  return std::nullopt;
}

std::optional<Phrase> find_server_phrase(std::string_view line) {
  // A notice of IF NOT EXISTS, also where a driver took its severity off.
  if (line.ends_with(", skipping")) return std::nullopt;
  if (const auto column = find_column_phrase(line)) return column;
  std::string_view object;
  const auto sqlstate = find_in(server_phrases, line, object);
  if (!sqlstate) return std::nullopt;
  return Phrase{.sqlstate = *sqlstate, .failure_class = "", .object = object};
}

std::optional<Phrase> find_tool_phrase(std::string_view line) {
  std::string_view object;
  const auto failure_class = find_in(tool_phrases, line, object);
  if (!failure_class) return std::nullopt;
  return Phrase{.sqlstate = "", .failure_class = *failure_class, .object = object};
}

}  // namespace plumbline::gate
