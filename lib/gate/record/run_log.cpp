#include "gate/record/run_log.hpp"

#include <algorithm>

#include "gate/detail.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

bool is_red(const GateStep& step) {
  return step.state == StepState::failed || step.state == StepState::timed_out;
}

}  // namespace

void RunLog::begin(const GateRun& run) {
  run_ = {.id = run.id, .kind = run.kind, .version = run.version, .tier = run.tier};
  run_.server = run.server;
  run_.started_at = run.started_at;
  tell_detail();
}

std::size_t RunLog::step_started(const GateStep& step) {
  run_.steps.push_back(step);
  run_.steps.back().state = StepState::interrupted;
  tell_detail();
  return run_.steps.size() - 1;
}

std::size_t RunLog::step_done(const GateStep& step) {
  const auto open = std::find_if(run_.steps.rbegin(), run_.steps.rend(), [&](const GateStep& one) {
    return one.state == StepState::interrupted && one.project == step.project &&
           one.name == step.name;
  });
  if (open == run_.steps.rend()) {
    run_.steps.push_back(step);
    tell_detail();
    return run_.steps.size() - 1;
  }
  *open = step;
  tell_detail();
  return static_cast<std::size_t>(run_.steps.rend() - open) - 1;
}

void RunLog::tell_detail() {
  const auto red = std::ranges::find_if(run_.steps, is_red);
  if (red != run_.steps.end()) {
    run_.detail = detail_tail(red->detail);
    if (run_.detail.empty()) run_.detail = system::format("step \"{}\" is red", red->name);
    return;
  }
  run_.detail = "interrupted";
  const auto open = std::ranges::find(run_.steps, StepState::interrupted, &GateStep::state);
  if (open == run_.steps.end()) return;
  run_.detail += system::format(" in step \"{}\"", open->name);
  if (!open->project.empty()) run_.detail += system::format(" of \"{}\"", open->project);
}

}  // namespace plumbline::gate
