/// A flag that another thread's poll(2) can wait for.
#pragma once

namespace plumbline::system {

class Flag {
 public:
  /// Throws Error (internal) when the system gives no descriptor.
  Flag();
  ~Flag();
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;

  void raise() noexcept;
  void lower() noexcept;
  /// Readable while raised.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace plumbline::system
