/// POSIX shell text, with what bash adds, as a tree of commands. Used to see what a pipeline step
/// runs and whether its failure reaches the platform. Grammar: POSIX.1-2017, Shell Command
/// Language, 2.10. Nothing is expanded; GitHub's
/// `${{ … }}` counts as an expansion. Nesting is bounded; text that does not parse is kept as far
/// as it goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::pipeline {

using ShellIndex = std::uint32_t;

/// A piece of a script that is shell text itself: `$( … )`, a here-document.
struct ShellRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct ShellWord {
  std::string text;  ///< quotes removed, expansions as written
  std::vector<std::size_t>
      offsets;  ///< for each byte of `text` its place in the script, and one for the end
  std::vector<ShellRange> substitutions;
  bool has_literal_dollar = false;  ///< a `$` that no shell at this level expands
};

enum class ShellKind {
  command,   ///< words
  pipeline,  ///< children joined by `|`
  chain,     ///< children joined by `&&` and `||`
  sequence,  ///< children one after the other
  group,     ///< `{ … }`: one child
  subshell,  ///< `( … )`: one child
  branch,    ///< `if`: condition, body, condition, body, …, and an odd last one for `else`
  choice,    ///< `case`: a child for each clause
  loop,      ///< `for`, `while`, `until`: children in order
  function,  ///< its body
};

struct ShellNode {
  ShellKind kind = ShellKind::command;
  std::vector<ShellIndex> children;
  std::vector<bool> joined_by_or;   ///< chain: whether child i + 1 follows `||`
  std::vector<bool> in_background;  ///< sequence: whether child i ends with `&`
  bool is_negated = false;          ///< pipeline: `!`
  std::vector<ShellWord> assignments;
  std::vector<ShellWord> words;
  std::vector<ShellRange> documents;  ///< here-documents
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A parsed script. Node indexes are stable; children come before their parents.
struct ShellScript {
  std::vector<ShellNode> nodes;
  ShellIndex root = 0;
  bool is_understood =
      true;  ///< false: unbalanced or too deep, so nothing is said about exit statuses
};

ShellScript parse_shell(std::string_view text);

/// How the shell that runs a script was started.
struct ShellOptions {
  bool stops_on_error = false;  ///< -e
  bool has_pipefail = false;
};

enum class FailureOutcome { fails, swallowed, unknown };

/// What becomes of a script when one of its commands fails and all others do what they normally do.
struct FailureFate {
  FailureOutcome outcome = FailureOutcome::unknown;
  std::string reason;  ///< swallowed: what hides the failure, for a message
};

/// `command` is the index of a node of kind command.
FailureFate fate_of_failure(const ShellScript& script, std::string_view text, ShellIndex command,
                            ShellOptions options);

}  // namespace plumbline::pipeline
