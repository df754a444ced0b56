/// `plumbline.diff/1`, described in diff.md beside this file.
#include "core/json.hpp"
#include "plumbline/render.hpp"
#include "plumbline/version.hpp"

namespace plumbline {

namespace {

using core::JsonWriter;

std::string_view change_name(DifferenceKind change) noexcept {
  switch (change) {
    case DifferenceKind::missing:
      return "missing";
    case DifferenceKind::unexpected:
      return "unexpected";
    case DifferenceKind::changed:
      break;
  }
  return "changed";
}

void write_list(JsonWriter& json, std::string_view name, const std::vector<Unchecked>& list) {
  json.key(name).begin_array();
  for (const Unchecked& one : list)
    json.begin_object().member("what", one.what).member("why", one.why).end_object();
  json.end_array();
}

void write_source(JsonWriter& json, std::string_view name, const SchemaSource& source,
                  const Fingerprint& fingerprint) {
  json.key(name).begin_object().key("server_version");
  if (source.server_version == 0) {
    json.null();
  } else {
    json.number(source.server_version);
  }
  json.key("database").string_or_null(source.database);
  json.member("relative", source.relative).member("fingerprint", fingerprint.hex());
  json.key("digest").string_or_null(source.digest);
  write_list(json, "left_out", source.left_out);
  json.end_object();
}

void write_difference(JsonWriter& json, const Difference& one) {
  json.begin_object()
      .member("kind", kind_name(one.kind))
      .member("object", one.object)
      .member("change", change_name(one.change));
  json.key("property").string_or_null(one.property);
  json.key("old").string_or_null(one.old_value);
  json.key("new").string_or_null(one.new_value);
  json.key("rename_hint").string_or_null(one.rename_hint);
  json.end_object();
}

}  // namespace

std::string render_json(const Diff& diff) {
  JsonWriter json;
  json.begin_object().member("schema", "plumbline.diff/1").member("version", version);
  write_source(json, "old", diff.old_source, diff.old_fingerprint);
  write_source(json, "new", diff.new_source, diff.new_fingerprint);
  json.key("differences").begin_array();
  std::size_t counts[3] = {};
  for (const Difference& one : diff.differences) {
    write_difference(json, one);
    ++counts[static_cast<std::size_t>(one.change) - 1];
  }
  json.end_array();
  write_list(json, "unchecked", diff.unchecked);
  json.key("summary").begin_object();
  json.member("missing", counts[0]).member("unexpected", counts[1]).member("changed", counts[2]);
  json.end_object().end_object();
  return std::move(json).finish();
}

}  // namespace plumbline
