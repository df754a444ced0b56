/// Environment variables as the caller gave them, or the process's. Never changed.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace plumbline::system {

class Environment {
 public:
  /// The process's own, looked up when asked.
  Environment() = default;
  explicit Environment(std::map<std::string, std::string> values) : values_(std::move(values)) {}

  /// Absent when not set; "" when set to nothing.
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const;
  /// All of them by name, as they are now.
  [[nodiscard]] std::map<std::string, std::string> all() const;

 private:
  std::optional<std::map<std::string, std::string>> values_;
};

}  // namespace plumbline::system
