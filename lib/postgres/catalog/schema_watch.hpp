/// Whether a schema is again what it was, asked after each of many small changes: the server tells
/// what has changed since the last look, in the transaction that changed it, by names and printed
/// SQL. Used by the runners that walk a plan for `gate --each`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::postgres {

/// The sum of the hashes of all that a schema holds: the same again means the same objects, but for
/// what the server stores as it pleases. Objects that are made anew may differ where the exact
/// comparison sees no difference, never the reverse.
struct SchemaState {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const SchemaState&, const SchemaState&) = default;
  friend SchemaState operator-(const SchemaState& one, const SchemaState& other) noexcept {
    return {.high = one.high - other.high, .low = one.low - other.low};
  }
};

/// A look is a text run on the connection that writes, within its transaction if one is open:
/// `execute_sql`.
class SchemaWatch {
 public:
  /// What a look has come to.
  enum class Taken {
    done,   ///< state() is of now
    again,  ///< names have changed on which others hang: look once more, at everything
    unfit,  ///< this connection can't be watched
  };

  /// Who looks: the session that writes can pass over catalogs of which the server has counted
  /// nothing written; others hear of that too late.
  enum class Looker { writer, other };

  /// Prepares the questions under names that begin so on a session of that version, once.
  static std::vector<std::string> prepare_sql(std::string_view name, int server_version,
                                              Looker looker);
  static std::vector<std::string> deallocate_sql(std::string_view name);

  /// The next look is at everything: another database, or what was seen has been taken back.
  void forget() noexcept { is_fresh_ = true; }
  /// The next look is by another connection, whose counts are not those of the one before.
  void change_connection() noexcept { counts_.clear(); }
  /// The next look is at everything, and finds this connection unfit when that is not what the
  /// looks before have come to.
  void verify() noexcept {
    is_fresh_ = true;
    is_proof_ = true;
  }
  /// What the next look asks.
  [[nodiscard]] std::string execute_sql(std::string_view name) const;
  /// The answer of a look. Throws Error (server) for what is none.
  Taken take(std::string_view answer);
  [[nodiscard]] const SchemaState& state() const noexcept { return state_; }

 private:
  struct Entry {
    std::string name;  ///< hashed: when another one is there, everything that names it is too
    SchemaState hash;
  };
  using Key = std::pair<std::uint32_t, std::int64_t>;
  using Entries = std::map<Key, Entry>;

  bool read_header(std::string_view line);
  bool take_catalog(std::size_t at, std::string_view line);
  bool take_touched(Entries& entries, std::string_view text);
  void put(Entries& entries, const Key& key, Entry entry);
  void erase(Entries& entries, Entries::iterator from, Entries::iterator to);
  bool keep_only(std::size_t at, std::string_view keys);

  bool is_fresh_ = true;
  bool is_proof_ = false;
  std::vector<Entries> catalogs_;
  SchemaState state_;
  std::string rare_;
  std::string counts_;
  // Where the last look stood: its transaction, the first id behind all that it saw, and the last
  // command of that transaction.
  std::uint32_t top_ = 0;
  std::uint32_t next_ = 0;
  std::int64_t command_ = -1;
};

class Session;

/// Looks through a session of ours, which is in no transaction. Both must outlive it.
class SessionWatch {
 public:
  SessionWatch(Session& session, SchemaWatch& watch, SchemaWatch::Looker looker);
  /// False when the session cannot be watched. Throws Error as Session::query.
  bool look();

 private:
  Session& session_;
  SchemaWatch& watch_;
};

}  // namespace plumbline::postgres
