/// Fuzz target: any bytes as each kind of pipeline file. Nothing may throw, and every place must
/// lie in the file.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/readers.hpp"

namespace {

using namespace plumbline::pipeline;

void require(bool holds) {
  if (!holds) __builtin_trap();
}

void check(const FileReading& reading, std::size_t size) {
  for (const plumbline::Finding& finding : reading.findings) require(finding.where.offset <= size);
  for (const plumbline::PipelineStep& step : reading.file.steps) {
    require(step.where.offset <= size && step.where.line > 0);
    for (const plumbline::PipelineCommand& command : step.commands) {
      require(command.where.offset <= size && command.where.line > 0);
      if (command.target) require(command.target->where.offset <= size);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(static_cast<const char*>(static_cast<const void*>(data)), size);
  check(read_procfile(text, "Procfile"), size);
  const YamlDocument document = YamlDocument::parse(std::string(text), "ci.yml", {});
  check(read_heroku(document), size);
  check(read_github(document), size);
  check(read_gitlab(document), size);
  return 0;
}
