/// What the simulator's catalog tells the resolution of types, functions and operators (sql/types).
/// Made for one statement: it keeps what it has taken apart, so the catalog must not change while
/// it lives.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/catalog.hpp"
#include "sql/session.hpp"
#include "sql/types/type.hpp"

namespace plumbline::sql {

inline TypeId type_id_of(Id object) noexcept { return first_user_type + object; }
/// The object of a user's type, array or multirange; none of a system's.
Id object_of_type(TypeId type) noexcept;

class CatalogTypes final : public TypeSource {
 public:
  explicit CatalogTypes(const Session& session);
  ~CatalogTypes() override = default;
  CatalogTypes(const CatalogTypes&) = delete;
  CatalogTypes& operator=(const CatalogTypes&) = delete;

  [[nodiscard]] const TypeScope& scope() const noexcept { return scope_; }
  /// A text of the catalog. Throws Unknown when it means nothing.
  [[nodiscard]] TypeRef parse(std::string_view text) const;

  [[nodiscard]] bool has_schema(std::string_view schema) const override;
  [[nodiscard]] TypeId find_type(std::string_view schema, std::string_view name) const override;
  [[nodiscard]] TypeInfo type(TypeId id) const override;
  [[nodiscard]] TypeId find_multirange(std::string_view schema,
                                       std::string_view name) const override;
  [[nodiscard]] std::string_view multirange_name(TypeId id) const override;
  [[nodiscard]] std::vector<AttributeInfo> attributes(TypeId id) const override;
  [[nodiscard]] bool has_label(TypeId id, std::string_view label) const override;
  [[nodiscard]] bool inherits(TypeId child, TypeId parent) const override;
  [[nodiscard]] bool has_relation(std::string_view schema, std::string_view name) const override;
  void functions(std::string_view schema, std::string_view name,
                 std::vector<FunctionInfo>& found) const override;
  void operators(std::string_view schema, std::string_view name,
                 std::vector<OperatorInfo>& found) const override;
  [[nodiscard]] std::optional<CastInfo> find_cast(TypeId source, TypeId target) const override;
  [[nodiscard]] std::optional<std::string_view> extension_schema(
      std::string_view extension) const override;

 private:
  void describe_range(Id object, TypeInfo& info) const;
  void describe_base(Id object, TypeInfo& info) const;
  [[nodiscard]] FunctionInfo function(Id object) const;
  void read_argument(std::string_view text, bool is_first_direct, FunctionInfo& info) const;
  std::string_view keep(std::string text) const { return texts_.emplace_back(std::move(text)); }

  const Catalog& catalog_;
  TypeScope scope_;
  mutable std::optional<bool> has_casts_;  // between types of the system as well
  mutable std::deque<std::string> texts_;
  mutable std::unordered_map<std::string_view, TypeRef> parsed_;
};

}  // namespace plumbline::sql
