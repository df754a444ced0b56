#include "postgres/catalog/expressions.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "plumbline/error.hpp"
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/catalog.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

/// A lock is waited for this long before others are read first.
constexpr int first_try_ms = 50;

struct Source {
  FixedSql sql;       ///< (oid, text) for oids in $1
  std::size_t batch;  ///< how many at once: a batch holds its locks for some milliseconds
};

// In the order of Text.
constexpr std::array<Source, 17> sources = {{
    {"SELECT d.oid, pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d"
     " WHERE d.oid = ANY($1::pg_catalog.oid[])",
     2000},
    {"SELECT d.oid, pg_catalog.pg_get_expr(d.adbin, 0) FROM pg_catalog.pg_attrdef d"
     " WHERE d.oid = ANY($1::pg_catalog.oid[])",
     10000},
    {"SELECT c.oid, pg_catalog.pg_get_expr(c.conbin, c.conrelid) FROM pg_catalog.pg_constraint c"
     " WHERE c.oid = ANY($1::pg_catalog.oid[])",
     2000},
    {"SELECT t.oid, pg_catalog.pg_get_expr(t.typdefaultbin, 0) FROM pg_catalog.pg_type t"
     " WHERE t.oid = ANY($1::pg_catalog.oid[])",
     2000},
    {"SELECT i.indexrelid, pg_catalog.pg_get_expr(i.indexprs, i.indrelid)"
     " FROM pg_catalog.pg_index i WHERE i.indexrelid = ANY($1::pg_catalog.oid[])",
     1000},
    {"SELECT i.indexrelid, pg_catalog.pg_get_expr(i.indpred, i.indrelid)"
     " FROM pg_catalog.pg_index i WHERE i.indexrelid = ANY($1::pg_catalog.oid[])",
     1000},
    {"SELECT o, pg_catalog.pg_get_indexdef(o) FROM pg_catalog.unnest($1::pg_catalog.oid[]) o", 200},
    {"SELECT o, pg_catalog.pg_get_viewdef(o) FROM pg_catalog.unnest($1::pg_catalog.oid[]) o", 200},
    {"SELECT c.oid, pg_catalog.pg_get_expr(c.relpartbound, c.oid) FROM pg_catalog.pg_class c"
     " WHERE c.oid = ANY($1::pg_catalog.oid[])",
     1000},
    {"SELECT o, pg_catalog.pg_get_partkeydef(o) FROM pg_catalog.unnest($1::pg_catalog.oid[]) o",
     500},
    {"SELECT o, pg_catalog.pg_get_ruledef(o) FROM pg_catalog.unnest($1::pg_catalog.oid[]) o", 200},
    {"SELECT o, pg_catalog.pg_get_triggerdef(o) FROM pg_catalog.unnest($1::pg_catalog.oid[]) o",
     200},
    {"SELECT p.oid, pg_catalog.pg_get_expr(p.polqual, p.polrelid) FROM pg_catalog.pg_policy p"
     " WHERE p.oid = ANY($1::pg_catalog.oid[])",
     500},
    {"SELECT p.oid, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) FROM pg_catalog.pg_policy p"
     " WHERE p.oid = ANY($1::pg_catalog.oid[])",
     500},
    {"SELECT o, pg_catalog.pg_get_function_sqlbody(o)"
     " FROM pg_catalog.unnest($1::pg_catalog.oid[]) o",
     200},
    {"SELECT s.oid, pg_catalog.pg_get_statisticsobjdef_columns(s.oid)"
     " FROM pg_catalog.pg_statistic_ext s WHERE s.oid = ANY($1::pg_catalog.oid[])",
     500},
    {"SELECT p.oid, pg_catalog.pg_get_expr(p.prqual, p.prrelid)"
     " FROM pg_catalog.pg_publication_rel p WHERE p.oid = ANY($1::pg_catalog.oid[])",
     500},
}};

