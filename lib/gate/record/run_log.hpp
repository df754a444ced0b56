/// A run as far as it has come: what a record would say if the process died now.
#pragma once

#include <cstddef>
#include <string>

#include "plumbline/gate.hpp"

namespace plumbline::gate {

class RunLog {
 public:
  /// Red and interrupted from here on, whatever `run` says.
  void begin(const GateRun& run);
  /// Returns the step's place in the run.
  std::size_t step_started(const GateStep& step);
  /// Of the step begun last of those with this project and name and not ended yet; one that was
  /// never begun comes last.
  std::size_t step_done(const GateStep& step);

  /// `passed` is false, `finished_at` 0, the detail that of the first red step, else "interrupted"
  /// and where.
  [[nodiscard]] const GateRun& run() const noexcept { return run_; }

 private:
  void tell_detail();

  GateRun run_;
};

}  // namespace plumbline::gate
