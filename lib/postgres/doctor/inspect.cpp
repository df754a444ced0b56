/// What plumbline/doctor.hpp promises. Reads rows of the catalog and of statistics only: no lock on
/// anybody's table.
#include <algorithm>
#include <array>

#include "core/call.hpp"
#include "core/schema/builder.hpp"
#include "postgres/doctor/parts.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace postgres::doctor {

namespace {

constexpr FixedSql server =
    "SELECT pg_catalog.current_setting('server_version'), pg_catalog.pg_is_in_recovery(),"
    " pg_catalog.host(pg_catalog.inet_server_addr())";

constexpr FixedSql encryption =
    "SELECT s.version, s.cipher FROM pg_catalog.pg_stat_ssl s"
    " WHERE s.pid = pg_catalog.pg_backend_pid() AND s.ssl";

constexpr FixedSql role =
    "SELECT r.rolname, session_user, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,"
    " r.rolreplication, pg_catalog.pg_has_role(d.datdba, 'USAGE'),"
    " pg_catalog.has_database_privilege(d.oid, 'CREATE'),"
    " (SELECT pg_catalog.pg_has_role(p.oid, 'USAGE') FROM pg_catalog.pg_roles p"
    " WHERE p.rolname = 'pg_read_all_data'),"
    " (SELECT pg_catalog.pg_has_role(p.oid, 'USAGE') FROM pg_catalog.pg_roles p"
    " WHERE p.rolname = 'pg_monitor')"
    " FROM pg_catalog.pg_roles r, pg_catalog.pg_database d"
    " WHERE r.rolname = current_user AND d.datname = pg_catalog.current_database()";

constexpr FixedSql memberships =
    "WITH RECURSIVE m AS (SELECT a.roleid FROM pg_catalog.pg_auth_members a"
    " JOIN pg_catalog.pg_roles r ON r.oid = a.member WHERE r.rolname = current_user"
    " UNION SELECT a.roleid FROM pg_catalog.pg_auth_members a JOIN m ON m.roleid = a.member)"
    " SELECT r.rolname, pg_catalog.pg_has_role(r.oid, 'USAGE') FROM m"
    " JOIN pg_catalog.pg_roles r ON r.oid = m.roleid ORDER BY r.rolname";

constexpr FixedSql schemas =
    "SELECT n.nspname, pg_catalog.has_schema_privilege(n.oid, 'USAGE'),"
    " pg_catalog.has_schema_privilege(n.oid, 'CREATE') FROM pg_catalog.pg_namespace n"
    " WHERE pg_catalog.left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'"
    " ORDER BY n.nspname";

constexpr FixedSql limits =
    "SELECT s.name, pg_catalog.current_setting(s.name) FROM pg_catalog.pg_settings s"
    " WHERE s.name IN ('transaction_isolation', 'transaction_read_only', 'lock_timeout',"
    " 'statement_timeout', 'idle_in_transaction_session_timeout', 'row_security', 'search_path',"
    " 'restrict_nonsystem_relation_kind', 'client_connection_check_interval')"
    " ORDER BY s.name COLLATE \"C\"";

// What our transaction has changed for itself is as it would be without it.
constexpr FixedSql defaults =
    "SELECT s.name, CASE WHEN s.unit IS NULL OR s.reset_val IN ('0', '-1') THEN s.reset_val"
    " ELSE s.reset_val || ' ' || s.unit END FROM pg_catalog.pg_settings s"
    " WHERE s.name IN ('default_transaction_read_only', 'default_transaction_isolation',"
    " 'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout',"
    " 'transaction_timeout', 'search_path', 'session_replication_role', 'synchronous_commit',"
    " 'synchronous_standby_names', 'max_locks_per_transaction') ORDER BY s.name COLLATE \"C\"";

constexpr FixedSql invalid_indexes =
    "SELECT n.nspname, i.relname, t.relname, x.indisready, i.relkind = 'I'"
    " FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
    " JOIN pg_catalog.pg_class t ON t.oid = x.indrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace"
    " WHERE NOT x.indisvalid ORDER BY n.nspname, i.relname";

constexpr FixedSql index_builds =
    "SELECT p.pid FROM pg_catalog.pg_stat_progress_create_index p"
    " WHERE p.datname = pg_catalog.current_database() ORDER BY p.pid";

constexpr FixedSql unvalidated_constraints =
    "SELECT n.nspname, t.relname, c.conname FROM pg_catalog.pg_constraint c"
    " JOIN pg_catalog.pg_class t ON t.oid = c.conrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace"
    " WHERE NOT c.convalidated AND @{c.conenforced} ORDER BY n.nspname, t.relname, c.conname";

constexpr FixedSql pending_detaches =
    "SELECT n.nspname, t.relname, pn.nspname, p.relname FROM pg_catalog.pg_inherits h"
    " JOIN pg_catalog.pg_class t ON t.oid = h.inhrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace"
    " JOIN pg_catalog.pg_class p ON p.oid = h.inhparent"
    " JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"
    " WHERE @{h.inhdetachpending} ORDER BY n.nspname, t.relname";

constexpr FixedSql prepared_transactions =
    "SELECT x.gid, x.owner, x.database,"
    " pg_catalog.date_part('epoch', pg_catalog.now() - x.prepared)::pg_catalog.int8"
    " FROM pg_catalog.pg_prepared_xacts x ORDER BY x.gid COLLATE \"C\"";

constexpr FixedSql inactive_slots =
    "SELECT s.slot_name, s.slot_type, s.database FROM pg_catalog.pg_replication_slots s"
    " WHERE NOT s.active AND NOT s.temporary ORDER BY s.slot_name";

struct Registry {
  const char* tool;
  const char* table;
  const char* column;  // that no other table of that name would have; "" when the name is enough
};

constexpr std::array registries = {
    Registry{"sqitch", "projects", "creator_email"},
    Registry{"sqitch", "changes", "change_id"},
    Registry{"sqitch", "tags", "tag_id"},
    Registry{"sqitch", "events", "event"},
    Registry{"sqitch", "releases", "installer_email"},
    Registry{"alembic", "alembic_version", ""},
    Registry{"sqlx", "_sqlx_migrations", ""},
};

class Inspection {
 public:
  explicit Inspection(Target& target) : target_(target), connection_(target.connection()) {}
  DoctorReport run();

