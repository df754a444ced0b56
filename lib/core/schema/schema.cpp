/// Schema: finding what is in it.
#include "plumbline/schema.hpp"

#include <algorithm>

#include "core/schema/fingerprint.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"
#include "core/schema/state.hpp"
#include "system/digest.hpp"

namespace plumbline {

namespace {

using Objects = std::span<const CatalogObject>;

const CatalogObject* find_in(const Schema::State& state, std::span<const ObjectGroup> groups,
                             std::string_view name) noexcept {
  for (const ObjectGroup& group : groups) {
    const Objects objects = Objects(state.objects).subspan(group.first, group.count);
    const auto found = std::ranges::lower_bound(objects, name, {}, &CatalogObject::name);
    if (found != objects.end() && found->name == name) return &*found;
  }
  return nullptr;
}

/// The groups whose `member` is `value`, of some that are sorted by it.
template <typename Value>
std::span<const ObjectGroup> with(std::span<const ObjectGroup> groups, Value ObjectGroup::*member,
                                  const Value& value) noexcept {
  const auto first = std::ranges::lower_bound(groups, value, {}, member);
  const auto last = std::ranges::upper_bound(groups, value, {}, member);
  return {first, last};
}

/// A name tells its schema, unless that is quoted or left out: then each of the kind's is tried.
const CatalogObject* find_root(const Schema::State& state, ObjectKind kind,
                               std::string_view name) noexcept {
  const auto of_kind = with<ObjectKind>(state.groups, &ObjectGroup::kind, kind);
  if (state.source.relative || name.starts_with('"')) return find_in(state, of_kind, name);
  const std::string_view schema = name.substr(0, name.find('.'));
  const auto likely = with<std::string_view>(of_kind, &ObjectGroup::schema, schema);
  const CatalogObject* found = find_in(state, likely, name);
  if (found != nullptr || of_kind.empty() || !of_kind.front().schema.empty()) return found;
  return find_in(state, of_kind.first(1), name);
}

}  // namespace

std::string Fingerprint::hex() const { return system::to_hex(bytes); }

std::string_view CatalogObject::property(std::string_view property_name) const noexcept {
  const auto found = std::ranges::lower_bound(properties, property_name, {}, &Property::name);
  return found != properties.end() && found->name == property_name ? found->value
                                                                   : std::string_view();
}

bool CatalogObject::has(std::string_view property_name) const noexcept {
  return std::ranges::binary_search(properties, property_name, {}, &Property::name);
}

Schema::Schema() {
  auto state = std::make_shared<State>();
  core::add_fingerprints(*state);
  state_ = std::move(state);
}

const SchemaSource& Schema::source() const noexcept { return state_->source; }
Objects Schema::objects() const noexcept { return state_->objects; }
const Fingerprint& Schema::fingerprint() const noexcept { return state_->fingerprint; }
std::span<const Fingerprint> Schema::root_fingerprints() const noexcept {
  return state_->root_fingerprints;
}
std::span<const ObjectGroup> Schema::groups() const noexcept { return state_->groups; }

const CatalogObject* Schema::find(ObjectKind kind, std::string_view name) const noexcept {
  if (!core::is_part(kind)) return find_root(*state_, kind, name);
  const std::string_view parent_name = core::owner_name(name);
  for (const ObjectKind of : {ObjectKind::table, ObjectKind::view, ObjectKind::materialized_view,
                              ObjectKind::foreign_table, ObjectKind::domain}) {
    const CatalogObject* parent = find_root(*state_, of, parent_name);
    if (parent == nullptr) continue;
    for (const ObjectIndex child : parent->children) {
      const CatalogObject& part = state_->objects[child];
      if (part.kind == kind && part.name == name) return &part;
    }
  }
  return nullptr;
}

std::optional<Fingerprint> Schema::schema_fingerprint(std::string_view schema) const {
  const auto found = state_->schema_fingerprints.find(schema);
  if (found == state_->schema_fingerprints.end()) return std::nullopt;
  return found->second;
}

Fingerprint Schema::object_fingerprint(const CatalogObject& object) const {
  if (core::is_part(object.kind)) return core::fingerprint_of_part(*state_, object);
  return state_->root_fingerprints[static_cast<std::size_t>(&object - state_->objects.data())];
}

}  // namespace plumbline
