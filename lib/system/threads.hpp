/// Threads that are joined where they were started, and never run a signal handler of the host.
#pragma once

#include <functional>
#include <thread>
#include <vector>

namespace plumbline::system {

class Threads {
 public:
  Threads() = default;
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads();  ///< waits for all of them

  /// REQUIRES: `work` throws nothing. Throws Error (internal) when the system gives no thread.
  void start(std::function<void()> work);

 private:
  std::vector<std::thread> threads_;
};

}  // namespace plumbline::system
