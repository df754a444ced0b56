/// The round trip: a database a tree, trees side by side.
#include <algorithm>
#include <memory>
#include <utility>

#include "gate/course.hpp"
#include "gate/gate.hpp"
#include "gate/summary.hpp"
#include "gate/trip.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

/// Schemas, and the few rows of seeds.
constexpr std::uint64_t usual_bytes = 0;

class RoundTrip {
 public:
  RoundTrip(const GateInput& input, const GateOptions& options)
      : input_(input), options_(options), course_(options), lane_(course_, "") {}

  GateRun run();

 private:
  void prepare();
  bool start_server(const std::vector<std::string>& wanted, const std::string& family);
  void finish(GateRun& run);
  void keep();

  const GateInput& input_;
  const GateOptions& options_;
  Course course_;
  Lane lane_;
  std::vector<std::unique_ptr<Trip>> trips_;
  std::unique_ptr<ScratchServer> server_;
};

bool RoundTrip::start_server(const std::vector<std::string>& wanted, const std::string& family) {
  lane_.step("server", options_.server ? "" : "ephemeral", [&](GateStep&) {
    server_ = std::make_unique<ScratchServer>(
        options_, wanted, system::sha256_hex(family).substr(0, 32), usual_bytes);
    return std::nullopt;
  });
  return !lane_.is_red();
}

/// One thread: what all trees share. What is kept on a server of ours is known by what is inferred;
/// on one that was given its roles decide what is.
void RoundTrip::prepare() {
  for (const TreeInput& tree : input_.trees)
    trips_.push_back(std::make_unique<Trip>(tree, input_, options_, course_));
  ServerFacts facts;
  if (options_.server) {
    if (!start_server({}, "")) return;
    facts = {.version = server_->version(), .roles = server_->roles()};
  }
  std::vector<std::string> wanted;
  std::string family;
  for (const auto& trip : trips_) {
    trip->prepare(facts);
    family += trip->tree().root + '\n' + trip->tree().path + '\n';
    for (std::size_t count = trip->prefix().count(); count > 0; --count)
      wanted.push_back(trip->prefix().database(count));
  }
  if (!server_ && !start_server(wanted, family)) return;
  for (const auto& trip : trips_) trip->make_roles(*server_);
}

void RoundTrip::keep() {
  if (!server_->is_ephemeral() || options_.keep || options_.fresh) return;
  std::vector<ScratchServer::Kept> kept;
  bool is_new = false;
  for (const auto& trip : trips_) {
    std::optional<ScratchServer::Kept> one = trip->kept();
    if (!one) continue;
    is_new = is_new || ScratchServer::database_name(one->database) != one->name;
    kept.push_back(std::move(*one));
  }
  if (is_new) server_->keep(kept);
}

void RoundTrip::finish(GateRun& run) {
  std::vector<const Lane*> lanes = {&lane_};
  std::vector<InferredTree> inferred;
  for (const auto& trip : trips_) {
    lanes.push_back(&trip->lane());
    inferred.push_back({.path = trip->tree().settings.path.empty() ? trip->tree().path
                                                                   : trip->tree().settings.path,
                        .tool = "",
                        .inferred = &trip->inferred()});
    for (const std::string& line : trip->not_covered())
      run.not_covered.push_back(trips_.size() > 1 ? trip->tree().path + ": " + line : line);
  }
  run.inferred_sql = inferred_sql(inferred);
  run.inferred_toml = inferred_toml(inferred);
  if (server_ && options_.keep) {
    for (const std::string& uri : server_->kept()) run.not_covered.push_back("kept: " + uri);
  }
  summarise(run, lanes, input_);
}

GateRun RoundTrip::run() {
  GateRun run = course_.begun();
  try {
    course_.start(system::format("round trip of {} tree{}", input_.trees.size(),
                                 input_.trees.size() == 1 ? "" : "s"));
    course_.run({[this] { prepare(); }});
    if (server_) {
      run.server = server_->name();
      std::vector<std::function<void()>> works;
      for (const auto& trip : trips_)
        works.push_back([this, one = trip.get()] { one->run(*server_); });
      course_.run(works);
    }
    finish(run);
  } catch (...) {
    finish(run);
    close_red(course_, run, std::current_exception());
    throw;
  }
  course_.finish(run);
  if (server_) keep();
  return run;
}

}  // namespace

GateRun run_round_trip(const GateInput& input, const GateOptions& options) {
  return RoundTrip(input, options).run();
}

}  // namespace plumbline::gate
