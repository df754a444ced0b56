/// `plumbline classify`: what an error means that a tool has printed.
#include <cstdio>
#include <memory>
#include <string>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"
#include "plumbline/gate.hpp"

namespace plumbline::cli {

namespace {

/// A log may be long; what counts is at its ends.
constexpr std::size_t most_bytes = std::size_t{64} << 20U;

std::string read_all(std::FILE* file, const std::string& name) {
  std::string bytes;
  char block[65536];
  std::size_t count = 0;
  while ((count = std::fread(block, 1, sizeof block, file)) > 0) {
    bytes.append(block, count);
    if (bytes.size() > most_bytes) throw Error(Status::limit, name + " is larger than 64 MiB");
  }
  if (std::ferror(file) != 0) throw Error(Status::io, name + " cannot be read");
  return bytes;
}

std::string read_output(const std::string& path) {
  if (path == "-") return read_all(stdin, "stdin");
  const std::string name = "\"" + path + "\"";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) throw Error(Status::not_found, name + " cannot be opened");
  return read_all(file.get(), name);
}

}  // namespace

int run_classify(const Options& options) {
  return deliver(classify_output(read_output(options.file), options.sqlstate, options.step),
                 options);
}

}  // namespace plumbline::cli
