/// A record as an SQLite database (record.md beside lib/gate/record.hpp).
#include <mutex>

#include "core/json.hpp"
#include "gate/detail.hpp"
#include "gate/record/run_document.hpp"
#include "gate/record/run_log.hpp"
#include "gate/record/sqlite.hpp"
#include "gate/record/stores.hpp"
#include "plumbline/error.hpp"
#include "plumbline/render.hpp"
#include "report/gate_json.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

constexpr std::int64_t application_id = 0x506C6D62;  // "Plmb"
constexpr std::int64_t format_version = 1;

constexpr const char* make_tables =
    "CREATE TABLE gate_runs ("
    " id TEXT PRIMARY KEY, version TEXT NOT NULL, tier TEXT NOT NULL, gate_kind TEXT NOT NULL,"
    " passed INTEGER NOT NULL DEFAULT 0, detail TEXT NOT NULL DEFAULT 'interrupted',"
    " started_at INTEGER NOT NULL, finished_at INTEGER, server TEXT NOT NULL, document TEXT);"
    "CREATE INDEX gate_runs_started_at ON gate_runs (started_at, id);"
    "CREATE TABLE gate_steps ("
    " run TEXT NOT NULL REFERENCES gate_runs (id) ON DELETE CASCADE, number INTEGER NOT NULL,"
    " project TEXT NOT NULL, name TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL,"
    " detail TEXT NOT NULL, fingerprint TEXT NOT NULL, started_at INTEGER, duration_us INTEGER,"
    " PRIMARY KEY (run, number)) WITHOUT ROWID;"
    "PRAGMA application_id = 1349283170;"
    "PRAGMA user_version = 1;";
static_assert(application_id == 1349283170);

[[noreturn]] void refuse_format(const std::string& path, const std::string& why, const char* hint) {
  throw Error(Status::format, {.message = system::format("record \"{}\": {}", path, why),
                               .detail = "",
                               .hint = hint,
                               .sqlstate = "",
                               .where = {}});
}

/// Whether its tables are there; false for an empty file.
bool has_tables(Sqlite& database) {
  const std::int64_t application = database.number("PRAGMA application_id");
  const std::int64_t version = database.number("PRAGMA user_version");
  const bool is_empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (application == 0 && version == 0 && is_empty) return false;
  if (application != application_id) {
    refuse_format(database.path(), "is an SQLite database of something else",
                  "name another place for the record");
  }
  if (version > format_version) {
    refuse_format(database.path(),
                  system::format("was written by a newer Plumbline (form {}, this one knows {})",
                                 version, format_version),
                  "use that Plumbline, or another place for the record");
  }
  return true;
}

std::string document_of(const GateRun& run) {
  core::JsonWriter json(core::JsonWriter::Layout::compact);
  json.begin_object().member("schema", "plumbline.gate/1");
  report::write_gate(json, run);
  json.end_object();
  return std::move(json).finish();
}

class SqliteRecord final : public Record {
 public:
  explicit SqliteRecord(const std::string& path) : database_(path, Sqlite::Access::write) {
    const bool is_made = has_tables(database_);
    // A rollback journal, not a write-ahead log: a history can then be read by who may not write.
    // It is emptied, not removed, and that is not waited for: when the power fails right then, the
    // last transaction is taken back, which leaves a red run.
    database_.run("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL");
    if (is_made) return;
    SqliteTransaction transaction(database_);
    if (!has_tables(database_)) database_.run(make_tables);
    transaction.commit();
  }

