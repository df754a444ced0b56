/// Reads a sqitch.plan line by line, as App::Sqitch::Plan::_parse does, and goes on behind an
/// error, which sqitch does not: the first error is what sqitch says, each is a finding.

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "adapters/sqitch/dates.hpp"
#include "adapters/sqitch/dependency.hpp"
#include "adapters/sqitch/diagnose.hpp"
#include "adapters/sqitch/perl_text.hpp"
#include "adapters/sqitch/plan_file.hpp"
#include "adapters/sqitch/plan_line.hpp"
#include "adapters/sqitch/section.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

constexpr std::string_view invalid_name =
    "Invalid name; names must not begin with punctuation, contain \"@\", \":\", \"#\", \"\\\", or "
    "blanks, "
    "or end in punctuation or digits following punctuation";
constexpr std::string_view invalid_pragma =
    "Invalid pragma; a blank line must come between pragmas and changes";
constexpr std::string_view empty_dependency =
    "Depend object must have either \"change\", \"tag\", or \"id\" defined";
constexpr std::string_view endless =
    "the tool does not end on this plan (stopped after 20 s or at the memory limit)";
/// PerlIO reads and decodes this much at a time, so that a bad byte stops sqitch before the lines
/// of its block.
constexpr std::size_t block_size = 8192;
/// Further ones are counted, not kept: a hostile plan must cost time, not memory.
constexpr std::size_t max_findings = 10'000;

/// What room is made for at first: no more than an honest plan of that size has.
std::size_t expected_changes(std::string_view text) {
  constexpr std::size_t usual_line = 64;
  constexpr std::size_t most_expected = 4'096;
  return std::min(text.size() / usual_line, most_expected);
}

std::string shown(std::string_view text) { return system::escape_for_display(text, 80); }

class PlanReader {
 public:
  PlanReader(std::string_view text, std::string file)
      : text_(text), names_(expected_changes(text)) {
    plan_.file = std::move(file);
    plan_.changes.reserve(expected_changes(text));
  }

  PlanFile read() {
    bad_byte_ = find_bad_text(text_);
    while (read_header_line()) {
    }
    if (!is_true(plan_.project)) refuse_missing_project();
    while (next_line()) read_body_line();
    close_section();
    settle_refusal();
    leave_one_quotation();
    if (unlisted_ > 0) {
      plan_.findings.push_back(
          make_finding("plan/syntax",
                       system::format("{} further problems of this plan are not listed", unlisted_),
                       {plan_.file, 0, 0, 0}));
    }
    identify(plan_);
    return std::move(plan_);
  }

 private:
  // --- Lines

  bool next_line() {
    if (next_ >= text_.size()) return false;
    start_ = next_;
    const std::size_t newline = text_.find('\n', start_);
    next_ = newline == std::string_view::npos ? text_.size() : newline + 1;
    line_ =
        text_.substr(start_, (newline == std::string_view::npos ? text_.size() : newline) - start_);
    if (newline != std::string_view::npos && line_.ends_with('\r')) line_.remove_suffix(1);
    ++number_;
    return true;
  }

  /// Counts on from the last place of the same line, so that many places on a long line cost linear
  /// time.
  [[nodiscard]] Position at(std::size_t offset) {
    if (counted_line_ != number_ || offset < counted_to_) {
      counted_line_ = number_;
      counted_to_ = 0;
      column_ = 1;
    }
    column_ += static_cast<int>(
        system::count_code_points(line_.substr(counted_to_, offset - counted_to_)));
    counted_to_ = offset;
    return {plan_.file, number_, column_, start_ + offset};
  }

  [[nodiscard]] Position at(std::string_view part) {
    return at(static_cast<std::size_t>(part.data() - line_.data()));
  }

  /// The same place of the plan's own text, which outlives a line that was repaired. `before`: that
  /// many bytes in front belong to it.
  [[nodiscard]] std::string_view in_text(std::string_view part, std::size_t before = 0) const {
    const std::size_t offset = start_ + static_cast<std::size_t>(part.data() - line_.data());
    return text_.substr(offset - before, part.size() + before);
  }

