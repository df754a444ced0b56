/// Makes a Schema: objects and their properties in whatever order a reader comes across them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/schema/text_arena.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::core {

/// A literal: property names are never copied.
class PropertyName {
 public:
  consteval PropertyName(const char* text) : text_(text) {}  // NOLINT: implicit on purpose
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

/// `name` as a part of a qualified name: in double quotes when it holds a dot, a quote, a comma, a
/// bracket or a control character, or is empty.
std::string name_part(std::string_view name);

class SchemaBuilder {
 public:
  using Id = std::uint32_t;
  static constexpr Id none = static_cast<Id>(-1);

  /// `own` is the bare identifier; a part (`parent` given) is called "parent's name.own", all else
  /// "schema.own". The parent of an index is its table. A part lies in its parent's schema, a
  /// schema in itself, whatever `schema` says.
  Id add(ObjectKind kind, std::string_view schema, std::string_view own, Id parent = none);
  /// A schema lies in itself: what is done to all that lies in one is done to it.
  Id add_schema(std::string_view name);
  /// For names that are more than an identifier: "f(integer)", "addr AS text". Taken as it is.
  Id add_as(ObjectKind kind, std::string_view schema, std::string_view text);

  /// An empty value is no property.
  void set(Id object, PropertyName name, std::string_view value);
  /// As `set`, in place of what it was before.
  void replace(Id object, PropertyName name, std::string_view value);
  /// A copy that lives as long as the builder and the schema. Bytes that are no UTF-8 are spelled.
  std::string_view keep(std::string_view text);
  void set_flag(Id object, PropertyName name, bool is_so) {
    if (is_so) set(object, name, "true");
  }
  /// As `set(object, "grant:" + key, value)`; an empty value counts.
  void set_keyed(Id object, PropertyName prefix, std::string_view key, std::string_view value);
  void set_position(Id object, int position) {
    drafts_[object].position = static_cast<std::int16_t>(position);
  }
  /// `object` cannot be without `on`. Repetitions and an object's own parts are dropped.
  void depend(Id object, Id on) { dependencies_.emplace_back(object, on); }

  // For what comes from a snapshot: names as they are there, parents when all are known.
  Id add_saved(ObjectKind kind, std::string_view schema, std::string_view name) {
    return add_draft(kind, schema, "", name, none);
  }
  void set_parent(Id object, Id parent) { drafts_[object].parent = parent; }
  void set_saved(Id object, std::string_view name, std::string_view value);

  /// Leaves it out, with its parts.
  void drop(Id object) { drafts_[object].is_dropped = true; }

  [[nodiscard]] std::size_t count() const noexcept { return drafts_.size(); }
  [[nodiscard]] ObjectKind kind(Id object) const noexcept { return drafts_[object].kind; }
  [[nodiscard]] Id parent(Id object) const noexcept { return drafts_[object].parent; }
  [[nodiscard]] bool is_dropped(Id object) const noexcept { return drafts_[object].is_dropped; }
  /// As CatalogObject::schema and ::name; live as long as the builder and the schema.
  [[nodiscard]] std::string_view schema(Id object) const noexcept { return drafts_[object].schema; }
  [[nodiscard]] std::string_view name(Id object) const noexcept { return drafts_[object].name; }
  /// A property's value so far; "" when absent.
  [[nodiscard]] std::string_view value(Id object, std::string_view property) const noexcept;

  /// Sorts, links and fingerprints. REQUIRES: no two objects of one kind and
  /// name, no property set twice.
  Schema finish(SchemaSource source) &&;
  /// The same for what comes from a snapshot, where a relative one is relative already.
  Schema finish_saved(SchemaSource source) &&;

 private:
  struct Draft {
    std::string_view schema;
    std::string_view name;
    Id parent = none;
    std::uint32_t last_property = 0;  // index into properties_ plus 1; 0 = none
    ObjectKind kind{};
    std::int16_t position = 0;
    bool is_dropped = false;
  };
  struct PropertyDraft {
    Property property;
    std::uint32_t previous = 0;
  };
  friend class SchemaAssembly;

  Id add_draft(ObjectKind kind, std::string_view schema, std::string_view prefix,
               std::string_view own, Id parent);
  void put(Id object, std::string_view name, std::string_view value);

  std::unique_ptr<TextArena> texts_ = std::make_unique<TextArena>();
  std::vector<Draft> drafts_;
  std::vector<PropertyDraft> properties_;
  std::vector<std::pair<Id, Id>> dependencies_;
};

}  // namespace plumbline::core
