/// Procfile: a line `type: command` for each process type; `release` is run before a release goes
/// live.
#include <algorithm>

#include "pipeline/commands.hpp"
#include "pipeline/readers.hpp"
#include "system/utf8.hpp"

namespace plumbline::pipeline {

namespace {

bool is_type(std::string_view name) noexcept {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
  });
}

PipelineStep step_of(std::string_view text, const std::string& file, std::size_t line_begin,
                     std::string_view line, std::size_t colon) {
  PipelineStep step;
  step.platform = Platform::procfile;
  step.job = std::string(line.substr(0, colon));
  step.is_release_phase = step.job == "release";
  const std::size_t start = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
  step.command = std::string(line.substr(start));
  const std::size_t offset = line_begin + start;
  step.where = system::position_at(text, offset, file);
  ShellSource source{step.command, {}};
  for (std::size_t i = 0; i <= step.command.size(); ++i) source.origins.push_back(offset + i);
  for (FoundCommand& found : find_commands(source, {})) {
    PipelineCommand command = std::move(found.command);
    command.where = system::position_at(text, command.where.offset, file);
    if (command.target)
      command.target->where = system::position_at(text, command.target->where.offset, file);
    if (found.fate.outcome == FailureOutcome::swallowed)
      command.swallowed_by = std::move(found.fate.reason);
    step.commands.push_back(std::move(command));
  }
  return step;
}

}  // namespace

FileReading read_procfile(std::string_view text, const std::string& file) {
  FileReading reading;
  reading.file.platform = Platform::procfile;
  reading.file.file = file;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    const std::size_t colon = line.find(':');
    if (colon != line.npos && is_type(line.substr(0, colon)))
      reading.file.steps.push_back(step_of(text, file, begin, line, colon));
    begin = end + 1;
  }
  return reading;
}

}  // namespace plumbline::pipeline