 private:
  /// Absent when the server refuses; then it is said why.
  template <typename Ask>
  auto ask(const char* what, Ask&& question) -> std::optional<decltype(question())> {
    try {
      return question();
    } catch (const Error& error) {
      if (error.status() != Status::server) throw;
      report_.unchecked.push_back({what, error.fields().message});
      return std::nullopt;
    }
  }
  std::optional<Rows> ask(const char* what, FixedSql sql) {
    return ask(what, [&] { return connection_.query(sql); });
  }
  std::vector<ServerSetting> settings(const char* what, FixedSql sql);
  void read_connection();
  void read_role();
  void read_schemas();
  void read_registries();
  void read_invalid_indexes();
  void read_other_unfinished();
  void add(UnfinishedKind kind, std::string name, std::string detail) {
    report_.unfinished.push_back({kind, std::move(name), std::move(detail)});
  }

  Target& target_;
  Connection& connection_;
  DoctorReport report_;
};

bool is_true(const Rows& rows, std::size_t row, std::size_t column) {
  return rows.text(row, column) == "t";
}

std::string qualified(const Rows& rows, std::size_t row, std::size_t schema, std::size_t name) {
  return core::name_part(rows.text(row, schema)) + '.' + core::name_part(rows.text(row, name));
}

std::vector<ServerSetting> Inspection::settings(const char* what, FixedSql sql) {
  std::vector<ServerSetting> all;
  if (const auto rows = ask(what, sql)) {
    for (std::size_t row = 0; row < rows->count(); ++row)
      all.push_back({.name = rows->text(row, 0), .value = rows->text(row, 1)});
  }
  return all;
}

void Inspection::read_connection() {
  ConnectionState& state = report_.connection;
  state.is_encrypted = connection_.uses_tls();
  if (const auto rows = ask("the server's version and role", server); rows && rows->count() == 1) {
    report_.server = rows->text(0, 0);
    report_.is_standby = is_true(*rows, 0, 1);
    state.server_address = rows->text(0, 2);
  }
  if (const auto rows = ask("encryption", encryption); rows && rows->count() == 1) {
    state.tls_version = rows->text(0, 0);
    state.cipher = rows->text(0, 1);
  }
}

void Inspection::read_role() {
  RoleRights& rights = report_.role;
  if (const auto rows = ask("the role", role); rows && rows->count() == 1) {
    rights.name = rows->text(0, 0);
    if (rows->text(0, 1) != rights.name) rights.session_name = rows->text(0, 1);
    rights.is_superuser = is_true(*rows, 0, 2);
    rights.bypasses_row_security = is_true(*rows, 0, 3);
    rights.may_create_roles = is_true(*rows, 0, 4);
    rights.may_create_databases = is_true(*rows, 0, 5);
    rights.may_replicate = is_true(*rows, 0, 6);
    rights.owns_database = is_true(*rows, 0, 7);
    rights.may_create_schemas = is_true(*rows, 0, 8);
    rights.reads_all_data = is_true(*rows, 0, 9);
    rights.monitors = is_true(*rows, 0, 10);
  }
  if (const auto rows = ask("the roles that the role is a member of", memberships)) {
    for (std::size_t row = 0; row < rows->count(); ++row)
      rights.member_of.push_back({.role = rows->text(row, 0), .inherits = is_true(*rows, row, 1)});
  }
}

void Inspection::read_schemas() {
  RoleRights& rights = report_.role;
  for (const PathSchema& schema : connection_.search_path())
    rights.search_path.push_back(schema.name);
  const auto rows = ask("rights on schemas", schemas);
  if (!rows) return;
  for (std::size_t row = 0; row < rows->count(); ++row) {
    if (!is_true(*rows, row, 1)) rights.may_not_use.push_back(rows->text(row, 0));
    if (is_true(*rows, row, 2)) rights.may_create_in.push_back(rows->text(row, 0));
  }
}

void Inspection::read_registries() {
  for (const Registry& registry : registries) {
    const auto tables = ask("registries", [&] { return find_tables(connection_, registry.table); });
    if (!tables) continue;
    for (const RegistryTable& table : *tables) {
      const bool is_it = *registry.column == '\0' ||
                         std::ranges::find(table.columns, registry.column) != table.columns.end();
      if (!is_it) continue;
      report_.registries.push_back(
          {.tool = registry.tool,
           .table = core::name_part(table.schema) + '.' + core::name_part(table.name),
           .owner = table.owner,
           .is_table = table.is_table(),
           .readable = table.readable,
           .hides_rows = table.row_security});
    }
  }
}

void Inspection::read_invalid_indexes() {
  const auto rows = ask("invalid indexes", invalid_indexes);
  if (!rows || rows->count() == 0) return;
  std::string builders;
  if (const auto builds = ask("index builds", index_builds)) {
    for (std::size_t row = 0; row < builds->count(); ++row)
      builders += (row == 0 ? ", perhaps being built by pid " : ", ") + builds->text(row, 0);
  }
  for (std::size_t row = 0; row < rows->count(); ++row) {
    std::string detail = "of table " + qualified(*rows, row, 0, 2);
    if (is_true(*rows, row, 4)) detail += ", not on every partition";
    if (!is_true(*rows, row, 3)) detail += ", not kept up to date";
    add(UnfinishedKind::invalid_index, qualified(*rows, row, 0, 1), detail + builders);
  }
}

void Inspection::read_other_unfinished() {
  if (const auto rows = ask("unvalidated constraints", unvalidated_constraints)) {
    for (std::size_t row = 0; row < rows->count(); ++row)
      add(UnfinishedKind::unvalidated_constraint,
          qualified(*rows, row, 0, 1) + '.' + core::name_part(rows->text(row, 2)), "");
  }
  if (const auto rows = ask("pending detaches", pending_detaches)) {
    for (std::size_t row = 0; row < rows->count(); ++row)
      add(UnfinishedKind::pending_detach, qualified(*rows, row, 0, 1),
          "of table " + qualified(*rows, row, 2, 3));
  }
  if (const auto rows = ask("prepared transactions", prepared_transactions)) {
    for (std::size_t row = 0; row < rows->count(); ++row)
      add(UnfinishedKind::prepared_transaction, rows->text(row, 0),
          system::format("of {} in database {}, {} s old", rows->text(row, 1), rows->text(row, 2),
                         rows->text(row, 3)));
  }
  if (const auto rows = ask("replication slots", inactive_slots)) {
    for (std::size_t row = 0; row < rows->count(); ++row) {
      const std::string in = rows->text(row, 2).empty() ? "" : " in database " + rows->text(row, 2);
      add(UnfinishedKind::inactive_slot, rows->text(row, 0), rows->text(row, 1) + in);
    }
  }
}

DoctorReport Inspection::run() {
  report_.target = {.uri = target_.name(),
                    .server_version = target_.server_version(),
                    .database = target_.database()};
  report_.deadline_ms = connection_.deadline_ms();
  if (const auto route = ask("the way to the server", [&] { return find_route(connection_); }))
    report_.connection.route = *route;
  report_.proof = ask("counters of writing", [&] { return prove_no_writing(connection_); });
  connection_.end_snapshot();
  read_connection();
  read_role();
  report_.limits = settings("limits", limits);
  report_.defaults = settings("defaults", defaults);
  read_schemas();
  read_registries();
  read_invalid_indexes();
  read_other_unfinished();
  connection_.end_snapshot();
  report_.advice = advise(report_);
  return std::move(report_);
}

}  // namespace

}  // namespace postgres::doctor

DoctorReport inspect_target(Target& target, const CallControl& control) {
  return core::run_call(control, "doctor", [&](const core::Call&) {
    return postgres::doctor::Inspection(target).run();
  });
}

std::string_view unfinished_name(UnfinishedKind kind) noexcept {
  switch (kind) {
    case UnfinishedKind::invalid_index:
      return "invalid-index";
    case UnfinishedKind::unvalidated_constraint:
      return "unvalidated-constraint";
    case UnfinishedKind::pending_detach:
      return "pending-detach";
    case UnfinishedKind::prepared_transaction:
      return "prepared-transaction";
    case UnfinishedKind::inactive_slot:
      return "inactive-slot";
  }
  return {};
}

}  // namespace plumbline
