#include "output.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "plumbline/error.hpp"

namespace plumbline::cli {

namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

std::string document(const Report& report, std::string_view format, const TextStyle& style) {
  return format == "json" ? render_json(report) : render_text(report, style);
}

Severity threshold(const Options& options) {
  if (options.fail_on == "info") return Severity::info;
  return options.fail_on == "warning" ? Severity::warning : Severity::error;
}

}  // namespace

TextStyle text_style(const Options& options) {
  const char* terminal = std::getenv("TERM");
  const bool is_dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  const bool wants_color =
      options.color == "always" ||
      (options.color == "auto" && isatty(STDOUT_FILENO) == 1 && !is_set("NO_COLOR") && !is_dumb);
  return {.color = wants_color, .verbose = options.is_verbose};
}

/// Beside the target first, then renamed: a reader sees the old file or the new one, never half of
/// one.
void write_file(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".plumbline-new";
  std::FILE* file = std::fopen(beside.c_str(), "wb");
  bool is_written =
      file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (file != nullptr) is_written = std::fclose(file) == 0 && is_written;
  if (is_written && std::rename(beside.c_str(), path.c_str()) == 0) return;
  std::remove(beside.c_str());
  throw Error(Status::io, "\"" + path + "\" cannot be written");
}

void print(std::string_view document) {
  if (std::fwrite(document.data(), 1, document.size(), stdout) != document.size() ||
      std::fflush(stdout) != 0) {
    throw Error(Status::io, "stdout cannot be written");
  }
}

void deliver(const Options& options, const Rendering& rendering) {
  print(rendering(options.format, text_style(options)));
  for (const std::string& output : options.outputs) {
    const std::size_t colon = output.find(':');
    const std::string format = output.substr(0, colon);
    if (colon == std::string::npos || (format != "text" && format != "json")) {
      throw Error(Status::argument,
                  "--output \"" + output + "\": write FORMAT:FILE with format text or json");
    }
    write_file(output.substr(colon + 1), rendering(format, {}));
  }
}

int deliver(const Report& report, const Options& options) {
  deliver(options, [&](std::string_view format, const TextStyle& style) {
    return document(report, format, style);
  });
  return has_at_least(report, threshold(options)) ? exit_findings : exit_ok;
}

void leave(int status) {
  std::fflush(nullptr);
  std::_Exit(status);
}

}  // namespace plumbline::cli