  void begin(const GateRun& run) override {
    const std::lock_guard lock(mutex_);
    log_.begin(run);
    SqliteTransaction transaction(database_);
    const GateRun& red = log_.run();
    SqliteQuery(database_,
                "INSERT INTO gate_runs (id, version, tier, gate_kind, detail, started_at, server)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(red.id)
        .bind(red.version)
        .bind(red.tier)
        .bind(gate_kind_name(red.kind))
        .bind(red.detail)
        .bind(red.started_at)
        .bind(red.server)
        .run();
    transaction.commit();
  }

  void step_started(const GateStep& step) override {
    const std::lock_guard lock(mutex_);
    write(log_.step_started(step));
  }

  void step_done(const GateStep& step) override {
    const std::lock_guard lock(mutex_);
    write(log_.step_done(step));
  }

  void finish(const GateRun& run) override {
    const std::lock_guard lock(mutex_);
    SqliteTransaction transaction(database_);
    SqliteQuery(database_, "DELETE FROM gate_steps WHERE run = ?").bind(run.id).run();
    for (std::size_t i = 0; i < run.steps.size(); ++i) put_step(run.id, i, run.steps[i]);
    const std::string document = document_of(run);
    const std::string detail = detail_tail(run.detail);
    SqliteQuery(database_,
                "UPDATE gate_runs SET version = ?, tier = ?, server = ?, passed = ?, detail = ?,"
                " finished_at = ?, document = ? WHERE id = ?")
        .bind(run.version)
        .bind(run.tier)
        .bind(run.server)
        .bind(static_cast<std::int64_t>(run.passed))
        .bind(detail)
        .bind(run.finished_at)
        .bind(document)
        .bind(run.id)
        .run();
    if (database_.number("SELECT changes()") != 1) {
      refuse_format(database_.path(), "the run that is to be finished is gone from it",
                    "somebody deleted it while the gate ran");
    }
    transaction.commit();
  }

 private:
  void write(std::size_t number) {
    const GateRun& run = log_.run();
    SqliteTransaction transaction(database_);
    put_step(run.id, number, run.steps[number]);
    SqliteQuery(database_, "UPDATE gate_runs SET detail = ? WHERE id = ?")
        .bind(run.detail)
        .bind(run.id)
        .run();
    transaction.commit();
  }

  void put_step(const std::string& id, std::size_t number, const GateStep& step) {
    const std::string detail = detail_tail(step.detail);
    SqliteQuery(database_,
                "INSERT OR REPLACE INTO gate_steps (run, number, project, name, subject, state,"
                " detail, fingerprint, started_at, duration_us)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(id)
        .bind(static_cast<std::int64_t>(number))
        .bind(step.project)
        .bind(step.name)
        .bind(step.subject)
        .bind(report::step_state_name(step.state))
        .bind(detail)
        .bind(step.fingerprint)
        .bind_time(step.started_at)
        .bind_time(step.duration_us)
        .run();
  }

  std::mutex mutex_;
  Sqlite database_;
  RunLog log_;
};

/// From the columns, for a run that has no document: it was interrupted.
GateRun interrupted_run(Sqlite& database, const SqliteQuery& row) {
  GateRun run{.id = row.text(0)};
  run.kind =
      row.text(3) == gate_kind_name(GateKind::dry_run) ? GateKind::dry_run : GateKind::round_trip;
  run.version = row.text(1);
  run.tier = row.text(2);
  run.detail = row.text(4);
  run.started_at = row.number(5);
  run.server = row.text(6);
  SqliteQuery steps(database,
                    "SELECT project, name, subject, state, detail, fingerprint, started_at,"
                    " duration_us FROM gate_steps WHERE run = ? ORDER BY number");
  steps.bind(run.id);
  while (steps.step()) {
    run.steps.push_back({.project = steps.text(0),
                         .name = steps.text(1),
                         .subject = steps.text(2),
                         .state = step_state_of(steps.text(3)),
                         .detail = steps.text(4),
                         .fingerprint = steps.text(5),
                         .started_at = steps.number(6),
                         .duration_us = steps.number(7)});
  }
  return run;
}

}  // namespace

std::unique_ptr<Record> open_sqlite(const std::string& path) {
  return std::make_unique<SqliteRecord>(path);
}

History read_sqlite(const std::string& path, const HistoryOptions& options) {
  Sqlite database(path, Sqlite::Access::write);  // a run that was killed in a write is taken back
  History history;
  if (!has_tables(database)) return history;
  database.run("BEGIN");
  SqliteQuery rows(database,
                   "SELECT id, version, tier, gate_kind, detail, started_at, server, document"
                   " FROM gate_runs WHERE (?1 = '' OR version = ?1) AND (?2 = '' OR tier = ?2)"
                   " ORDER BY started_at DESC, id DESC LIMIT ?3");
  rows.bind(options.version).bind(options.tier);
  rows.bind(options.limit == 0 ? -1 : static_cast<std::int64_t>(options.limit));
  while (rows.step()) {
    const std::string document = rows.text(7);
    history.runs.push_back(document.empty() ? interrupted_run(database, rows)
                                            : read_gate(core::read_json(document)));
  }
  return history;
}

}  // namespace plumbline::gate
