#include "postgres/restore/foresight.hpp"

#include <limits>
#include <utility>

namespace plumbline::postgres {

namespace {

/// Below this an index is built in less time than a transaction of its own takes.
constexpr std::uint64_t large_bytes = 2U << 20;
constexpr std::size_t max_kept_bytes = 4U << 20;
constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

/// Whether a statement behind the first rows leaves tables, their rows and settings as they are.
bool is_harmless(const DumpStatement& statement, std::string_view sql) {
  switch (statement.kind) {
    case DumpKind::copy_in:
    case DumpKind::transaction:  // around large objects
    case DumpKind::owner:
    case DumpKind::grant:
    case DumpKind::index:
    case DumpKind::constraint:
      return true;
    default:
      return statement.is_note || sql.starts_with("SELECT pg_catalog.setval(") ||
             sql.starts_with("SELECT pg_catalog.lo");
  }
}

}  // namespace

void Foresight::take_statement(const DumpStatement& statement, std::string_view sql,
                               std::size_t line) {
  if (is_over_) return;
  if (statement.kind == DumpKind::copy_in) {
    has_data_ = true;
    copied_ = statement.name;
    copy_line_ = line;
    bytes_ = 0;
    return;
  }
  const bool is_path = statement.kind == DumpKind::setting && statement.name == "search_path";
  if (is_path) has_empty_path_ = statement.value.empty();
  is_over_ = has_data_ && !(has_empty_path_ && is_harmless(statement, sql));
  if (is_over_ || !statement.is_of_table || statement.locks.size() != 1) return;
  const DumpLock& lock = statement.locks.front();
  const auto place = places_.find(lock.table);
  if (place == places_.end() || place->second == nowhere) return;
  kept_bytes_ += sql.size();
  if (kept_bytes_ > max_kept_bytes) return;
  tables_[place->second].builds.push_back({line, std::string(sql), lock.table, lock.is_shared});
}

void Foresight::end_copy() {
  if (is_over_) return;
  const bool is_first = places_.try_emplace(copied_, nowhere).second;
  if (bytes_ >= large_bytes && is_first) {
    places_[copied_] = tables_.size();
    tables_.push_back({copy_line_, {}});
    return;
  }
  // One that is filled twice is like any other table.
  std::size_t& place = places_[copied_];
  if (place != nowhere) tables_[place].builds.clear();
  place = nowhere;
}

}  // namespace plumbline::postgres
