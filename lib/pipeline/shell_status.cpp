/// What becomes of a script when one command fails: a run of the script in which that command fails
/// and every other succeeds, except those that are known to do otherwise. POSIX.1-2017, 2.8.1, 2.9
/// and `set -e` in 2.14; bash for pipefail.

#include <array>
#include <optional>
#include <utility>

#include "pipeline/shell.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::pipeline {

namespace {

enum class State { succeeded, failed, unknown };

constexpr std::array<std::string_view, 7> always_succeed = {":",      "true",  "/bin/true", "echo",
                                                            "printf", "sleep", "date"};

class Run {
 public:
  Run(const ShellScript& script, std::string_view text, ShellIndex target, ShellOptions options)
      : script_(script),
        text_(text),
        target_(target),
        options_(options),
        on_path_(script.nodes.size()) {
    on_path_[target] = true;
    for (ShellIndex i = target + 1; i < script.nodes.size(); ++i)
      for (const ShellIndex child : script.nodes[i].children)
        on_path_[i] = on_path_[i] || on_path_[child];
  }

  FailureFate fate() {
    const State state = visit(script_.root, false);
    const State last = exited_.value_or(state);
    if (last == State::failed) return {FailureOutcome::fails, {}};
    if (last == State::unknown || reason_.empty()) return {};
    return {FailureOutcome::swallowed, std::move(reason_)};
  }

 private:
  /// `is_checked`: the status is looked at by `if`, `&&`, `||`, `!` or a loop, so -e does not
  /// apply.
  State visit(ShellIndex index, bool is_checked) {
    State state = visit_kind(index, is_checked);
    const ShellNode& node = script_.nodes[index];
    // Lists and compound commands pass on a status that -e has already judged, or does not judge.
    const bool counts = node.kind == ShellKind::command || node.kind == ShellKind::subshell ||
                        (node.kind == ShellKind::pipeline && !node.is_negated);
    if (state == State::failed && options_.stops_on_error && !is_checked && counts && !exited_)
      exited_ = State::failed;
    return state;
  }

  State visit_kind(ShellIndex index, bool is_checked) {
    const ShellNode& node = script_.nodes[index];
    switch (node.kind) {
      case ShellKind::command:
        return visit_command(index);
      case ShellKind::pipeline:
        return visit_pipeline(node, is_checked);
      case ShellKind::chain:
        return visit_chain(node, is_checked);
      case ShellKind::sequence:
        return visit_sequence(node, is_checked);
      case ShellKind::group:
        return visit(node.children.front(), is_checked);
      case ShellKind::subshell:
        return visit_subshell(node.children.front(), is_checked);
      case ShellKind::branch:
        return on_path_[index] ? visit_branch(node, is_checked) : State::succeeded;
      case ShellKind::choice:
      case ShellKind::loop:
      case ShellKind::function:
        return on_path_[index] ? visit_body(node, is_checked) : State::succeeded;
    }
    return State::unknown;
  }

  State visit_command(ShellIndex index) {
    if (index == target_) return State::failed;
    const ShellNode& node = script_.nodes[index];
    if (node.words.empty()) return State::succeeded;
    const std::string& name = node.words.front().text;
    const std::string argument = node.words.size() > 1 ? node.words[1].text : std::string();
    if (name == "false") return State::failed;
    if (name == "set") {
      set_options(node);
    } else if (name == "exit" || name == "return") {
      if (argument == "0")
        exited_ = State::succeeded;
      else if (argument.empty() || argument.find('$') != argument.npos)
        exited_ = State::unknown;
      else
        exited_ = State::failed;
      return *exited_;
    }
    return State::succeeded;
  }

  void set_options(const ShellNode& node) {
    for (std::size_t i = 1; i < node.words.size(); ++i) {
      const std::string& word = node.words[i].text;
      if (word.size() < 2 || (word[0] != '-' && word[0] != '+')) continue;
      const bool is_on = word[0] == '-';
      for (const char letter : word.substr(1)) {
        if (letter == 'e') options_.stops_on_error = is_on;
        if (letter != 'o' || i + 1 >= node.words.size()) continue;
        const std::string& name = node.words[++i].text;
        if (name == "errexit") options_.stops_on_error = is_on;
        if (name == "pipefail") options_.has_pipefail = is_on;
      }
      if (!is_on && !options_.stops_on_error) was_set_off_ = true;
    }
  }

  State visit_pipeline(const ShellNode& node, bool is_checked) {
    State last = State::succeeded;
    bool any_failed = false;
    for (const ShellIndex child : node.children) {
      last = node.children.size() == 1 ? visit(child, is_checked || node.is_negated)
                                       : visit_subshell(child, is_checked);
      if (last == State::unknown) return State::unknown;
      any_failed = any_failed || last == State::failed;
      if (exited_) return last;
    }
    if (any_failed && last != State::failed) {
      if (options_.has_pipefail)
        last = State::failed;
      else
        reason_ = system::format("{} follows it without pipefail",
                                 quote_from("| ", node.children.back()));
    }
    if (!node.is_negated) return last;
    if (last == State::failed) reason_ = "`!` turns its failure into success";
    return last == State::failed ? State::succeeded : State::failed;
  }

