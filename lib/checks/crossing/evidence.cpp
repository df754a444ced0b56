#include "checks/crossing/evidence.hpp"

#include <algorithm>
#include <set>

#include "core/format.hpp"
#include "core/schema/kinds.hpp"

namespace plumbline::checks {

using sql::Catalog;
using sql::Id;

namespace {

/// Rights and owners depend on who ran the script.
bool is_evidence(ObjectKind kind, std::string_view property) {
  return property != "owner" && property != "comment" && !property.starts_with("grant:") &&
         core::property_class(kind, property) != core::PropertyClass::state;
}

std::string key_of(const Catalog& catalog, Id id) {
  return core::format("{} {}", kind_name(catalog[id].kind), catalog.name(id));
}

/// What two of one name do not have alike, as far as both are known to the letter.
std::vector<std::string_view> differing(const Catalog& catalog, Id before, Id after) {
  std::set<std::string_view> properties;
  for (const Id id : {before, after}) {
    for (const Catalog::Value& value : catalog[id].values) {
      if (value.exact && is_evidence(catalog[id].kind, value.name)) properties.insert(value.name);
    }
  }
  std::vector<std::string_view> found(properties.begin(), properties.end());
  std::erase_if(found, [&](std::string_view property) {
    return catalog.value(before, property) == catalog.value(after, property);
  });
  return found;
}

}  // namespace

Presence presence_of(const std::vector<Evidence>& evidence) {
  if (evidence.empty()) return Presence::nothing;
  // That something dropped is not there proves nothing where it never was.
  const auto is_made = [](const Evidence& one) { return one.property != "dropped"; };
  const bool has_made = std::ranges::any_of(evidence, is_made);
  bool all = true;
  bool any = false;
  for (const Evidence& one : evidence) {
    if (has_made && !is_made(one)) continue;
    all = all && one.is_there;
    any = any || (one.is_there && !one.is_implied);
  }
  return all ? Presence::there : any ? Presence::partly : Presence::absent;
}

void EvidenceSearch::follow(const TracedScript& traced, bool is_applied) {
  const Catalog::Calm calm(planned_);
  for (const sql::Trace& trace : traced.traces) {
    for (const Id id : trace.made) maker_.emplace(id, followed_);
    for (const Id id : trace.removed) {
      replaced_[key_of(planned_, id)].push_back(id);
      remover_.emplace(id, followed_);
    }
  }
  const auto is_opaque = [](const Statement& statement) {
    return !statement.opaque.empty() && !statement.only_data;
  };
  if (is_applied && std::ranges::any_of(traced.script.list.statements, is_opaque))
    last_opaque_ = followed_;
  ++followed_;
}

/// The evidence of one change, as it is gathered.
class EvidenceSearch::Gathering {
 public:
  Gathering(const EvidenceSearch& search, std::size_t at, const Schema& live,
            const std::vector<ChangeState>& changes)
      : search_(search), planned_(search.planned_), at_(at), live_(live), changes_(changes) {}

  std::vector<Evidence> run(const std::vector<sql::Trace>& traces) {
    for (const sql::Trace& trace : traces) made_.insert(trace.made.begin(), trace.made.end());
    for (const Id id : made_) see_made(id);
    for (const sql::Trace& trace : traces) {
      for (const sql::PropertyChange& change : trace.changed) see_changed(change);
      for (const Id id : trace.removed) see_removed(id);
    }
    return std::move(evidence_);
  }

 private:
  void see_made(Id id) {
    if (!planned_.is_alive(id) || planned_[id].is_system) return;
    Evidence one;
    one.kind = planned_[id].kind;
    one.object = planned_.name(id);
    const CatalogObject* const found = live_.find(one.kind, one.object);
    one.is_there = found != nullptr;
    // A sequence of a column is told by its table.
    const bool is_owned = planned_.has(id, "identity") || planned_.has(id, "owned_by");
    one.is_implied =
        is_owned || (planned_[id].parent != Catalog::none && made_.contains(planned_[id].parent));
    if (found != nullptr && !is_told_from_earlier(id, *found, one)) return;
    add(std::move(one));
  }

