/// Schemas that a command line names: a database by its URI, a snapshot by its file, `-` for stdin,
/// what a plan builds by PATH@REVISION.
#pragma once

#include <string>

#include "options.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::cli {

enum class InputKind { database, file, standard_input, revision };

/// A URI has "://", begins with "db:", or is "" or key=value; whatever exists as a file, or begins
/// with "/" or "./", is a file. An `@` behind a path that exists, in what is no file, is a
/// revision. Throws Error (not_found) for what is none of them.
InputKind input_kind(const std::string& argument);

/// The snapshot in a file or on stdin. Throws Error: io, format.
Schema load_input(const std::string& argument, InputKind kind);

/// Reads the database, or runs the plan up to the revision, with the options of the command line.
Schema capture_input(const Options& options, const std::string& argument, InputKind kind);

}  // namespace plumbline::cli
