/// A guard to run before a deploy, in C++: `embed_cpp [PATH]` checks the migrations below PATH, and
/// against the database of $DATABASE_URL if there is one. Exit status 1: something is wrong;
/// 3: it could not be found out. In CMake: target_link_libraries(… plumbline::plumbline).
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <plumbline/plumbline.hpp>

static void print(const plumbline::Finding& finding) {
  std::string text = finding.where.file;
  if (finding.where.line > 0) text += ":" + std::to_string(finding.where.line);
  if (!text.empty()) text += ": ";
  text += plumbline::severity_name(finding.severity);
  text += ": " + finding.message + " [" + finding.rule + "]";
  std::puts(text.c_str());
}

int main(int argc, char** argv) {
  try {
    const auto repository = plumbline::Repository::open(argc > 1 ? argv[1] : ".");
    std::optional<plumbline::Target> target;
    if (const char* uri = std::getenv("DATABASE_URL")) target = plumbline::Target::open(uri);
    const auto report = repository.check(target ? &*target : nullptr);
    for (const plumbline::Finding& finding : report.findings) print(finding);
    return plumbline::has_at_least(report, plumbline::Severity::error) ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
}
