/// run_script [--plumbline FILE] [--sanitized] [--slowness N] [--update] FILE.txtar…: runs script
/// tests, one line of result each. Exit status 0 all passed, 1 some failed, 77 all were skipped
/// (ctest's SKIP_RETURN_CODE).
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "scripts/script.hpp"
#include "scripts/txtar.hpp"

namespace {

using plumbline::tests::Archive;
using plumbline::tests::Script;

enum class Outcome { passed, failed, skipped };

Outcome run_file(const std::string& file, const plumbline::tests::ScriptOptions& options) {
  const auto name = std::filesystem::path(file).stem().string();
  try {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot be opened");
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    Script script(Archive::parse(text), options);
    script.run();
    if (script.changed()) {
      std::ofstream(file, std::ios::binary | std::ios::trunc) << script.archive().print();
      std::printf("[updated] %s\n", name.c_str());
    }
    std::printf("[ok] %s\n", name.c_str());
    return Outcome::passed;
  } catch (const plumbline::tests::ScriptSkip& skip) {
    std::printf("[skip] %s: %s\n", name.c_str(), skip.what());
    return Outcome::skipped;
  } catch (const std::exception& failure) {
    std::printf("[failed] %s: %s\n", name.c_str(), failure.what());
    return Outcome::failed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  plumbline::tests::ScriptOptions options;
  options.scenarios = PLUMBLINE_SOURCE_DIR "/tests/scenarios";
  options.bench = PLUMBLINE_SOURCE_DIR "/tests/bench";
  options.update = std::getenv("PLUMBLINE_UPDATE") != nullptr;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--plumbline" && i + 1 < argc) {
      options.plumbline = argv[++i];
    } else if (argument == "--slowness" && i + 1 < argc) {
      options.slowness = std::atof(argv[++i]);
    } else if (argument == "--sanitized") {
      options.sanitized = true;
    } else if (argument == "--update") {
      options.update = true;
    } else {
      files.push_back(argument);
    }
  }
  bool failed = false;
  bool passed = false;
  for (const auto& file : files) {
    const auto outcome = run_file(file, options);
    failed = failed || outcome == Outcome::failed;
    passed = passed || outcome == Outcome::passed;
  }
  if (failed) return 1;
  return passed ? 0 : 77;
}
