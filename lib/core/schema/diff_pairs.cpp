#include "core/schema/diff_pairs.hpp"

#include <compare>
#include <optional>
#include <utility>

#include "core/schema/kinds.hpp"

namespace plumbline::core {

namespace {

/// Fingerprints leave out what a dump does not carry: such objects are compared in any case.
bool has_more_than_fingerprint(ObjectKind kind) noexcept {
  switch (kind) {
    case ObjectKind::database:
    case ObjectKind::extension:
    case ObjectKind::large_objects:
    case ObjectKind::materialized_view:
    case ObjectKind::collation:
      return true;
    default:
      return false;
  }
}

bool has_column_order(ObjectKind kind) noexcept {
  return kind == ObjectKind::table || kind == ObjectKind::foreign_table;
}

/// The name of the only schema; absent when there are none or several.
std::optional<std::string_view> only_schema(const Schema& schema) noexcept {
  std::optional<std::string_view> only;
  for (const ObjectGroup& group : schema.groups()) {
    if (group.schema.empty()) continue;
    if (only && *only != group.schema) return std::nullopt;
    only = group.schema;
  }
  return only;
}

}  // namespace

bool is_made_of_properties(ObjectKind kind) noexcept {
  return kind == ObjectKind::parameter || kind == ObjectKind::database ||
         kind == ObjectKind::large_objects || kind == ObjectKind::default_privileges;
}

ObjectPairing::ObjectPairing(const Schema& old, const Schema& now, bool with_alike)
    : old_(old), now_(now), with_alike_(with_alike) {
  if (old.source().relative && now.source().relative) {
    const std::optional<std::string_view> old_only = only_schema(old);
    const std::optional<std::string_view> now_only = only_schema(now);
    if (old_only && now_only) {
      old_only_ = *old_only;
      now_only_ = *now_only;
    }
  }
  const auto olds = old.groups();
  const auto nows = now.groups();
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < olds.size() || k < nows.size()) {
    if (k == nows.size()) {
      add_one_sided(olds[i++], true);
      continue;
    }
    if (i == olds.size()) {
      add_one_sided(nows[k++], false);
      continue;
    }
    const auto order = std::pair(olds[i].kind, olds[i].schema) <=>
                       std::pair(nows[k].kind, old_schema(nows[k].schema));
    if (order < 0) {
      add_one_sided(olds[i++], true);
    } else if (order > 0) {
      add_one_sided(nows[k++], false);
    } else {
      pair_groups(olds[i++], nows[k++]);
    }
  }
}

/// A paired schema is called as the other.
std::string_view ObjectPairing::pairing_name(const CatalogObject& object) const noexcept {
  if (object.kind == ObjectKind::schema && !old_only_.empty()) return old_only_;
  return object.name;
}

void ObjectPairing::add_one_sided(ObjectIndex object, bool is_old) {
  const Schema& schema = is_old ? old_ : now_;
  if (is_made_of_properties(schema.objects()[object].kind)) {
    pairs_.both.push_back(is_old ? ObjectPair{object, no_object} : ObjectPair{no_object, object});
  } else {
    (is_old ? pairs_.missing : pairs_.unexpected).push_back(object);
  }
}

void ObjectPairing::add_one_sided(const ObjectGroup& group, bool is_old) {
  for (ObjectIndex at = group.first; at < group.first + group.count; ++at)
    add_one_sided(at, is_old);
}

void ObjectPairing::pair_groups(const ObjectGroup& old, const ObjectGroup& now) {
  const bool looks_at_alike =
      has_more_than_fingerprint(old.kind) || (with_alike_ && has_column_order(old.kind));
  if (old.fingerprint == now.fingerprint && !looks_at_alike) return;
  const auto olds = old_.objects();
  const auto nows = now_.objects();
  ObjectIndex i = old.first;
  ObjectIndex k = now.first;
  while (i < old.first + old.count || k < now.first + now.count) {
    const bool has_old = i < old.first + old.count;
    const bool has_now = k < now.first + now.count;
    const int order = !has_now   ? -1
                      : !has_old ? 1
                                 : pairing_name(olds[i]).compare(pairing_name(nows[k]));
    if (order < 0) {
      add_one_sided(i++, true);
    } else if (order > 0) {
      add_one_sided(k++, false);
    } else {
      if (looks_at_alike || old_.root_fingerprints()[i] != now_.root_fingerprints()[k]) {
        pairs_.both.push_back({i, k});
        pair_parts(olds[i], nows[k]);
      }
      ++i;
      ++k;
    }
  }
}

void ObjectPairing::pair_parts(const CatalogObject& old, const CatalogObject& now) {
  const auto olds = old_.objects();
  const auto nows = now_.objects();
  auto i = old.children.begin();
  auto k = now.children.begin();
  while (i != old.children.end() || k != now.children.end()) {
    if (k == now.children.end()) {
      pairs_.missing.push_back(*i++);
      continue;
    }
    if (i == old.children.end()) {
      pairs_.unexpected.push_back(*k++);
      continue;
    }
    const auto order =
        std::pair(olds[*i].kind, olds[*i].name) <=> std::pair(nows[*k].kind, nows[*k].name);
    if (order < 0) {
      pairs_.missing.push_back(*i++);
    } else if (order > 0) {
      pairs_.unexpected.push_back(*k++);
    } else {
      pairs_.both.push_back({*i++, *k++});
    }
  }
}

}  // namespace plumbline::core