  // --- Errors

  void refuse(PlanRefusal refusal) {
    if (plan_.refusal) return;
    plan_.refusal = std::move(refusal);
    refused_at_ = next_;
    quoted_ = {plan_.findings.size(), plan_.findings.size() + 1};
  }

  [[nodiscard]] std::string syntax_error(std::string_view error) const {
    return system::format("Syntax error in {} at line {}: {}", plan_.file, number_, error);
  }

  /// A syntax error of sqitch's own, with its line.
  Finding& add_syntax_error(std::string_view rule, std::string message, const Position& where,
                            std::string_view error) {
    const std::string says = syntax_error(error);
    refuse({says, "parse", number_});
    return add(rule, std::move(message), where, says, number_);
  }

  Finding& add(std::string_view rule, std::string message, const Position& where, std::string says,
               int line) {
    if (plan_.findings.size() >= max_findings) {
      ++unlisted_;
      return unlisted_finding_;
    }
    plan_.findings.push_back(make_finding(rule, std::move(message), where));
    plan_.findings.back().tool_says = ToolSays{
        .command = "sqitch plan", .message = std::move(says), .exit_status = 2, .line = line};
    return plan_.findings.back();
  }

  /// A line that gives no change: what is below it will get other ids once it is corrected.
  void give_up(std::string_view name, bool is_tag) {
    if (!is_tag) plan_.has_unread_lines = true;
    if (!name.empty()) unread_.insert((is_tag ? "@" : "") + std::string(name));
  }

  // --- Encoding

  void report_bad_bytes() {
    const std::size_t offset = bad_byte_ - start_;
    const system::Decoded decoded = system::decode_code_point(text_.substr(bad_byte_));
    const bool is_noncharacter = decoded.length > 1;
    const std::string says =
        is_noncharacter
            ? system::format("Can't interchange noncharacter code point U+{:04X}",
                             static_cast<unsigned>(decoded.code_point))
            : system::format("Can't decode ill-formed UTF-8 octet sequence <{:02X}>",
                             static_cast<unsigned>(static_cast<unsigned char>(text_[bad_byte_])));
    const std::string message =
        is_noncharacter
            ? system::format("character U+{:04X} is not allowed in a plan",
                             static_cast<unsigned>(decoded.code_point))
            : system::format("byte 0x{:02X} at offset {} is not UTF-8",
                             static_cast<unsigned>(static_cast<unsigned char>(text_[bad_byte_])),
                             bad_byte_);
    bad_refusal_ = {says, "perl", number_};
    if (!first_bad_finding_) first_bad_finding_ = plan_.findings.size();
    add("plan/syntax", message, at(offset), says, 0);
    const std::size_t behind = next_;
    const std::size_t further = find_bad_text(text_.substr(behind));
    bad_byte_ = further == std::string_view::npos ? further : behind + further;
  }

  /// Whether the current line holds bytes that sqitch cannot decode; they are reported once a line.
  bool is_undecodable() {
    if (bad_byte_ >= next_) return false;
    if (!first_bad_byte_) first_bad_byte_ = bad_byte_;
    const bool is_first = !bad_refusal_;
    const auto kept = bad_refusal_;
    report_bad_bytes();
    if (!is_first) bad_refusal_ = kept;
    return true;
  }

  // --- Header

  bool read_header_line() {
    if (!next_line()) return false;
    if (is_undecodable()) return true;
    if (const auto comment = comment_text(line_)) {
      const std::string_view note = is_true(*comment) ? trim_space(*comment) : *comment;
      return is_true(note);
    }
    const CutLine cut = cut_note(line_);
    const auto pragma = parse_pragma(cut.text);
    if (!pragma) {
      report_bad_pragma(cut.text);
      return true;
    }
    read_pragma(*pragma);
    return true;
  }

