/// plumb_diff.
#include <string_view>

#include "handles.hpp"

using plumbline::capi::boundary;
using plumbline::capi::or_null;
using plumbline::capi::require;

plumb_diff::plumb_diff(plumbline::Diff result)
    : diff(std::move(result)), unchecked(plumbline::capi::lines_of(diff.unchecked)) {}

namespace {

plumbline::DiffOptions make_options(const plumb_diff_options& given) {
  plumbline::DiffOptions options;
  options.only = plumbline::capi::read_list(given.only);
  options.skip = plumbline::capi::read_list(given.skip);
  options.column_order = given.column_order != 0;
  options.system_names = given.system_names != 0;
  options.physical = given.physical != 0;
  options.without_owner = given.without_owner != 0;
  options.without_grants = given.without_grants != 0;
  options.without_comments = given.without_comments != 0;
  return options;
}

/// Null out of range.
const plumbline::Difference* at(const plumb_diff* diff, size_t index) noexcept {
  if (diff == nullptr || index >= diff->diff.differences.size()) return nullptr;
  return &diff->diff.differences[index];
}

const char* text_at(const plumb_diff* diff, size_t index,
                    std::string plumbline::Difference::*text) noexcept {
  const plumbline::Difference* difference = at(diff, index);
  return difference == nullptr ? nullptr : or_null(difference->*text);
}

}  // namespace

plumb_status plumb_schema_diff(const plumb_schema* old, const plumb_schema* now,
                               const plumb_diff_options* options, plumb_diff** diff,
                               plumb_error** error) {
  if (diff != nullptr) *diff = nullptr;
  return boundary(error, [&] {
    require(old != nullptr && now != nullptr, "schema");
    require(diff != nullptr, "diff");
    const plumb_diff_options given = plumbline::capi::read_options(options);
    *diff = new plumb_diff(diff_schemas(old->schema, now->schema, make_options(given)));
  });
}

void plumb_diff_free(plumb_diff* diff) { delete diff; }

size_t plumb_diff_count(const plumb_diff* diff) {
  return diff == nullptr ? 0 : diff->diff.differences.size();
}

int32_t plumb_diff_kind(const plumb_diff* diff, size_t index) {
  const plumbline::Difference* difference = at(diff, index);
  return difference == nullptr ? 0 : static_cast<int32_t>(difference->change);
}

const char* plumb_diff_object_kind(const plumb_diff* diff, size_t index) {
  const plumbline::Difference* difference = at(diff, index);
  return difference == nullptr ? nullptr : plumbline::kind_name(difference->kind).data();
}

const char* plumb_diff_object(const plumb_diff* diff, size_t index) {
  return text_at(diff, index, &plumbline::Difference::object);
}

const char* plumb_diff_property(const plumb_diff* diff, size_t index) {
  return text_at(diff, index, &plumbline::Difference::property);
}

const char* plumb_diff_old(const plumb_diff* diff, size_t index) {
  return text_at(diff, index, &plumbline::Difference::old_value);
}

const char* plumb_diff_new(const plumb_diff* diff, size_t index) {
  return text_at(diff, index, &plumbline::Difference::new_value);
}

const char* plumb_diff_rename_hint(const plumb_diff* diff, size_t index) {
  return text_at(diff, index, &plumbline::Difference::rename_hint);
}

size_t plumb_diff_unchecked_count(const plumb_diff* diff) {
  return diff == nullptr ? 0 : diff->unchecked.size();
}

const char* plumb_diff_unchecked_at(const plumb_diff* diff, size_t index) {
  if (diff == nullptr || index >= diff->unchecked.size()) return nullptr;
  return diff->unchecked[index].c_str();
}

plumb_status plumb_diff_render(const plumb_diff* diff, const char* format, plumb_text** text,
                               plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(diff != nullptr, "diff");
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    const std::string_view wanted = format;
    const bool is_json = wanted == "json";
    require(is_json || wanted == "text", "a diff's format (\"json\" or \"text\")");
    *text = plumbline::capi::make_text(is_json ? render_json(diff->diff) : render_text(diff->diff));
  });
}
