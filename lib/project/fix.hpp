/// The decision behind Project::fix, for it and for the findings that carry a repair of their own.
#pragma once

#include <string_view>

#include "plumbline/registry.hpp"
#include "plumbline/repair.hpp"
#include "project/state.hpp"

namespace plumbline::project {

/// What is known beside the files. Null = not known.
struct FixFacts {
  const Registry* registry = nullptr;
  const Schema* schema = nullptr;
  std::string_view only_change;  ///< the one collision that is looked at; "" = all
  bool with_heads = true;
};

FixResult make_fix(const Project::State& state, const FixFacts& facts, const FixOptions& options);

}  // namespace plumbline::project
