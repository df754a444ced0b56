#include "postgres/trace/trace.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include "postgres/trace/queries.hpp"

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

/// {1,2,3}
template <typename Oids>
std::string array_of(const Oids& oids) {
  std::string text = "{";
  for (const std::uint32_t oid : oids) text += (text.size() == 1 ? "" : ",") + std::to_string(oid);
  return text + '}';
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
  for (std::size_t row = 0; row < rows.count(); ++row)
    add(oid(rows, row, 0), read_relation(rows, row, 1));
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
  if (is_known_ && unread_.empty()) return true;
  const std::array<std::optional<std::string>, 1> made = {array_of(unread_)};
  const Outcome outcome =
      is_known_ ? session_.run(new_relations_query, made) : session_.run(relations_query);
  unread_.clear();
  if (outcome.error || outcome.commands.empty()) {
    is_known_ = false;
    return false;
  }
  if (!is_known_) relations_.clear();
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

bool Trace::look_at_files(const std::vector<std::uint32_t>& tables, Locks& seen) {
  if (tables.empty()) return true;
  const std::array<std::optional<std::string>, 1> parameters = {array_of(tables)};
  const Outcome outcome = session_.run(files_query, parameters);
  if (outcome.error || outcome.commands.empty()) return false;
  const Rows& rows = outcome.commands.front().result;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    TracedRelation& table = *relations_.find(oid(rows, row, 0));
    const std::uint32_t file = oid(rows, row, 1);
    if (file == table.file) continue;
    table.file = file;
    seen.rewrites.push_back(relations_.name_of(oid(rows, row, 0)));
  }
  std::ranges::sort(seen.rewrites);
  return true;
}

std::optional<Trace::Locks> Trace::look() {
  const Outcome outcome = session_.run(own_locks_query);
  if (outcome.error || outcome.commands.empty()) return std::nullopt;
  const Rows& rows = outcome.commands.front().result;
  std::vector<LockKey> fresh;
  std::vector<std::uint32_t> movable;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    LockKey key{oid(rows, row, 0), rows.text(row, 1)};
    const TracedRelation* relation = relations_.find(key.first);
    if (relation == nullptr) {
      made_.insert(key.first);
      continue;
    }
    if (key.second == exclusive && has_rows(relation->kind)) movable.push_back(key.first);
    if (held_.insert(key).second) fresh.push_back(std::move(key));
  }
  Locks seen;
  if (!look_at_files(movable, seen)) return std::nullopt;
  for (const LockKey& key : fresh) {
    if (!relations_.is_told(key.first, key.second, held_)) continue;
    seen.locks.push_back(
        {.mode = key.second, .object = relations_.name_of(key.first), .held_us = 0});
  }
  std::ranges::sort(seen.locks, by_object);
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
  RelationMap before = std::exchange(relations_, {});
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
  unread_.merge(made_);
  // Those may have another name now.
  for (const auto& [relation, mode] : held_)
    if (mode == exclusive) unread_.insert(relation);
  forget();
  return statements;
}

}  // namespace plumbline::postgres
