/// The first step of a comparison: which objects of two schemas belong together and may differ,
/// and which are on one side only. In proportion to what differs: groups of one fingerprint are
/// passed over, and so are objects in the others.
#pragma once

#include <string_view>
#include <vector>

#include "plumbline/schema.hpp"

namespace plumbline::core {

struct ObjectPair {
  ObjectIndex old = no_object;
  ObjectIndex now = no_object;

  auto operator<=>(const ObjectPair&) const = default;
};

/// Indexes into the objects of the old and of the new schema.
struct ObjectPairs {
  std::vector<ObjectPair> both;  ///< of one kind and name; perhaps alike
  /// In one schema only. Of parts, those whose table, view or domain is in both.
  std::vector<ObjectIndex> missing;
  std::vector<ObjectIndex> unexpected;
};

/// Kinds that are there as soon as something is said of them: a database, default privileges. A
/// pair in which one side is no_object stands for one of which nothing is said there.
bool is_made_of_properties(ObjectKind kind) noexcept;

class ObjectPairing {
 public:
  /// `with_alike`: also tables of one fingerprint, whose columns may be in another order.
  ObjectPairing(const Schema& old, const Schema& now, bool with_alike);

  [[nodiscard]] ObjectPairs take() && { return std::move(pairs_); }
  /// What an object's schema in the new Schema is called in the old one: of two relative schemas
  /// with one each, whatever they are called.
  [[nodiscard]] std::string_view old_schema(std::string_view schema) const noexcept {
    return schema == now_only_ ? old_only_ : schema;
  }

 private:
  void pair_groups(const ObjectGroup& old, const ObjectGroup& now);
  void add_one_sided(const ObjectGroup& group, bool is_old);
  void add_one_sided(ObjectIndex object, bool is_old);
  void pair_parts(const CatalogObject& old, const CatalogObject& now);
  [[nodiscard]] std::string_view pairing_name(const CatalogObject& object) const noexcept;

  const Schema& old_;
  const Schema& now_;
  bool with_alike_;
  std::string_view old_only_;  // the one schema of each side where they are paired; else ""
  std::string_view now_only_;
  ObjectPairs pairs_;
};

}  // namespace plumbline::core
