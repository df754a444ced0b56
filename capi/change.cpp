/// plumb_change.
#include "handles.hpp"

using plumbline::capi::boundary;
using plumbline::capi::or_null;
using plumbline::capi::require;

const char* plumb_change_id(const plumb_change* change) {
  return change == nullptr ? nullptr : change->change->id.c_str();
}

const char* plumb_change_name(const plumb_change* change) {
  return change == nullptr ? nullptr : change->change->name.c_str();
}

const char* plumb_change_file(const plumb_change* change) {
  return change == nullptr ? nullptr : change->file.c_str();
}

int32_t plumb_change_line(const plumb_change* change) {
  return change == nullptr ? 0 : change->change->where.line;
}

size_t plumb_change_parent_count(const plumb_change* change) {
  return change == nullptr ? 0 : change->parents.size();
}

const plumb_change* plumb_change_parent_at(const plumb_change* change, size_t index) {
  if (change == nullptr || index >= change->parents.size()) return nullptr;
  return change->parents[index];
}

int32_t plumb_change_is_head(const plumb_change* change) {
  return change == nullptr ? -1 : change->is_head;
}

const char* plumb_change_script(const plumb_change* change, int32_t script) {
  if (change == nullptr || script < PLUMB_SCRIPT_DEPLOY || script > PLUMB_SCRIPT_VERIFY)
    return nullptr;
  return or_null(change->scripts[script]);
}

plumb_status plumb_change_effects(const plumb_change* change, int32_t script, plumb_text** text,
                                  plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(change != nullptr, "change");
    require(text != nullptr, "text");
    require(script >= PLUMB_SCRIPT_DEPLOY && script <= PLUMB_SCRIPT_VERIFY,
            "script (PLUMB_SCRIPT_…)");
    const auto direction = static_cast<plumbline::Direction>(script);
    const plumbline::Project& project = change->project;
    std::vector<plumbline::ChangeEffects> effects(1);
    effects[0].change = change->change->id;
    effects[0].name = change_label(project.plan(), *change->change);
    effects[0].direction = direction;
    effects[0].statements = project.effects(*change->change, direction);
    *text = plumbline::capi::make_text(render_json(effects));
  });
}
