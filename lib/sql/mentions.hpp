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
  [[nodiscard]] bool empty() const noexcept { return names_.empty(); }
  /// Whether the statement names one of them.
  [[nodiscard]] bool touches(const Node& statement) const;
  [[nodiscard]] bool touches(std::string_view message) const;

 private:
  std::unordered_set<std::string> names_;
};

}  // namespace plumbline::sql
