#include "gate/classify/decide.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/failure_class.hpp"

namespace plumbline::gate {

namespace {

enum class Step {
  unknown,
  roles,
  upgrade,
  seed,
  heads,
  downgrade,
  reset,
  restore,
  registry,
  migrate
};

Step step_of(std::string_view name) {
  struct Entry {
    std::string_view name;
    Step step;
  };
  constexpr std::array entries = {
      Entry{"roles", Step::roles},      Entry{"upgrade", Step::upgrade},
      Entry{"deploy", Step::upgrade},   Entry{"run", Step::upgrade},
      Entry{"seed", Step::seed},        Entry{"seeds", Step::seed},
      Entry{"heads", Step::heads},      Entry{"downgrade", Step::downgrade},
      Entry{"revert", Step::downgrade}, Entry{"undo", Step::downgrade},
      Entry{"reset", Step::reset},      Entry{"backup", Step::restore},
      Entry{"restore", Step::restore},  Entry{"registry", Step::registry},
      Entry{"migrate", Step::migrate},  Entry{"migrations", Step::migrate},
  };
  const std::string_view first = name.substr(0, name.find_first_of(" :-_"));
  const auto found = std::ranges::find(entries, first, &Entry::name);
  return found == entries.end() ? Step::unknown : found->step;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

/// Spelt as an environment variable, and not as a revision.
bool is_variable_name(std::string_view key) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  return key.find('_') != std::string_view::npos && std::ranges::any_of(key, is_upper) &&
         std::ranges::all_of(
             key, [&](char c) { return is_upper(c) || c == '_' || (c >= '0' && c <= '9'); });
}

/// What an exception of Python means where no SQLSTATE came with it.
std::string_view class_of_exception(const Said& said) {
  const std::string_view name = said.exception;
  if (name == "KeyError") {
    const std::size_t quote = said.message.find_first_not_of("'\"");
    const std::string_view key =
        std::string_view(said.message).substr(std::min(quote, said.message.size()));
    return is_variable_name(key.substr(0, key.find_last_not_of("'\"") + 1)) ? "Q" : "E";
  }
  if (is_one_of(name, {"ResolutionError"})) return "E";
  if (is_one_of(name, {"MultipleHeads"})) return "C";
  if (is_one_of(name, {"SyntaxError", "IndentationError", "TabError", "CycleDetected",
                       "LoopDetected", "DependencyCycleDetected", "DependencyLoopDetected"}))
    return "P";
  if (is_one_of(name, {"ModuleNotFoundError", "ImportError"})) return said.file.empty() ? "Q" : "P";
  if (name == "AttributeError" && contains_any(said.message, {"has no attribute 'upgrade'",
                                                              "has no attribute 'down_revision'"}))
    return "P";
  if (is_one_of(name,
                {"OperationalError", "InterfaceError", "ConnectionError", "ConnectionRefusedError",
                 "ConnectionResetError", "BrokenPipeError", "TimeoutError", "MemoryError"}))
    return "Q";
  if (name == "NoResultFound") return "A";
  // The migration's own: it looked for a row, and says so.
  if (is_one_of(name, {"RuntimeError", "ValueError", "LookupError", "AssertionError", "Exception",
                       "CommandError"}) &&
      contains_any(said.message, {"not found", "no such", "does not exist", "missing", "must exist",
                                  "is required", "No row", "no row", "cannot find",
                                  "could not find", "expected to find"}))
    return "A";
  return {};
}

bool speaks_of_role(const Said& said) {
  if (said.message.starts_with("role ")) return true;
  // In another language the statement tells.
  return said.sqlstate == "42704" && said.message.find(" does not exist") == std::string::npos &&
         contains_any(said.statement.substr(0, 200),
                      {"GRANT ", "REVOKE ", " OWNER TO ", "CREATE POLICY ", "SET ROLE "});
}

/// As the table has it, whatever the step.
std::string_view natural_class(const Said& said) {
  if (said.is_connection_lost) return "Q";
  if (!said.failure_class.empty()) return said.failure_class;
  if (!said.sqlstate.empty()) {
    // A row of sqlx's own table: two files of one version.
    if (said.sqlstate == "23505" && said.object == "_sqlx_migrations_pkey") return "C";
    if (said.sqlstate == "23505" && said.object == "changes_project_script_hash_key") return "P";
    if (said.sqlstate == "42704" && speaks_of_role(said)) return "B";
    return core::failure_class_of(said.sqlstate, said.message);
  }
  return class_of_exception(said);
}

struct Meaning {
  std::string_view failure_class;
  Verdict verdict;
};

constexpr std::array meanings = {
    Meaning{"A", {"gate/missing-seed", "", "a migration looks up a row that is not there", ""}},
    Meaning{"B", {"gate/missing-role", "", "a migration names a role that nothing makes here", ""}},
    Meaning{"C", {"gate/multiple-heads", "", "the history has no single end", ""}},
    Meaning{"D", {"gate/non-immutable-expression", "", "an expression is not immutable", ""}},
    Meaning{"E", {"gate/broken-pointer", "", "a revision that no file has is asked for", ""}},
    Meaning{"F", {"gate/duplicate-object", "", "a migration makes what is there already", ""}},
    Meaning{"G", {"gate/broken-downgrade", "", "the way back fails", ""}},
    Meaning{"H", {"gate/registry-behind", "", "a pending migration was run before", ""}},
    Meaning{"I", {"gate/missing-object", "", "a migration uses what is not there", ""}},
    Meaning{"J", {"registry/unknown-change", "", "the database is ahead of the files", ""}},
    Meaning{"K", {"registry/modified", "", "an applied file was changed", ""}},
    Meaning{"L", {"registry/dirty", "", "a change is half applied", ""}},
    Meaning{"M", {"gate/data-violates", "", "the rows that are there do not allow it", ""}},
    Meaning{"N", {"gate/blocked", "", "it waited or ran too long", ""}},
    Meaning{"O", {"gate/not-allowed", "", "the role may not do it", ""}},
    Meaning{"P", {"gate/plan-unreadable", "", "a file cannot be read", ""}},
    Meaning{"Q", {"gate/environment", "", "not the migration's fault", ""}},
    Meaning{"R", {"gate/restore-failed", "", "the backup is bad", ""}},
};

Verdict verdict_of(std::string_view failure_class) {
  const auto found = std::ranges::find(meanings, failure_class, &Meaning::failure_class);
  if (found != meanings.end()) return found->verdict;
  return {"gate/unclassified", "", "unknown error", ""};
}

/// On an empty database: nothing was applied before, and what is missing no change makes.
Verdict on_empty(std::string_view natural, const Said& said) {
  if (said.sqlstate == "23503") return verdict_of("A");
  if (natural != "I") return verdict_of(natural);
  return {
      "gate/missing-object", "other", "a migration uses what no change before it makes",
      "The author: find what makes it. If it was made by hand, put it into a change; if a later "
      "change makes it, move that one to the front."};
}

/// On restored data, where the registry has what was applied.
Verdict on_data(std::string_view natural, const Said& said) {
  if (natural == "F") return verdict_of("H");
  if (natural == "E") return verdict_of("J");
  Verdict verdict = verdict_of(natural);
  if (natural == "M" && is_one_of(said.sqlstate, {"0A000", "2BP01"})) {
    verdict.cause = "what depends on it is in the way";
    verdict.remedy =
        "The author: drop or change what depends on it first, and make it anew afterwards; what no "
        "change has made, was made by hand.";
  }
  return verdict;
}

}  // namespace

Verdict decide(const Said& said, std::string_view step_name) {
  const Step step = step_of(step_name);
  const std::string_view natural = natural_class(said);
  if (step == Step::roles) {
    const bool is_syntax = natural == "P";
    return {"gate/roles-failed", is_syntax ? "P" : "", "the gate's roles could not be made", ""};
  }
  if (step == Step::reset) {
    return {"gate/reset-failed", "", "the scratch database could not be emptied", ""};
  }
  // Whatever the step was about.
  if (natural == "Q") return verdict_of(natural);
  switch (step) {
    case Step::seed:
      return {"gate/seed-failed", "", "the gate's rows are refused", ""};
    case Step::heads:
      return verdict_of(is_one_of(natural, {"E", "P"}) ? natural : "C");
    case Step::downgrade:
      return verdict_of("G");
    case Step::restore:
      return verdict_of("R");
    case Step::upgrade:
      return on_empty(natural, said);
    case Step::registry:
    case Step::migrate:
      return on_data(natural, said);
    default:
      return verdict_of(natural);
  }
}

}  // namespace plumbline::gate
