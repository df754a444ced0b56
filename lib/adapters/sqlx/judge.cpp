/// What the rows mean beside the files.

#include <algorithm>
#include <string_view>
#include <vector>

#include "adapters/sqlx/registry.hpp"
#include "adapters/sqlx/words.hpp"
#include "core/text_variants.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqlx {

namespace {

/// All that is known of one version.
struct VersionState {
  std::int64_t version = 0;
  const RecordedMigration* row = nullptr;  ///< the last of several, as in sqlx's map
  const Migration* file = nullptr;         ///< the first of any type: enough not to be missing
  const Migration* modified = nullptr;     ///< the first way forward that differs from the row
  std::size_t forward_count = 0;
  const Change* change = nullptr;
};

class Judge {
 public:
  Judge(const TreeFacts& facts, RecordedState recorded)
      : facts_(facts), recorded_(std::move(recorded)) {}

  Registry run();

 private:
  void align();
  void add_row(RecordedMigration& recorded);
  void report_row(const RecordedMigration& recorded, const Change* change);
  std::optional<ToolSays> first_refusal() const;
  std::string explain(const Migration& migration, const std::string& checksum) const;
  [[nodiscard]] const VersionState& state_of(std::int64_t version) const {
    return *std::ranges::lower_bound(states_, version, {}, &VersionState::version);
  }

  const TreeFacts& facts_;
  RecordedState recorded_;
  Registry registry_;
  std::vector<VersionState> states_;  ///< by version
};

/// Rows, files and changes are all in the order of versions: one walk over the three.
void Judge::align() {
  auto row = recorded_.rows.begin();
  auto file = facts_.resolution.migrations.begin();
  auto change = facts_.plan.changes.begin();
  const auto rows_end = recorded_.rows.end();
  const auto files_end = facts_.resolution.migrations.end();
  states_.reserve(recorded_.rows.size() + facts_.resolution.migrations.size());
  while (row != rows_end || file != files_end) {
    VersionState state;
    const bool row_is_next = file == files_end || (row != rows_end && row->version < file->version);
    state.version = row_is_next ? row->version : file->version;
    for (; row != rows_end && row->version == state.version; ++row) state.row = &*row;
    for (; file != files_end && file->version == state.version; ++file) {
      if (state.file == nullptr) state.file = &*file;
      if (file->type == MigrationType::down) continue;
      ++state.forward_count;
      const bool differs =
          state.row != nullptr && !file->checksum.empty() && file->checksum != state.row->checksum;
      if (differs && state.modified == nullptr) state.modified = &*file;
    }
    if (state.file != nullptr) {
      while (change->shadowed) ++change;
      state.change = &*change++;
    }
    states_.push_back(state);
  }
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
        system::format("version {} is recorded without its execution time: sqlx was stopped right "
                       "after it, or it was skipped on request and never ran",
                       recorded.version));
  }
  if (recorded.description != change->name) {
    add("registry/renamed",
        system::format("version {} is recorded as \"{}\", its file now says \"{}\"",
                       recorded.version, recorded.description, change->name));
  }
}

void Judge::add_row(RecordedMigration& recorded) {
  RegistryRow& row = registry_.rows.emplace_back();
  row.id = std::to_string(recorded.version);
  row.name = recorded.description;
  row.applied_at = recorded.installed_on;
  row.checksum = std::move(recorded.checksum);
  row.success = recorded.success;
  if (facts_.with_attributes)
    row.attributes.push_back({"execution_time", std::to_string(recorded.execution_time), {}});
  const VersionState& state = state_of(recorded.version);
  if (state.modified != nullptr) row.difference = explain(*state.modified, row.checksum);
  if (!recorded.success) {
    row.refusal = refuses(dirty(recorded.version));
  } else if (state.file == nullptr) {
    row.refusal = refuses(version_missing(recorded.version));
  } else if (state.modified != nullptr) {
    row.refusal = refuses(version_mismatch(recorded.version));
  }
  report_row(recorded, state.change);
}

/// In the order of `Migrator::run_direct`, but for the rights of this role.
std::optional<ToolSays> Judge::first_refusal() const {
  if (facts_.plan.refusal) return facts_.plan.refusal;
  const auto& early = recorded_.was_read ? recorded_.database_error : recorded_.no_right_to_create;
  if (early) return refuses(executing(*early));
  if (recorded_.database_error) return refuses(executing(*recorded_.database_error));
  if (!recorded_.was_read) return std::nullopt;  // nothing can be said
  for (const RecordedMigration& row : recorded_.rows)
    if (!row.success) return refuses(dirty(row.version));
  for (const VersionState& state : states_)
    if (state.file == nullptr) return refuses(version_missing(state.version));
  // The loop over files: a modified one stops it, and so does the second file of a version that
  // the first has just recorded.
  for (const VersionState& state : states_) {
    if (state.modified != nullptr) return refuses(version_mismatch(state.version));
    if (state.row == nullptr && state.forward_count > 1)
      return refuses(duplicate_key(facts_.config.table_name));
  }
  if (recorded_.no_right_to_create) return refuses(executing(*recorded_.no_right_to_create));
  if (recorded_.no_right_to_record && !registry_.pending.empty())
    return refuses(executing(*recorded_.no_right_to_record));
  return std::nullopt;
}

Registry Judge::run() {
  registry_.exists = recorded_.exists;
  registry_.table = recorded_.table;
  registry_.findings = recorded_.findings;
  align();
  registry_.rows.reserve(recorded_.rows.size());
  for (RecordedMigration& row : recorded_.rows) add_row(row);
  if (!registry_.rows.empty()) registry_.current = {registry_.rows.size() - 1};
  for (const VersionState& state : states_) {
    if (state.change == nullptr || !recorded_.was_read) continue;
    if (state.row != nullptr) {
      registry_.applied.push_back(state.change->id);
    } else if (!state.change->deploy.file.empty()) {
      registry_.pending.push_back(state.change->id);
    }
  }
  registry_.refusal = first_refusal();
  return std::move(registry_);
}

}  // namespace

Registry judge(const TreeFacts& facts, RecordedState recorded) {
  return Judge(facts, std::move(recorded)).run();
}

}  // namespace plumbline::adapters::sqlx
