/// The walk over a script's commands: wrappers are taken off, scripts inside are walked too, and a
/// failure is followed outwards.
#include "pipeline/commands.hpp"

#include <array>
#include <iterator>
#include <utility>

#include "pipeline/deploys.hpp"
#include "pipeline/migrate.hpp"
#include "pipeline/wrappers.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::pipeline {

namespace {

/// `sh -c` in `ssh` in `docker run` …: deeper than anybody writes.
constexpr int max_shells = 8;

using Words = std::span<const ShellWord>;

/// How the commands inside reach this script.
struct Context {
  ShellOptions options;
  bool is_remote = false;
  int depth = 0;
};

std::vector<FoundCommand> walk(const ShellSource& source, const Context& context);

ShellSource source_of(const ShellWord& word, const ShellSource& outer) {
  ShellSource source{word.text, {}};
  source.origins.reserve(word.offsets.size());
  for (const std::size_t offset : word.offsets) source.origins.push_back(outer.origins[offset]);
  return source;
}

ShellSource source_of(ShellRange range, const ShellSource& outer) {
  const auto at = [&](std::size_t offset) {
    return outer.origins.begin() + static_cast<std::ptrdiff_t>(offset);
  };
  return {outer.text.substr(range.begin, range.end - range.begin),
          {at(range.begin), at(range.end) + 1}};
}

/// What a word is called by when it is a script of the repository or a task runner.
std::string called_by(Words words) {
  const std::string& program = words.front().text;
  constexpr std::array<std::string_view, 12> runners = {"make", "just", "task", "rake",
                                                        "npm",  "yarn", "pnpm", "invoke",
                                                        "inv",  "nox",  "tox",  "composer"};
  for (const std::string_view runner : runners) {
    if (program != runner) continue;
    std::string name = program;
    for (const ShellWord& word : words.subspan(1)) {
      name.append(" ").append(word.text);
      if (word.text != "run" && !word.text.starts_with('-')) break;
    }
    return name;
  }
  const bool is_interpreter = program == "." || program == "source" || program == "bash" ||
                              program == "sh" || program.starts_with("python") || program == "node";
  for (const ShellWord& word : words.subspan(is_interpreter ? 1 : 0)) {
    if (word.text.starts_with('-')) {
      if (word.text == "-m" || word.text == "-c") return {};
      continue;
    }
    const bool is_script = word.text.ends_with(".sh") || word.text.ends_with(".py") ||
                           word.text.ends_with(".js") || word.text.ends_with(".bash") ||
                           word.text.starts_with("./") || word.text.starts_with("bin/") ||
                           word.text.starts_with("scripts/");
    return is_script && !word.text.ends_with("activate") ? word.text : std::string();
  }
  return {};
}

class Walk {
 public:
  Walk(const ShellSource& source, const Context& context)
      : source_(source), context_(context), script_(parse_shell(source.text)) {}

  std::vector<FoundCommand> run() {
    for (ShellIndex index : in_order()) visit(index);
    return std::move(found_);
  }

 private:
  /// Command nodes by their place in the text; the tree has children before parents.
  [[nodiscard]] std::vector<ShellIndex> in_order() const {
    std::vector<ShellIndex> order;
    for (ShellIndex i = 0; i < script_.nodes.size(); ++i)
      if (script_.nodes[i].kind == ShellKind::command) order.push_back(i);
    return order;
  }

  void visit(ShellIndex index) {
    const ShellNode& node = script_.nodes[index];
    if (context_.depth >= max_shells) return;
    visit_substitutions(index);
    if (node.words.empty()) return;
    const Unwrapped inner = unwrap(node.words);
    const Context below{inner.options, context_.is_remote || inner.is_remote, context_.depth + 1};
    if (inner.is_script) {
      take(walk(source_of(node.words[inner.first], source_), below), index,
           inner.hides_status_because);
      return;
    }
    if (inner.reads_documents) {
      for (const ShellRange& document : node.documents)
        take(walk(source_of(document, source_), below), index, inner.hides_status_because);
      if (!node.documents.empty()) return;
    }
    if (inner.first < node.words.size())
      visit_program(index, Words(node.words).subspan(inner.first), inner, below.is_remote);
  }

