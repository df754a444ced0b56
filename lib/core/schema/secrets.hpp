/// Options and settings whose values are passwords and the like: a schema has their hash alone.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::core {

/// `value`, or "sha256:…" when the name says that it is a secret.
std::string guarded_value(std::string_view name, std::string_view value);

}  // namespace plumbline::core
