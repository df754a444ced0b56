#include "adapters/sqitch/section.hpp"

#include <algorithm>

#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

std::string shown(std::string_view text) { return system::escape_for_display(text, 80); }

class SectionCheck {
 public:
  explicit SectionCheck(const SectionContext& context) : context_(context) {}

  SectionFaults run(std::span<const PlannedChange> changes) {
    std::vector<std::pair<const PlannedChange*, std::vector<Unmet>>> all_unmet;
    int position = 0;
    for (const PlannedChange& change : changes) {
      std::vector<Unmet> unmet;
      for (const Dependency& requirement : change.requirements) collect(requirement, unmet);
      position_.insert_or_assign(change.name, ++position);
      if (!unmet.empty()) all_unmet.emplace_back(&change, std::move(unmet));
    }
    for (const auto& [change, unmet] : all_unmet) describe(*change, unmet);
    finish();
    return std::move(faults_);
  }

 private:
  [[nodiscard]] LineNumbers::const_iterator closed_tag(const Dependency& requirement) const {
    return context_.closed.find("@" + *requirement.tag);
  }

  struct Unmet {
    std::string key;
    const Dependency* requirement;
  };

  void collect(const Dependency& requirement, std::vector<Unmet>& unmet) const {
    if (requirement.project ? *requirement.project != context_.project : !requirement.id.empty())
      return;
    std::string key = requirement.key_name();
    if (requirement.tag && !requirement.change.empty()) {
      const auto tag = closed_tag(requirement);
      const auto change = context_.closed.find(requirement.change);
      if (tag != context_.closed.end() && change != context_.closed.end() &&
          change->second < tag->second)
        return;
    } else if (context_.closed.contains(key) || position_.contains(key)) {
      return;
    }
    unmet.push_back({std::move(key), &requirement});
  }

  void describe(const PlannedChange& change, const std::vector<Unmet>& unmet) {
    int longest = 0;
    for (const auto& [key, requirement] : unmet) {
      const auto found = position_.find(key);
      if (key == change.name) {
        lines_.push_back(system::format("Change \"{}\" cannot require itself", change.name));
        add("plan/dependency-order", system::format("\"{}\" requires itself", shown(change.name)),
            *requirement, change);
      } else if (found != position_.end()) {
        const int distance = found->second - position_.find(change.name)->second;
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
    const auto tag = requirement.tag ? closed_tag(requirement) : context_.closed.end();
    const auto line = context_.closed.find(requirement.change);
    std::string message =
        system::format("\"{}\" requires \"{}\", which the plan does not have above it",
                       shown(change.name), shown(key));
    if (tag != context_.closed.end() && line != context_.closed.end()) {
      message = system::format(
          "\"{}\" requires \"{}\", but \"{}\" was reworked on line {}, behind that tag, and sqitch "
          "looks no further",
          shown(change.name), shown(key), shown(requirement.change), line->second);
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

  const SectionContext& context_;
  LineNumbers position_;
  std::vector<std::string> lines_;
  SectionFaults faults_;
};

}  // namespace

SectionFaults check_section(std::span<const PlannedChange> changes, const SectionContext& context) {
  return SectionCheck(context).run(changes);
}

}  // namespace plumbline::adapters::sqitch
