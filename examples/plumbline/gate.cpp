/// `plumbline gate` and `plumbline dry-run`: migrations run for real, before a deploy.
#include "plumbline/gate.hpp"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"

namespace plumbline::cli {

namespace {

/// Events as JSON lines in a file, and steps as they end on a terminal.
class Listener {
 public:
  explicit Listener(const std::string& path) : shows_steps_(::isatty(STDERR_FILENO) == 1) {
    if (path.empty()) return;
    lines_.reset(std::fopen(path.c_str(), "ae"));
    if (!lines_) throw Error(Status::io, "\"" + path + "\" cannot be written");
  }

  void hear(const Event& event) {
    if (lines_) {
      const std::string line = render_json(event) + '\n';
      if (std::fwrite(line.data(), 1, line.size(), lines_.get()) != line.size() ||
          std::fflush(lines_.get()) != 0)
        throw Error(Status::io, "the events cannot be written");
    }
    if (!shows_steps_ || event.kind != EventKind::step_done) return;
    const std::string project = event.project.empty() ? "" : event.project + ": ";
    std::fprintf(stderr, "%s %s%s\n", *event.passed ? "ok    " : "FAILED", project.c_str(),
                 event.step.c_str());
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> lines_;
  bool shows_steps_;
};

int run(const Options& options, GateKind kind) {
  Listener listener(options.events);
  GateOptions gate = options.gate;
  gate.kind = kind;
  gate.control = call_control(options);
  gate.control.on_event = [&](const Event& event) {
    listener.hear(event);
    return true;
  };
  const Repository repository = open_repository(options, options.paths.at(0));
  const GateRun result = repository.gate(gate);
  deliver(options, [&](std::string_view format, const TextStyle& style) {
    return format == "json" ? render_json(result) : render_text(result, style);
  });
  return result.passed ? exit_ok : exit_findings;
}

}  // namespace

int run_gate(const Options& options) { return run(options, GateKind::round_trip); }
int run_dry_run(const Options& options) { return run(options, GateKind::dry_run); }

}  // namespace plumbline::cli
