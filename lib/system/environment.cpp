#include "system/environment.hpp"

#include <cstdlib>

namespace plumbline::system {

std::optional<std::string> Environment::get(const std::string& name) const {
  if (values_) {
    const auto found = values_->find(name);
    if (found == values_->end()) return std::nullopt;
    return found->second;
  }
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

}  // namespace plumbline::system
