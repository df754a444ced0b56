/// Schemas made by hand for the tests of lib/core/schema.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/schema/builder.hpp"
#include "core/schema/kinds.hpp"

namespace plumbline::core {

/// How an object of the sample is told from the others in the tests.
struct SampleObject {
  ObjectKind kind;
  std::string name;
};

inline constexpr std::string_view sample_property_names[] = {"owner", "comment", "grant:app",
                                                             "name \"of\" a\tlater version"};

inline std::string sample_own_name(ObjectKind kind, std::string_view prefix = {}) {
  return std::string(prefix).append(kind_name(kind));
}

/// One object of each kind; what can lie in a schema lies in `schema`, parts are those of its
/// table.
class Sample {
 public:
  explicit Sample(std::string_view schema = "public") : schema_(schema) {
    for (std::size_t at = 0; at < object_kind_count; ++at) add(static_cast<ObjectKind>(at));
    builder.set(ids[at(ObjectKind::table)], "comment", "what is ordered\nand by whom");
    builder.depend(ids[at(ObjectKind::view)], ids[at(ObjectKind::column)]);
    builder.depend(ids[at(ObjectKind::view)], ids[at(ObjectKind::function)]);
    builder.depend(ids[at(ObjectKind::column)], ids[at(ObjectKind::sequence)]);
  }

  static std::size_t at(ObjectKind kind) { return static_cast<std::size_t>(kind); }
  SchemaBuilder::Id id(ObjectKind kind) const { return ids[at(kind)]; }
  std::string name(ObjectKind kind) const { return std::string(builder.name(id(kind))); }
  Schema finish(bool relative = false) && {
    SchemaSource source;
    source.server_version = 150'020;
    source.database = "shop";
    source.relative = relative;
    source.with_dependencies = true;
    return std::move(builder).finish(std::move(source));
  }

  SchemaBuilder builder;
  std::array<SchemaBuilder::Id, object_kind_count> ids{};

 private:
  void add(ObjectKind kind) {
    auto& id = ids[at(kind)];
    const std::string own = sample_own_name(kind);
    if (kind == ObjectKind::schema) {
      id = builder.add_schema(schema_);
    } else if (is_part(kind) || kind == ObjectKind::index) {
      id = builder.add(kind, schema_, own, ids[at(ObjectKind::table)]);
    } else if (kind == ObjectKind::function) {
      id = builder.add_as(kind, schema_, "f(integer, " + schema_ + ".addr)");
    } else {
      id = builder.add(kind, kind < ObjectKind::schema ? "" : schema_, own);
    }
    builder.set(id, "owner", "app");
    if (kind == ObjectKind::column) builder.set_position(id, 1);
    if (kind >= ObjectKind::schema) builder.set(id, "type", schema_ + ".addr");
  }

  std::string schema_;
};

}  // namespace plumbline::core
