/// plumb_schema, and what a target tells of its schema without one.
#include <memory>
#include <optional>
#include <string_view>

#include "target_use.hpp"

using plumbline::capi::boundary;
using plumbline::capi::or_null;
using plumbline::capi::require;

plumb_schema::plumb_schema(plumbline::Schema read)
    : schema(std::move(read)),
      fingerprint(schema.fingerprint().hex()),
      unchecked(plumbline::capi::lines_of(schema.source().unchecked)),
      left_out(plumbline::capi::lines_of(schema.source().left_out)) {
  objects.reserve(schema.objects().size());
  for (const plumbline::CatalogObject& object : schema.objects())
    objects.push_back({this, &object});
  for (const plumbline::ObjectGroup& group : schema.groups()) {
    if (const auto found = schema.schema_fingerprint(group.schema))
      fingerprints.try_emplace(std::string(group.schema), found->hex());
  }
}

namespace {

plumbline::SchemaOptions make_options(const plumb_schema_options& given) {
  plumbline::SchemaOptions options;
  options.schemas = plumbline::capi::read_list(given.schemas);
  options.skip = plumbline::capi::read_list(given.skip);
  options.with_extension_members = given.with_extension_members != 0;
  options.with_registry = given.with_registry != 0;
  options.without_dependencies = given.without_dependencies != 0;
  options.relative = given.relative != 0;
  options.with_digest = given.with_digest != 0;
  require(given.reserved_1 == 0, "reserved_1 (which must be zero)");
  return options;
}

/// What the three functions that read a catalog share: `read(target, options)` makes the output.
template <typename Output, typename Read>
plumb_status run_read(plumb_target* target, const plumb_schema_options* options, Output** output,
                      plumb_error** error, Read&& read) {
  if (output != nullptr) *output = nullptr;
  return boundary(error, [&] {
    require(target != nullptr, "target");
    require(output != nullptr, "schema or text");
    const plumb_schema_options given = plumbline::capi::read_options(options);
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    plumbline::SchemaOptions read_options = make_options(given);
    read_options.control = control.control;
    const plumbline::capi::TargetUse use(target);
    std::unique_ptr<Output> made(read(*use.get(), read_options));
    use.end_snapshot();
    *output = made.release();
  });
}

}  // namespace

plumb_status plumb_schema_capture(plumb_target* target, const plumb_schema_options* options,
                                  plumb_schema** schema, plumb_error** error) {
  return run_read(target, options, schema, error, [](auto& from, const auto& how) {
    return new plumb_schema(capture_schema(from, how));
  });
}

plumb_status plumb_target_fingerprint(plumb_target* target, const plumb_schema_options* options,
                                      plumb_text** text, plumb_error** error) {
  return run_read(target, options, text, error, [](auto& from, const auto& how) {
    return plumbline::capi::make_text(read_fingerprint(from, how).hex());
  });
}

plumb_status plumb_target_digest(plumb_target* target, const plumb_schema_options* options,
                                 plumb_text** text, plumb_error** error) {
  return run_read(target, options, text, error, [](auto& from, const auto& how) {
    return plumbline::capi::make_text(read_digest(from, how));
  });
}

plumb_status plumb_schema_plan(const plumb_project* project, const char* upto,
                               const plumb_server* server, const plumb_schema_options* options,
                               plumb_schema** schema, plumb_error** error) {
  if (schema != nullptr) *schema = nullptr;
  return boundary(error, [&] {
    require(project != nullptr, "project");
    require(schema != nullptr, "schema");
    const plumb_schema_options given = plumbline::capi::read_options(options);
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    if (server != nullptr) {
      plumbline::BuiltSchemaOptions how;
      how.running = &server->server;
      how.schema = make_options(given);
      how.schema.control = control.control;
      *schema = new plumb_schema(project->project.built_schema(upto == nullptr ? "" : upto, how));
      return;
    }
    std::vector<std::string> makers;
    auto made = std::make_unique<plumb_schema>(project->project.planned_schema(
        upto == nullptr ? "" : upto,
        {.server_version = 0, .makers = &makers, .control = control.control}));
    made->plan = std::make_unique<const plumb_project>(project->project);
    std::map<std::string_view, const plumb_change*> changes;
    for (const plumb_change& change : made->plan->changes)
      changes.emplace(change.change->id, &change);
    for (const std::string& maker : makers) {
      const auto found = changes.find(maker);
      made->makers.push_back(found == changes.end() ? nullptr : found->second);
    }
    *schema = made.release();
  });
}

