/// The decision behind Project::fix, for it and for the findings that carry a repair of their own.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "core/collision.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/repair.hpp"
#include "project/state.hpp"

namespace plumbline::project {

/// Of every file that claims an id together with another one; made when first asked for.
using Footprints = std::map<const Change*, core::Footprint>;

/// What is known beside the files. Null = not known.
struct FixFacts {
  const Registry* registry = nullptr;
  const Schema* schema = nullptr;
  std::string_view only_change;      ///< the one collision that is looked at; "" = all
  Footprints* footprints = nullptr;  ///< REQUIRES: with a schema
};

FixResult make_fix(const Project::State& state, const FixFacts& facts, const FixOptions& options);

/// Whether the findings hold some whose repair needs to know what the database holds.
bool needs_schema(const std::vector<Finding>& findings);

/// Gives findings the repair of their own, where there is one. Of `facts` registry and schema
/// count.
void add_fixes(std::vector<Finding>& findings, const Project::State& state, const FixFacts& facts);

}  // namespace plumbline::project
