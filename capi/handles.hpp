/// What the opaque types of plumbline.h are. Each owns, or shares, what its borrowed results need,
/// so that objects may be freed in any order.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "boundary.hpp"
#include "made_once.hpp"
#include "plumbline/plumbline.hpp"

struct plumb_error {
  plumbline::Status status;
  plumbline::ErrorFields fields;
};

struct plumb_text {
  std::string data;
};

struct plumb_cancel {
  std::shared_ptr<plumbline::Cancel> token;
};

struct plumb_event {
  plumbline::EventKind kind;
  std::string message;
  std::string json;
};

struct plumb_change {
  const plumbline::Change* change;
  std::string file;                          ///< seen from the path that was opened
  std::string scripts[3];                    ///< by PLUMB_SCRIPT_…, likewise; "" for none
  std::vector<const plumb_change*> parents;  ///< null for one that no file has
  bool is_head;
  plumbline::Project project;  ///< whose change it is
};

struct plumb_project {
  explicit plumb_project(const plumbline::Project& tree);
  plumb_project(plumb_project&&) = default;

  plumbline::Project project;
  std::vector<plumb_change> changes;
};

struct plumb_repository {
  plumbline::Repository repository;
  std::vector<plumb_project> projects;
};

struct plumb_target {
  plumbline::Target target;
  std::atomic_flag in_use;
};

struct plumb_registry {
  plumb_registry(plumbline::Project tree, plumbline::Registry read);
  plumb_registry(const plumb_registry&) = delete;  // `applied` looks into `registry`
  plumb_registry& operator=(const plumb_registry&) = delete;

  plumbline::Project project;  ///< whose plan it is seen beside
  plumbline::Registry registry;
  std::unordered_set<std::string_view> applied;  ///< of the registry, for look-ups
};

struct plumb_object {
  const plumb_schema* schema;
  const plumbline::CatalogObject* object;
};

struct plumb_schema {
  using Texts = plumbline::capi::MadeOnce<const plumbline::CatalogObject*>;

  explicit plumb_schema(plumbline::Schema read);
  plumb_schema(const plumb_schema&) = delete;  // `objects` look back at it
  plumb_schema& operator=(const plumb_schema&) = delete;

  /// `object` is one of `schema`.
  [[nodiscard]] const plumb_object* handle_of(
      const plumbline::CatalogObject& object) const noexcept {
    return &objects[static_cast<std::size_t>(&object - schema.objects().data())];
  }

  plumbline::Schema schema;
  std::vector<plumb_object> objects;
  std::string fingerprint;
  std::map<std::string, std::string, std::less<>> fingerprints;  ///< by schema
  std::vector<std::string> unchecked;                            ///< "what: why"
  std::vector<std::string> left_out;                             ///< likewise
  /// Of a plan's schema: its changes, and by object the one that makes it, null for none.
  std::unique_ptr<const plumb_project> plan;
  std::vector<const plumb_change*> makers;
  mutable Texts definitions;
  mutable Texts object_fingerprints;
};

struct plumb_diff {
  explicit plumb_diff(plumbline::Diff result);

  plumbline::Diff diff;
  std::vector<std::string> unchecked;  ///< "what: why"
};

struct plumb_fix {
  plumbline::FixResult result;
};

struct plumb_finding {
  const plumbline::Finding* finding;
  std::unique_ptr<const plumb_fix> fix;  ///< null for none
};

struct plumb_prediction {
  explicit plumb_prediction(plumbline::Prediction result);

  plumbline::Prediction prediction;
  std::vector<plumb_finding> findings;  ///< by statement; of one without, `finding` is null
};

struct plumb_report {
  explicit plumb_report(plumbline::Report result);

  plumbline::Report report;
  std::vector<plumb_finding> findings;
  std::vector<std::string> unchecked;  ///< "what: why"
};

struct plumb_server {
  plumbline::Server server;
};

struct plumb_run {
  explicit plumb_run(plumbline::GateRun result);

  plumbline::GateRun run;
  plumb_report report;
};

namespace plumbline::capi {

/// "what: why", as C lends them.
std::vector<std::string> lines_of(const std::vector<Unchecked>& unchecked);

}  // namespace plumbline::capi
