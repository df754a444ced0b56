/// How a reader of a backup ends with a problem: thrown below, caught where a proof or a restore
/// becomes a result.
#pragma once

#include <string>
#include <utility>

#include "postgres/restore/backup.hpp"

namespace plumbline::postgres {

struct BadBackup {
  RestoreProblem problem;
};

[[noreturn]] inline void throw_bad(RestoreFault fault, std::size_t line, std::string message,
                                   std::string hint = {}) {
  throw BadBackup{{.fault = fault,
                   .line = line,
                   .message = std::move(message),
                   .sqlstate = "",
                   .statement = "",
                   .hint = std::move(hint)}};
}

}  // namespace plumbline::postgres
