/// A folder for one test, gone with it.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::tests {

class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Path of `name` inside, whether it is there or not.
  [[nodiscard]] std::string file(std::string_view name) const;
  /// Writes a file, making the folders above it.
  void write(std::string_view name, std::string_view bytes) const;

 private:
  std::string path_;
};

}  // namespace plumbline::tests
