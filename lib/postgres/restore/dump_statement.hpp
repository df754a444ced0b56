/// What a statement of a dump is to a restore: which are told apart, and the names in them that
/// count. Reads the words only; the server judges the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::postgres {

enum class DumpKind : std::uint8_t {
  other,
  insert,
  create_table,
  copy_in,        ///< COPY … FROM STDIN
  copy_server,    ///< COPY from or to a file or program of the server
  setting,        ///< SET, RESET, SELECT set_config(…)
  authorization,  ///< SET and RESET of the session's role
  transaction,    ///< BEGIN, COMMIT and the like
  create_database,
  database,        ///< anything else about a database: DROP, ALTER, COMMENT ON, GRANT ON
  cluster,         ///< roles, tablespaces, ALTER SYSTEM
  drop,            ///< DROP …, ALTER TABLE … DROP …, without IF EXISTS; lo_unlink(…)
  owner,           ///< ALTER … OWNER TO
  grant,           ///< GRANT and REVOKE on an object
  default_acl,     ///< ALTER DEFAULT PRIVILEGES
  policy,          ///< CREATE POLICY … TO
  schema,          ///< CREATE SCHEMA
  extension,       ///< CREATE EXTENSION
  extension_note,  ///< COMMENT ON EXTENSION
  event_trigger,
  subscription,
  publication,  ///< of all tables or of schemas, which only a superuser may create; a note on any
  index,        ///< CREATE INDEX
  constraint,   ///< ALTER TABLE … ADD CONSTRAINT
};

/// A table that a statement locks.
struct DumpLock {
  std::string table;
  bool is_shared = false;  ///< with others of its kind
};

struct DumpStatement {
  DumpKind kind = DumpKind::other;
  std::string name;                ///< of the table, setting, role, extension, as SQL names it
  std::string value;               ///< of a setting, folded; an extension's schema
  std::vector<std::string> roles;  ///< named in it
  std::vector<DumpLock> locks;     ///< of an index or constraint
  std::string table_sql;           ///< of copy_in: the table's name as it is written
  bool is_bare = false;            ///< of copy_in: nothing stands behind FROM stdin
  /// Of an index or a key: reads nothing but its table, by functions and operators of the system
  /// only, as long as the search path is empty.
  bool is_of_table = false;
  bool is_create = false;         ///< CREATE …, whatever its kind
  bool is_note = false;           ///< COMMENT or SECURITY LABEL
  bool is_public_schema = false;  ///< it makes, drops or describes the schema public
};

DumpStatement read_dump_statement(std::string_view sql);

/// The first line, for people: escaped, at most 200 bytes.
std::string first_line(std::string_view sql);

}  // namespace plumbline::postgres
