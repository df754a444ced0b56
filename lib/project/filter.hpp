/// Which rules a call asks for: --only and --skip.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumbline/project.hpp"

namespace plumbline::project {

class Filter {
 public:
  /// Throws Error (argument) for a pattern that matches no rule of the catalogue.
  explicit Filter(const CheckOptions& options);
  [[nodiscard]] bool wants(std::string_view rule) const;

 private:
  std::vector<std::string> only_;
  std::vector<std::string> skip_;
};

}  // namespace plumbline::project
