/// Where documents go: stdout in one format, files in others.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "options.hpp"
#include "plumbline/render.hpp"

namespace plumbline::cli {

TextStyle text_style(const Options& options);

/// Writes to stdout. Throws Error (io), also for a closed pipe.
void print(std::string_view document);

/// Writes a whole file or nothing. Throws Error (io).
void write_file(const std::string& path, std::string_view bytes);

/// A document in some format, "text" or "json".
using Rendering = std::function<std::string(std::string_view format, const TextStyle& style)>;
/// On stdout and in each --output FORMAT:FILE.
void deliver(const Options& options, const Rendering& rendering);
/// The report on stdout and in each --output file, then the exit status that it deserves.
int deliver(const Report& report, const Options& options);

/// Ends the process at once: everything is written, and taking a tree of thousands of changes apart
/// first would only cost time. REQUIRES: no open connection.
[[noreturn]] void leave(int status);

}  // namespace plumbline::cli