  State visit_chain(const ShellNode& node, bool is_checked) {
    // What stands before the target is taken to be as the target needs it.
    std::size_t i = 0;
    while (i + 1 < node.children.size() && has_target_behind(node, i)) ++i;
    State state = visit(node.children[i], is_checked || i + 1 < node.children.size());
    std::size_t last_run = i;
    for (; i + 1 < node.children.size() && !exited_; ++i) {
      if (state == State::unknown) return State::unknown;
      const bool is_or = node.joined_by_or[i];
      if ((state == State::failed) != is_or) continue;
      const bool was_failure = state == State::failed;
      last_run = i + 1;
      const bool is_last = i + 2 == node.children.size();
      state = visit(node.children[i + 1], is_checked || !is_last);
      if (!was_failure || state != State::succeeded || exited_) continue;
      if (!is_sure(node.children[i + 1])) return State::unknown;
      reason_ = system::format("{} follows it", quote_from("|| ", node.children[i + 1]));
    }
    if (exited_ == State::succeeded) reason_ = "`exit 0` follows it";
    if (state == State::failed && last_run + 1 < node.children.size())
      exempt_ = "with `&&` behind it, -e does not stop the shell";
    return state;
  }

  [[nodiscard]] bool has_target_behind(const ShellNode& node, std::size_t i) const {
    for (std::size_t k = i + 1; k < node.children.size(); ++k)
      if (on_path_[node.children[k]]) return true;
    return false;
  }

  /// Whether a command certainly succeeds, so that a failure before it is certainly forgotten.
  [[nodiscard]] bool is_sure(ShellIndex index) const {
    const ShellNode& node = script_.nodes[index];
    if (node.kind == ShellKind::group || node.kind == ShellKind::subshell)
      return is_sure(node.children.front());
    if (node.kind == ShellKind::sequence)
      return !node.children.empty() && is_sure(node.children.back());
    if (node.kind != ShellKind::command || node.words.empty()) return false;
    for (const std::string_view name : always_succeed)
      if (node.words.front().text == name) return true;
    return false;
  }

  State visit_sequence(const ShellNode& node, bool is_checked) {
    State state = State::succeeded;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const bool was_failure = state == State::failed;
      if (was_failure) reason_ = reason_to_go_on(is_checked);
      exempt_.clear();
      const ShellIndex child = node.children[i];
      if (node.in_background[i]) {
        if (on_path_[child]) reason_ = "`&` runs it in the background";
        state = State::succeeded;
        continue;
      }
      state = visit(child, is_checked);
      if (exited_) {
        if (*exited_ == State::succeeded && was_failure) reason_ = "`exit 0` follows it";
        return *exited_;
      }
      if (state == State::unknown) return state;
    }
    return state;
  }

  [[nodiscard]] std::string reason_to_go_on(bool is_checked) const {
    if (!exempt_.empty()) return system::format("{} and the next command decides", exempt_);
    if (is_checked) return "the next command decides, as -e does not apply in a condition";
    if (was_set_off_) return "`set +e` lets the next command decide";
    return "the shell does not stop at an error, and a later command decides";
  }

  State visit_subshell(ShellIndex child, bool is_checked) {
    const ShellOptions before = options_;
    State state = visit(child, is_checked);
    if (exited_) state = *std::exchange(exited_, std::nullopt);
    options_ = before;
    return state;
  }

  State visit_branch(const ShellNode& node, bool is_checked) {
    const std::size_t pairs = node.children.size() / 2;
    const bool has_else = node.children.size() % 2 == 1;
    for (std::size_t i = 0; i < pairs; ++i) {
      if (on_path_[node.children[2 * i + 1]]) return visit(node.children[2 * i + 1], is_checked);
      if (!on_path_[node.children[2 * i]]) continue;
      const State condition = visit(node.children[2 * i], true);
      if (exited_ || condition == State::unknown) return condition;
      if (condition == State::succeeded) return visit(node.children[2 * i + 1], is_checked);
      if (i + 1 < pairs) return State::unknown;
      if (has_else) {
        const State state = visit(node.children.back(), is_checked);
        if (state == State::succeeded && !exited_) reason_ = "`else` goes on without it";
        return state;
      }
      reason_ = "`if` without `else` goes on without it";
      return State::succeeded;
    }
    return visit(node.children.back(), is_checked);
  }

  /// Loops, functions and clauses: certain only where -e ends the shell inside.
  State visit_body(const ShellNode& node, bool is_checked) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (!on_path_[node.children[i]]) continue;
      const bool is_condition = node.kind == ShellKind::loop && i + 1 < node.children.size();
      const State state = visit(node.children[i], is_checked || is_condition);
      if (exited_) return *exited_;
      return node.kind == ShellKind::choice ? state : State::unknown;
    }
    return State::unknown;
  }

  [[nodiscard]] std::string quote_from(std::string_view before, ShellIndex index) const {
    const ShellNode& node = script_.nodes[index];
    const std::string_view piece = text_.substr(node.begin, node.end - node.begin);
    return system::format("`{}{}`", before, system::escape_for_display(piece, 40));
  }

  const ShellScript& script_;
  std::string_view text_;
  ShellIndex target_;
  ShellOptions options_;
  std::vector<bool> on_path_;  // the target and what it stands in
  std::optional<State> exited_;
  std::string reason_;
  std::string exempt_;
  bool was_set_off_ = false;
};

/// Scripts that look at a status themselves are beyond a simple run.
bool looks_at_status(std::string_view text, std::size_t from) {
  const std::string_view rest = text.substr(std::min(from, text.size()));
  for (const std::string_view sign : {"$?", "${?}", "PIPESTATUS", "$!"})
    if (rest.find(sign) != rest.npos) return true;
  return text.find("trap ") != text.npos;
}

}  // namespace

FailureFate fate_of_failure(const ShellScript& script, std::string_view text, ShellIndex command,
                            ShellOptions options) {
  if (!script.is_understood || looks_at_status(text, script.nodes[command].end)) return {};
  return Run(script, text, command, options).fate();
}

}  // namespace plumbline::pipeline
