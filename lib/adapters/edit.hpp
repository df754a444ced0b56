/// How a tree's files are repaired: what has been decided (lib/project/fix.cpp) and what the
/// adapter makes of it in the files' own style.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/fix.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"

namespace plumbline::adapters {

/// Who wrote a line, and when.
struct Origin {
  std::string name;
  std::string email;
  std::int64_t time = 0;  ///< seconds since 1970 UTC
};

/// All of it is done together. An adapter looks at what concerns its tool.
struct EditRequest {
  /// Changes of the plan that get an id of their own, each behind the one before, the first behind
  /// `tail`, or behind the merge when there is one.
  std::vector<const Change*> renumber;
  std::string tail;  ///< id of a change, "" for none; only where changes name their parents
  struct Repoint {
    const Change* change = nullptr;
    std::string parent;  ///< takes the place of all its parents
  };
  std::vector<Repoint> repoint;
  std::vector<std::string> merge;  ///< heads that a new change joins, in this order

  /// Lines of a plan file that the tool refuses, where the meaning is certain.
  bool lines = false;
  std::function<bool(std::string_view rule)> wants;  ///< which of their faults; REQUIRES: `lines`
  const Registry* registry = nullptr;                ///< null when none was read
  /// Asks the history for a line, from 1; empty when it may not be asked.
  std::function<std::optional<Origin>(const std::string& file, int line)> origin;
};

/// What was done to one thing, or why it was not.
struct EditNote {
  std::string rule;
  std::string change;
  Position where;
  std::string message;  ///< subject first, as a finding's
  bool is_done = false;
};

struct EditResult {
  Fix fix;                           ///< relative to the tree's root
  std::vector<std::string> new_ids;  ///< of `renumber`
  std::string merge_id;              ///< of the change that joins `merge`
  std::vector<EditNote> notes;       ///< of lines that were repaired, or could not be
  /// Why nothing can be done at all, as a clause with its subject; "" when it was.
  std::string refusal;
};

}  // namespace plumbline::adapters
