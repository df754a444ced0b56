/// plumbline: the command line. Documents go to stdout, all else to stderr; exit statuses as
/// `--help` says.
#include <cstdio>
#include <exception>
#include <string>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"
#include "plumbline/version.hpp"

namespace plumbline::cli {

namespace {

int exit_for(Status status) {
  switch (status) {
    case Status::ok:
      return exit_ok;
    case Status::argument:
    case Status::not_found:
    case Status::ambiguous:
    case Status::configuration:
      return exit_usage;
    case Status::cancelled:
      return exit_interrupted;
    case Status::refused:
      return exit_refused;
    default:
      return exit_undone;
  }
}

int run(const Options& options) {
  if (options.command == "check") return run_check(options);
  if (options.command == "verify") return run_verify(options);
  if (options.command == "plan") return run_plan(options);
  if (options.command == "status") return run_status(options);
  if (options.command == "snapshot") return run_snapshot(options);
  if (options.command == "predict") return run_predict(options);
  if (options.command == "effects") return run_effects(options);
  if (options.command == "diff") return run_diff(options);
  if (options.command == "fix") return run_fix(options);
  if (options.command == "doctor") return run_doctor(options);
  if (options.command == "scratch") return run_scratch(options);
  if (options.command == "sqlx") return run_sqlx_command(options);
  if (options.command == "gate") return run_gate(options);
  if (options.command == "dry-run") return run_dry_run(options);
  if (options.command == "explain") return run_explain(options);
  if (options.command == "history") return run_history(options);
  if (options.command == "classify") return run_classify(options);
  print("plumbline " + std::string(version) + "\n");
  return exit_ok;
}

int report_error(const Error& error) {
  const ErrorFields& fields = error.fields();
  std::string place;
  if (!fields.where.file.empty())
    place = fields.where.file + ":" + std::to_string(fields.where.line) + ": ";
  std::string text = "plumbline: " + place + fields.message + "\n";
  if (!fields.sqlstate.empty()) text += "  SQLSTATE " + fields.sqlstate + "\n";
  if (!fields.detail.empty()) text += "  " + fields.detail + "\n";
  if (!fields.hint.empty()) text += "  " + fields.hint + "\n";
  std::fputs(text.c_str(), stderr);
  return exit_for(error.status());
}

}  // namespace

}  // namespace plumbline::cli

int main(int argument_count, char** arguments) {
  using namespace plumbline;
  try {
    cli::Options options;
    const int parsed = cli::parse_options(argument_count, arguments, options);
    const int status = parsed >= 0 ? parsed : cli::run(options);
    // Everything is written and flushed: taking a tree of thousands of changes apart would only
    // cost time.
    std::fflush(nullptr);
    std::_Exit(status);
  } catch (const Error& error) {
    return cli::report_error(error);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "plumbline: internal error: %s\n", problem.what());
    return cli::exit_undone;
  }
}
