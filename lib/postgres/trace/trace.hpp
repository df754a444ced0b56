/// What a transaction of the user's took and rewrote, looked up from inside of it: after a
/// statement the locks that are new since the one before, and the tables whose file is another one.
/// Used by sqlx's runner; Alembic's driver does the same with the same queries.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumbline/gate.hpp"
#include "postgres/session.hpp"

namespace plumbline::postgres {

/// A relation that is no system catalog, as it was when it was last looked at.
struct TracedRelation {
  std::string schema;
  std::string name;
  char kind = 'r';          ///< as pg_class.relkind
  std::uint32_t file = 0;   ///< relfilenode; 0 for what has none
  std::uint32_t table = 0;  ///< of an index
};

/// Locks by relation and mode.
using LockKey = std::pair<std::uint32_t, std::string>;

/// What is known of the relations of one database while one session changes it.
class RelationMap {
 public:
  /// Adds rows of relations_query.
  void read(const Rows& rows);
  void clear() { relations_.clear(); }
  /// Whether a lock on it is worth telling: a table, view or sequence, or an index that was locked
  /// without its table being as locked; nothing of TOAST or of temporary schemas.
  [[nodiscard]] bool is_told(std::uint32_t oid, const std::string& mode,
                             const std::set<LockKey>& held) const;
  [[nodiscard]] std::string name_of(std::uint32_t oid) const;
  [[nodiscard]] TracedRelation* find(std::uint32_t oid);
  [[nodiscard]] bool contains(std::uint32_t oid) const { return relations_.contains(oid); }
  template <typename Call>
  void for_each(Call call) const {
    for (const auto& [oid, relation] : relations_) call(oid, relation);
  }
  void add(std::uint32_t oid, TracedRelation relation) {
    relations_.insert_or_assign(oid, std::move(relation));
  }

 private:
  std::map<std::uint32_t, TracedRelation> relations_;
};

/// The row of relations_query, or of the lock queries from `column` on.
TracedRelation read_relation(const Rows& rows, std::size_t row, std::size_t column);

/// Of one session, transaction after transaction.
class Trace {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Trace(Session& session) : session_(session) {}

  /// Before BEGIN: what there is. False when the server refuses to tell.
  bool begin();
  /// Adds a statement that began at `start` and has just ended with this command tag, with the
  /// locks and rewrites that are new since the last one. False when the session can't be asked.
  bool add(StatementRun statement, Clock::time_point start, std::string_view tag);
  /// Adds a whole script that was one message; `statement` has the locks that were seen from
  /// outside.
  void add_script(StatementRun statement, Clock::time_point start);
  /// The transaction has ended now: every lock was held until here.
  std::vector<StatementRun> finish();
  /// Nothing of this transaction counts.
  void forget();

 private:
  struct Locks {
    std::vector<HeldLock> locks;
    std::vector<std::string> rewrites;
  };
  /// What is new; absent when the session can't be asked.
  std::optional<Locks> look();
  /// Reads the files of these tables and adds the rewritten ones. False when it can't be asked.
  bool look_at_files(const std::vector<std::uint32_t>& tables, Locks& seen);
  /// Tables whose file is another one, once the transaction is over.
  std::vector<std::string> compare_files();
  void keep(StatementRun statement, Locks seen, Clock::time_point start);

  Session& session_;
  RelationMap relations_;
  bool is_known_ = false;  ///< relations_ is what the database holds
  std::set<LockKey> held_;
  std::set<std::uint32_t> made_;    ///< in this transaction: nobody else can wait for those
  std::set<std::uint32_t> unread_;  ///< made, or locked for a change, by one that is over
  std::vector<StatementRun> statements_;
  /// When each statement's first locks were taken; those behind were seen from outside.
  std::vector<std::pair<std::size_t, Clock::time_point>> taken_;
};

std::int64_t microseconds(Trace::Clock::duration duration) noexcept;

}  // namespace plumbline::postgres
