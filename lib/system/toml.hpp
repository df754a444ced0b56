/// toml++ for files that nobody has checked: its assertions, which "[.x" meets, must neither abort
/// (debug builds) nor become promises to the compiler (release builds); the error that follows them
/// is what we want. Include this, never toml++ itself.
#pragma once

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expr) static_cast<void>(0)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
