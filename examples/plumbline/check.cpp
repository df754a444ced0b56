/// `plumbline check`: everything that can be known.
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"
#include "schema_input.hpp"

namespace plumbline::cli {

namespace {

std::string below(const std::string& path, const std::string& file) {
  if (file.empty() || file.starts_with('/')) return file;
  return file == "." ? path : path + "/" + file;
}

/// Adds a report, its places seen from where the command was started: with several PATHs none is
/// the base.
void merge(Report& whole, Report part, const std::string& path) {
  for (std::size_t i = 0; i < part.totals.size(); ++i) whole.totals[i] += part.totals[i];
  for (ReportProject& project : part.projects) {
    project.path = below(path, project.path);
    whole.projects.push_back(std::move(project));
  }
  for (Finding& finding : part.findings) {
    finding.project = below(path, finding.project);
    finding.where.file = below(path, finding.where.file);
    for (Related& related : finding.related) related.where.file = below(path, related.where.file);
    if (finding.fix)
      change_files(*finding.fix, [&](std::string& file) { file = below(path, file); });
    --whole.totals[static_cast<std::size_t>(finding.severity)];  // counted again by finish_report
    whole.findings.push_back(std::move(finding));
  }
  for (Unchecked& unchecked : part.unchecked) whole.unchecked.push_back(std::move(unchecked));
  whole.command = part.command;
  whole.target = part.target;
}

/// What is found, in one PATH or in several.
Report look(std::span<const Repository> repositories, Target* target, CheckOptions check,
            const Options& options) {
  if (repositories.size() == 1) return repositories.front().check(target, check);
  for (const Repository& repository : repositories) check.beside.push_back(&repository);
  Report whole;
  for (std::size_t at = 0; at < repositories.size(); ++at) {
    check.baseline_prefix = options.paths[at];
    merge(whole, repositories[at].check(target, check), options.paths[at]);
    // What the database alone shows has been told with the first.
    if (at == 0) check.skip.emplace_back("drift");
    if (at == 0) check.expect.clear();
  }
  finish_report(whole, check.max_per_rule);
  return whole;
}

/// All that is found is known from now on. The report is shown as any other, and is no reason to
/// fail.
int update_baseline(Report report, const Options& options) {
  write_file(*options.check.baseline, render_json(report));
  report.totals = {};
  finish_report(report, options.check.max_per_rule);
  deliver(report, options);
  return exit_ok;
}

}  // namespace

int run_check(const Options& options) {
  if (!options.has_db && options.snapshot.empty() && !options.check.expect.empty()) {
    throw Error(Status::argument,
                "--expect needs --db or --snapshot: names are looked up in a database");
  }
  CheckOptions check = options.check;
  if (options.does_update_baseline) {
    if (check.baseline->empty()) throw Error(Status::argument, "--update-baseline needs a file");
    check.baseline = "";
    check.max_per_rule = std::numeric_limits<std::size_t>::max();
  }
  std::optional<Schema> snapshot;
  if (!options.snapshot.empty()) {
    const InputKind kind = options.snapshot == "-" ? InputKind::standard_input : InputKind::file;
    check.schema = &snapshot.emplace(load_input(options.snapshot, kind));
  }
  std::optional<Target> target;
  if (options.has_db) target = open_target(options);
  std::vector<Repository> repositories;
  for (const std::string& path : options.paths)
    repositories.push_back(open_repository(options, path));
  Report report = look(repositories, target ? &*target : nullptr, std::move(check), options);
  target.reset();
  if (options.does_update_baseline) leave(update_baseline(std::move(report), options));
  leave(deliver(report, options));
}

}  // namespace plumbline::cli
