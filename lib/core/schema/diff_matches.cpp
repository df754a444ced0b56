#include "core/schema/diff_matches.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "core/schema/definition_key.hpp"
#include "core/schema/system_names.hpp"

namespace plumbline::core {

namespace {

struct Candidates {
  std::vector<ObjectIndex> olds;
  std::vector<ObjectIndex> nows;
};
using CandidatesByKey = std::map<std::string, Candidates>;

bool can_match(ObjectKind kind) noexcept {
  return kind == ObjectKind::constraint || kind == ObjectKind::index ||
         kind == ObjectKind::sequence;
}

/// "" for what cannot be told but by its name.
std::string key_of(const Schema& schema, const CatalogObject& object) {
  if (object.kind != ObjectKind::sequence) return constraint_key(schema, object);
  if (object.has("identity")) return "identity " + std::string(object.property("identity"));
  if (object.has("owned_by")) return "owned by " + std::string(object.property("owned_by"));
  return {};
}

class Matcher {
 public:
  Matcher(const Schema& old, const Schema& now, ObjectPairs& pairs)
      : old_(old), now_(now), pairs_(pairs) {}

  void match_system_names() {
    loosen_pairs();
    CandidatesByKey candidates = collect([](const Schema& schema, const CatalogObject& object) {
      return is_system_name(schema, object);
    });
    for (auto& [key, one] : candidates) {
      match_equal_names(one);
      const std::size_t count = std::min(one.olds.size(), one.nows.size());
      for (std::size_t at = 0; at < count; ++at) take({one.olds[at], one.nows[at]}, true);
    }
    restore_pairs();
  }

  void match_others() {
    for (const auto& [key, one] : collect([](const auto&, const auto&) { return true; })) {
      if (one.olds.size() == 1 && one.nows.size() == 1)
        take({one.olds.front(), one.nows.front()}, false);
    }
  }

  std::vector<Match> finish() && {
    const auto drop_taken = [](std::vector<ObjectIndex>& list, const std::set<ObjectIndex>& taken) {
      std::erase_if(list, [&](ObjectIndex object) { return taken.contains(object); });
    };
    drop_taken(pairs_.missing, taken_old_);
    drop_taken(pairs_.unexpected, taken_now_);
    return std::move(matches_);
  }

 private:
  /// System-made names of one table may be dealt out otherwise: pairs that are not alike are taken
  /// apart for the time being.
  void loosen_pairs() {
    std::erase_if(pairs_.both, [&](const ObjectPair& pair) {
      if (pair.old == no_object || pair.now == no_object) return false;
      const CatalogObject& old = old_.objects()[pair.old];
      const CatalogObject& now = now_.objects()[pair.now];
      if (old.kind != ObjectKind::constraint && old.kind != ObjectKind::index) return false;
      if (std::ranges::equal(old.properties, now.properties)) return false;
      if (!is_system_name(old_, old) || !is_system_name(now_, now)) return false;
      loose_.push_back(pair);
      return true;
    });
    for (const ObjectPair& pair : loose_) {
      pairs_.missing.push_back(pair.old);
      pairs_.unexpected.push_back(pair.now);
    }
  }

  void restore_pairs() {
    for (const ObjectPair& pair : loose_) {
      if (taken_old_.contains(pair.old) || taken_now_.contains(pair.now)) continue;
      taken_old_.insert(pair.old);
      taken_now_.insert(pair.now);
      pairs_.both.push_back(pair);
    }
    loose_.clear();
  }

  template <typename IsWanted>
  CandidatesByKey collect(IsWanted is_wanted) const {
    CandidatesByKey candidates;
    const auto add = [&](const Schema& schema, ObjectIndex index, bool is_old) {
      const CatalogObject& object = schema.objects()[index];
      if (!can_match(object.kind) || !is_wanted(schema, object)) return;
      const std::string key = key_of(schema, object);
      if (key.empty()) return;
      Candidates& same = candidates[key];
      (is_old ? same.olds : same.nows).push_back(index);
    };
    for (const ObjectIndex index : pairs_.missing) {
      if (!taken_old_.contains(index)) add(old_, index, true);
    }
    for (const ObjectIndex index : pairs_.unexpected) {
      if (!taken_now_.contains(index)) add(now_, index, false);
    }
    return candidates;
  }

  void match_equal_names(Candidates& candidates) {
    std::erase_if(candidates.olds, [&](ObjectIndex old) {
      const auto same = std::ranges::find_if(candidates.nows, [&](ObjectIndex now) {
        return old_.objects()[old].name == now_.objects()[now].name;
      });
      if (same == candidates.nows.end()) return false;
      take({old, *same}, true);
      candidates.nows.erase(same);
      return true;
    });
  }

  void take(const ObjectPair& pair, bool is_silent) {
    taken_old_.insert(pair.old);
    taken_now_.insert(pair.now);
    pairs_.both.push_back(pair);
    matches_.push_back({.pair = pair, .is_silent = is_silent});
  }

  const Schema& old_;
  const Schema& now_;
  ObjectPairs& pairs_;
  std::vector<ObjectPair> loose_;
  std::set<ObjectIndex> taken_old_;
  std::set<ObjectIndex> taken_now_;
  std::vector<Match> matches_;
};

}  // namespace

std::vector<Match> match_by_definition(const Schema& old, const Schema& now, ObjectPairs& pairs,
                                       bool with_system_names) {
  Matcher matcher(old, now, pairs);
  if (!with_system_names) matcher.match_system_names();
  matcher.match_others();
  return std::move(matcher).finish();
}

}  // namespace plumbline::core