plumb_status plumb_schema_load(const char* data, size_t size, plumb_schema** schema,
                               plumb_error** error) {
  if (schema != nullptr) *schema = nullptr;
  return boundary(error, [&] {
    require(data != nullptr, "data");
    require(schema != nullptr, "schema");
    *schema = new plumb_schema(plumbline::load_snapshot(std::string_view(data, size)));
  });
}

plumb_status plumb_schema_save(const plumb_schema* schema, plumb_text** text, plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(schema != nullptr, "schema");
    require(text != nullptr, "text");
    *text = plumbline::capi::make_text(save_snapshot(schema->schema));
  });
}

void plumb_schema_free(plumb_schema* schema) { delete schema; }

size_t plumb_schema_count(const plumb_schema* schema) {
  return schema == nullptr ? 0 : schema->objects.size();
}

const plumb_object* plumb_schema_at(const plumb_schema* schema, size_t index) {
  if (schema == nullptr || index >= schema->objects.size()) return nullptr;
  return &schema->objects[index];
}

const plumb_object* plumb_schema_find(const plumb_schema* schema, const char* kind,
                                      const char* name) {
  if (schema == nullptr || kind == nullptr || name == nullptr) return nullptr;
  const std::optional<plumbline::ObjectKind> wanted = plumbline::find_kind(kind);
  if (!wanted) return nullptr;
  const plumbline::CatalogObject* found = schema->schema.find(*wanted, name);
  return found == nullptr ? nullptr : schema->handle_of(*found);
}

const char* plumb_schema_fingerprint(const plumb_schema* schema) {
  return schema == nullptr ? nullptr : schema->fingerprint.c_str();
}

const char* plumb_schema_fingerprint_of(const plumb_schema* schema, const char* name) {
  if (schema == nullptr || name == nullptr) return nullptr;
  const auto found = schema->fingerprints.find(std::string_view(name));
  return found == schema->fingerprints.end() ? nullptr : found->second.c_str();
}

const char* plumb_schema_digest(const plumb_schema* schema) {
  return schema == nullptr ? nullptr : or_null(schema->schema.source().digest);
}

int32_t plumb_schema_server_version(const plumb_schema* schema) {
  return schema == nullptr ? 0 : schema->schema.source().server_version;
}

const char* plumb_schema_database(const plumb_schema* schema) {
  return schema == nullptr ? nullptr : or_null(schema->schema.source().database);
}

int32_t plumb_schema_is_relative(const plumb_schema* schema) {
  return schema == nullptr ? -1 : schema->schema.source().relative;
}

size_t plumb_schema_unchecked_count(const plumb_schema* schema) {
  return schema == nullptr ? 0 : schema->unchecked.size();
}

const char* plumb_schema_unchecked_at(const plumb_schema* schema, size_t index) {
  if (schema == nullptr || index >= schema->unchecked.size()) return nullptr;
  return schema->unchecked[index].c_str();
}

size_t plumb_schema_left_out_count(const plumb_schema* schema) {
  return schema == nullptr ? 0 : schema->left_out.size();
}

const char* plumb_schema_left_out_at(const plumb_schema* schema, size_t index) {
  if (schema == nullptr || index >= schema->left_out.size()) return nullptr;
  return schema->left_out[index].c_str();
}

plumb_status plumb_schema_render(const plumb_schema* schema, const char* format, plumb_text** text,
                                 plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(schema != nullptr, "schema");
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    const std::string_view wanted = format;
    const bool is_text = wanted == "text";
    require(is_text || wanted == "fingerprints",
            "a schema's format (\"text\" or \"fingerprints\")");
    *text = plumbline::capi::make_text(is_text ? render_text(schema->schema)
                                               : render_fingerprints_json(schema->schema));
  });
}
