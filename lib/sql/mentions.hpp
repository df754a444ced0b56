/// Names that statements spoke of whose outcome is not known. What fails later over such a name may
/// not fail on the server: there the statement may have made, changed or dropped it. Used by the
/// simulator, beside the doubts of the catalog, which know only what a statement names outright.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "sql/node.hpp"

namespace plumbline::sql {

class Mentions {
 public:
  /// All that the statement names, in its strings too.
  void add(const Node& statement);
  [[nodiscard]] bool empty() const noexcept { return changed_.empty(); }
  /// Whether the statement names an object that one of them may have changed, or made another need.
  [[nodiscard]] bool touches(const Node& statement) const;
  /// Whether the error, which the statement met, speaks of what one of them may have changed.
  [[nodiscard]] bool touches(std::string_view message, const Node& statement) const;
  /// Whether the error speaks of an object that one of them may have changed.
  [[nodiscard]] bool touches(std::string_view message) const;
  /// Whether one of them has the name anywhere.
  [[nodiscard]] bool has(std::string_view name) const;

 private:
  std::unordered_set<std::string> changed_;  ///< objects, and all that is not told apart
  std::unordered_set<std::string> used_;     ///< objects that others may need now
  std::unordered_set<std::string> parts_;    ///< columns, of which objects in `changed_` have some
};

}  // namespace plumbline::sql
