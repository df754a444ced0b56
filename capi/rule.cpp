/// plumb_rule_explain.
#include <string_view>

#include "handles.hpp"

using plumbline::capi::boundary;
using plumbline::capi::require;

namespace {

std::string explain(std::string_view name, std::string_view format) {
  if (format == "text") return plumbline::explain_text(name);
  if (format == "json") return plumbline::explain_json(name);
  if (format == "markdown") return plumbline::explain_markdown(name);
  throw plumbline::Error(plumbline::Status::argument,
                         "a rule's format is \"text\", \"json\" or \"markdown\"");
}

}  // namespace

plumb_status plumb_rule_explain(const char* name, const char* format, plumb_text** text,
                                plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    *text = plumbline::capi::make_text(explain(name == nullptr ? "" : name, format));
  });
}
