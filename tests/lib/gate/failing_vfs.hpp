/// SQLite's file access with a fault at the n-th write, for the tests of records.
#pragma once

namespace plumbline::tests {

/// Every SQLite database that is opened in its lifetime goes through it. One at a time.
class FailingVfs {
 public:
  enum class Lasting { once, for_ever };
  /// The `at`-th write, sync, truncation or deletion from here on fails; 0 = none.
  FailingVfs(int at, Lasting lasting);
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  [[nodiscard]] static bool has_failed() noexcept;
};

}  // namespace plumbline::tests
