/// The checks: plumb_repository_check and verify, plumb_project_check and verify.
#include "target_use.hpp"

using plumbline::capi::boundary;
using plumbline::capi::require;

namespace {

plumbline::CheckOptions make_options(const plumb_check_options& given) {
  plumbline::CheckOptions options;
  options.only = plumbline::capi::read_list(given.only);
  options.skip = plumbline::capi::read_list(given.skip);
  options.expect = plumbline::capi::read_list(given.expect);
  if (given.schema != nullptr) options.schema = &given.schema->schema;
  for (const auto* const* other = given.beside; other != nullptr && *other != nullptr; ++other)
    options.beside.push_back(&(*other)->repository);
  options.use_git = given.use_git != 0;
  options.preflight = given.preflight != 0;
  if (given.since != nullptr) options.since = given.since;
  if (given.baseline != nullptr) options.baseline = given.baseline;
  options.max_per_rule = static_cast<std::size_t>(plumbline::capi::positive_or(
      given.max_per_rule, static_cast<std::int64_t>(options.max_per_rule), "max_per_rule"));
  return options;
}

/// What the four functions share: `run(target, options)` gives the report.
template <typename Run>
plumb_status run_check(const void* subject, plumb_target* target,
                       const plumb_check_options* options, plumb_report** report,
                       plumb_error** error, Run&& run) {
  if (report != nullptr) *report = nullptr;
  return boundary(error, [&] {
    require(subject != nullptr, "repository or project");
    require(report != nullptr, "report");
    const plumb_check_options given = plumbline::capi::read_options(options);
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    plumbline::CheckOptions check_options = make_options(given);
    check_options.control = control.control;
    const plumbline::capi::TargetUse use(target);
    plumbline::Report result = run(use.get(), check_options);
    use.end_snapshot();
    *report = new plumb_report(std::move(result));
  });
}

plumbline::Target& required(plumbline::Target* target) {
  require(target != nullptr, "target");
  return *target;
}

}  // namespace

plumb_status plumb_repository_check(const plumb_repository* repository, plumb_target* target,
                                    const plumb_check_options* options, plumb_report** report,
                                    plumb_error** error) {
  return run_check(repository, target, options, report, error, [&](auto* seen, const auto& how) {
    return repository->repository.check(seen, how);
  });
}

plumb_status plumb_repository_verify(const plumb_repository* repository, plumb_target* target,
                                     const plumb_check_options* options, plumb_report** report,
                                     plumb_error** error) {
  return run_check(repository, target, options, report, error, [&](auto* seen, const auto& how) {
    return repository->repository.verify(required(seen), how);
  });
}

plumb_status plumb_project_check(const plumb_project* project, plumb_target* target,
                                 const plumb_check_options* options, plumb_report** report,
                                 plumb_error** error) {
  return run_check(project, target, options, report, error,
                   [&](auto* seen, const auto& how) { return project->project.check(seen, how); });
}

plumb_status plumb_project_verify(const plumb_project* project, plumb_target* target,
                                  const plumb_check_options* options, plumb_report** report,
                                  plumb_error** error) {
  return run_check(project, target, options, report, error, [&](auto* seen, const auto& how) {
    return project->project.verify(required(seen), how);
  });
}
