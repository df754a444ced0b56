/// The check that sqitch makes when a tag or the end of the file closes a section: whether each
/// requirement is above. Follows App::Sqitch::Plan::check_changes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "adapters/sqitch/plan_file.hpp"

namespace plumbline::adapters::sqitch {

/// Which changes a name has meant so far, while a plan is read from the top; within a section a
/// name is declared once. The names are the plan text's own.
class DeclaredNames {
 public:
  explicit DeclaredNames(std::size_t expected) { latest_.reserve(expected); }

  /// Declares the next change, and returns the one that had its name until now.
  std::optional<std::size_t> declare(std::string_view name);
  /// Index of the change of the section that is open.
  [[nodiscard]] std::optional<std::size_t> in_section(std::string_view name) const;
  /// Index of the latest change of the sections that are closed.
  [[nodiscard]] std::optional<std::size_t> above_section(std::string_view name) const;
  [[nodiscard]] std::size_t section_begin() const noexcept { return section_begin_; }
  void close_section() noexcept { section_begin_ = earlier_.size(); }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::unordered_map<std::string_view, std::size_t> latest_;
  std::vector<std::size_t> earlier_;  // of each change, the one that had its name before, or `none`
  std::size_t section_begin_ = 0;     // index of the open section's first change
};

/// Line numbers by `@tag`. The names are the plan text's own.
using TagLines = std::unordered_map<std::string_view, int>;

struct SectionFaults {
  std::vector<Finding> findings;
  std::string message;  ///< sqitch's, all faults of the section in one; "" when there are none
};

struct SectionContext {
  std::string_view project;
  std::string_view file;
  const DeclaredNames& names;
  const TagLines& tags;  ///< of the sections that are closed
  /// Names on lines that could not be read: sqitch would not come this far.
  const std::unordered_set<std::string>& unread;
};

/// The section is the open one of `context.names`, up to the last of `changes`, which are all of
/// the plan so far.
SectionFaults check_section(std::span<const PlannedChange> changes, const SectionContext& context);

}  // namespace plumbline::adapters::sqitch
