/// Results as text for people and as JSON for programs. The JSON documents are described beside
/// their writers in lib/report; fields are only ever added, and the same input gives the same
/// bytes.
#pragma once

#include <string>
#include <string_view>

#include "plumbline/diff.hpp"
#include "plumbline/doctor.hpp"
#include "plumbline/effects.hpp"
#include "plumbline/event.hpp"
#include "plumbline/gate.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/prediction.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/repair.hpp"
#include "plumbline/report.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/status.hpp"

namespace plumbline {

/// How text for people looks.
struct TextStyle {
  bool color = false;    ///< ANSI colours
  bool verbose = false;  ///< info findings with all their details, not only their headline
};

std::string render_text(const Report& report, const TextStyle& style = {});
std::string render_json(const Report& report);

std::string render_text(const StatusReport& status, const TextStyle& style = {});
std::string render_json(const StatusReport& status);

/// `path` is the tree's, for the heading.
std::string render_text(const Plan& plan, std::string_view path, const TextStyle& style = {});
std::string render_json(const Plan& plan, std::string_view path);
/// A directed graph for Graphviz: parents to children, requirements dashed, heads bold.
std::string render_dot(const Plan& plan);

/// Every row of a registry, seen beside the plan that it was read with.
std::string render_text(const Registry& registry, const Plan& plan, std::string_view path,
                        const TextStyle& style = {});
std::string render_json(const Registry& registry, const Plan& plan, std::string_view path);

/// What was repaired, what was not and why; not the patch: render_patch of repair.hpp.
std::string render_text(const FixResult& result, const TextStyle& style = {});
std::string render_json(const FixResult& result);

std::string render_text(const DoctorReport& report, const TextStyle& style = {});
std::string render_json(const DoctorReport& report);

/// One line without its newline.
std::string render_json(const Event& event);

/// By object: what is missing (-), unexpected (+) and changed (~). `plumbline.diff/1`, described in
/// lib/report/diff.md.
std::string render_text(const Diff& diff, const TextStyle& style = {});
std::string render_json(const Diff& diff);

/// What a snapshot holds, in short: objects by kind, fingerprints by schema (of relative ones, in
/// groups of equals), what was left out or could not be read. The snapshot itself: save_snapshot.
std::string render_text(const Schema& schema, const TextStyle& style = {});
/// `plumbline.fingerprints/1`: the fingerprints alone, described in lib/report/diff.md.
std::string render_fingerprints_json(const Schema& schema);

/// `plumbline.prediction/1`, described in lib/report/prediction.md.
std::string render_text(const Prediction& prediction, const TextStyle& style = {});
std::string render_json(const Prediction& prediction);

/// One script of a change, for `plumbline.effects/1`, described in lib/report/effects.md.
struct ChangeEffects {
  std::string change;  ///< id
  std::string name;    ///< what people call it
  Direction direction = Direction::deploy;
  std::vector<StatementEffects> statements;
};
std::string render_text(const std::vector<ChangeEffects>& changes, const TextStyle& style = {});
std::string render_json(const std::vector<ChangeEffects>& changes);

/// `plumbline.gate/1`, described in lib/report/gate.md.
std::string render_text(const GateRun& run, const TextStyle& style = {});
std::string render_json(const GateRun& run);

/// `plumbline.history/1`, described in lib/report/gate.md.
std::string render_text(const History& history, const TextStyle& style = {});
std::string render_json(const History& history);

/// A rule of the catalogue, or all for ""; a failure class for "class/M", all for "class". Throws
/// Error (not_found) that names the nearest rule.
std::string explain_text(std::string_view rule);
std::string explain_json(std::string_view rule);
/// The table of the README for "", else the page of the rule or class.
std::string explain_markdown(std::string_view rule);

}  // namespace plumbline
