/// Looks from a second connection at what one session holds while it works: for statements that
/// let go of their locks before they can be asked (CREATE INDEX CONCURRENTLY, VACUUM, a COMMIT
/// inside of a script).
#pragma once

#include <memory>
#include <vector>

#include "plumbline/gate.hpp"
#include "postgres/session.hpp"

namespace plumbline::postgres {

/// Connects only once the work has lasted for some milliseconds; what is shorter is not seen.
class LockSampler {
 public:
  /// Watches `session` of `database` on a thread of its own, within this thread's call.
  LockSampler(const Writable& database, const Session& session);
  LockSampler(const LockSampler&) = delete;
  LockSampler& operator=(const LockSampler&) = delete;
  ~LockSampler();

  /// Ends the watch. What was seen, by object and mode; held_us from the first sight to the last.
  std::vector<HeldLock> stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plumbline::postgres
