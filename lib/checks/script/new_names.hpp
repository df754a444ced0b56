/// The names that a statement gives: to what it makes, and to what it renames. Used by the rules of
/// this folder about names and comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/script/scene.hpp"

namespace plumbline::checks::script {

struct NewName {
  std::string_view kind;  ///< of `named_kinds`
  std::string own;        ///< "total"
  std::string object;     ///< "public.orders.total"
  bool is_renamed = false;
};

/// Without what is temporary, and without names that PostgreSQL chooses.
std::vector<NewName> new_names(const Step& step, const Scene& scene);

/// "table", "column" … of an ObjectType as the parser calls it; "" for others.
std::string_view object_kind(std::string_view object_type) noexcept;

}  // namespace plumbline::checks::script
