#include "described_schema.hpp"

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/schema/builder.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"

namespace plumbline::testing {

namespace {

using core::PropertyName;
using core::SchemaBuilder;

constexpr PropertyName plain_names[] = {"type",
                                        "not_null",
                                        "default",
                                        "expression",
                                        "generated",
                                        "identity",
                                        "columns",
                                        "include",
                                        "references",
                                        "on_delete",
                                        "deferrable",
                                        "not_valid",
                                        "inherited",
                                        "partition_of",
                                        "inherits",
                                        "bound",
                                        "owner",
                                        "comment",
                                        "persistence",
                                        "table",
                                        "predicate",
                                        "elements",
                                        "method",
                                        "unique",
                                        "query",
                                        "options",
                                        "owned_by",
                                        "increment",
                                        "body",
                                        "result",
                                        "volatility",
                                        "enabled",
                                        "values",
                                        "version",
                                        "schema",
                                        "collate",
                                        "encoding",
                                        "not_populated",
                                        "cluster_on",
                                        "events",
                                        "function",
                                        "using",
                                        "family",
                                        "row_security",
                                        "collation",
                                        "all_tables",
                                        "collation_version",
                                        "kinds",
                                        "identity_increment",
                                        "replica_identity",
                                        "connection_limit",
                                        "sort",
                                        "storage",
                                        "invalid",
                                        "partition_key",
                                        "timing",
                                        "arguments",
                                        "superuser"};
constexpr PropertyName prefixes[] = {"grant",  "setting", "member_of", "count",
                                     "config", "table",   "schema"};

class Reader {
 public:
  void read_line(std::string_view line) {
    const std::vector<std::string_view> fields = split(line);
    const std::size_t space = fields.front().find(' ');
    const auto kind = find_kind(fields.front().substr(0, space));
    if (!kind) throw std::invalid_argument(std::string(line));
    const std::string_view name = fields.front().substr(space + 1);
    const SchemaBuilder::Id id = add(*kind, name, fields);
    for (std::size_t at = 1; at < fields.size(); ++at) set(id, fields[at]);
  }
  Schema finish(SchemaSource source) { return std::move(builder_).finish(std::move(source)); }

 private:
  static std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> fields;
    while (true) {
      const std::size_t bar = line.find(" | ");
      fields.push_back(line.substr(0, bar));
      if (bar == std::string_view::npos) return fields;
      line.remove_prefix(bar + 3);
    }
  }

  SchemaBuilder::Id add(ObjectKind kind, std::string_view name,
                        const std::vector<std::string_view>& fields) {
    const std::string own = core::own_identifier(name);
    if (core::is_part(kind)) {
      const std::string whole(core::owner_name(name));
      const SchemaBuilder::Id parent = wholes_.at(whole);
      const std::string schema(builder_.schema(parent));
      const SchemaBuilder::Id id = builder_.add(kind, schema, own, parent);
      if (kind == ObjectKind::column) builder_.set_position(id, ++columns_[whole]);
      return id;
    }
    if (kind == ObjectKind::schema) return builder_.add(kind, name, name);
    if (kind < ObjectKind::schema) return builder_.add_as(kind, "", name);
    const std::string schema = core::name_parts(core::owner_name(name)).front();
    SchemaBuilder::Id parent = SchemaBuilder::none;
    if (kind == ObjectKind::index) {
      for (const std::string_view field : fields) {
        if (field.starts_with("table: ")) parent = wholes_.at(std::string(field.substr(7)));
      }
    }
    const SchemaBuilder::Id id = parent != SchemaBuilder::none
                                     ? builder_.add(kind, schema, own, parent)
                                     : builder_.add_as(kind, schema, own);
    wholes_[std::string(name)] = id;
    return id;
  }

  void set(SchemaBuilder::Id id, std::string_view field) {
    const std::size_t end = field.find(": ");
    const std::string_view name = field.substr(0, end);
    const std::string_view value =
        end == std::string_view::npos ? std::string_view() : field.substr(end + 2);
    for (const PropertyName& plain : plain_names) {
      if (plain.text() == name) return builder_.set(id, plain, value);
    }
    const std::size_t colon = name.find(':');
    for (const PropertyName& prefix : prefixes) {
      if (prefix.text() == name.substr(0, colon))
        return builder_.set_keyed(id, prefix, name.substr(colon + 1), value);
    }
    throw std::invalid_argument(std::string(field));
  }

  SchemaBuilder builder_;
  std::map<std::string, SchemaBuilder::Id> wholes_;
  std::map<std::string, int> columns_;
};

}  // namespace

Schema described_schema(std::string_view text, SchemaSource source) {
  Reader reader;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (!line.empty()) reader.read_line(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return reader.finish(std::move(source));
}

}  // namespace plumbline::testing
