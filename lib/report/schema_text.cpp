/// A snapshot in short: how much of what there is, and fingerprints to compare by eye or by script.
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "core/format.hpp"
#include "core/json.hpp"
#include "core/schema/kinds.hpp"
#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/paint.hpp"
#include "report/schema_source.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using core::JsonWriter;
using report::Ink;
using report::Paint;

constexpr std::size_t shown_digits = 16;  // of a fingerprint, for people
constexpr std::size_t shown_names = 8;    // of a group of equal schemas, unless verbose

std::string safe(std::string_view text) { return system::escape_for_display(text); }

/// Schemas that are alike.
struct Group {
  Fingerprint fingerprint;
  std::vector<std::string_view> schemas;  // sorted
  std::size_t objects = 0;                // in the first one, itself and parts not counted
};

std::vector<std::string_view> schema_names(const Schema& schema) {
  std::vector<std::string_view> names;
  for (const CatalogObject& object : schema.objects()) {
    if (object.kind == ObjectKind::schema) names.push_back(object.schema);
  }
  return names;
}

/// The largest first, then by their first schema.
std::vector<Group> groups_of_equals(const Schema& schema) {
  std::map<std::string_view, std::size_t> sizes;
  for (const ObjectGroup& group : schema.groups()) {
    if (group.kind != ObjectKind::schema) sizes[group.schema] += group.count;
  }
  std::map<std::array<std::uint8_t, 32>, Group> by_fingerprint;
  for (const std::string_view name : schema_names(schema)) {
    const Fingerprint fingerprint = schema.schema_fingerprint(name).value_or(Fingerprint{});
    Group& group = by_fingerprint[fingerprint.bytes];
    if (group.schemas.empty()) group.objects = sizes[name];
    group.fingerprint = fingerprint;
    group.schemas.push_back(name);
  }
  std::vector<Group> groups;
  for (auto& [bytes, group] : by_fingerprint) groups.push_back(std::move(group));
  std::ranges::sort(groups, [](const Group& a, const Group& b) {
    if (a.schemas.size() != b.schemas.size()) return a.schemas.size() > b.schemas.size();
    return a.schemas.front() < b.schemas.front();
  });
  return groups;
}

void add_kinds(std::string& out, const Schema& schema, const Paint& paint) {
  std::array<std::size_t, object_kind_count> counts{};
  for (const CatalogObject& object : schema.objects())
    ++counts[static_cast<std::size_t>(object.kind)];
  out += "\n" + paint(Ink::bold, "objects") + "\n";
  for (std::size_t at = 0; at < counts.size(); ++at) {
    if (counts[at] == 0) continue;
    out += core::format("  {:>8}  {}\n", counts[at], kind_name(static_cast<ObjectKind>(at)));
  }
}

void add_groups(std::string& out, const Schema& schema, const TextStyle& style,
                const Paint& paint) {
  const std::vector<Group> groups = groups_of_equals(schema);
  if (groups.empty()) return;
  out += "\n" +
         paint(Ink::bold, schema.source().relative ? "schemas, those alike together" : "schemas") +
         "\n";
  for (const Group& group : groups) {
    const std::size_t shown =
        style.verbose ? group.schemas.size() : std::min(group.schemas.size(), shown_names);
    std::string names;
    for (std::size_t at = 0; at < shown; ++at)
      names += (at == 0 ? "" : ", ") + safe(group.schemas[at]);
    if (shown < group.schemas.size())
      names += core::format(" and {} more", group.schemas.size() - shown);
    out += core::format("  {}  {:>6} {}",
                        paint(Ink::cyan, group.fingerprint.hex().substr(0, shown_digits)),
                        group.objects, group.objects == 1 ? "object " : "objects");
    if (group.schemas.size() > 1) out += core::format(" in each of {}:", group.schemas.size());
    out += core::format("  {}\n", names);
  }
}

void add_list(std::string& out, std::string_view title, const std::vector<Unchecked>& list,
              const Paint& paint) {
  if (list.empty()) return;
  out += "\n" + paint(Ink::bold, title) + "\n";
  for (const Unchecked& one : list)
    out += core::format("  {}: {}\n", safe(one.what), safe(one.why));
}

}  // namespace

std::string render_text(const Schema& schema, const TextStyle& style) {
  const Paint paint(style.color);
  const SchemaSource& source = schema.source();
  std::string out = safe(report::describe_source(source)) + "\n";
  out += core::format("fingerprint {}\n", paint(Ink::cyan, schema.fingerprint().hex()));
  if (!source.digest.empty()) out += core::format("digest {}\n", safe(source.digest));
  add_kinds(out, schema, paint);
  add_groups(out, schema, style, paint);
  add_list(out, "left out", source.left_out, paint);
  add_list(out, "not read", source.unchecked, paint);
  return out;
}

std::string render_fingerprints_json(const Schema& schema) {
  const SchemaSource& source = schema.source();
  JsonWriter json;
  json.begin_object().member("schema", "plumbline.fingerprints/1").member("version", version);
  json.key("database").string_or_null(source.database);
  json.key("server_version");
  if (source.server_version == 0) {
    json.null();
  } else {
    json.number(source.server_version);
  }
  json.member("relative", source.relative).member("fingerprint", schema.fingerprint().hex());
  json.key("digest").string_or_null(source.digest);
  json.key("groups").begin_array();
  for (const Group& group : groups_of_equals(schema)) {
    json.begin_object().member("fingerprint", group.fingerprint.hex());
    json.member("objects", group.objects).key("schemas").begin_array();
    for (const std::string_view name : group.schemas) json.string(name);
    json.end_array().end_object();
  }
  json.end_array().key("unchecked").begin_array();
  for (const Unchecked& one : source.unchecked)
    json.begin_object().member("what", one.what).member("why", one.why).end_object();
  json.end_array().end_object();
  return std::move(json).finish();
}

}  // namespace plumbline
