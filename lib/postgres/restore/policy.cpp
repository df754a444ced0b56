#include "postgres/restore/policy.hpp"

#include <algorithm>
#include <array>

#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

/// Extensions whose scripts and functions give a plain role neither files, programs nor other
/// servers. Beside them those that are trusted, which it may create itself.
constexpr std::array<std::string_view, 26> harmless_extensions = {"address_standardizer",
                                                                  "amcheck",
                                                                  "autoinc",
                                                                  "bloom",
                                                                  "earthdistance",
                                                                  "hll",
                                                                  "insert_username",
                                                                  "intagg",
                                                                  "moddatetime",
                                                                  "pg_buffercache",
                                                                  "pg_freespacemap",
                                                                  "pg_hint_plan",
                                                                  "pg_prewarm",
                                                                  "pg_repack",
                                                                  "pg_stat_statements",
                                                                  "pg_visibility",
                                                                  "pgrowlocks",
                                                                  "pgstattuple",
                                                                  "pg_walinspect",
                                                                  "postgis",
                                                                  "postgis_raster",
                                                                  "postgis_topology",
                                                                  "refint",
                                                                  "sslinfo",
                                                                  "vector",
                                                                  "xml2"};

/// Settings that pg_dump makes and the versions that have them.
struct Newer {
  std::string_view name;
  int version;
};
constexpr std::array<Newer, 2> newer_settings = {
    {{"transaction_timeout", 170'000}, {"default_table_access_method", 120'000}}};

constexpr std::string_view whoami =
    "SELECT r.rolname, pg_catalog.pg_has_role(r.oid, 'MEMBER'),"
    " r.rolname = current_user AND r.rolsuper,"
    " r.rolsuper OR r.rolname IN ('pg_execute_server_program', 'pg_read_server_files',"
    " 'pg_write_server_files') FROM pg_catalog.pg_roles r";
constexpr std::string_view trusted_extensions =
    "SELECT DISTINCT name FROM pg_catalog.pg_available_extension_versions WHERE trusted";

}  // namespace