/// Who keeps what from being printed: the locked relations themselves, and the views, rules,
/// policies and functions in whose trees they stand.
constexpr FixedSql exclusive_locks =
    "WITH held AS (SELECT l.relation, l.pid, a.xact_start, l.granted"
    " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'"
    " AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d"
    " WHERE d.datname = pg_catalog.current_database()))"
    " SELECT h.relation, h.pid, h.xact_start, h.granted FROM held h"
    " UNION ALL SELECT COALESCE(r.ev_class, d.objid), h.pid, h.xact_start, h.granted"
    " FROM held h JOIN pg_catalog.pg_depend d ON d.refobjid = h.relation"
    " AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass"
    " LEFT JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid"
    " AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass"
    " WHERE d.classid IN ('pg_catalog.pg_rewrite'::pg_catalog.regclass,"
    " 'pg_catalog.pg_policy'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass)"
    " ORDER BY granted";

bool is_lock_timeout(const Error& error) { return error.fields().sqlstate == "55P03"; }

/// A server that can still be asked.
bool is_local(const Error& error) {
  return error.status() == Status::server || is_lock_timeout(error);
}

}  // namespace

void Expressions::want(Text text, Oid oid, Oid relation, Id id, core::PropertyName property,
                       Use use, std::uint32_t token) {
  wanted_[static_cast<std::size_t>(text)].push_back({.oid = oid,
                                                     .relation = relation,
                                                     .id = id,
                                                     .token = token,
                                                     .use = use,
                                                     .property = property});
}

void Expressions::read(Catalog& catalog, int lock_ms) {
  const bool is_any_wanted =
      std::ranges::any_of(wanted_, [](const Requests& requests) { return !requests.empty(); });
  if (!is_any_wanted) return;
  look_at_locks(catalog);
  for (std::size_t at = 0; at < text_count; ++at) {
    Requests& requests = wanted_[at];
    std::ranges::sort(requests, {}, &Request::oid);
    const std::span<const Request> all(requests);
    for (std::size_t first = 0; first < all.size(); first += sources[at].batch) {
      read_unlocked(catalog, static_cast<Text>(at),
                    all.subspan(first, std::min(sources[at].batch, all.size() - first)));
    }
  }
  // What was locked has had the time of all the others to become free; now it is waited for.
  const Clock::time_point end = Clock::now() + std::chrono::milliseconds(lock_ms);
  for (std::size_t at = 0; at < text_count; ++at)
    read_late(catalog, static_cast<Text>(at), late_[at], end);
}

void Expressions::look_at_locks(Catalog& catalog) {
  const Rows rows = catalog.connection.query(exclusive_locks);
  holders_.clear();
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const auto relation = static_cast<Oid>(std::stoul(rows.text(row, 0)));
    holders_[relation] = {.pid = rows.text(row, 1), .since = rows.text(row, 2)};
  }
}

const Expressions::Holder* Expressions::holder_of(const Request& request) const {
  auto found = holders_.find(request.relation);
  if (found == holders_.end()) found = holders_.find(request.oid);
  return found == holders_.end() ? nullptr : &found->second;
}

void Expressions::ask(Catalog& catalog, Text text, std::span<const Request> requests, int lock_ms) {
  std::vector<Oid> oids;
  oids.reserve(requests.size());
  for (const Request& request : requests) oids.push_back(request.oid);
  const std::array<std::optional<std::string>, 1> parameters = {write_array(oids)};
  std::vector<bool> is_answered(requests.size());
  catalog.connection.query_briefly(
      {sources[static_cast<std::size_t>(text)].sql, parameters}, lock_ms, [&](const RowView& rows) {
        for (std::size_t row = 0; row < rows.count(); ++row) {
          const auto found =
              std::ranges::lower_bound(requests, rows.oid(row, 0), {}, &Request::oid);
          if (found == requests.end() || rows.is_null(row, 1)) continue;
          is_answered[static_cast<std::size_t>(found - requests.begin())] = true;
          if (found->use != nullptr) {
            found->use(catalog, found->token, rows.text(row, 1));
          } else {
            catalog.builder.set(found->id, found->property, rows.text(row, 1));
          }
        }
      });
  for (std::size_t at = 0; at < requests.size(); ++at) {
    if (!is_answered[at]) vanished_.push_back(requests[at]);
  }
}

