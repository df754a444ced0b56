/// The catalogue's entries of how deploys are run; rules.cpp puts the families together.
#pragma once

#include <array>

#include "plumbline/rule.hpp"

namespace plumbline::core {

inline constexpr std::array pipeline_rules = {
    Rule{"pipeline/exit-code-swallowed", Severity::warning,
         "a failing migration does not stop the deploy",
         "The new code is released on the old schema, and the pipeline is green.",
         "Let the command's own exit status be the step's.",
         "POSIX shell, exit status of lists and pipelines; heroku run needs --exit-code", "Q"},
    Rule{"pipeline/no-migration-step", Severity::warning,
         "a deploy pipeline never runs this tree's migrations",
         "Code and schema drift apart with every deploy until something breaks.",
         "Add a step that runs the migrations and checks their result before the new code is "
         "released.",
         "the founding incident of a release phase that was ignored", "Q"},
    Rule{"pipeline/release-phase-ignored", Severity::error,
         "the release phase is not run by the way in which this pipeline deploys",
         "Migrations in the release phase are never run, and nothing says so.",
         "Run the migrations in a step of the pipeline, or deploy in the way that runs the release "
         "phase.",
         "Heroku: `container:release` does not read heroku.yml", "Q"},
    Rule{"pipeline/syntax", Severity::warning, "a pipeline file cannot be read",
         "The platform refuses it or runs something else than meant; nothing in it was checked.",
         "Correct the file at the place named.", "YAML 1.1; the platform's own syntax reference",
         "Q"},
};

}  // namespace plumbline::core
