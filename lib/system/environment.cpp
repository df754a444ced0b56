#include "system/environment.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

extern char** environ;  // NOLINT: POSIX declares it nowhere

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

std::map<std::string, std::string> Environment::all() const {
  if (values_) return *values_;
  std::map<std::string, std::string> values;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t end = text.find('=');
    if (end != std::string_view::npos) values.emplace(text.substr(0, end), text.substr(end + 1));
  }
  return values;
}

}  // namespace plumbline::system