void Expressions::read_unlocked(Catalog& catalog, Text text, std::span<const Request> requests) {
  std::vector<Requests> work;
  work.emplace_back(requests.begin(), requests.end());
  while (!work.empty()) {
    Requests batch = std::move(work.back());
    work.pop_back();
    const auto locked = std::stable_partition(
        batch.begin(), batch.end(), [&](const Request& one) { return holder_of(one) == nullptr; });
    std::copy(locked, batch.end(), std::back_inserter(late_[static_cast<std::size_t>(text)]));
    batch.erase(locked, batch.end());
    if (batch.empty()) continue;
    try {
      ask(catalog, text, batch, first_try_ms);
    } catch (const Error& error) {
      if (!is_local(error)) throw;
      split(catalog, text, work, std::move(batch), error);
    }
  }
}

/// Apart from what is now known to be locked; else in halves, down to the one that fails.
void Expressions::split(Catalog& catalog, Text text, std::vector<Requests>& work, Requests failed,
                        const Error& error) {
  if (is_lock_timeout(error)) {
    look_at_locks(catalog);
    const bool is_seen =
        std::ranges::any_of(failed, [&](const Request& one) { return holder_of(one) != nullptr; });
    if (is_seen) {
      work.push_back(std::move(failed));
      return;
    }
  }
  if (failed.size() > 1) {
    const auto middle = failed.begin() + static_cast<std::ptrdiff_t>(failed.size() / 2);
    work.emplace_back(middle, failed.end());
    work.emplace_back(failed.begin(), middle);
  } else if (is_lock_timeout(error)) {
    late_[static_cast<std::size_t>(text)].push_back(failed.front());
  } else {
    give_up(catalog, failed.front(), error);
  }
}

void Expressions::read_late(Catalog& catalog, Text text, const Requests& requests,
                            Clock::time_point end) {
  for (const Request& request : requests) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0 && holder_of(request) != nullptr) {
      list_locked(catalog, request);
      continue;
    }
    try {
      ask(catalog, text, std::span(&request, 1), std::max(1, static_cast<int>(left.count())));
    } catch (const Error& error) {
      if (!is_local(error)) throw;
      if (is_lock_timeout(error)) look_at_locks(catalog);
      give_up(catalog, request, error);
    }
  }
}

namespace {

std::string describe(const core::SchemaBuilder& builder, Id id, std::string_view property) {
  return system::format("{} {}: {}", kind_name(builder.kind(id)), builder.name(id), property);
}

}  // namespace

void Expressions::give_up(Catalog& catalog, const Request& request, const Error& error) {
  if (is_lock_timeout(error)) {
    list_locked(catalog, request);
  } else {
    vanished_.push_back(request);
  }
}

/// Everybody is named who may be meant when the lock that it waited for is not seen.
void Expressions::list_locked(Catalog& catalog, const Request& request) const {
  const auto describe_holder = [](const Holder& holder) {
    return system::format("{}{}{}", holder.pid, holder.since.empty() ? "" : " since ",
                          holder.since);
  };
  std::string why;
  if (const Holder* holder = holder_of(request)) {
    why = "locked by the session with pid " + describe_holder(*holder);
  } else {
    std::set<std::string> holders;
    for (const auto& [relation, one] : holders_) holders.insert(describe_holder(one));
    for (const std::string& one : holders) why += (why.empty() ? "" : " or pid ") + one;
    why = why.empty() ? "what it is made of was locked by another session"
                      : "what it is made of is locked by the session with pid " + why;
  }
  catalog.source.unchecked.push_back(
      {.what = describe(catalog.builder, request.id, request.property.text()),
       .why = std::move(why)});
}

void Expressions::list_vanished(Catalog& catalog) const {
  for (const Request& request : vanished_) {
    catalog.source.unchecked.push_back(
        {.what = describe(catalog.builder, request.id, request.property.text()),
         .why = "it disappeared while it was read"});
  }
}

}  // namespace plumbline::postgres
