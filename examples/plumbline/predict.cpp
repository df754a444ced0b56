/// `plumbline predict`: what the next deploy, or any SQL, does to a database.
#include "plumbline/prediction.hpp"

#include <optional>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"
#include "schema_input.hpp"

namespace plumbline::cli {

int run_predict(const Options& given) {
  Options options = given;
  std::optional<Schema> snapshot;
  std::optional<Target> target;
  if (!options.snapshot.empty()) {
    if (options.has_db) throw Error(Status::argument, "--db and --snapshot exclude each other");
    snapshot = load_input(options.snapshot, input_kind(options.snapshot));
    options.predict.schema = &*snapshot;
  } else if (options.has_db) {
    target = open_target(options);
  }
  options.predict.control = call_control(options);
  Prediction prediction;
  if (options.predict.scripts.empty()) {
    const Repository repository = open_repository(options, options.paths.at(0));
    prediction =
        only_project(repository, options).predict(target ? &*target : nullptr, options.predict);
  } else {
    prediction = predict_scripts(target ? &*target : nullptr, options.predict);
  }
  deliver(options, [&](std::string_view format, const TextStyle& style) {
    return format == "json" ? render_json(prediction) : render_text(prediction, style);
  });
  return prediction.has(Verdict::fails) ? exit_findings : exit_ok;
}

}  // namespace plumbline::cli
