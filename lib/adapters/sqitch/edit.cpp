/// Lines of a sqitch plan repaired: brackets taken off timestamps, missing timestamps and planners
/// filled in from the history. A change's id hashes its line, so nothing is edited that would make
/// an applied change another one. Rules: spec sqitch §2.2 and §5.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "adapters/sqitch/diagnose.hpp"
#include "adapters/sqitch/plan_line.hpp"
#include "adapters/sqitch/tree.hpp"
#include "core/fixed_files.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

constexpr std::string_view brackets_rule = "plan/bracketed-timestamp";
constexpr std::string_view timestamp_rule = "plan/missing-timestamp";
constexpr std::string_view planner_rule = "plan/missing-planner";

/// One line of the file, without its end.
struct SourceLine {
  std::size_t begin = 0;
  std::string_view text;
};

std::vector<SourceLine> split(std::string_view text) {
  std::vector<SourceLine> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (end < text.size() && line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({at, line});
    at = end + 1;
  }
  return lines;
}

/// "2024-03-01T10:00:00Z"
std::string timestamp_of(std::int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return system::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                        clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

class LineEditor {
 public:
  LineEditor(const PlanFile& plan, const std::string& root, const EditRequest& request)
      : file_(plan.file),
        request_(request),
        text_(system::read_file(system::join_path(root, file_))),
        lines_(split(text_)),
        plan_(read_plan(text_, file_)) {}

  EditResult run() {
    for (const Finding& finding : plan_.findings) {
      if (!request_.wants(finding.rule)) continue;
      if (finding.rule == brackets_rule && finding.fix) take_brackets_off(finding);
      if (finding.rule == timestamp_rule) missing_[finding.where.line].timestamp = &finding;
      if (finding.rule == planner_rule) missing_[finding.where.line].planner = &finding;
    }
    for (const auto& [number, missing] : missing_) fill(number, missing);
    if (edits_.empty()) return std::move(result_);
    std::ranges::stable_sort(edits_, {}, &Edit::offset);
    if (!keeps_what_is_applied()) return std::move(result_);
    result_.fix.read = {{file_, system::sha256_hex(text_)}};
    result_.fix.edits = std::move(edits_);
    return std::move(result_);
  }

 private:
  struct Missing {
    const Finding* timestamp = nullptr;
    const Finding* planner = nullptr;
  };

  void note(const Finding& finding, std::string message, bool is_done) {
    result_.notes.push_back({.rule = finding.rule,
                             .change = finding.change,
                             .where = finding.where,
                             .message = std::move(message),
                             .is_done = is_done});
  }

  void take_brackets_off(const Finding& finding) {
    std::ranges::copy(finding.fix->edits, std::back_inserter(edits_));
    lines_edited_.insert(finding.where.line);
    note(finding,
         system::format("line {} loses the brackets round its timestamp", finding.where.line),
         true);
  }

  void fill(int number, const Missing& missing) {
    const Finding& finding = *(missing.timestamp != nullptr ? missing.timestamp : missing.planner);
    const SourceLine& line = lines_.at(static_cast<std::size_t>(number) - 1);
    const CutLine cut = cut_note(line.text);
    const auto parts = parse_line(cut.text);
    const bool has_other =
        missing.timestamp != nullptr && !diagnose_timestamp(cut.text).message.empty();
    if (!parts || has_other) {
      note(finding,
           system::format("line {} has something in the place of what is missing: only "
                          "its author can tell what was meant",
                          number),
           false);
      return;
    }
    const std::optional<Origin> origin =
        request_.origin ? request_.origin(file_, number) : std::nullopt;
    if (!origin) {
      note(finding,
           system::format("line {} says neither when nor by whom: {}", number,
                          request_.origin ? "git does not know the line either"
                                          : "git may know, which is asked with --git"),
           false);
      return;
    }
    const std::string planner = system::format("{} <{}>", origin->name, origin->email);
    const std::string timestamp = timestamp_of(origin->time);
    std::size_t end = cut.text.size();
    while (end > 0 && (cut.text[end - 1] == ' ' || cut.text[end - 1] == '\t')) --end;
    if (missing.timestamp != nullptr && parts->planner_name) {
      const auto at = static_cast<std::size_t>(parts->planner_name->data() - cut.text.data());
      insert(line.begin + at, timestamp + " ");
    } else if (missing.timestamp != nullptr) {
      insert(line.begin + end, " " + timestamp + " " + planner);
    } else {
      insert(line.begin + end, " " + planner);
    }
    lines_edited_.insert(number);
    note(finding,
         system::format("line {} gets {} from git", number,
                        missing.timestamp == nullptr ? planner
                        : parts->planner_name        ? timestamp
                                                     : timestamp + " " + planner),
         true);
  }

  void insert(std::size_t offset, std::string text) {
    edits_.push_back({file_, offset, 0, std::move(text)});
  }

  /// Whether what stood there is still in the plan under its id. Takes everything back otherwise.
  bool keeps_what_is_applied() {
    const PlanFile repaired = read_plan(core::edited(text_, edits_), file_);
    std::string why;
    for (const Finding& finding : repaired.findings) {
      const bool was_edited = lines_edited_.contains(finding.where.line);
      const bool is_of_ours = finding.rule == brackets_rule || finding.rule == timestamp_rule ||
                              finding.rule == planner_rule || finding.rule == "plan/syntax";
      if (was_edited && is_of_ours && finding.severity == Severity::error && why.empty())
        why = system::format("line {} would still be refused: {}", finding.where.line,
                             finding.message);
    }
    if (why.empty()) why = lost_change(repaired);
    if (why.empty()) return true;
    for (EditNote& each : result_.notes) {
      if (!each.is_done) continue;
      each.is_done = false;
      each.message = why;
    }
    return false;
  }

  [[nodiscard]] std::string lost_change(const PlanFile& repaired) const {
    if (request_.registry == nullptr || repaired.has_unread_lines) return {};
    std::set<std::string_view> ids;
    std::set<std::string_view> names;
    for (const PlannedChange& change : repaired.changes) {
      ids.insert(change.id);
      if (change.where.line >= *lines_edited_.begin()) names.insert(change.name);
    }
    for (const RegistryRow& row : request_.registry->rows) {
      if (ids.contains(row.id) || !names.contains(row.name)) continue;
      return system::format(
          "change \"{}\" is applied as {}, and the repaired plan would make "
          "another change of it: write the line as it was deployed",
          system::escape_for_display(row.name), row.id);
    }
    return {};
  }

  const std::string& file_;
  const EditRequest& request_;
  std::string text_;
  std::vector<SourceLine> lines_;
  PlanFile plan_;
  std::map<int, Missing> missing_;
  std::set<int> lines_edited_;
  std::vector<Edit> edits_;
  EditResult result_;
};

}  // namespace

EditResult SqitchTree::edit(const EditRequest& request) const {
  const bool has_faults = std::ranges::any_of(plan_file_.findings, [](const Finding& finding) {
    return finding.rule == brackets_rule || finding.rule == timestamp_rule ||
           finding.rule == planner_rule;
  });
  if (!request.lines || !has_faults) return {};
  return LineEditor(plan_file_, place_.root, request).run();
}

/// With --log-only nothing but verify scripts is run. A name that stands in the plan twice needs
/// the change's id.
std::vector<std::string> SqitchTree::register_commands(
    const std::vector<const Change*>& changes) const {
  const Change& last = *changes.back();
  const auto times = std::ranges::count(plan_.changes, last.name, &Change::name);
  return {"sqitch deploy --log-only --to-change " + (times > 1 ? last.id : last.name)};
}

}  // namespace plumbline::adapters::sqitch
