/// plumb_target.
#include "target_use.hpp"

using plumbline::capi::boundary;
using plumbline::capi::positive_or;
using plumbline::capi::require;

namespace {

plumbline::TargetOptions make_options(const plumb_target_options& given) {
  plumbline::TargetOptions options;
  const auto limit = [](std::int32_t value, int fallback, const char* name) {
    return static_cast<int>(positive_or(value, fallback, name));
  };
  if (given.application_name != nullptr) options.application_name = given.application_name;
  options.connect_ms = limit(given.connect_ms, options.connect_ms, "connect_ms");
  options.lock_ms = limit(given.lock_ms, options.lock_ms, "lock_ms");
  options.statement_ms = limit(given.statement_ms, options.statement_ms, "statement_ms");
  require(given.reserved_1 == 0, "reserved_1 (which must be zero)");
  return options;
}

}  // namespace

plumb_status plumb_target_open(const char* uri, const plumb_target_options* options,
                               plumb_target** target, plumb_error** error) {
  if (target != nullptr) *target = nullptr;
  return boundary(error, [&] {
    require(uri != nullptr, "uri");
    require(target != nullptr, "target");
    const plumb_target_options given = plumbline::capi::read_options(options);
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    plumbline::TargetOptions open_options = make_options(given);
    open_options.opening = control.control;
    *target = new plumb_target{plumbline::Target::open(uri, open_options), {}};
  });
}

void plumb_target_free(plumb_target* target) { delete target; }

const char* plumb_target_name(const plumb_target* target) {
  return target == nullptr ? nullptr : target->target.name().c_str();
}

int32_t plumb_target_server_version(const plumb_target* target) {
  return target == nullptr ? 0 : target->target.server_version();
}

plumb_status plumb_target_doctor(plumb_target* target, plumb_text** text, plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(target != nullptr, "target");
    require(text != nullptr, "text");
    const plumbline::capi::TargetUse use(target);
    std::string document = render_json(inspect_target(*use.get()));
    use.end_snapshot();
    *text = plumbline::capi::make_text(std::move(document));
  });
}