  void report_bad_pragma(std::string_view text) {
    const std::string_view content = skip_blanks(text);
    std::string message =
        "the line is no pragma: a blank line must come between pragmas and changes";
    if (number_ == 1 && line_.starts_with("\xEF\xBB\xBF")) {
      message =
          "the file begins with a byte order mark, which sqitch takes for a pragma: save it as "
          "UTF-8 without one";
    } else if (content.empty()) {
      message = "a line that is only \"#\" is no comment for sqitch: add a blank or a text";
    } else if (content.front() == '%') {
      message = "the pragma has no valid name, or no value behind \"=\"";
    }
    add_syntax_error("plan/syntax", std::move(message),
                     content.empty() ? at(line_.find('#')) : at(content), invalid_pragma);
  }

  void read_pragma(const PragmaParts& pragma) {
    if (pragma.name == "project") {
      if (!pragma.value || !is_name(*pragma.value)) {
        const std::string value = pragma.value ? std::string(*pragma.value) : "{project}";
        add_syntax_error("plan/syntax",
                         pragma.value
                             ? system::format("project name \"{}\" is not valid", shown(value))
                             : "%project has no value",
                         at(pragma.value.value_or(pragma.name)),
                         system::format("invalid project name \"{}\": project names must not begin "
                                        "with punctuation, contain \"@\", "
                                        "\":\", \"#\", \"\\\", or blanks, or end in punctuation or "
                                        "digits following punctuation",
                                        value));
        has_bad_project_ = true;
        return;
      }
      plan_.project = *pragma.value;
    } else if (pragma.name == "uri") {
      const std::string_view value = pragma.value.value_or("1");
      plan_.uri.reset();
      if (is_true(value)) plan_.uri = canonical_uri(value, plan_.written_uri);
    }
  }

  void refuse_missing_project() {
    if (has_bad_project_) return;
    const std::string says = system::format("Missing %project pragma in {}", plan_.file);
    refuse({says, "parse", std::nullopt});
    add("plan/syntax", "%project is missing above the first blank line", {plan_.file, 0, 0, 0},
        says, 0);
  }

  // --- Body

  void read_body_line() {
    if (is_undecodable()) {
      give_up({}, false);
      return;
    }
    if (comment_text(line_)) return;
    const CutLine cut = cut_note(line_);
    const bool is_tag = skip_blanks(cut.text).starts_with('@');
    auto parts = parse_line(cut.text);
    const bool lost_timestamp = parts && !parts->timestamp && find_timestamp(cut.text);
    if (!parts || !is_true(parts->name) || lost_timestamp) {
      read_invalid_name(cut, is_tag);
      return;
    }
    if (!check_parts(*parts, cut.text, is_tag)) {
      give_up(parts->name, is_tag);
      if (is_tag) close_section();
      return;
    }
    read_item(*parts, cut, is_tag);
  }

  /// What sqitch calls an invalid name. A line whose only fault is a bracketed timestamp is read on
  /// as it was meant.
  void read_invalid_name(const CutLine& cut, bool is_tag) {
    const Diagnosis cause = cut.text.empty()
                                ? Diagnosis{.rule = "plan/syntax",
                                            .message =
                                                "a line that is only \"#\" is no comment for "
                                                "sqitch: add a blank or a text",
                                            .offset = line_.find('#'),
                                            .name = {},
                                            .brackets = {}}
                                : diagnose_line(cut.text);
    Finding& finding = add_syntax_error(cause.rule, cause.message, at(cause.offset), invalid_name);
    if (!cause.brackets) {
      give_up(cause.name, is_tag);
      if (is_tag) close_section();
      return;
    }
    finding.fix = Fix{.edits = {{plan_.file, start_ + cause.brackets->open, 1, ""},
                                {plan_.file, start_ + cause.brackets->close, 1, ""}},
                      .renames = {}};
    std::string meant(cut.text);
    meant[cause.brackets->open] = meant[cause.brackets->close] = ' ';
    // The copy has the line's offsets, so that positions hold.
    const std::string_view line = std::exchange(line_, meant);
    const auto parts = parse_line(line_);
    if (parts && is_true(parts->name) && parts->timestamp && parts->planner_name &&
        is_true(*parts->planner_name) && check_name(*parts, is_tag)) {
      read_item(*parts, {line_, cut.note}, is_tag);
    } else {
      give_up(cause.name, is_tag);
      if (is_tag) close_section();
    }
    line_ = line;
  }

