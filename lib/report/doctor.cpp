/// `plumbline doctor`: plumbline.doctor/1 (docs: doctor.md beside this file), and the same for
/// people.
#include "plumbline/doctor.hpp"

#include "core/format.hpp"
#include "core/json.hpp"
#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/paint.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using core::JsonWriter;
using report::Ink;
using report::Paint;

void write_settings(JsonWriter& json, std::string_view name,
                    const std::vector<ServerSetting>& all) {
  json.key(name).begin_array();
  for (const ServerSetting& one : all)
    json.begin_object().member("name", one.name).member("value", one.value).end_object();
  json.end_array();
}

void write_role(JsonWriter& json, const RoleRights& role) {
  json.key("role").begin_object().member("name", role.name);
  json.key("session_name").string_or_null(role.session_name);
  json.member("superuser", role.is_superuser)
      .member("bypass_rls", role.bypasses_row_security)
      .member("create_role", role.may_create_roles)
      .member("create_db", role.may_create_databases)
      .member("replication", role.may_replicate)
      .member("owns_database", role.owns_database)
      .member("create_in_database", role.may_create_schemas)
      .member("read_all_data", role.reads_all_data)
      .member("monitor", role.monitors);
  json.key("member_of").begin_array();
  for (const Membership& one : role.member_of)
    json.begin_object().member("role", one.role).member("inherits", one.inherits).end_object();
  json.end_array();
  json.strings("search_path", role.search_path)
      .strings("may_create_in", role.may_create_in)
      .strings("may_not_use", role.may_not_use)
      .end_object();
}

void write_tuples(JsonWriter& json, const TupleCounts& tuples) {
  json.member("inserted", tuples.inserted)
      .member("updated", tuples.updated)
      .member("deleted", tuples.deleted);
}

void write_counters(JsonWriter& json, std::string_view name, const WriteCounters& counters) {
  json.key(name).begin_object().member("next_transaction", counters.next_transaction);
  write_tuples(json, counters.tuples);
  json.end_object();
}

void write_proof(JsonWriter& json, const std::optional<WriteProof>& proof) {
  json.key("proof");
  if (!proof) {
    json.null();
    return;
  }
  json.begin_object()
      .member("nothing_written", proof->nothing_written())
      .member("names_read", proof->names_read)
      .key("transaction");
  if (proof->own_transaction) {
    json.number(*proof->own_transaction);
  } else {
    json.null();
  }
  write_tuples(json, proof->own_tuples);
  json.member("others_wrote", proof->others_wrote());
  write_counters(json, "before", proof->before);
  write_counters(json, "after", proof->after);
  json.end_object();
}

void write_found(JsonWriter& json, const DoctorReport& report) {
  json.key("registries").begin_array();
  for (const RegistryAccess& one : report.registries) {
    json.begin_object()
        .member("tool", one.tool)
        .member("table", one.table)
        .member("owner", one.owner)
        .member("is_table", one.is_table)
        .member("readable", one.readable)
        .member("hides_rows", one.hides_rows)
        .end_object();
  }
  json.end_array().key("unfinished").begin_array();
  for (const UnfinishedWork& one : report.unfinished) {
    json.begin_object().member("kind", unfinished_name(one.kind)).member("name", one.name);
    json.key("detail").string_or_null(one.detail).end_object();
  }
  json.end_array();
}

std::string safe(std::string_view text) { return system::escape_for_display(text); }

/// Headings, and lines below them.
class Page {
 public:
  explicit Page(bool color) : paint_(color) {}

  void heading(std::string_view text) { out_ += paint_(Ink::bold, text) + "\n"; }
  void line(const std::string& text) { out_ += "  " + text + "\n"; }
  /// Nothing when there are none.
  void names(std::string_view what, const std::vector<std::string>& all) {
    if (!all.empty()) line(core::format("{} {}", what, safe(core::join(all, ", "))));
  }
  [[nodiscard]] const Paint& paint() const { return paint_; }
  std::string take() && { return std::move(out_); }

 private:
  Paint paint_;
  std::string out_;
};

std::string route_words(Route route) {
  switch (route) {
    case Route::unknown:
      return "direct or through a pooler";
    case Route::direct:
      return "direct";
    case Route::pooler:
      return "through a pooler";
    case Route::transaction_pooler:
      return "through a pooler that pools by transaction";
  }
  return {};
}

void show_server(Page& page, const DoctorReport& report) {
  page.heading(core::format("server: PostgreSQL {}, {}", safe(report.server),
                            report.is_standby ? "standby" : "primary"));
  const ConnectionState& connection = report.connection;
  std::string route = route_words(connection.route);
  route += connection.server_address.empty()
               ? ", the server listens at a socket"
               : core::format(", the server is at {}", safe(connection.server_address));
  page.line(route);
  std::string tls = connection.is_encrypted ? "encrypted" : "not encrypted";
  if (!connection.tls_version.empty())
    tls += core::format(", at the server {} {}", safe(connection.tls_version),
                        safe(connection.cipher));
  page.line(tls);
}

