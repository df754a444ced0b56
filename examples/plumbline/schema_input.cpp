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

}  // namespace

InputKind input_kind(const std::string& argument) {
  if (argument == "-") return InputKind::standard_input;
  const std::string_view text = argument;
  const bool is_path = text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
  if (is_path) return InputKind::file;
  if (text.empty() || text.find("://") != std::string_view::npos || text.starts_with("db:"))
    return InputKind::database;
  if (is_file(argument)) return InputKind::file;
  if (text.find('=') != std::string_view::npos) return InputKind::database;
  throw Error(Status::not_found, "\"" + argument +
                                     "\" is neither a file nor a database: a URI has \"://\" or "
                                     "is like dbname=app");
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

Schema capture_input(const Options& options, const std::string& uri) {
  Target target = open_target(options, uri);
  return capture_schema(target, options.schema);
}

}  // namespace plumbline::cli
