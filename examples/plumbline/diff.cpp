/// `plumbline diff`: what two schemas do not have alike.
#include "plumbline/diff.hpp"

#include <exception>
#include <optional>
#include <thread>
#include <vector>

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
  [[nodiscard]] bool is_captured() const noexcept {
    return kind_ == InputKind::database || kind_ == InputKind::revision;
  }
  [[nodiscard]] bool is_relative() const { return schema_ && schema_->source().relative; }

  void load() { schema_ = load_input(argument_, kind_); }
  void capture() noexcept {
    try {
      schema_ = capture_input(options_, argument_, kind_);
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

/// Who deployed, what else is in the cluster and how the database was made: no plan says.
bool is_of_the_place(const Difference& difference) {
  if (difference.kind == ObjectKind::role) return true;
  return difference.kind == ObjectKind::database && !difference.property.starts_with("setting:");
}

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
  if (!old.is_captured()) old.load();
  if (!now.is_captured()) now.load();
  // A database is read as the snapshot was that it is compared with.
  if (old.is_relative() || now.is_relative()) options.schema.relative = true;
  if (old.is_captured() && now.is_captured()) {
    std::thread beside([&] { old.capture(); });
    now.capture();
    beside.join();
  } else if (old.is_captured()) {
    old.capture();
  } else if (now.is_captured()) {
    now.capture();
  }
  const bool is_mixed = (old.kind() == InputKind::revision) != (now.kind() == InputKind::revision);
  if (is_mixed) options.diff.without_owner = true;
  Diff diff = diff_schemas(old.schema(), now.schema(), options.diff);
  if (is_mixed) std::erase_if(diff.differences, is_of_the_place);
  deliver(options, [&](std::string_view format, const TextStyle& style) {
    return document(diff, format, style);
  });
  return diff.differences.empty() ? exit_ok : exit_findings;
}

}  // namespace plumbline::cli