RestorePolicy::RestorePolicy(Session& session, const RestoreOptions& options)
    : options_(options), server_version_(session.server_version()) {
  const Rows roles = session.query(whoami);
  for (std::size_t row = 0; row < roles.count(); ++row) {
    roles_.insert(roles.text(row, 0));
    const bool is_member = roles.text(row, 1) == "t";
    if (is_member) members_.insert(roles.text(row, 0));
    if (is_member && roles.text(row, 3) == "t" && powerful_role_.empty())
      powerful_role_ = roles.text(row, 0);
    if (roles.text(row, 2) == "t") is_superuser_ = true;
  }
  if (server_version_ < 130'000) return;
  const Rows trusted = session.query(trusted_extensions);
  for (std::size_t row = 0; row < trusted.count(); ++row) trusted_.insert(trusted.text(row, 0));
}

Verdict RestorePolicy::judge(const DumpStatement& statement, std::string& reason) {
  Verdict verdict = Verdict::run;
  switch (statement.kind) {
    case DumpKind::create_database:
    case DumpKind::database:
      reason = "it is about the database that was dumped";
      return Verdict::skip;
    case DumpKind::authorization:
      return judge_authorization(statement, reason);
    case DumpKind::owner:
      return options_.with_owners ? Verdict::run : Verdict::pass_over;
    case DumpKind::grant:
    case DumpKind::default_acl:
    case DumpKind::policy:
      return judge_roles(statement, reason);
    case DumpKind::extension:
      verdict = judge_extension(statement);
      break;
    case DumpKind::extension_note:
      return is_superuser_ || own_extensions_.contains(statement.name) ? Verdict::run
                                                                       : Verdict::pass_over;
    case DumpKind::event_trigger:
      reason = "event triggers are left out";
      return Verdict::skip;
    case DumpKind::subscription:
      reason = "subscriptions are left out: they lead to the source's servers";
      return Verdict::skip;
    case DumpKind::publication:
      return judge_publication(statement, reason);
    case DumpKind::drop:
      if (statement.is_public_schema) return judge_public_schema(statement);
      // pg_dump --clean: the database is empty.
      return has_created_ ? Verdict::run : Verdict::pass_over;
    case DumpKind::setting: {
      if (statement.name == "default_tablespace" && !statement.value.empty()) {
        reason = "tablespaces are left out";
        return Verdict::skip;
      }
      const bool is_newer =
          std::any_of(newer_settings.begin(), newer_settings.end(), [&](const Newer& newer) {
            return newer.name == statement.name && server_version_ < newer.version;
          });
      return is_newer ? Verdict::pass_over : Verdict::run;
    }
    default:
      if (statement.is_public_schema) verdict = judge_public_schema(statement);
      break;
  }
  observe(statement);
  return verdict;
}

void RestorePolicy::observe(const DumpStatement& statement) {
  if (!statement.is_create) return;
  has_created_ = true;
  const bool is_plain = statement.kind == DumpKind::schema || statement.kind == DumpKind::extension;
  if (!is_plain) is_before_code_ = false;
}

/// An empty database has one, as pg_dump --schema=public does not expect. Before 15 it is a
/// superuser's, whose comment cannot be changed.
Verdict RestorePolicy::judge_public_schema(const DumpStatement& statement) {
  if (statement.is_note) {
    const bool may = is_superuser_ || server_version_ >= 150'000 || !has_public_schema_;
    return may ? Verdict::run : Verdict::pass_over;
  }
  if (statement.kind == DumpKind::drop) {
    has_public_schema_ = false;
    return Verdict::run;
  }
  return has_public_schema_ ? Verdict::pass_over : Verdict::run;
}

Verdict RestorePolicy::judge_authorization(const DumpStatement& statement, std::string& reason) {
  if (is_superuser_) return Verdict::run;
  other_role_ = statement.name == "default" || statement.name == "none" ? "" : statement.name;
  if (other_role_.empty()) return Verdict::pass_over;
  reason = "only a superuser acts as another role";
  return Verdict::skip;
}

Verdict RestorePolicy::judge_roles(const DumpStatement& statement, std::string& reason) const {
  if (!other_role_.empty() && statement.kind != DumpKind::policy) {
    reason = system::format("it is the doing of the role \"{}\"", other_role_);
    return Verdict::skip;
  }
  for (const std::string& role : statement.roles) {
    if (roles_.contains(role)) continue;
    reason = system::format("the role \"{}\" is not there", role);
    return Verdict::skip;
  }
  const bool is_other = statement.kind == DumpKind::default_acl && !statement.name.empty() &&
                        !is_superuser_ && !members_.contains(statement.name);
  if (!is_other) return Verdict::run;
  reason = system::format("only the role \"{}\" may", statement.name);
  return Verdict::skip;
}

Verdict RestorePolicy::judge_extension(const DumpStatement& statement) {
  if (statement.name == "plpgsql") return Verdict::pass_over;
  own_extensions_.insert(statement.name);
  const bool is_harmless = std::find(harmless_extensions.begin(), harmless_extensions.end(),
                                     statement.name) != harmless_extensions.end();
  if (is_superuser_ || trusted_.contains(statement.name) || !is_harmless) return Verdict::run;
  // A dump's own functions and operators could be called by a superuser's script.
  if (options_.extension_maker == nullptr || !is_before_code_) return Verdict::run;
  own_extensions_.erase(statement.name);
  return Verdict::make_extension;
}

Verdict RestorePolicy::judge_publication(const DumpStatement& statement, std::string& reason) {
  if (is_superuser_) return Verdict::run;
  if (statement.is_note) {
    return left_publications_.contains(statement.name) ? Verdict::pass_over : Verdict::run;
  }
  left_publications_.insert(statement.name);
  reason = "only a superuser publishes all tables or whole schemas";
  return Verdict::skip;
}

}  // namespace plumbline::postgres
