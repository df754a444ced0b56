#include "core/schema/definition_key.hpp"

#include <array>
#include <optional>

#include "core/schema/builder.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/name_replacement.hpp"
#include "core/schema/qualified_name.hpp"
#include "core/schema/relative.hpp"

namespace plumbline::core {

namespace {

void append(std::string& key, std::string_view text) {
  key.append(std::to_string(text.size())).append(":").append(text);
}

bool is_remark(std::string_view property) noexcept {
  constexpr std::array remarks = {"comment", "index_comment", "owner",
                                  "table",   "partition_of",  "inherited"};
  for (const std::string_view remark : remarks) {
    if (property == remark) return true;
  }
  return property.starts_with("grant:") || property.starts_with("security_label:");
}

/// Texts as they would read elsewhere.
class Nameless {
 public:
  Nameless(const CatalogObject& object, KeyNames left_out)
      : schema_(object.schema), left_out_(left_out) {
    names_.add(name_part(own_identifier(object.name)), "\x01");
  }

  [[nodiscard]] std::string operator()(std::string_view value) const {
    if (left_out_ == KeyNames::all_schemas) return names_.renamed(without_qualifiers(value), true);
    std::optional<std::string> shorter;
    if (!schema_.empty()) shorter = without_schema(value, schema_);
    return names_.renamed(shorter ? *shorter : value, true);
  }

 private:
  std::string_view schema_;
  KeyNames left_out_;
  NameReplacement names_;
};

void append_properties(std::string& key, const CatalogObject& object, const DiffFilter& filter,
                       const Nameless& nameless) {
  for (const Property& property : object.properties) {
    if (!filter.wants_property(object.kind, property.name)) continue;
    if (property_class(object.kind, property.name) == PropertyClass::state) continue;
    append(key, property.name);
    append(key, nameless(property.value));
  }
  key += ';';
}

}  // namespace

std::string constraint_key(const Schema& schema, const CatalogObject& object) {
  std::string key(kind_name(object.kind));
  if (object.parent != no_object) {
    const CatalogObject& whole = schema.objects()[object.parent];
    append(key, kind_name(whole.kind));
    append(key, whole.name);
  }
  for (const Property& property : object.properties) {
    if (is_remark(property.name)) continue;
    append(key, property.name);
    append(key, property.value);
  }
  return key;
}

std::string definition_key(const Schema& schema, const CatalogObject& object,
                           const DiffFilter& filter, KeyNames left_out) {
  std::string key(kind_name(object.kind));
  const Nameless nameless(object, left_out);
  append_properties(key, object, filter, nameless);
  for (const ObjectIndex child : object.children) {
    const CatalogObject& part = schema.objects()[child];
    append(key, kind_name(part.kind));
    append(key, own_identifier(part.name));
    append_properties(key, part, filter, nameless);
  }
  return key;
}

}  // namespace plumbline::core
