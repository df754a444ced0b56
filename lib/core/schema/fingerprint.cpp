#include "core/schema/fingerprint.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "core/schema/canonical.hpp"
#include "core/schema/kinds.hpp"
#include "system/digest.hpp"

namespace plumbline::core {

namespace {

/// What is hashed: lengths before texts, so that no two lists of texts make the same bytes.
class Message {
 public:
  void add(std::string_view text) {
    add(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  void add(std::uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8)
      bytes_ += static_cast<char>(static_cast<unsigned char>(number >> shift));
  }
  void add(const Fingerprint& fingerprint) {
    bytes_.append(fingerprint.bytes.begin(), fingerprint.bytes.end());
  }
  void clear() { bytes_.clear(); }
  [[nodiscard]] Fingerprint digest() const { return {system::sha256(bytes_)}; }

 private:
  std::string bytes_;
};

bool counts(ObjectKind kind, const Property& property) noexcept {
  const PropertyClass one = property_class(kind, property.name);
  return one == PropertyClass::definition || one == PropertyClass::expression;
}

void add_own(Message& message, const CatalogObject& object, std::string_view name) {
  message.add(kind_name(object.kind));
  message.add(name);
  std::uint32_t count = 0;
  for (const Property& property : object.properties) count += counts(object.kind, property);
  message.add(count);
  for (const Property& property : object.properties) {
    if (!counts(object.kind, property)) continue;
    message.add(property.name);
    const std::optional<std::string> canonical =
        property_class(object.kind, property.name) == PropertyClass::expression
            ? canonical_expression(property.value)
            : std::nullopt;
    message.add(canonical ? *canonical : property.value);
  }
}

/// The name behind the parent's.
std::string_view own_name(const CatalogObject& part, const CatalogObject& parent) noexcept {
  return part.name.substr(std::min(parent.name.size() + 1, part.name.size()));
}

/// A schema's own name is hashed where schemas are put together, so that it can be left out.
std::string_view hashed_name(const CatalogObject& object) noexcept {
  return object.kind == ObjectKind::schema ? std::string_view() : object.name;
}

Fingerprint of_root(Message& message, const std::vector<CatalogObject>& objects,
                    const CatalogObject& object) {
  message.clear();
  add_own(message, object, hashed_name(object));
  message.add(static_cast<std::uint32_t>(object.children.size()));
  for (const ObjectIndex child : object.children)
    add_own(message, objects[child], own_name(objects[child], object));
  return message.digest();
}

void add_groups(Schema::State& state) {
  Message message;
  const auto root_count = static_cast<ObjectIndex>(state.root_fingerprints.size());
  for (ObjectIndex first = 0; first < root_count;) {
    const CatalogObject& one = state.objects[first];
    ObjectIndex end = first;
    message.clear();
    message.add(kind_name(one.kind));
    while (end < root_count && state.objects[end].kind == one.kind &&
           state.objects[end].schema == one.schema) {
      message.add(state.root_fingerprints[end++]);
    }
    state.groups.push_back({.kind = one.kind,
                            .schema = one.schema,
                            .first = first,
                            .count = end - first,
                            .fingerprint = message.digest()});
    first = end;
  }
}

void add_schemas(Schema::State& state) {
  std::map<std::string_view, Message> messages;
  const auto message_of = [&](std::string_view schema) -> Message& {
    const auto [at, is_new] = messages.try_emplace(schema);
    if (is_new && !state.source.relative) at->second.add(schema);
    return at->second;
  };
  for (const ObjectGroup& group : state.groups) {  // by kind: a schema object comes first
    if (!group.schema.empty()) message_of(group.schema).add(group.fingerprint);
  }
  for (const auto& [schema, message] : messages)
    state.schema_fingerprints.emplace(schema, message.digest());
}

Fingerprint of_database(const Schema::State& state) {
  Message message;
  for (const ObjectGroup& group : state.groups) {
    if (group.schema.empty() && !is_of_cluster(group.kind)) message.add(group.fingerprint);
  }
  std::vector<Fingerprint> schemas;
  for (const auto& [schema, fingerprint] : state.schema_fingerprints)
    schemas.push_back(fingerprint);
  // Relative ones have no name to be sorted by.
  if (state.source.relative) std::ranges::sort(schemas, {}, &Fingerprint::bytes);
  for (const Fingerprint& schema : schemas) message.add(schema);
  return message.digest();
}

}  // namespace

void add_fingerprints(Schema::State& state) {
  Message message;
  for (const CatalogObject& object : state.objects) {
    if (is_part(object.kind)) break;
    state.root_fingerprints.push_back(of_root(message, state.objects, object));
  }
  add_groups(state);
  add_schemas(state);
  state.fingerprint = of_database(state);
}

Fingerprint fingerprint_of_part(const Schema::State& state, const CatalogObject& part) {
  Message message;
  add_own(message, part, own_name(part, state.objects[part.parent]));
  return message.digest();
}

}  // namespace plumbline::core