  /// Whether `found` can be told from an object that bore the name before; `one` says so then.
  bool is_told_from_earlier(Id id, const CatalogObject& found, Evidence& one) const {
    const auto earlier = search_.replaced_.find(key_of(planned_, id));
    if (earlier == search_.replaced_.end()) return true;
    // The last one that stood there before this one was made.
    const auto before = std::find_if(earlier->second.rbegin(), earlier->second.rend(),
                                     [&](Id other) { return other < id; });
    if (before == earlier->second.rend()) return true;
    for (const std::string_view property : differing(planned_, *before, id)) {
      const std::string_view now = found.property(property);
      const std::string_view expected = planned_.value(id, property);
      if (now != expected && now != planned_.value(*before, property)) continue;
      one.property = property;
      one.expected = expected;
      one.found = now;
      one.is_there = now == expected;
      return true;
    }
    return false;
  }

  void see_changed(const sql::PropertyChange& change) {
    const Id id = change.object;
    const ObjectKind kind = planned_[id].kind;
    if (!planned_.is_alive(id) || made_.contains(id) || change.property == "owner") return;
    // A later change may have had the last word; then it is that one's evidence.
    if (change.property == "name" || planned_.value(id, change.property) != change.after) return;
    const std::string name = planned_.name(id);
    const CatalogObject* const object = live_.find(kind, name);
    if (object == nullptr) return;
    const std::string_view found = object->property(change.property);
    if (found != change.after && found != change.before) return;
    if (is_perhaps_earlier(id, change.property, found)) return;
    add({.kind = kind,
         .object = name,
         .property = change.property,
         .expected = change.after,
         .found = std::string(found),
         .is_there = found == change.after,
         .is_implied = false});
  }

  /// Whether what is live may be another object, which bears the name until a change that has not
  /// run gives it to this one.
  [[nodiscard]] bool is_perhaps_earlier(Id id, std::string_view property,
                                        std::string_view found) const {
    const auto maker = search_.maker_.find(id);
    if (maker != search_.maker_.end() && maker->second < at_ && !has_run(maker->second))
      return true;
    const auto earlier = search_.replaced_.find(key_of(planned_, id));
    if (earlier == search_.replaced_.end()) return false;
    return std::ranges::any_of(earlier->second, [&](Id other) {
      const std::size_t remover = search_.remover_.at(other);
      return remover < at_ && !has_run(remover) && planned_.value(other, property) == found;
    });
  }

  [[nodiscard]] bool has_run(std::size_t change) const {
    const ChangeState& state = changes_[change];
    return state.is_applied || state.presence == Presence::there ||
           state.presence == Presence::partly;
  }

  void see_removed(Id id) {
    const Catalog::Object& object = planned_[id];
    if (object.is_system || is_made_again(object) || !was_there(id)) return;
    const std::string name = planned_.name(id);
    add({.kind = object.kind,
         .object = name,
         .property = "dropped",
         .expected = "true",
         .found = {},
         .is_there = live_.find(object.kind, name) == nullptr,
         .is_implied = false});
  }

  [[nodiscard]] bool is_made_again(const Catalog::Object& object) const {
    if (!core::is_part(object.kind))
      return planned_.find(object.kind, object.schema, object.own, object.suffix) != Catalog::none;
    return !planned_.is_alive(object.parent) ||
           planned_.part(object.parent, object.kind, object.own) != Catalog::none;
  }

  /// That something is not there proves nothing where it never was: a change that has run must have
  /// made it, and of a part the whole must be there.
  [[nodiscard]] bool was_there(Id id) const {
    const auto maker = search_.maker_.find(id);
    if (maker == search_.maker_.end() || maker->second >= at_) return false;
    const Id parent = planned_[id].parent;
    return has_run(maker->second) &&
           (parent == Catalog::none ||
            live_.find(planned_[parent].kind, planned_.name(parent)) != nullptr);
  }

  /// What is missing may be a later statement's doing that nobody can read.
  void add(Evidence one) {
    const bool is_doubtful =
        (search_.last_opaque_ && *search_.last_opaque_ > at_) || planned_.is_doubtful(one.object);
    if (one.is_there || !is_doubtful) evidence_.push_back(std::move(one));
  }

  const EvidenceSearch& search_;
  const Catalog& planned_;
  std::size_t at_;
  const Schema& live_;
  const std::vector<ChangeState>& changes_;
  std::set<Id> made_;
  std::vector<Evidence> evidence_;
};

std::vector<Evidence> EvidenceSearch::find(std::size_t at, const TracedScript& traced,
                                           const Schema& live,
                                           const std::vector<ChangeState>& changes) const {
  const Catalog::Calm calm(planned_);
  return Gathering(*this, at, live, changes).run(traced.traces);
}

}  // namespace plumbline::checks
