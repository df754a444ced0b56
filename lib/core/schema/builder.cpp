#include "core/schema/builder.hpp"

#include <algorithm>

#include "core/schema/assembly.hpp"

namespace plumbline::core {

std::string name_part(std::string_view name) {
  const auto is_special = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
           std::string_view(".\",()").find(c) != std::string_view::npos;
  };
  if (!name.empty() && std::ranges::none_of(name, is_special)) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

SchemaBuilder::Id SchemaBuilder::add_draft(ObjectKind kind, std::string_view schema,
                                           std::string_view prefix, std::string_view own,
                                           Id parent) {
  std::string name;
  name.reserve(prefix.size() + 1 + own.size());
  if (!prefix.empty()) name.append(prefix) += '.';
  name += own;
  Draft draft;
  draft.schema = texts_->keep(schema);
  draft.name = texts_->keep(name);
  draft.parent = parent;
  draft.kind = kind;
  drafts_.push_back(draft);
  return static_cast<Id>(drafts_.size() - 1);
}

SchemaBuilder::Id SchemaBuilder::add(ObjectKind kind, std::string_view schema, std::string_view own,
                                     Id parent) {
  const bool within_parent = parent != none && kind >= ObjectKind::column;
  // A schema lies in itself, but is not called so.
  const bool has_no_prefix = schema.empty() || kind == ObjectKind::schema;
  const std::string prefix = within_parent   ? std::string(drafts_[parent].name)
                             : has_no_prefix ? ""
                                             : name_part(schema);
  return add_draft(kind, schema, prefix, name_part(own), parent);
}

SchemaBuilder::Id SchemaBuilder::add_schema(std::string_view name) {
  return add_draft(ObjectKind::schema, name, "", name_part(name), none);
}

SchemaBuilder::Id SchemaBuilder::add_as(ObjectKind kind, std::string_view schema,
                                        std::string_view text) {
  return add_draft(kind, schema, schema.empty() ? "" : name_part(schema), text, none);
}

void SchemaBuilder::put(Id object, std::string_view name, std::string_view value) {
  properties_.push_back(
      {.property = {.name = name, .value = value}, .previous = drafts_[object].last_property});
  drafts_[object].last_property = static_cast<std::uint32_t>(properties_.size());
}

void SchemaBuilder::set(Id object, PropertyName name, std::string_view value) {
  if (!value.empty()) put(object, name.text(), texts_->keep(value));
}

void SchemaBuilder::replace(Id object, PropertyName name, std::string_view value) {
  for (std::uint32_t at = drafts_[object].last_property; at != 0;
       at = properties_[at - 1].previous) {
    if (properties_[at - 1].property.name != name.text()) continue;
    properties_[at - 1].property.value = texts_->keep(value);
    return;
  }
  set(object, name, value);
}

void SchemaBuilder::set_keyed(Id object, PropertyName prefix, std::string_view key,
                              std::string_view value) {
  std::string name(prefix.text());
  name.append(":").append(key);
  put(object, texts_->keep(name), texts_->keep(value));
}

std::string_view SchemaBuilder::value(Id object, std::string_view property) const noexcept {
  for (std::uint32_t at = drafts_[object].last_property; at != 0;
       at = properties_[at - 1].previous) {
    if (properties_[at - 1].property.name == property) return properties_[at - 1].property.value;
  }
  return {};
}

Schema SchemaBuilder::finish(SchemaSource source) && {
  return SchemaAssembly(*this, std::move(source)).take();
}

}  // namespace plumbline::core
