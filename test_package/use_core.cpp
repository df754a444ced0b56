/// What a package must be good for, in C++: as use_capi.c.
#include <cstdio>
#include <plumbline/plumbline.hpp>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto repository = plumbline::Repository::open(argv[1]);
  const auto report = repository.check(nullptr);
  std::fputs(plumbline::render_text(report).c_str(), stdout);
  if (repository.projects().size() != 1 || !report.findings.empty()) return 1;
  try {
    plumbline::Target::open("postgresql://nobody@/none?host=/nonexistent");
  } catch (const plumbline::Error& error) {
    return error.status() == plumbline::Status::connection ? 0 : 1;
  }
  return 1;
}
