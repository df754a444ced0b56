#include "core/schema/builder.hpp"

#include <algorithm>

#include "core/schema/assembly.hpp"
#include "core/schema/kinds.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::core {

std::string name_part(std::string_view name) {
  const auto is_special = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '.' || c == '"' || c == ',' ||
           c == '(' || c == ')';
  };
  if (!name.empty() && std::ranges::none_of(name, is_special)) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

/// Only a database in SQL_ASCII holds such bytes; two that differ stay different.
std::string_view SchemaBuilder::keep(std::string_view text) {
  std::size_t bad = system::find_invalid_utf8(text);
  if (bad == std::string_view::npos) return texts_->keep(text);
  std::string shown;
  while (bad != std::string_view::npos) {
    shown += text.substr(0, bad);
    shown += system::format("\\x{:02x}", static_cast<unsigned char>(text[bad]));
    text.remove_prefix(bad + 1);
    bad = system::find_invalid_utf8(text);
  }
  return texts_->keep(shown.append(text));
}

SchemaBuilder::Id SchemaBuilder::add_draft(ObjectKind kind, std::string_view schema,
                                           std::string_view prefix, std::string_view own,
                                           Id parent) {
  Draft draft;
  draft.schema = keep(schema);
  if (prefix.empty()) {
    draft.name = keep(own);
  } else {
    std::string name;
    name.reserve(prefix.size() + 1 + own.size());
    draft.name = keep(name.append(prefix).append(1, '.').append(own));
  }
  draft.parent = parent;
  draft.kind = kind;
  drafts_.push_back(draft);
  return static_cast<Id>(drafts_.size() - 1);
}

SchemaBuilder::Id SchemaBuilder::add(ObjectKind kind, std::string_view schema, std::string_view own,
                                     Id parent) {
  if (kind == ObjectKind::schema) return add_schema(own);
  if (parent != none && is_part(kind)) {
    const Draft& whole = drafts_[parent];
    return add_draft(kind, whole.schema, whole.name, name_part(own), parent);
  }
  return add_draft(kind, schema, schema.empty() ? "" : name_part(schema), name_part(own), parent);
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
  if (!value.empty()) put(object, name.text(), keep(value));
}

void SchemaBuilder::replace(Id object, PropertyName name, std::string_view value) {
  for (std::uint32_t at = drafts_[object].last_property; at != 0;
       at = properties_[at - 1].previous) {
    if (properties_[at - 1].property.name != name.text()) continue;
    properties_[at - 1].property.value = keep(value);
    return;
  }
  set(object, name, value);
}

void SchemaBuilder::set_keyed(Id object, PropertyName prefix, std::string_view key,
                              std::string_view value) {
  std::string name(prefix.text());
  name.append(":").append(key);
  put(object, keep(name), keep(value));
}

void SchemaBuilder::set_saved(Id object, std::string_view name, std::string_view value) {
  put(object, keep(name), keep(value));
}

std::string_view SchemaBuilder::value(Id object, std::string_view property) const noexcept {
  for (std::uint32_t at = drafts_[object].last_property; at != 0;
       at = properties_[at - 1].previous) {
    if (properties_[at - 1].property.name == property) return properties_[at - 1].property.value;
  }
  return {};
}

Schema SchemaBuilder::finish(SchemaSource source) && {
  const bool to_be_relative = source.relative;
  return SchemaAssembly(*this, std::move(source), to_be_relative).take();
}

Schema SchemaBuilder::finish_saved(SchemaSource source) && {
  return SchemaAssembly(*this, std::move(source), false).take();
}

}  // namespace plumbline::core
