/// plumb_run, plumb_history_read and plumb_output_classify.
#include <string_view>

#include "handles.hpp"

using plumbline::capi::boundary;
using plumbline::capi::or_null;
using plumbline::capi::require;

plumb_run::plumb_run(plumbline::GateRun result)
    : run(std::move(result)), report(plumbline::Report(run.report)) {}

namespace {

/// NULL is absent, "" something else.
std::optional<std::string> if_given(const char* text) {
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

plumbline::GateOptions make_options(const plumb_gate_options& given) {
  plumbline::GateOptions options;
  require(given.kind == PLUMB_GATE_ROUND_TRIP || given.kind == PLUMB_GATE_DRY_RUN,
          "kind (PLUMB_GATE_…)");
  require(given.reserved_1 == 0, "reserved_1 (which must be zero)");
  options.kind = static_cast<plumbline::GateKind>(given.kind);
  options.server = if_given(given.server);
  options.scratch = if_given(given.scratch);
  options.record = if_given(given.record);
  if (given.bin != nullptr) options.bin = given.bin;
  if (given.backup != nullptr) options.backup = given.backup;
  if (given.version != nullptr) options.version = given.version;
  if (given.tier != nullptr) options.tier = given.tier;
  options.step_ms = static_cast<int>(plumbline::capi::positive_or(given.step_ms, 0, "step_ms"));
  options.infer = given.no_inference == 0;
  options.each = given.each != 0;
  options.keep = given.keep != 0;
  options.fresh = given.fresh != 0;
  options.create_roles = given.create_roles != 0;
  return options;
}

/// What the two functions share: `pass(options)` gives the run.
template <typename Pass>
plumb_status run_gate(const void* subject, const plumb_gate_options* options, plumb_run** run,
                      plumb_error** error, Pass&& pass) {
  if (run != nullptr) *run = nullptr;
  return boundary(error, [&] {
    require(subject != nullptr, "repository or project");
    require(run != nullptr, "run");
    const plumb_gate_options given = plumbline::capi::read_options(options);
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    plumbline::GateOptions how = make_options(given);
    how.control = control.control;
    *run = new plumb_run(pass(how));
  });
}

}  // namespace

plumb_status plumb_repository_gate(const plumb_repository* repository,
                                   const plumb_gate_options* options, plumb_run** run,
                                   plumb_error** error) {
  return run_gate(repository, options, run, error,
                  [&](const auto& how) { return repository->repository.gate(how); });
}

plumb_status plumb_project_gate(const plumb_project* project, const plumb_gate_options* options,
                                plumb_run** run, plumb_error** error) {
  return run_gate(project, options, run, error,
                  [&](const auto& how) { return project->project.gate(how); });
}

void plumb_run_free(plumb_run* run) { delete run; }

int32_t plumb_run_passed(const plumb_run* run) { return run == nullptr ? -1 : run->run.passed; }

const char* plumb_run_detail(const plumb_run* run) {
  return run == nullptr ? nullptr : or_null(run->run.detail);
}

const plumb_report* plumb_run_report(const plumb_run* run) {
  return run == nullptr ? nullptr : &run->report;
}

plumb_status plumb_run_render(const plumb_run* run, const char* format, plumb_text** text,
                              plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(run != nullptr, "run");
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    const std::string_view wanted = format;
    const bool is_json = wanted == "json";
    require(is_json || wanted == "text", "a run's format (\"json\" or \"text\")");
    *text = plumbline::capi::make_text(is_json ? render_json(run->run) : render_text(run->run));
  });
}

plumb_status plumb_history_read(const char* record, plumb_text** text, plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(text != nullptr, "text");
    *text = plumbline::capi::make_text(render_json(plumbline::read_history(if_given(record))));
  });
}

plumb_status plumb_output_classify(const char* output, size_t size, const char* sqlstate,
                                   const char* step, plumb_report** report, plumb_error** error) {
  if (report != nullptr) *report = nullptr;
  return boundary(error, [&] {
    require(output != nullptr, "output");
    require(report != nullptr, "report");
    *report = new plumb_report(plumbline::classify_output(std::string_view(output, size),
                                                          sqlstate == nullptr ? "" : sqlstate,
                                                          step == nullptr ? "" : step));
  });
}
