/// How many of the scripts are read and hashed when a tree is opened.
#pragma once

#include <cstdint>

namespace plumbline {

/// A tool that decides by checksums (sqlx) has all of them, whatever is asked for.
enum class Checksums : std::uint8_t {
  none,      ///< no script is read
  repeated,  ///< of scripts that another one repeats, which is all that files alone can tell
  all,       ///< of every script, as a comparison with a registry needs them
};

}  // namespace plumbline
