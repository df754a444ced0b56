/// What is wrong with a tree's files and graph, as findings under their catalogue names.
#pragma once

#include <string>
#include <vector>

#include "adapters/alembic/make_plan.hpp"
#include "plumbline/finding.hpp"

namespace plumbline::adapters::alembic {

std::vector<Finding> find_faults(const Reading& reading, const Plan& plan);

Position position_in(const RevisionFile& file, const SourcePoint& point);
/// The text as the command prints it: `FAILED: …` and 255, or a traceback's last line and 1.
ToolSays tool_says(std::string command, const std::string& text, bool is_uncaught);

}  // namespace plumbline::adapters::alembic