  bool check_parts(const LineParts& parts, std::string_view text, bool is_tag) {
    const bool has_planner = parts.planner_name && is_true(*parts.planner_name);
    if (parts.timestamp && has_planner) return check_name(parts, is_tag);
    const std::string name = shown((is_tag ? "@" : "") + std::string(parts.name));
    const std::string_view error = parts.timestamp ? "Missing planner name and email"
                                   : has_planner   ? "Missing timestamp"
                                                   : "Missing timestamp and planner name and email";
    if (!parts.timestamp) {
      const Diagnosis cause = diagnose_timestamp(text);
      add_syntax_error("plan/missing-timestamp",
                       cause.message.empty()
                           ? system::format("\"{}\" has no timestamp", name)
                           : system::format("\"{}\" has no timestamp: {}", name, cause.message),
                       cause.offset > 0 ? at(cause.offset) : at(parts.name), error);
    }
    if (!has_planner) {
      add_syntax_error("plan/missing-planner",
                       system::format("\"{}\" has no planner name and e-mail", name),
                       at(parts.name), error);
    }
    return false;
  }

  /// What sqitch checks of a complete line before it looks at tags and changes apart.
  bool check_name(const LineParts& parts, bool is_tag) {
    const std::string name(parts.name);
    if (name == "HEAD" || name == "ROOT") {
      const std::string said = (is_tag ? "@" : "") + name;
      add_syntax_error("plan/syntax", system::format("name \"{}\" is reserved", said),
                       at(parts.name), system::format("\"{}\" is a reserved name", said));
      return false;
    }
    if (begins_with_sha1(name)) {
      add_syntax_error(
          "plan/syntax", system::format("name \"{}\" looks like a change id", shown(name)),
          at(parts.name),
          system::format("\"{}\" is invalid because it could be confused with a SHA1 ID", name));
      return false;
    }
    const std::string fault = find_date_fault(*parts.timestamp);
    if (fault.empty()) return true;
    const std::string message =
        system::format("timestamp \"{}\" is no date: {}", shown(*parts.timestamp), fault);
    refuse({message, "perl", number_});
    add("plan/syntax", message, at(*parts.timestamp),
        system::format("a Perl exception about the date: {}", fault), 0);
    return false;
  }

  void fill(PlannedItem& item, const LineParts& parts, const CutLine& cut) {
    item.name = parts.name;
    item.timestamp = *parts.timestamp;
    item.planner_name = *parts.planner_name;
    item.planner_email = *parts.planner_email;
    item.note = read_note(cut.note);
    item.where = at(parts.name);
  }

  void read_item(const LineParts& parts, const CutLine& cut, bool is_tag) {
    if (is_tag) {
      read_tag(parts, cut);
    } else {
      read_change(parts, cut);
    }
  }

  /// False when the line gives no tag at all.
  bool check_tag(const LineParts& parts, std::string_view key) {
    if (const std::size_t slash = parts.name.find('/'); slash != std::string_view::npos) {
      add_syntax_error("plan/syntax", system::format("tag \"{}\" contains \"/\"", shown(key)),
                       at(parts.name.substr(slash)),
                       system::format("Tag \"{}\" contains illegal character /", parts.name));
      return !plan_.changes.empty();
    }
    if (plan_.changes.empty()) {
      if (plan_.has_unread_lines) return false;
      add_syntax_error(
          "plan/syntax", system::format("tag \"{}\" has no change above it", shown(key)),
          at(parts.name),
          system::format("Tag \"{}\" declared without a preceding change", parts.name));
      return false;
    }
    if (const auto earlier = tag_lines_.find(key); earlier != tag_lines_.end()) {
      report_duplicate("plan/duplicate-tag", "Tag", parts.name, key, earlier->second);
      return false;
    }
    if (parts.dependencies && is_true(*parts.dependencies)) {
      add_syntax_error(
          "plan/syntax",
          system::format("tag \"{}\" has dependencies, which only changes may have", shown(key)),
          at(*parts.dependencies), "Tags may not specify dependencies");
    }
    return true;
  }

