/// plumb_object.
#include <string_view>

#include "handles.hpp"

using plumbline::capi::accessor;
using plumbline::capi::or_null;

namespace {

/// A text of a schema has a NUL behind it, unless it is empty.
const char* lent(std::string_view text) noexcept { return text.empty() ? "" : text.data(); }

const plumb_object* at(const plumb_object& object, plumbline::ObjectIndex index) noexcept {
  return &object.schema->objects[index];
}

}  // namespace

const char* plumb_object_kind(const plumb_object* object) {
  return object == nullptr ? nullptr : plumbline::kind_name(object->object->kind).data();
}

const char* plumb_object_name(const plumb_object* object) {
  return object == nullptr ? nullptr : lent(object->object->name);
}

const char* plumb_object_schema(const plumb_object* object) {
  return object == nullptr || object->object->schema.empty() ? nullptr
                                                             : object->object->schema.data();
}

const plumb_object* plumb_object_parent(const plumb_object* object) {
  if (object == nullptr || object->object->parent == plumbline::no_object) return nullptr;
  return at(*object, object->object->parent);
}

size_t plumb_object_part_count(const plumb_object* object) {
  return object == nullptr ? 0 : object->object->children.size();
}

const plumb_object* plumb_object_part_at(const plumb_object* object, size_t index) {
  if (index >= plumb_object_part_count(object)) return nullptr;
  return at(*object, object->object->children[index]);
}

size_t plumb_object_dependency_count(const plumb_object* object) {
  return object == nullptr ? 0 : object->object->dependencies.size();
}

const plumb_object* plumb_object_dependency_at(const plumb_object* object, size_t index) {
  if (index >= plumb_object_dependency_count(object)) return nullptr;
  return at(*object, object->object->dependencies[index]);
}

int32_t plumb_object_position(const plumb_object* object) {
  return object == nullptr ? 0 : object->object->position;
}

size_t plumb_object_property_count(const plumb_object* object) {
  return object == nullptr ? 0 : object->object->properties.size();
}

const char* plumb_object_property_name(const plumb_object* object, size_t index) {
  if (index >= plumb_object_property_count(object)) return nullptr;
  return lent(object->object->properties[index].name);
}

const char* plumb_object_property_value(const plumb_object* object, size_t index) {
  if (index >= plumb_object_property_count(object)) return nullptr;
  return lent(object->object->properties[index].value);
}

const char* plumb_object_property(const plumb_object* object, const char* name) {
  if (object == nullptr || name == nullptr || !object->object->has(name)) return nullptr;
  return lent(object->object->property(name));
}

const char* plumb_object_definition(const plumb_object* object) {
  if (object == nullptr) return nullptr;
  const plumb_schema& owner = *object->schema;
  return accessor<const char*>(nullptr, [&] {
    return or_null(owner.definitions.get(
        object->object, [&] { return definition(owner.schema, *object->object); }));
  });
}

const char* plumb_object_fingerprint(const plumb_object* object) {
  if (object == nullptr) return nullptr;
  const plumb_schema& owner = *object->schema;
  return accessor<const char*>(nullptr, [&] {
    return or_null(owner.object_fingerprints.get(
        object->object, [&] { return owner.schema.object_fingerprint(*object->object).hex(); }));
  });
}

const plumb_change* plumb_object_change(const plumb_object* object) {
  if (object == nullptr || object->schema->makers.empty()) return nullptr;
  return object->schema->makers[static_cast<std::size_t>(object - object->schema->objects.data())];
}
