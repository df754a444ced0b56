/// What the rows mean beside the files (spec sqlx §4).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "adapters/sqlx/registry.hpp"
#include "adapters/sqlx/words.hpp"
#include "core/text_variants.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::sqlx {

namespace {

class Judge {
 public:
  Judge(const TreeFacts& facts, RecordedState recorded)
      : facts_(facts), recorded_(std::move(recorded)) {}

  Registry run();

 private:
  void index_files();
  void add_row(const RecordedMigration& recorded);
  void report_row(const RecordedMigration& recorded, const Change* change);
  void settle_changes();
  std::optional<ToolSays> first_refusal() const;
  std::optional<ToolSays> refusal_in_loop() const;
  std::string explain(const Migration& migration, const std::string& checksum) const;
  [[nodiscard]] const RecordedMigration* row_of(std::int64_t version) const {
    const auto found = rows_.find(version);
    return found == rows_.end() ? nullptr : found->second;
  }
  static bool differs(const Migration& migration, const RecordedMigration& row) {
    return !migration.checksum.empty() && migration.checksum != row.checksum;
  }

  const TreeFacts& facts_;
  RecordedState recorded_;
  Registry registry_;
  std::unordered_map<std::int64_t, const RecordedMigration*> rows_;
  /// The first file of each version, and the first that differs from its row if any does.
  std::unordered_map<std::int64_t, const Migration*> files_;
  std::unordered_map<std::int64_t, const Migration*> modified_;
  std::unordered_map<std::string_view, const Change*> changes_;
};

void Judge::index_files() {
  for (const RecordedMigration& row : recorded_.rows) rows_[row.version] = &row;
  for (const Migration& migration : facts_.resolution.migrations) {
    files_.emplace(migration.version, &migration);
    const RecordedMigration* row = row_of(migration.version);
    const bool is_forward = migration.type != MigrationType::down;
    if (row != nullptr && is_forward && differs(migration, *row))
      modified_.emplace(migration.version, &migration);
  }
  for (const Change& change : facts_.plan.changes)
    if (!change.shadowed) changes_.emplace(change.id, &change);
}

/// Which accident alone would give the recorded checksum; "" when none does.
std::string Judge::explain(const Migration& migration, const std::string& checksum) const {
  std::string content;
  try {
    const std::string path =
        system::join_path(system::join_path(facts_.root, facts_.directory), migration.file);
    content = system::read_file(path, facts_.limits);
  } catch (const Error&) {
    return "";  // it was there a moment ago; the checksums alone must do
  }
  const auto& ignored = facts_.config.ignored_chars;
  if (!ignored.empty() && system::sha384_hex(content) == checksum)
    return "the characters that sqlx.toml ignores now";
  for (const core::TextVariant& variant : core::text_variants(content))
    if (migration_checksum(variant.text, ignored) == checksum)
      return std::string(variant.difference);
  return "";
}

void Judge::report_row(const RecordedMigration& recorded, const Change* change) {
  if (change == nullptr) return;
  const auto add = [&](std::string_view rule, std::string message) {
    Finding finding = make_finding(rule, std::move(message), change->where);
    finding.change = change->id;
    registry_.findings.push_back(std::move(finding));
  };
  if (recorded.execution_time == -1) {
    add("registry/interrupted",
        fmt::format("version {} is recorded without its execution time: sqlx was stopped right "
                    "after it, or it was skipped on request and never ran",
                    recorded.version));
  }
  if (recorded.description != change->name) {
    add("registry/renamed",
        fmt::format("version {} is recorded as \"{}\", its file now says \"{}\"", recorded.version,
                    recorded.description, change->name));
  }
}

void Judge::add_row(const RecordedMigration& recorded) {
  RegistryRow row;
  row.id = std::to_string(recorded.version);
  row.name = recorded.description;
  row.applied_at = recorded.installed_on;
  row.checksum = recorded.checksum;
  row.success = recorded.success;
  row.attributes = {{"execution_time", std::to_string(recorded.execution_time), {}}};
  const auto change = changes_.find(row.id);
  const auto modified = modified_.find(recorded.version);
  if (modified != modified_.end()) row.difference = explain(*modified->second, row.checksum);
  if (!recorded.success) {
    row.refusal = refuses(dirty(recorded.version));
  } else if (!files_.contains(recorded.version)) {
    row.refusal = refuses(version_missing(recorded.version));
  } else if (modified != modified_.end()) {
    row.refusal = refuses(version_mismatch(recorded.version));
  }
  report_row(recorded, change == changes_.end() ? nullptr : change->second);
  registry_.rows.push_back(std::move(row));
}

void Judge::settle_changes() {
  std::unordered_map<std::string_view, bool> is_recorded;
  for (const RegistryRow& row : registry_.rows) is_recorded.emplace(row.id, true);
  for (const Change& change : facts_.plan.changes) {
    if (change.shadowed) continue;
    if (is_recorded.contains(change.id)) {
      registry_.applied.push_back(change.id);
    } else if (!change.deploy.file.empty()) {
      registry_.pending.push_back(change.id);
    }
  }
}

/// The loop over files: a modified row stops it, and so does the second file of a version that the
/// first has just recorded.
std::optional<ToolSays> Judge::refusal_in_loop() const {
  const Migration* previous = nullptr;
  for (const Migration& migration : facts_.resolution.migrations) {
    if (migration.type == MigrationType::down) continue;
    const RecordedMigration* row = row_of(migration.version);
    if (row != nullptr) {
      if (differs(migration, *row)) return refuses(version_mismatch(migration.version));
    } else if (previous != nullptr && previous->version == migration.version) {
      return refuses(duplicate_key(facts_.config.table_name));
    }
    previous = &migration;
  }
  return std::nullopt;
}

/// In the order of `Migrator::run_direct`.
std::optional<ToolSays> Judge::first_refusal() const {
  if (facts_.plan.refusal) return facts_.plan.refusal;
  if (recorded_.database_error) return refuses(executing(*recorded_.database_error));
  if (!recorded_.was_read) return std::nullopt;  // nothing can be said
  for (const RecordedMigration& row : recorded_.rows)
    if (!row.success) return refuses(dirty(row.version));
  for (const RecordedMigration& row : recorded_.rows)
    if (!files_.contains(row.version)) return refuses(version_missing(row.version));
  return refusal_in_loop();
}

Registry Judge::run() {
  registry_.exists = recorded_.exists;
  registry_.table = recorded_.table;
  registry_.findings = recorded_.findings;
  index_files();
  registry_.rows.reserve(recorded_.rows.size());
  for (const RecordedMigration& row : recorded_.rows) add_row(row);
  if (!registry_.rows.empty()) registry_.current = {registry_.rows.size() - 1};
  if (recorded_.was_read) settle_changes();
  registry_.refusal = first_refusal();
  return std::move(registry_);
}

}  // namespace

Registry judge(const TreeFacts& facts, RecordedState recorded) {
  return Judge(facts, std::move(recorded)).run();
}

}  // namespace plumbline::adapters::sqlx