  /// `kind` as sqitch begins its sentence, `label` as people would write the name.
  void report_duplicate(std::string_view rule, std::string_view kind, std::string_view name,
                        std::string_view label, int earlier) {
    Finding& finding = add_syntax_error(
        rule, system::format("\"{}\" is declared on line {} already", shown(label), earlier),
        at(name),
        system::format("{} \"{}\" duplicates earlier declaration on line {}", kind, name, earlier));
    finding.related.push_back({{plan_.file, earlier, 0, 0},
                               system::format("\"{}\" is first declared here", shown(label))});
  }

  void read_tag(const LineParts& parts, const CutLine& cut) {
    const std::string_view key = in_text(parts.name, 1);
    if (!check_tag(parts, key)) return;
    close_section();
    PlannedTag& tag = plan_.tags.emplace_back();
    fill(tag, parts, cut);
    tag.change = plan_.changes.size() - 1;
    plan_.changes.back().tags_end = plan_.tags.size();
    tag_lines_.emplace(key, number_);
  }

  void read_change(const LineParts& parts, const CutLine& cut) {
    if (const auto earlier = names_.in_section(parts.name)) {
      report_duplicate("plan/duplicate-change", "Change", parts.name, parts.name,
                       plan_.changes[*earlier].where.line);
      plan_.has_unread_lines = true;
      return;
    }
    if (const auto earlier = names_.declare(in_text(parts.name))) {
      plan_.changes[*earlier].is_reworked = true;
      plan_.changes[*earlier].rework_last =
          names_.section_begin() == 0 ? 0 : names_.section_begin() - 1;
    }
    PlannedChange& change = plan_.changes.emplace_back();
    fill(change, parts, cut);
    change.timestamp_where = at(*parts.timestamp);
    change.change_operator = parts.change_operator;
    change.tags_begin = change.tags_end = plan_.tags.size();
    if (parts.dependencies && is_true(*parts.dependencies))
      read_dependencies(*parts.dependencies, change);
  }

  void read_dependencies(std::string_view text, PlannedChange& change) {
    std::unordered_set<std::string_view> seen;
    // As Perl's split: a blank at the start leaves an empty first item, blanks at the end leave
    // none.
    bool is_first = true;
    std::string_view rest = text;
    if (skip_blanks(rest).empty()) return;
    while (!rest.empty()) {
      std::size_t length = 0;
      while (length < rest.size() && blank_length(rest.substr(length)) == 0) ++length;
      if (length > 0 || is_first) read_dependency(rest.substr(0, length), change, seen);
      is_first = false;
      rest = skip_blanks(rest.substr(length));
    }
  }

  void read_dependency(std::string_view text, PlannedChange& change,
                       std::unordered_set<std::string_view>& seen) {
    auto dependency = parse_dependency(text);
    if (!take_dependency(text, dependency, change, seen)) plan_.has_unread_lines = true;
  }

  bool take_dependency(std::string_view text, std::optional<Dependency>& dependency,
                       PlannedChange& change, std::unordered_set<std::string_view>& seen) {
    if (!dependency) {
      add_syntax_error("plan/syntax", describe_bad_dependency(text), at(text),
                       system::format("\"{}\" is not a valid dependency specification", text));
      return false;
    }
    if (dependency->change.empty() && !dependency->tag && dependency->id.empty()) {
      refuse({std::string(empty_dependency), "DEV", std::nullopt});
      add("plan/syntax",
          text.empty() ? "a blank behind the opening bracket makes an empty dependency"
                       : system::format("dependency \"{}\" names nothing", shown(text)),
          at(text), std::string(empty_dependency), 0);
      return false;
    }
    if (!seen.insert(text).second) {
      add_syntax_error("plan/syntax",
                       system::format("dependency \"{}\" is named twice", shown(text)), at(text),
                       system::format("Duplicate dependency \"{}\"", text));
      return false;
    }
    dependency->where = at(text);
    if (!dependency->id.empty() && !dependency->project)
      bare_ids_.push_back({dependency->id, dependency->where});
    (dependency->is_conflict ? change.conflicts : change.requirements)
        .push_back(*std::move(dependency));
    return true;
  }

