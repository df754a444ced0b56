/// Long work under a lock without an end of its own.
#include <array>

#include "checks/script/rules.hpp"

namespace plumbline::checks::script {

namespace {

/// Rules whose statements read or write a whole table while others wait.
constexpr std::array<std::string_view, 9> long_work = {
    "script/blocking-index",       "script/blocking-refresh",
    "script/blocking-reindex",     "script/constraint-builds-index",
    "script/nullable-key",         "script/rewrite",
    "script/set-not-null",         "script/type-change",
    "script/validating-constraint"};

}  // namespace

void no_statement_timeout(const Step&, Scene& scene) {
  if (scene.has_statement_timeout()) return;
  for (const std::string_view rule : long_work) {
    if (!scene.has_reported(rule) || !scene.is_first("no-statement-timeout")) continue;
    scene.report(
        "script/no-statement-timeout",
        "the statement may take as long as its table is large, and has no statement_timeout");
    return;
  }
}

}  // namespace plumbline::checks::script
