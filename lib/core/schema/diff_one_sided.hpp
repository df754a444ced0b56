/// The objects that only one of two schemas has, by name: what else follows from their absence is
/// looked up here.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumbline/schema.hpp"

namespace plumbline::core {

/// Borrows the schema.
class OneSided {
 public:
  OneSided(const Schema& schema, const std::vector<ObjectIndex>& objects);

  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }
  /// `name` as CatalogObject::name.
  [[nodiscard]] bool has(ObjectKind kind, std::string_view name) const {
    return names_.contains({kind, name});
  }
  [[nodiscard]] bool has_relation(std::string_view name) const;
  /// A column of a primary key that is one-sided.
  [[nodiscard]] bool has_key_column(std::string_view name) const {
    return key_columns_.contains(name);
  }
  /// A family in which an operator class is one-sided.
  [[nodiscard]] bool has_class_of_family(std::string_view name) const {
    return families_.contains(name);
  }

 private:
  const Schema& schema_;
  std::set<std::pair<ObjectKind, std::string_view>> names_;
  std::set<std::string, std::less<>> key_columns_;
  std::set<std::string, std::less<>> families_;
};

/// The object of that kind and name in the same schema, or null. Logarithmic.
const CatalogObject* find_like(const Schema& in, const Schema& of, const CatalogObject& object);

/// What an object is a part of, or belongs to as an index to its table and a sequence to its
/// column's table; null for all else.
const CatalogObject* whole_of(const Schema& schema, const CatalogObject& object);

/// The columns that a constraint, an index or statistics read; of `owner`, a table, by name. For a
/// check, whatever its expression could mean as such.
std::vector<std::string> columns_of(const CatalogObject& object, std::string_view owner);

/// The tables that a table inherits from or is a partition of, by name.
std::vector<std::string> ancestors_of(const CatalogObject& table);

}  // namespace plumbline::core