  /// Called where sqitch calls check_changes: at a tag, and at the end.
  void close_section() {
    if (names_.section_begin() < plan_.changes.size()) {
      SectionFaults faults =
          check_section(plan_.changes, {plan_.project, plan_.file, names_, tag_lines_, unread_});
      if (!faults.message.empty()) {
        // sqitch tells all faults of a section in one message.
        const bool is_first = !plan_.refusal;
        refuse({faults.message, "parse", std::nullopt});
        if (is_first) quoted_.end = quoted_.begin + faults.findings.size();
      }
      std::ranges::move(faults.findings, std::back_inserter(plan_.findings));
    }
    names_.close_section();
  }

  /// Puts what sqitch says first: bytes that cannot be decoded stop it before the lines of their
  /// block, and an id as a dependency sends it into endless recursion only when the plan is read.
  void settle_refusal() {
    if (first_bad_byte_ &&
        (!plan_.refusal || refused_at_ > *first_bad_byte_ / block_size * block_size)) {
      plan_.refusal = bad_refusal_;
      quoted_ = {*first_bad_finding_, *first_bad_finding_ + 1};
    }
    const std::size_t first_id = plan_.findings.size();
    for (const auto& [id, where] : bare_ids_) {
      add("plan/syntax",
          system::format(
              "dependency \"{}\" is a bare change id, at which sqitch never ends: name the "
              "change, or put its project and a colon in front",
              id),
          where, std::string(endless), 0);
    }
    if (!plan_.refusal && !bare_ids_.empty()) {
      plan_.refusal = {std::string(endless), "hang", std::nullopt};
      quoted_ = {first_id, first_id + 1};
    }
  }

  /// sqitch stops at its first error, so it would not say what the others made it say alone. Two
  /// findings of that line share its words.
  void leave_one_quotation() {
    std::vector<Finding>& findings = plan_.findings;
    const auto first =
        quoted_.begin < findings.size() ? findings[quoted_.begin].tool_says : std::nullopt;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const bool is_same_line = first && first->line > 0 && findings[i].tool_says == first;
      if ((i < quoted_.begin || i >= quoted_.end) && !is_same_line) findings[i].tool_says.reset();
    }
  }

  std::string_view text_;
  std::size_t next_ = 0;   // where the next line begins
  std::size_t start_ = 0;  // where the current one begins
  std::string_view line_;  // the current one, without its end
  int number_ = 0;
  int counted_line_ = 0;  // of the place that `at` counted to
  std::size_t counted_to_ = 0;
  int column_ = 1;

  PlanFile plan_;
  std::size_t refused_at_ = 0;
  struct {
    std::size_t begin = 0;
    std::size_t end = 0;
  } quoted_;  // the findings that plan_.refusal is about
  std::optional<std::size_t> first_bad_finding_;
  std::size_t bad_byte_ = std::string_view::npos;  // the next one
  std::optional<std::size_t> first_bad_byte_;
  std::optional<PlanRefusal> bad_refusal_;
  bool has_bad_project_ = false;

  DeclaredNames names_;
  TagLines tag_lines_;
  std::unordered_set<std::string> unread_;  // names on lines that gave nothing
  std::vector<std::pair<std::string, Position>> bare_ids_;
  std::size_t unlisted_ = 0;
  Finding unlisted_finding_;
};

}  // namespace

PlanFile read_plan(std::string_view text, std::string file) {
  return PlanReader(text, std::move(file)).read();
}

}  // namespace plumbline::adapters::sqitch
