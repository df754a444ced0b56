#include "adapters/sqitch/section.hpp"

#include <algorithm>
#include <utility>

#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

std::string shown(std::string_view text) { return system::escape_for_display(text, 80); }

class SectionCheck {
 public:
  SectionCheck(std::span<const PlannedChange> changes, const SectionContext& context)
      : changes_(changes), context_(context) {}

  SectionFaults run() {
    for (std::size_t i = context_.names.section_begin(); i < changes_.size(); ++i) {
      std::vector<Unmet> unmet;
      for (const Dependency& requirement : changes_[i].requirements) collect(i, requirement, unmet);
      if (!unmet.empty()) describe(i, unmet);
    }
    finish();
    return std::move(faults_);
  }

 private:
  /// Lines of what stands above the section; absent when it is not there.
  [[nodiscard]] std::optional<int> closed_tag(std::string_view tag) const {
    const auto found = context_.tags.find(tag);
    return found == context_.tags.end() ? std::nullopt : std::optional<int>(found->second);
  }

  [[nodiscard]] std::optional<int> closed_change(std::string_view name) const {
    const auto found = context_.names.above_section(name);
    return found ? std::optional<int>(changes_[*found].where.line) : std::nullopt;
  }

  struct Unmet {
    std::string key;
    const Dependency* requirement;
  };

  void collect(std::size_t index, const Dependency& requirement, std::vector<Unmet>& unmet) const {
    if (requirement.project ? *requirement.project != context_.project : !requirement.id.empty())
      return;
    std::string key = requirement.key_name();
    if (requirement.tag && !requirement.change.empty()) {
      const auto tag = closed_tag("@" + *requirement.tag);
      const auto change = closed_change(requirement.change);
      if (tag && change && *change < *tag) return;
    } else if (requirement.tag ? closed_tag(key).has_value() : is_above(index, key)) {
      return;
    }
    unmet.push_back({std::move(key), &requirement});
  }

  [[nodiscard]] bool is_above(std::size_t index, std::string_view name) const {
    const auto here = context_.names.in_section(name);
    return (here && *here < index) || context_.names.above_section(name);
  }

  void describe(std::size_t index, const std::vector<Unmet>& unmet) {
    const PlannedChange& change = changes_[index];
    std::size_t longest = 0;
    for (const auto& [key, requirement] : unmet) {
      const auto found = context_.names.in_section(key);
      if (key == change.name) {
        lines_.push_back(system::format("Change \"{}\" cannot require itself", change.name));
        add("plan/dependency-order", system::format("\"{}\" requires itself", shown(change.name)),
            *requirement, change);
      } else if (found) {
        const std::size_t distance = *found - index;
        longest = std::max(longest, distance);
        lines_.push_back(
            system::format("Change \"{}\" planned {} change{} before required change \"{}\"",
                           change.name, distance, distance == 1 ? "" : "s", key));
        add("plan/dependency-order",
            system::format("\"{}\" is planned {} change{} before \"{}\", which it requires",
                           shown(change.name), distance, distance == 1 ? "" : "s", shown(key)),
            *requirement, change);
      } else {
        lines_.push_back(
            system::format("Unknown change \"{}\" required by change \"{}\"", key, change.name));
        if (!is_unread(key, *requirement)) add_unknown(key, *requirement, change);
      }
    }
    if (longest > 0) {
      lines_.back() += system::format("\n    HINT: move \"{}\" down {} line{} in {}", change.name,
                                      longest, longest == 1 ? "" : "s", context_.file);
    }
  }

  [[nodiscard]] bool is_unread(const std::string& key, const Dependency& requirement) const {
    return context_.unread.contains(key) || context_.unread.contains(requirement.change) ||
           (requirement.tag && context_.unread.contains("@" + *requirement.tag));
  }

  void add_unknown(const std::string& key, const Dependency& requirement,
                   const PlannedChange& change) {
    const auto tag = requirement.tag ? closed_tag("@" + *requirement.tag) : std::nullopt;
    const auto line = closed_change(requirement.change);
    std::string message =
        system::format("\"{}\" requires \"{}\", which the plan does not have above it",
                       shown(change.name), shown(key));
    if (tag && line) {
      message = system::format(
          "\"{}\" requires \"{}\", but \"{}\" was reworked on line {}, behind that tag, and sqitch "
          "looks no further",
          shown(change.name), shown(key), shown(requirement.change), *line);
    }
    add("plan/unknown-dependency", std::move(message), requirement, change);
  }

  void add(std::string_view rule, std::string message, const Dependency& requirement,
           const PlannedChange& change) {
    Finding finding = make_finding(rule, std::move(message), requirement.where);
    // Alone, so that many faults of one section do not repeat each other.
    finding.tool_says = ToolSays{.command = "sqitch plan",
                                 .message = "Dependency error detected:\n  " + lines_.back(),
                                 .exit_status = 2,
                                 .line = 0};
    finding.related.push_back(
        {change.where, system::format("\"{}\" is declared here", shown(change.name))});
    faults_.findings.push_back(std::move(finding));
  }

  void finish() {
    if (lines_.empty()) return;
    faults_.message =
        lines_.size() == 1 ? "Dependency error detected:" : "Dependency errors detected:";
    for (const std::string& line : lines_) faults_.message += "\n  " + line;
  }

  std::span<const PlannedChange> changes_;
  const SectionContext& context_;
  std::vector<std::string> lines_;
  SectionFaults faults_;
};

}  // namespace

std::optional<std::size_t> DeclaredNames::declare(std::string_view name) {
  const auto [named, is_new] = latest_.try_emplace(name, earlier_.size());
  earlier_.push_back(is_new ? none : std::exchange(named->second, earlier_.size()));
  return is_new ? std::nullopt : std::optional(earlier_.back());
}

std::optional<std::size_t> DeclaredNames::in_section(std::string_view name) const {
  const auto named = latest_.find(name);
  if (named == latest_.end() || named->second < section_begin_) return std::nullopt;
  return named->second;
}

std::optional<std::size_t> DeclaredNames::above_section(std::string_view name) const {
  const auto named = latest_.find(name);
  if (named == latest_.end()) return std::nullopt;
  const std::size_t index =
      named->second < section_begin_ ? named->second : earlier_[named->second];
  return index == none ? std::nullopt : std::optional(index);
}

SectionFaults check_section(std::span<const PlannedChange> changes, const SectionContext& context) {
  return SectionCheck(changes, context).run();
}

}  // namespace plumbline::adapters::sqitch
