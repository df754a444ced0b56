/// Texts that only the server can print, because they are stored as parsed trees: defaults, checks,
/// predicates, view queries. Printing one locks the relations in it, so they are asked for last, in
/// batches whose locks are let go at once.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/schema/builder.hpp"
#include "postgres/catalog/oids.hpp"
#include "postgres/connection.hpp"

namespace plumbline::postgres {

class Catalog;

/// By what the oid names and which of its texts is meant.
enum class Text : std::uint8_t {
  column_default,      // pg_attrdef
  constant_default,    // pg_attrdef: that names no column, and so locks nothing
  check,               // pg_constraint
  type_default,        // pg_type
  index_expressions,   // pg_class
  index_predicate,     // pg_class
  index_definition,    // pg_class: for what the raw columns do not tell
  view_query,          // pg_class
  bound,               // pg_class: of a partition
  partition_key,       // pg_class
  rule,                // pg_rewrite
  trigger,             // pg_trigger: the whole definition
  policy_using,        // pg_policy
  policy_check,        // pg_policy
  function_body,       // pg_proc: BEGIN ATOMIC … END
  statistics,          // pg_statistic_ext
  publication_filter,  // pg_publication_rel
};

class Expressions {
 public:
  /// What is done with the text; null = it becomes the object's property.
  using Use = void (*)(Catalog& catalog, std::uint32_t token, std::string_view text);

  /// `relation` is the one that printing locks first; 0 for none. `id` and `property` also say what
  /// could not be read.
  void want(Text text, Oid oid, Oid relation, Id id, core::PropertyName property, Use use = nullptr,
            std::uint32_t token = 0);

  /// Reads them all. What is locked for longer than `lock_ms` in all is put into `unchecked`.
  void read(Catalog& catalog, int lock_ms);

  /// Whether something was there at the first pass and is gone: the catalog has to be read again.
  [[nodiscard]] bool has_vanished() const noexcept { return !vanished_.empty(); }
  /// Puts what is gone into `unchecked`.
  void list_vanished(Catalog& catalog) const;

 private:
  struct Request {
    Oid oid;
    Oid relation;
    Id id;
    std::uint32_t token;
    Use use;
    core::PropertyName property;
  };
  struct Holder {
    std::string pid;
    std::string since;
  };
  using Requests = std::vector<Request>;
  using Clock = std::chrono::steady_clock;

  void read_unlocked(Catalog& catalog, Text text, std::span<const Request> requests);
  void read_late(Catalog& catalog, Text text, const Requests& requests, Clock::time_point end);
  void ask(Catalog& catalog, Text text, std::span<const Request> requests, int lock_ms);
  void look_at_locks(Catalog& catalog);
  /// Null when nobody is known to keep it from being printed.
  [[nodiscard]] const Holder* holder_of(const Request& request) const;
  void split(Catalog& catalog, Text text, std::vector<Requests>& work, Requests failed,
             const Error& error);
  void give_up(Catalog& catalog, const Request& request, const Error& error);
  void list_locked(Catalog& catalog, const Request& request) const;

  static constexpr std::size_t text_count = 17;
  std::array<Requests, text_count> wanted_;
  std::array<Requests, text_count> late_;  // behind a lock when their turn came
  std::unordered_map<Oid, Holder>
      holders_;  // of exclusive locks, by what they keep from being printed
  Requests vanished_;
};

}  // namespace plumbline::postgres
