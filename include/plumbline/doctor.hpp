/// What a target lets us do and in what state it is, before anything depends on it: the answer of
/// `plumbline doctor`. lib/report/doctor.md describes the document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/event.hpp"
#include "plumbline/report.hpp"
#include "plumbline/target.hpp"

namespace plumbline {

/// What is between the client and the server's process.
enum class Route : std::uint8_t {
  unknown,
  direct,
  /// A pooler; whether one client keeps its server connection could not be proven.
  pooler,
  /// A pooler that gives the server connection to others between transactions.
  transaction_pooler,
};

/// "unknown", "direct", "pooler", "transaction-pooler".
std::string_view route_name(Route route) noexcept;

struct ConnectionState {
  Route route = Route::unknown;
  std::string server_address;  ///< of the server's own end; "" for a socket in the file system
  bool is_encrypted = false;   ///< of the client's own connection, which may end at a pooler
  /// "TLSv1.3", and "TLS_AES_256_GCM_SHA384": of the server's end; "" without TLS there.
  std::string tls_version;
  std::string cipher;
};

struct Membership {
  std::string role;
  bool inherits = false;  ///< else its rights need SET ROLE
};

struct RoleRights {
  std::string name;
  std::string session_name;  ///< the one that logged in, where it is another
  bool is_superuser = false;
  bool bypasses_row_security = false;
  bool may_create_roles = false;
  bool may_create_databases = false;
  bool may_replicate = false;
  bool owns_database = false;
  bool may_create_schemas = false;  ///< CREATE on the database
  bool reads_all_data = false;      ///< pg_read_all_data
  bool monitors = false;            ///< pg_monitor
  std::vector<Membership> member_of;
  std::vector<std::string> search_path;  ///< schemas of it that exist and may be used
  std::vector<std::string> may_create_in;
  std::vector<std::string> may_not_use;  ///< schemas without USAGE
};

/// A setting as the server shows it: "1s", "off".
struct ServerSetting {
  std::string name;
  std::string value;
};

/// A relation with the name of a tool's registry.
struct RegistryAccess {
  std::string tool;
  std::string table;  ///< qualified
  std::string owner;
  bool is_table = true;  ///< a view or a foreign table would run somebody's code as us
  bool readable = false;
  bool hides_rows = false;  ///< row level security is in force for this role
};

enum class UnfinishedKind : std::uint8_t {
  invalid_index,
  unvalidated_constraint,
  pending_detach,
  prepared_transaction,
  inactive_slot,
};

/// "invalid-index" …
std::string_view unfinished_name(UnfinishedKind kind) noexcept;

/// What somebody began and did not end.
struct UnfinishedWork {
  UnfinishedKind kind{};
  std::string name;    ///< qualified where it lies in a schema
  std::string detail;  ///< "of table public.orders, being built by pid 4711"
};

struct TupleCounts {
  std::int64_t inserted = 0;
  std::int64_t updated = 0;
  std::int64_t deleted = 0;

  bool operator==(const TupleCounts&) const = default;
};

/// What the whole server had done so far.
struct WriteCounters {
  std::int64_t next_transaction = 0;  ///< the id that the next writing transaction gets
  TupleCounts tuples;                 ///< of this database

  bool operator==(const WriteCounters&) const = default;
};

/// That reading wrote nothing. `before` and `after` are of everybody: they differ when others wrote
/// meanwhile, which proves nothing about us; transaction and tuples are our own.
struct WriteProof {
  std::size_t names_read = 0;                   ///< catalog names, read for this proof
  std::optional<std::int64_t> own_transaction;  ///< the id that ours was given: none
  TupleCounts own_tuples;                       ///< written by our transaction
  WriteCounters before;
  WriteCounters after;

  [[nodiscard]] bool nothing_written() const noexcept {
    return !own_transaction && own_tuples == TupleCounts{};
  }
  [[nodiscard]] bool others_wrote() const noexcept { return before != after; }
};

/// Something to know or to do before the next deploy.
struct Advice {
  std::string message;
  std::string remedy;
};

/// Immutable; shared freely between threads.
struct DoctorReport {
  ReportTarget target;
  std::string server;  ///< version in the server's words: "15.20 (Debian 15.20-0+deb12u1)"
  bool is_standby = false;
  ConnectionState connection;
  RoleRights role;
  int deadline_ms = 0;                     ///< our own, of one statement
  std::vector<ServerSetting> limits;       ///< of our transaction, by name
  std::vector<ServerSetting> defaults;     ///< what a migration of this role begins with, by name
  std::vector<RegistryAccess> registries;  ///< by tool, then as the role's search_path finds them
  std::vector<UnfinishedWork> unfinished;  ///< by kind and name
  std::optional<WriteProof> proof;         ///< absent when the counters could not be read
  std::vector<Advice> advice;              ///< in the order of the fields above
  std::vector<Unchecked> unchecked;
};

/// Reads what the role may see; the rest is in `unchecked`. Begins and ends transactions of the
/// target; behind a pooler it opens a second connection for a second at most. Throws Error:
/// connection, timeout, cancelled, busy, server when not even a transaction can be begun.
DoctorReport inspect_target(Target& target, const CallControl& control = {});

}  // namespace plumbline
