/// plumb_change.
#include "handles.hpp"

using plumbline::capi::or_null;

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
