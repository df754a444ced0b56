/// `plumbline snapshot`: what a database holds, or a plan builds, as a file that can be kept and
/// compared.
#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"
#include "schema_input.hpp"

namespace plumbline::cli {

namespace {

/// A snapshot may be asked about again, without its database.
Schema read(const Options& options) {
  const std::string& argument = options.paths.front();
  const InputKind kind = input_kind(argument);
  return kind == InputKind::database || kind == InputKind::revision
             ? capture_input(options, argument, kind)
             : load_input(argument, kind);
}

std::string document(const Schema& schema, std::string_view format, const TextStyle& style) {
  return format == "json" ? save_snapshot(schema) : render_text(schema, style);
}

}  // namespace

int run_snapshot(const Options& options) {
  const std::string& argument = options.paths.front();
  if (options.only_fingerprint && options.format != "json" &&
      input_kind(argument) == InputKind::database) {
    Target target = open_target(options, argument);
    print(read_fingerprint(target, options.schema).hex() + "\n");
    return exit_ok;
  }
  const Schema schema = read(options);
  if (options.only_fingerprint) {
    print(options.format == "json" ? render_fingerprints_json(schema)
                                   : schema.fingerprint().hex() + "\n");
    return exit_ok;
  }
  for (const std::string& output : options.outputs) {
    const bool is_text = output.starts_with("text:");
    const bool has_format = is_text || output.starts_with("json:");
    write_file(has_format ? output.substr(output.find(':') + 1) : output,
               document(schema, is_text ? "text" : "json", {}));
  }
  // With a file the snapshot is kept there: people see what it holds.
  const bool is_text = options.format.empty() ? !options.outputs.empty() : options.format == "text";
  print(document(schema, is_text ? "text" : "json", text_style(options)));
  return exit_ok;
}

}  // namespace plumbline::cli