void show_role(Page& page, const RoleRights& role) {
  page.heading(core::format("role: {}{}", safe(role.name),
                            role.session_name.empty()
                                ? std::string()
                                : core::format(" (logged in as {})", safe(role.session_name))));
  std::vector<std::string> rights;
  const auto add = [&](bool has, const char* right) {
    if (has) rights.emplace_back(right);
  };
  add(role.is_superuser, "superuser");
  add(role.bypasses_row_security, "bypasses row level security");
  add(role.may_create_roles, "creates roles");
  add(role.may_create_databases, "creates databases");
  add(role.may_replicate, "replication");
  add(role.owns_database, "owns the database");
  add(role.may_create_schemas, "creates schemas");
  add(role.reads_all_data, "reads all data");
  add(role.monitors, "monitors");
  page.line(rights.empty() ? "no right of its own beside CONNECT" : core::join(rights, ", "));
  std::vector<std::string> groups;
  for (const Membership& one : role.member_of)
    groups.push_back(one.inherits ? one.role : one.role + " (by SET ROLE)");
  page.names("member of", groups);
  page.names("search_path", role.search_path);
  page.names("may create in", role.may_create_in);
  page.names("may not use", role.may_not_use);
}

void show_settings(Page& page, std::string_view heading, const std::vector<ServerSetting>& all) {
  page.heading(heading);
  for (const ServerSetting& one : all)
    page.line(core::format("{} {}", one.name, one.value.empty() ? "\"\"" : safe(one.value)));
}

void show_found(Page& page, const DoctorReport& report) {
  page.heading(report.registries.empty() ? "registries: none" : "registries");
  for (const RegistryAccess& one : report.registries) {
    std::string state = one.readable ? "readable" : "not readable";
    if (!one.is_table) state = "no table";
    if (one.hides_rows) state += ", rows are hidden";
    page.line(core::format("{} ({}) {}", safe(one.table), one.tool, state));
  }
  page.heading(report.unfinished.empty() ? "unfinished work: none" : "unfinished work");
  for (const UnfinishedWork& one : report.unfinished)
    page.line(core::format("{} {}{}{}", unfinished_name(one.kind), safe(one.name),
                           one.detail.empty() ? "" : ", ", safe(one.detail)));
}

std::string counters(const WriteCounters& counters) {
  return core::format("next transaction {}, tuples inserted {}, updated {}, deleted {}",
                      counters.next_transaction, counters.tuples.inserted, counters.tuples.updated,
                      counters.tuples.deleted);
}

void show_proof(Page& page, const std::optional<WriteProof>& proof) {
  if (!proof) {
    page.heading("written: not known");
    return;
  }
  page.heading(proof->nothing_written() ? "written: nothing"
                                        : page.paint()(Ink::red, "written: something"));
  const TupleCounts& own = proof->own_tuples;
  page.line(
      core::format("{} catalog names read; our transaction: {}, tuples inserted {}, updated "
                   "{}, deleted {}",
                   proof->names_read,
                   proof->own_transaction ? core::format("id {}", *proof->own_transaction)
                                          : std::string("no id"),
                   own.inserted, own.updated, own.deleted));
  if (!proof->others_wrote()) {
    page.line("the server before and after: " + counters(proof->before));
    return;
  }
  page.line("the server before: " + counters(proof->before));
  page.line("the server after: " + counters(proof->after));
  page.line("others wrote meanwhile: these counters are everybody's");
}

}  // namespace

std::string render_json(const DoctorReport& report) {
  JsonWriter json;
  json.begin_object()
      .member("schema", "plumbline.doctor/1")
      .member("version", version)
      .key("target")
      .begin_object()
      .member("uri", report.target.uri)
      .member("server_version", report.target.server_version)
      .member("database", report.target.database)
      .end_object();
  json.key("server")
      .begin_object()
      .member("version", report.server)
      .member("standby", report.is_standby)
      .end_object();
  const ConnectionState& connection = report.connection;
  json.key("connection").begin_object().member("route", route_name(connection.route));
  json.key("server_address").string_or_null(connection.server_address);
  json.member("encrypted", connection.is_encrypted);
  json.key("tls_version").string_or_null(connection.tls_version);
  json.key("cipher").string_or_null(connection.cipher).end_object();
  write_role(json, report.role);
  json.key("limits").begin_object().member("deadline_ms", report.deadline_ms);
  write_settings(json, "settings", report.limits);
  json.end_object();
  write_settings(json, "defaults", report.defaults);
  write_found(json, report);
  write_proof(json, report.proof);
  json.key("advice").begin_array();
  for (const Advice& one : report.advice)
    json.begin_object().member("message", one.message).member("remedy", one.remedy).end_object();
  json.end_array().key("unchecked").begin_array();
  for (const Unchecked& one : report.unchecked)
    json.begin_object().member("what", one.what).member("why", one.why).end_object();
  json.end_array().end_object();
  return std::move(json).finish();
}

std::string render_text(const DoctorReport& report, const TextStyle& style) {
  Page page(style.color);
  page.heading("database " + safe(report.target.uri));
  show_server(page, report);
  show_role(page, report.role);
  show_settings(page, core::format("limits: {} ms for a statement", report.deadline_ms),
                report.limits);
  show_settings(page, "defaults of this role", report.defaults);
  show_found(page, report);
  show_proof(page, report.proof);
  for (const Unchecked& one : report.unchecked)
    page.line(core::format("not looked at: {}: {}", safe(one.what), safe(one.why)));
  page.heading(report.advice.empty() ? "advice: none" : "advice");
  for (const Advice& one : report.advice) {
    page.line(page.paint()(Ink::yellow, safe(one.message)));
    page.line("  " + safe(one.remedy));
  }
  return std::move(page).take();
}

}  // namespace plumbline
