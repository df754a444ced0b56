#include "project/baseline.hpp"

#include <string_view>
#include <utility>

#include "core/json_value.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::project {

namespace {

/// What stays the same when lines move and messages are worded better.
std::string key(std::string_view rule, std::string_view path, std::string_view change,
                std::string_view object) {
  const std::string normal = path.empty() ? std::string() : system::normalise_path(path);
  std::string key;
  for (const std::string_view part : {rule, std::string_view(normal), change, object}) {
    key += part;
    key += '\n';
  }
  return key;
}

}  // namespace

Baseline::Baseline(const std::string& file, std::string prefix, const Limits& limits)
    : prefix_(std::move(prefix)) {
  const std::string text = system::read_file(file, limits);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return;
  core::JsonValue report;
  try {
    report = core::read_json(text);
  } catch (const Error&) {
    // Told below: it holds no report.
  }
  if (report.text_of("schema") != "plumbline.report/1") {
    throw Error(Status::configuration,
                system::format("baseline \"{}\" is no report of plumbline check in JSON",
                               system::escape_for_display(file)));
  }
  for (const core::JsonValue& finding : report.list_of("findings")) {
    const std::string& where = finding.text_of("file");
    ++left_[key(finding.text_of("rule"), where.empty() ? finding.text_of("project") : where,
                finding.text_of("change"), finding.text_of("object"))];
  }
}

bool Baseline::take(const Finding& finding) {
  if (left_.empty()) return false;
  std::string path = finding.where.file.empty() ? finding.project : finding.where.file;
  if (!path.empty()) path = system::join_path(prefix_, path);
  const auto known = left_.find(key(finding.rule, path, finding.change, finding.object));
  if (known == left_.end() || known->second == 0) return false;
  --known->second;
  return true;
}

Baseline read_baseline(const CheckOptions& options, const Config& config, const Limits& limits) {
  if (options.baseline)
    return options.baseline->empty() ? Baseline()
                                     : Baseline(*options.baseline, options.baseline_prefix, limits);
  if (config.baseline.empty()) return {};
  return {system::join_path(system::parent_path(config.file), config.baseline), config.prefix,
          limits};
}

}  // namespace plumbline::project
