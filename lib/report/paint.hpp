/// ANSI colours for text reports; nothing when colour is off.
#pragma once

#include <string>
#include <string_view>

#include "plumbline/rule.hpp"

namespace plumbline::report {

enum class Ink { bold, dim, red, yellow, blue, green, cyan };

class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  [[nodiscard]] std::string operator()(Ink ink, std::string_view text) const;
  [[nodiscard]] std::string severity(Severity severity) const;

 private:
  bool on_;
};

}  // namespace plumbline::report
