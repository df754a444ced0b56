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

const CatalogObject* find_root(const Schema::State& state, ObjectKind kind,
                               std::string_view name) noexcept {
  for (const ObjectGroup& group : state.groups) {
    if (group.kind != kind) continue;
    const Objects objects = Objects(state.objects).subspan(group.first, group.count);
    const auto found = std::ranges::lower_bound(objects, name, {}, &CatalogObject::name);
    if (found != objects.end() && found->name == name) return &*found;
  }
  return nullptr;
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
