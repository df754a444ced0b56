/// What follows from what was found: a sentence each, with what to do.
#include <algorithm>
#include <array>

#include "postgres/doctor/parts.hpp"
#include "system/format.hpp"

namespace plumbline::postgres::doctor {

namespace {

using system::format;

class Advisor {
 public:
  explicit Advisor(const DoctorReport& report) : report_(report) {}
  std::vector<Advice> run() &&;

 private:
  void on_server();
  void on_route();
  void on_role();
  void on_defaults();
  void on_registries();
  void on_unfinished();
  void on_proof();

  void add(std::string message, std::string remedy) {
    advice_.push_back({std::move(message), std::move(remedy)});
  }
  [[nodiscard]] bool is_default(std::string_view name, std::string_view value) const {
    const auto found = std::ranges::find(report_.defaults, name, &ServerSetting::name);
    return found != report_.defaults.end() && found->value == value;
  }

  const DoctorReport& report_;
  std::vector<Advice> advice_;
};

void Advisor::on_server() {
  if (report_.is_standby)
    add("the server is a standby: nothing can be deployed here, and what is read may be behind",
        "give the primary, or target_session_attrs=read-write with all hosts");
}

void Advisor::on_route() {
  switch (report_.connection.route) {
    case Route::unknown:
    case Route::direct:
      break;
    case Route::transaction_pooler:
      add("a pooler gives the server connection away between transactions: session locks and "
          "settings of a deploy are lost or meet others",
          "deploy over a direct connection; reading through the pooler is fine");
      break;
    case Route::pooler:
      add("a pooler is between here and the server; it may give the server connection away between "
          "transactions",
          "deploy over a direct connection, or make sure that it pools by session");
      break;
  }
  if (!report_.connection.is_encrypted && !report_.connection.server_address.empty() &&
      !report_.connection.server_address.starts_with("127.") &&
      report_.connection.server_address != "::1")
    add("the connection is not encrypted", "add sslmode=verify-full to the URI");
}

void Advisor::on_role() {
  const RoleRights& role = report_.role;
  if (role.is_superuser)
    add(format("role \"{}\" is a superuser, and checking needs no such right", role.name),
        "check as a role with LOGIN, CONNECT, USAGE on the registry's schema and SELECT on its "
        "tables");
  if (!role.may_not_use.empty())
    add(format("role \"{}\" may not use {} of the schemas: {}", role.name, role.may_not_use.size(),
               system::join(role.may_not_use, ", ")),
        "GRANT USAGE where a registry is; the catalog is read in any case");
}

void Advisor::on_defaults() {
  if (is_default("default_transaction_read_only", "on") && !report_.is_standby)
    add("transactions are read-only by default: a deploy with this role is refused",
        "ALTER ROLE or ALTER DATABASE … SET default_transaction_read_only = off for the role that "
        "deploys");
  if (is_default("lock_timeout", "0"))
    add("a statement of this role waits for locks without end, and everything behind it waits too",
        "SET lock_timeout in migrations, or ALTER ROLE … SET lock_timeout = '5s'");
}

void Advisor::on_registries() {
  for (const RegistryAccess& registry : report_.registries) {
    if (!registry.is_table) {
      add(format("\"{}\" is no table: reading it would run its owner's code", registry.table),
          format("find out what {} made of its registry", registry.owner));
    } else if (!registry.readable) {
      add(format("role \"{}\" may not read \"{}\", a registry of {}", report_.role.name,
                 registry.table, registry.tool),
          "GRANT USAGE on its schema and SELECT on it");
    } else if (registry.hides_rows) {
      add(format("row level security hides rows of \"{}\" from role \"{}\"", registry.table,
                 report_.role.name),
          format("ALTER ROLE … BYPASSRLS, or read as its owner {}", registry.owner));
    }
  }
}

void Advisor::on_unfinished() {
  for (const UnfinishedWork& work : report_.unfinished) {
    switch (work.kind) {
      case UnfinishedKind::invalid_index:
        add(format("index \"{}\" is invalid: no query uses it", work.name),
            "REINDEX INDEX CONCURRENTLY, or DROP INDEX CONCURRENTLY and build it again");
        break;
      case UnfinishedKind::unvalidated_constraint:
        add(format("constraint \"{}\" is not valid: old rows may break it", work.name),
            "ALTER TABLE … VALIDATE CONSTRAINT");
        break;
      case UnfinishedKind::pending_detach:
        add(format("partition \"{}\" is half detached", work.name),
            "ALTER TABLE … DETACH PARTITION … FINALIZE");
        break;
      case UnfinishedKind::prepared_transaction:
        add(format("prepared transaction \"{}\" holds its locks until somebody ends it", work.name),
            "COMMIT PREPARED or ROLLBACK PREPARED");
        break;
      case UnfinishedKind::inactive_slot:
        add(format("nobody reads replication slot \"{}\": the server keeps all WAL for it",
                   work.name),
            "start its reader, or pg_drop_replication_slot() when there is none any more");
        break;
    }
  }
}

void Advisor::on_proof() {
  if (report_.proof && !report_.proof->nothing_written())
    add("reading has written to the database", "report this as a bug of plumbline");
}

std::vector<Advice> Advisor::run() && {
  on_server();
  on_route();
  on_role();
  on_defaults();
  on_registries();
  on_unfinished();
  on_proof();
  return std::move(advice_);
}

}  // namespace

std::vector<Advice> advise(const DoctorReport& report) { return Advisor(report).run(); }

}  // namespace plumbline::postgres::doctor
