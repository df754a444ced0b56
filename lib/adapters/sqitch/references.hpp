/// Finds changes the way sqitch's commands do. Follows App::Sqitch::Plan::ChangeList; spec sqitch
/// §4.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/sqitch/plan_file.hpp"

namespace plumbline::adapters::sqitch {

/// An index over a plan, which it borrows. Immutable.
class ChangeIndex {
 public:
  explicit ChangeIndex(const PlanFile& plan);

  /// As `get`: name, @tag, name@tag, id, HEAD, ROOT, each perhaps with ^ or ~. Absent for none, for
  /// an unknown tag, and for a name that means several changes.
  [[nodiscard]] std::optional<std::size_t> get(std::string_view reference) const;
  /// As `find` for a dependency: of several changes of one name the first.
  [[nodiscard]] std::optional<std::size_t> first(std::string_view reference) const;
  [[nodiscard]] std::optional<std::size_t> by_id(std::string_view id) const;

 private:
  enum class Ambiguity { refuse, take_first };
  [[nodiscard]] std::optional<std::size_t> find(std::string_view reference,
                                                Ambiguity ambiguity) const;

  /// The changes that one name means.
  struct Namesakes {
    std::size_t first;
    std::size_t last;
  };

  const PlanFile& plan_;
  std::unordered_map<std::string_view, Namesakes> names_;
  std::vector<std::size_t> earlier_;  // of each change, its namesake before it, else itself
  std::unordered_map<std::string_view, std::size_t> tags_;  // by name without the @
  std::unordered_map<std::string_view, std::size_t> ids_;   // of changes and of tags
};

}  // namespace plumbline::adapters::sqitch
