/// Writes plumbline.snapshot/1, described in snapshot.md.
#include <algorithm>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/schema/builder.hpp"
#include "core/schema/snapshot.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/version.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace core::snapshot {

std::string absolute_name(ObjectKind kind, std::string_view schema, std::string_view name,
                          bool is_relative) {
  std::string absolute;
  if (is_relative && !schema.empty() && kind != ObjectKind::schema)
    absolute.append(name_part(schema)) += '.';
  return absolute.append(name);
}

namespace {

class Writer {
 public:
  explicit Writer(const Schema& schema) : schema_(schema), objects_(schema.objects()) {}
  std::string document() &&;

 private:
  void source();
  void reasons(std::string_view key, const std::vector<Unchecked>& all);
  void root(const CatalogObject& object);
  void parts(const CatalogObject& object);
  void part(const CatalogObject& part, std::string_view parent_name);
  void properties(const CatalogObject& object, std::string_view indent);
  void value(std::string_view value, std::string_view indent);
  void dependencies(const CatalogObject& object);
  void reference(const CatalogObject& object);

  void raw(std::string_view json) { out_ += json; }
  void text(std::string_view value) {
    out_ += '"';
    append_json(out_, value);
    out_ += '"';
  }
  void member(std::string_view key_with_comma, std::string_view value) {
    raw(key_with_comma);
    text(value);
  }
  void text_or_null(std::string_view value) { value.empty() ? raw("null") : text(value); }

  const Schema& schema_;
  std::span<const CatalogObject> objects_;
  std::vector<ObjectIndex> columns_;  // of the table at hand, as they stand in it
  int last_position_ = 0;
  std::string out_;
};

std::string Writer::document() && {
  out_.reserve(objects_.size() * 100);  // what an object takes on average
  raw("{\n\"schema\": ");
  text(system::format("{}{}", format_family, format_number));
  member(",\n\"version\": ", version);
  source();
  member(",\n\"fingerprint\": ", schema_.fingerprint().hex());
  raw(",\n\"objects\": [");
  const std::size_t root_count = schema_.root_fingerprints().size();
  for (std::size_t at = 0; at < root_count; ++at) {
    raw(at == 0 ? "\n  " : ",\n  ");
    root(objects_[at]);
  }
  raw(root_count == 0 ? "]\n}\n" : "\n]\n}\n");
  return std::move(out_);
}

void Writer::source() {
  const SchemaSource& from = schema_.source();
  raw(system::format(",\n\"source\": {{\"server_version\": {}", from.server_version));
  raw(", \"database\": ");
  text_or_null(from.database);
  raw(", \"digest\": ");
  text_or_null(from.digest);
  raw(from.relative ? ", \"relative\": true" : ", \"relative\": false");
  raw(from.with_dependencies ? ", \"dependencies\": true" : ", \"dependencies\": false");
  reasons(",\n  \"left_out\": [", from.left_out);
  reasons(",\n  \"unchecked\": [", from.unchecked);
  raw("}");
}

void Writer::reasons(std::string_view key, const std::vector<Unchecked>& all) {
  raw(key);
  for (std::size_t at = 0; at < all.size(); ++at) {
    raw(at == 0 ? "\n    " : ",\n    ");
    member("{\"what\": ", all[at].what);
    member(", \"why\": ", all[at].why);
    raw("}");
  }
  raw(all.empty() ? "]" : "\n  ]");
}

void Writer::root(const CatalogObject& object) {
  member("{\"kind\": ", kind_name(object.kind));
  if (!object.schema.empty()) member(", \"schema\": ", object.schema);
  member(", \"name\": ", object.name);
  if (object.parent != no_object) {
    raw(", \"parent\": ");
    reference(objects_[object.parent]);
  }
  properties(object, "    ");
  dependencies(object);
  parts(object);
  raw("}");
}

void Writer::parts(const CatalogObject& object) {
  if (object.children.empty()) return;
  raw(", \"parts\": [\n    ");
  const auto first_other = std::ranges::find_if(object.children, [&](ObjectIndex child) {
    return objects_[child].kind != ObjectKind::column;
  });
  columns_.assign(object.children.begin(), first_other);
  std::ranges::stable_sort(columns_, {}, [&](ObjectIndex at) { return objects_[at].position; });
  last_position_ = 0;
  bool is_first = true;
  const auto one = [&](ObjectIndex child) {
    if (!is_first) raw(",\n    ");
    is_first = false;
    part(objects_[child], object.name);
  };
  std::ranges::for_each(columns_, one);
  std::for_each(first_other, object.children.end(), one);
  raw("\n  ]");
}

void Writer::part(const CatalogObject& part, std::string_view parent_name) {
  member("{\"kind\": ", kind_name(part.kind));
  member(", \"name\": ", part.name.substr(std::min(parent_name.size() + 1, part.name.size())));
  if (part.kind == ObjectKind::column) {
    if (part.position != last_position_ + 1)
      raw(system::format(", \"position\": {}", part.position));
    last_position_ = part.position;
  }
  properties(part, "      ");
  dependencies(part);
  raw("}");
}

void Writer::properties(const CatalogObject& object, std::string_view indent) {
  if (object.properties.empty()) return;
  raw(", \"properties\": {");
  bool is_first = true;
  for (const Property& property : object.properties) {
    if (!is_first) raw(", ");
    is_first = false;
    text(property.name);
    raw(": ");
    value(property.value, indent);
  }
  raw("}");
}

void Writer::value(std::string_view value, std::string_view indent) {
  std::size_t end = value.find('\n');
  if (end == std::string_view::npos) return text(value);
  const auto line = [&](std::string_view before) {
    raw(before);
    raw(indent);
    raw("  ");
    text(value.substr(0, end));
  };
  line("[\n");
  while (end != std::string_view::npos) {
    value.remove_prefix(end + 1);
    end = value.find('\n');
    line(",\n");
  }
  raw("\n");
  raw(indent);
  raw("]");
}

void Writer::dependencies(const CatalogObject& object) {
  if (object.dependencies.empty()) return;
  raw(", \"depends_on\": [");
  bool is_first = true;
  for (const ObjectIndex on : object.dependencies) {
    if (!is_first) raw(", ");
    is_first = false;
    reference(objects_[on]);
  }
  raw("]");
}

void Writer::reference(const CatalogObject& object) {
  raw("\"");
  raw(kind_name(object.kind));
  raw(" ");
  if (schema_.source().relative) {
    append_json(out_, absolute_name(object.kind, object.schema, object.name, true));
  } else {
    append_json(out_, object.name);
  }
  raw("\"");
}

}  // namespace

}  // namespace core::snapshot

std::string save_snapshot(const Schema& schema) {
  return core::snapshot::Writer(schema).document();
}

}  // namespace plumbline
