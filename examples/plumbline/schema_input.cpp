#include "schema_input.hpp"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

#include "interrupt.hpp"
#include "plumbline/error.hpp"
#include "plumbline/limits.hpp"

namespace plumbline::cli {

namespace {

bool is_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

/// No more than load_snapshot would take: /dev/zero has no end.
std::string read_all(std::FILE* file, const std::string& name) {
  constexpr std::uint64_t limit = Limits{}.max_snapshot_bytes;
  std::string bytes;
  std::array<char, 65536> block{};
  std::size_t size = 0;
  while (bytes.size() <= limit && (size = std::fread(block.data(), 1, block.size(), file)) > 0)
    bytes.append(block.data(), size);
  if (std::ferror(file) != 0) throw Error(Status::io, "\"" + name + "\" cannot be read");
  return bytes;
}

std::string read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) throw Error(Status::io, "\"" + path + "\" cannot be read: " + std::strerror(errno));
  return read_all(file.get(), path);
}

/// Where the `@` is behind the path; npos for what names no revision. Names of tags hold one too,
/// so the first that a path stands before counts.
std::size_t revision_mark(const std::string& argument) {
  if (argument.find("://") != std::string::npos || is_file(argument)) return std::string::npos;
  for (std::size_t at = argument.find('@'); at != std::string::npos;
       at = argument.find('@', at + 1)) {
    struct stat status {};
    if (at > 0 && ::stat(argument.substr(0, at).c_str(), &status) == 0) return at;
  }
  return std::string::npos;
}

}  // namespace

InputKind input_kind(const std::string& argument) {
  if (argument == "-") return InputKind::standard_input;
  const std::string_view text = argument;
  if (revision_mark(argument) != std::string::npos) return InputKind::revision;
  const bool is_path = text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
  if (is_path) return InputKind::file;
  if (text.empty() || text.find("://") != std::string_view::npos || text.starts_with("db:"))
    return InputKind::database;
  if (is_file(argument)) return InputKind::file;
  if (text.find('=') != std::string_view::npos) return InputKind::database;
  throw Error(Status::not_found, "\"" + argument +
                                     "\" is neither a file nor a database: a URI has \"://\" or "
                                     "is like dbname=app; a plan's is PATH@REVISION");
}

Schema load_input(const std::string& argument, InputKind kind) {
  const std::string name = kind == InputKind::standard_input ? "(stdin)" : argument;
  const std::string bytes =
      kind == InputKind::standard_input ? read_all(stdin, name) : read_file(argument);
  try {
    return load_snapshot(bytes);
  } catch (const Error& error) {
    ErrorFields fields = error.fields();
    fields.message = "\"" + name + "\": " + fields.message;
    throw Error(error.status(), std::move(fields));
  }
}

Schema capture_input(const Options& options, const std::string& argument, InputKind kind) {
  if (kind == InputKind::database) {
    Target target = open_target(options, argument);
    return capture_schema(target, options.schema);
  }
  const std::size_t mark = revision_mark(argument);
  Options own = options;
  own.paths = {argument.substr(0, mark)};
  const Repository repository = open_repository(own, own.paths.front());
  own.build.schema = own.schema;
  own.build.schema.control = call_control(own);
  return only_project(repository, own).built_schema(argument.substr(mark + 1), own.build);
}

}  // namespace plumbline::cli
