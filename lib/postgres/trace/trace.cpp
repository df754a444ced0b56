#include "postgres/trace/trace.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "postgres/trace/queries.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

std::uint32_t oid(const Rows& rows, std::size_t row, std::size_t column) {
  const std::string text = rows.text(row, column);
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

constexpr std::string_view exclusive = "AccessExclusiveLock";

bool by_object(const HeldLock& left, const HeldLock& right) {
  return std::tie(left.object, left.mode) < std::tie(right.object, right.mode);
}

/// Whose own file is the rows themselves.
bool has_rows(char kind) noexcept { return kind == 'r' || kind == 'm'; }

}  // namespace

std::int64_t microseconds(Trace::Clock::duration duration) noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

TracedRelation read_relation(const Rows& rows, std::size_t row, std::size_t column) {
  const std::string kind = rows.text(row, column + 2);
  return {.schema = rows.text(row, column),
          .name = rows.text(row, column + 1),
          .kind = kind.empty() ? '\0' : kind.front(),
          .file = oid(rows, row, column + 3),
          .table = oid(rows, row, column + 4)};
}

void RelationMap::read(const Rows& rows) {
  relations_.clear();
  for (std::size_t row = 0; row < rows.count(); ++row)
    relations_.emplace(oid(rows, row, 0), read_relation(rows, row, 1));
}

TracedRelation* RelationMap::find(std::uint32_t oid) {
  const auto found = relations_.find(oid);
  return found == relations_.end() ? nullptr : &found->second;
}

bool RelationMap::is_told(std::uint32_t oid, const std::string& mode,
                          const std::set<LockKey>& held) const {
  const auto found = relations_.find(oid);
  if (found == relations_.end()) return false;
  const TracedRelation& relation = found->second;
  if (relation.kind == 't' || relation.schema.starts_with("pg_t")) return false;
  const bool is_index = relation.kind == 'i' || relation.kind == 'I';
  // An index's lock says something only where its table is left to others: REINDEX INDEX.
  return !is_index ||
         (mode == exclusive && !held.contains({relation.table, std::string(exclusive)}));
}

std::string RelationMap::name_of(std::uint32_t oid) const {
  const auto found = relations_.find(oid);
  if (found == relations_.end()) return {};
  return found->second.schema + '.' + found->second.name;
}

bool Trace::begin() {
  forget();
  if (is_known_) return true;
  const Outcome outcome = session_.run(relations_query);
  if (outcome.error || outcome.commands.empty()) return false;
  relations_.read(outcome.commands.front().result);
  is_known_ = true;
  return true;
}

void Trace::forget() {
  // What a transaction that was undone had changed in the map is wrong now.
  if (!statements_.empty()) is_known_ = false;
  held_.clear();
  made_.clear();
  statements_.clear();
  taken_.clear();
}

std::optional<Trace::Locks> Trace::look() {
  const Outcome outcome = session_.run(own_locks_query);
  if (outcome.error || outcome.commands.empty()) return std::nullopt;
  const Rows& rows = outcome.commands.front().result;
  Locks seen;
  std::vector<LockKey> fresh;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::uint32_t relation = oid(rows, row, 0);
    TracedRelation now = read_relation(rows, row, 2);
    TracedRelation* before = relations_.find(relation);
    if (before == nullptr) {
      made_.insert(relation);
      relations_.add(relation, std::move(now));
      continue;
    }
    if (now.file != 0 && now.file != before->file) {
      if (has_rows(before->kind) && !made_.contains(relation))
        seen.rewrites.push_back(relations_.name_of(relation));
      before->file = now.file;
    }
    if (LockKey key{relation, rows.text(row, 1)}; held_.insert(key).second)
      fresh.push_back(std::move(key));
  }
  for (const LockKey& key : fresh) {
    if (made_.contains(key.first) || !relations_.is_told(key.first, key.second, held_)) continue;
    seen.locks.push_back(
        {.mode = key.second, .object = relations_.name_of(key.first), .held_us = 0});
  }
  std::ranges::sort(seen.locks, by_object);
  std::ranges::sort(seen.rewrites);
  return seen;
}

void Trace::keep(StatementRun statement, Locks seen, Clock::time_point start) {
  taken_.emplace_back(seen.locks.size(), start);
  for (HeldLock& lock : statement.locks) {
    const bool is_known = std::ranges::any_of(seen.locks, [&](const HeldLock& one) {
      return one.object == lock.object && one.mode == lock.mode;
    });
    if (!is_known) seen.locks.push_back(std::move(lock));
  }
  statement.locks = std::move(seen.locks);
  statement.rewrites = std::move(seen.rewrites);
  statements_.push_back(std::move(statement));
}

bool Trace::add(StatementRun statement, Clock::time_point start, std::string_view tag) {
  std::optional<Locks> seen = look();
  const bool was_told = seen.has_value();
  // TRUNCATE's new file is an empty one: nothing was written.
  if (seen && tag == "TRUNCATE TABLE") seen->rewrites.clear();
  keep(std::move(statement), std::move(seen).value_or(Locks{}), start);
  return was_told;
}

std::vector<std::string> Trace::compare_files() {
  RelationMap before = std::move(relations_);
  is_known_ = false;
  std::vector<std::string> rewrites;
  const Outcome outcome = session_.run(relations_query);
  if (outcome.error || outcome.commands.empty()) return rewrites;
  relations_.read(outcome.commands.front().result);
  is_known_ = true;
  relations_.for_each([&](std::uint32_t relation, const TracedRelation& now) {
    const TracedRelation* old = before.find(relation);
    if (old != nullptr && has_rows(now.kind) && old->file != now.file)
      rewrites.push_back(relations_.name_of(relation));
  });
  std::ranges::sort(rewrites);
  return rewrites;
}

void Trace::add_script(StatementRun statement, Clock::time_point start) {
  Locks seen;
  if (session_.in_transaction()) {
    seen = look().value_or(Locks{});
    is_known_ = false;  // what it committed on its way holds no lock any more
  } else {
    seen.rewrites = compare_files();
  }
  keep(std::move(statement), std::move(seen), start);
}

std::vector<StatementRun> Trace::finish() {
  const Clock::time_point end = Clock::now();
  for (std::size_t i = 0; i < statements_.size(); ++i)
    for (std::size_t lock = 0; lock < taken_[i].first; ++lock)
      statements_[i].locks[lock].held_us = microseconds(end - taken_[i].second);
  std::vector<StatementRun> statements = std::move(statements_);
  statements_.clear();
  forget();
  return statements;
}

}  // namespace plumbline::postgres
