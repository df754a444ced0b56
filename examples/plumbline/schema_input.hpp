/// Schemas that a command line names: a database by its URI, a snapshot by its file, `-` for stdin.
#pragma once

#include <string>

#include "options.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::cli {

enum class InputKind { database, file, standard_input };

/// A URI has "://", begins with "db:", or is "" or key=value; whatever exists as a file, or begins
/// with "/" or "./", is a file. Throws Error (not_found) for what is neither.
InputKind input_kind(const std::string& argument);

/// The snapshot in a file or on stdin. Throws Error: io, format.
Schema load_input(const std::string& argument, InputKind kind);

/// Reads the database with the options of the command line.
Schema capture_input(const Options& options, const std::string& uri);

}  // namespace plumbline::cli
