/// `plumbline diff`: what two schemas do not have alike.
#include "plumbline/diff.hpp"

#include <exception>
#include <optional>
#include <thread>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"
#include "schema_input.hpp"

namespace plumbline::cli {

namespace {

/// One of the two, read in a thread of its own so that two databases cost the time of one.
class Side {
 public:
  Side(const Options& options, const std::string& argument)
      : options_(options), argument_(argument), kind_(input_kind(argument)) {}

  [[nodiscard]] InputKind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is_database() const noexcept { return kind_ == InputKind::database; }
  [[nodiscard]] bool is_relative() const { return schema_ && schema_->source().relative; }

  void load() { schema_ = load_input(argument_, kind_); }
  void capture() noexcept {
    try {
      schema_ = capture_input(options_, argument_);
    } catch (...) {
      problem_ = std::current_exception();
    }
  }
  /// REQUIRES: loaded or captured.
  [[nodiscard]] const Schema& schema() const {
    if (problem_) std::rethrow_exception(problem_);
    return *schema_;
  }

 private:
  const Options& options_;
  const std::string& argument_;
  InputKind kind_;
  std::optional<Schema> schema_;
  std::exception_ptr problem_;
};

std::string document(const Diff& diff, std::string_view format, const TextStyle& style) {
  return format == "json" ? render_json(diff) : render_text(diff, style);
}

}  // namespace

int run_diff(const Options& given) {
  Options options = given;
  Side old(options, options.paths.at(0));
  Side now(options, options.paths.at(1));
  if (old.kind() == InputKind::standard_input && now.kind() == InputKind::standard_input)
    throw Error(Status::argument, "only one of the two can be read from stdin");
  if (!old.is_database()) old.load();
  if (!now.is_database()) now.load();
  // A database is read as the snapshot was that it is compared with.
  if (old.is_relative() || now.is_relative()) options.schema.relative = true;
  if (old.is_database() && now.is_database()) {
    std::thread beside([&] { old.capture(); });
    now.capture();
    beside.join();
  } else if (old.is_database()) {
    old.capture();
  } else if (now.is_database()) {
    now.capture();
  }
  const Diff diff = diff_schemas(old.schema(), now.schema(), options.diff);
  deliver(options, [&](std::string_view format, const TextStyle& style) {
    return document(diff, format, style);
  });
  return diff.differences.empty() ? exit_ok : exit_findings;
}

}  // namespace plumbline::cli