  void visit_program(ShellIndex index, Words words, const Unwrapped& inner, bool is_remote) {
    FoundCommand found;
    found.command.where.offset = source_.origins[script_.nodes[index].begin];
    found.fate.outcome = FailureOutcome::fails;
    if (const std::optional<MigrationCommand> migration = as_migration(words)) {
      found.command.kind = CommandKind::migrate;
      found.command.name = migration->tool;
      found.command.target = target_of(index, *migration);
      take({std::move(found)}, index, inner.hides_status_because);
      return;
    }
    if (const DeployCommand deploy = as_deploy(words, is_remote); !deploy.name.empty()) {
      found.command.kind = CommandKind::deploy;
      found.command.name = deploy.name;
      found.command.skips_release_phase = deploy.skips_release_phase;
      found_.push_back(found);
      if (!deploy.has_release_image) return;
      found.command.kind = CommandKind::call;
      found.command.name = "Dockerfile.release";
      found.command.skips_release_phase = false;
      found_.push_back(std::move(found));
      return;
    }
    if (visit_by_mention(index, words)) return;
    std::string name = called_by(words);
    if (name.empty()) return;
    found.command.kind = CommandKind::call;
    found.command.name = std::move(name);
    found_.push_back(std::move(found));
  }

  /// Programs that start a task elsewhere and are handed the migration as data: `aws ecs run-task
  /// --overrides …`.
  bool visit_by_mention(ShellIndex index, Words words) {
    const std::string_view program = system::base_name(words.front().text);
    constexpr std::array<std::string_view, 8> launchers = {"aws", "gcloud", "az",    "kubectl",
                                                           "fly", "flyctl", "nomad", "railway"};
    bool is_launcher = false;
    for (const std::string_view launcher : launchers)
      is_launcher = is_launcher || program == launcher;
    if (!is_launcher) return false;
    for (const ShellWord& word : words) {
      const std::string_view tool = tool_named_in(word.text);
      if (tool.empty()) continue;
      FoundCommand found;
      found.command.kind = CommandKind::migrate;
      found.command.name = tool;
      found.command.where.offset = source_.origins[script_.nodes[index].begin];
      found_.push_back(std::move(found));
      return true;
    }
    return false;
  }

  std::optional<PipelineTarget> target_of(ShellIndex index,
                                          const MigrationCommand& migration) const {
    if (const ShellWord* word = migration.target; word != nullptr && !word->offsets.empty()) {
      const std::size_t skip = std::min(migration.target_skip, word->text.size());
      PipelineTarget target;
      target.value = word->text.substr(skip);
      target.where.offset = source_.origins[word->offsets[skip]];
      target.is_option = migration.target_is_option;
      target.is_expanded = !word->has_literal_dollar;
      return target;
    }
    const std::string_view variable =
        migration.tool == "sqitch" ? "SQITCH_TARGET=" : "DATABASE_URL=";
    if (migration.tool == "alembic") return std::nullopt;
    for (const ShellWord& word : script_.nodes[index].assignments) {
      if (!word.text.starts_with(variable)) continue;
      PipelineTarget target;
      target.value = word.text.substr(variable.size());
      target.where.offset = source_.origins[word.offsets[variable.size()]];
      target.is_option = true;
      target.is_expanded = !word.has_literal_dollar;
      return target;
    }
    return std::nullopt;
  }

  /// `X=$(command)` keeps the command's status, any other place loses it.
  void visit_substitutions(ShellIndex index) {
    const ShellNode& node = script_.nodes[index];
    const Context below{context_.options, context_.is_remote, context_.depth + 1};
    const std::string_view lost =
        node.words.empty() ? "" : "its status is lost inside `$( … )` of another command";
    for (const auto* words : {&node.assignments, &node.words})
      for (const ShellWord& word : *words)
        for (const ShellRange& range : word.substitutions)
          take(walk(source_of(range, source_), below), index, lost);
  }

  /// Takes what a script inside `index` does, and follows its failures through this script.
  void take(std::vector<FoundCommand> inner, ShellIndex index, std::string_view hidden_because) {
    for (FoundCommand& found : inner) {
      if (found.command.kind == CommandKind::migrate &&
          found.fate.outcome == FailureOutcome::fails) {
        found.fate = hidden_because.empty()
                         ? fate_of_failure(script_, source_.text, index, context_.options)
                         : FailureFate{FailureOutcome::swallowed, std::string(hidden_because)};
      }
      found_.push_back(std::move(found));
    }
  }

  const ShellSource& source_;
  const Context& context_;
  ShellScript script_;
  std::vector<FoundCommand> found_;
};

std::vector<FoundCommand> walk(const ShellSource& source, const Context& context) {
  return Walk(source, context).run();
}

}  // namespace

std::vector<FoundCommand> find_commands(const ShellSource& source, ShellOptions options) {
  return walk(source, {.options = options});
}

}  // namespace plumbline::pipeline
