/// plumb_prediction.
#include <string_view>

#include "target_use.hpp"

using plumbline::capi::boundary;
using plumbline::capi::require;

plumb_prediction::plumb_prediction(plumbline::Prediction result) : prediction(std::move(result)) {
  findings.reserve(prediction.statements.size());
  for (const plumbline::PredictedStatement& one : prediction.statements)
    findings.push_back({one.finding ? &*one.finding : nullptr, nullptr});
}

plumb_status plumb_project_predict(const plumb_project* project, plumb_target* target,
                                   const plumb_predict_options* options,
                                   plumb_prediction** prediction, plumb_error** error) {
  if (prediction != nullptr) *prediction = nullptr;
  return boundary(error, [&] {
    require(prediction != nullptr, "prediction");
    const plumb_predict_options given = plumbline::capi::read_options(options);
    require(given.reserved_1 == 0, "reserved_1 (which must be zero)");
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    plumbline::PredictOptions how;
    how.scripts = plumbline::capi::read_list(given.scripts);
    if (given.upto != nullptr) how.upto = given.upto;
    if (given.schema != nullptr) how.schema = &given.schema->schema;
    how.twice = given.twice != 0;
    how.control = control.control;
    require(project != nullptr || !how.scripts.empty(), "project, or scripts in the options,");
    const plumbline::capi::TargetUse use(target);
    plumbline::Prediction result = how.scripts.empty() ? project->project.predict(use.get(), how)
                                                       : predict_scripts(use.get(), how);
    use.end_snapshot();
    *prediction = new plumb_prediction(std::move(result));
  });
}

void plumb_prediction_free(plumb_prediction* prediction) { delete prediction; }

size_t plumb_prediction_count(const plumb_prediction* prediction) {
  return prediction == nullptr ? 0 : prediction->findings.size();
}

int32_t plumb_prediction_verdict(const plumb_prediction* prediction, size_t index) {
  if (index >= plumb_prediction_count(prediction)) return -1;
  return static_cast<int32_t>(prediction->prediction.statements[index].verdict.verdict);
}

const plumb_finding* plumb_prediction_finding(const plumb_prediction* prediction, size_t index) {
  if (index >= plumb_prediction_count(prediction)) return nullptr;
  const plumb_finding& finding = prediction->findings[index];
  return finding.finding == nullptr ? nullptr : &finding;
}

plumb_status plumb_prediction_render(const plumb_prediction* prediction, const char* format,
                                     plumb_text** text, plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(prediction != nullptr, "prediction");
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    const std::string_view wanted = format;
    const bool is_json = wanted == "json";
    require(is_json || wanted == "text", "a prediction's format (\"json\" or \"text\")");
    *text = plumbline::capi::make_text(is_json ? render_json(prediction->prediction)
                                               : render_text(prediction->prediction));
  });
}
