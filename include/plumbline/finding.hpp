/// One thing that is wrong, with its place, its remedy and what the real tool would have said.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plumbline/fix.hpp"
#include "plumbline/position.hpp"
#include "plumbline/rule.hpp"

namespace plumbline {

/// Another place that belongs to the finding: the second file of a collision, the other head.
struct Related {
  Position where;
  std::string message;

  bool operator==(const Related&) const = default;
};

/// What the migration tool itself says or would say, word for word, so that a reader recognises it.
struct ToolSays {
  std::string command;  ///< "sqitch plan", "alembic upgrade head"
  std::string message;  ///< as printed, may have several lines
  int exit_status = 0;  ///< of that command
  int line = 0;         ///< the line that the tool names; 0 where it names none

  bool operator==(const ToolSays&) const = default;
};

/// Immutable after the check that made it; shared freely between threads.
struct Finding {
  std::string rule;  ///< a name of the catalogue
  Severity severity = Severity::error;
  std::string message;  ///< one line, subject first, values quoted, no full stop
  std::string project;  ///< path of the tree, relative to the given PATH; "" for the repository
  Position where;       ///< where it starts
  int end_line = 0;     ///< where it ends, which is the line psql names; 0 = as it starts
  std::string change;   ///< id of the change concerned; "" for none
  std::string object;   ///< catalog name; "" for none
  std::string sqlstate;
  std::string failure_class;
  std::string remedy;  ///< what to do here; the catalogue's remedy when the adapter has none better
  std::optional<ToolSays> tool_says;
  std::string excerpt;  ///< the source line at `where`, cut to the limit; "" when not read
  std::vector<Related> related;
  std::optional<Fix> fix;

  bool operator==(const Finding&) const = default;
};

/// A finding of the catalogue's severity, class and remedy. Throws Error (internal) for an unknown
/// rule.
Finding make_finding(std::string_view rule, std::string message, Position where = {});

/// Order of output: project, file, line, column, rule, message.
bool finding_before(const Finding& left, const Finding& right);

}  // namespace plumbline
