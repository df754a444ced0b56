/// plumb_fix.
#include <algorithm>
#include <string_view>

#include "target_use.hpp"

using plumbline::capi::boundary;
using plumbline::capi::make_text;
using plumbline::capi::require;

namespace {

plumbline::FixOptions make_options(const plumb_fix_options& given) {
  require(given.heads == PLUMB_HEADS_LINEARISE || given.heads == PLUMB_HEADS_MERGE, "heads");
  plumbline::FixOptions options;
  options.only = plumbline::capi::read_list(given.only);
  if (given.schema != nullptr) options.schema = &given.schema->schema;
  options.heads = static_cast<plumbline::HeadRepair>(given.heads);
  options.use_git = given.use_git != 0;
  return options;
}

void require_nothing_refused(const plumbline::FixResult& result) {
  if (!result.is_refused()) return;
  plumbline::ErrorFields fields;
  for (const plumbline::Repair& repair : result.repairs) {
    if (repair.state != plumbline::RepairState::refused) continue;
    if (fields.message.empty()) {
      fields.message = repair.message;
      fields.where = repair.where;
    }
    fields.detail += fields.detail.empty() ? "" : "\n";
    fields.detail += repair.rule + ": " + repair.message;
  }
  throw plumbline::Error(plumbline::Status::refused, std::move(fields));
}

}  // namespace

plumb_status plumb_project_fix(const plumb_project* project, plumb_target* target,
                               const plumb_fix_options* options, plumb_fix** fix,
                               plumb_error** error) {
  if (fix != nullptr) *fix = nullptr;
  return boundary(error, [&] {
    require(project != nullptr, "project");
    require(fix != nullptr, "fix");
    const plumb_fix_options given = plumbline::capi::read_options(options);
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    plumbline::FixOptions fix_options = make_options(given);
    fix_options.control = control.control;
    const plumbline::capi::TargetUse use(target);
    plumbline::FixResult result = project->project.fix(use.get(), fix_options);
    use.end_snapshot();
    require_nothing_refused(result);
    *fix = new plumb_fix{std::move(result)};
  });
}

void plumb_fix_free(plumb_fix* fix) { delete fix; }

plumb_status plumb_fix_patch(const plumb_fix* fix, plumb_text** text, plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(fix != nullptr, "fix");
    require(text != nullptr, "text");
    *text = make_text(render_patch(fix->result));
  });
}

plumb_status plumb_fix_render(const plumb_fix* fix, const char* format, plumb_text** text,
                              plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(fix != nullptr, "fix");
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    const std::string_view wanted = format;
    const bool is_json = wanted == "json";
    require(is_json || wanted == "text", "a fix's format (\"json\" or \"text\")");
    *text = make_text(is_json ? render_json(fix->result) : render_text(fix->result));
  });
}

plumb_status plumb_fix_apply(const plumb_fix* fix, plumb_error** error) {
  return boundary(error, [&] {
    require(fix != nullptr, "fix");
    apply_fix(fix->result.root, fix->result.fix);
  });
}
