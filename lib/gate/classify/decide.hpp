/// The failure class of an error, by the step in which it came and then by what was said.
#pragma once

#include <string_view>

#include "gate/classify/read_output.hpp"

namespace plumbline::gate {

struct Verdict {
  std::string_view rule;           ///< of the catalogue
  std::string_view failure_class;  ///< "" = the rule's own
  std::string_view cause;          ///< in a few words, before what was said
  std::string_view remedy;         ///< "" = the rule's own
};

/// `step` as GateStep::name; more words may follow ("upgrade head"). Known: roles, upgrade (deploy,
/// run), seed, heads, downgrade (revert), backup, reset, restore, registry, and migrate: the
/// pending changes on restored data. Any other one tells nothing.
Verdict decide(const Said& said, std::string_view step);

}  // namespace plumbline::gate
