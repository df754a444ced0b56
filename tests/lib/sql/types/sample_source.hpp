/// A few user types, functions and operators, as SQL for a server and as a TypeSource.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/types/type.hpp"

namespace plumbline::tests {

/// What `SampleSource` knows, for the server, in schemas public and s2. The range's multirange
/// comes with version 14.
std::string_view sample_sql();

class SampleSource final : public sql::TypeSource {
 public:
  static constexpr sql::TypeId mood = 20001, posint = 20002, email = 20003, int_list = 20004,
                               address = 20005, float_range = 20006, customer = 20007,
                               other_mood = 20008, big_posint = 20009;

  bool has_schema(std::string_view schema) const override;
  sql::TypeId find_type(std::string_view schema, std::string_view name) const override;
  sql::TypeInfo type(sql::TypeId id) const override;
  sql::TypeId find_multirange(std::string_view schema, std::string_view name) const override;
  std::string_view multirange_name(sql::TypeId range) const override;
  std::vector<sql::AttributeInfo> attributes(sql::TypeId id) const override;
  bool has_label(sql::TypeId id, std::string_view label) const override;
  void functions(std::string_view schema, std::string_view name,
                 std::vector<sql::FunctionInfo>& found) const override;
  void operators(std::string_view schema, std::string_view name,
                 std::vector<sql::OperatorInfo>& found) const override;
  std::optional<sql::CastInfo> find_cast(sql::TypeId source, sql::TypeId target) const override;
};

}  // namespace plumbline::tests
