/// `plumbline check`: everything that can be known.
#include <optional>
#include <utility>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"

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
    if (finding.fix) {
      for (Edit& edit : finding.fix->edits) edit.file = below(path, edit.file);
      for (Rename& rename : finding.fix->renames) {
        rename = {.from = below(path, rename.from), .to = below(path, rename.to)};
      }
    }
    --whole.totals[static_cast<std::size_t>(finding.severity)];  // counted again by finish_report
    whole.findings.push_back(std::move(finding));
  }
  for (Unchecked& unchecked : part.unchecked) whole.unchecked.push_back(std::move(unchecked));
  whole.command = part.command;
  whole.target = part.target;
}

}  // namespace

int run_check(const Options& options) {
  if (!options.has_db && !options.check.expect.empty()) {
    throw Error(Status::argument, "--expect needs --db: names are looked up in a database");
  }
  std::optional<Target> target;
  if (options.has_db) target = open_target(options);
  Target* const looked_at = target ? &*target : nullptr;
  if (options.paths.size() == 1) {
    const Repository repository = open_repository(options, options.paths.front());
    const Report report = repository.check(looked_at, options.check);
    target.reset();
    leave(deliver(report, options));
  }
  Report whole;
  for (const std::string& path : options.paths) {
    merge(whole, open_repository(options, path).check(looked_at, options.check), path);
  }
  finish_report(whole, options.check.max_per_rule);
  return deliver(whole, options);
}

}  // namespace plumbline::cli
