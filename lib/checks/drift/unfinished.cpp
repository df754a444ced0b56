#include "checks/drift/live.hpp"
#include "core/format.hpp"

namespace plumbline::checks::drift {

namespace {

Finding tell(const CatalogObject& object, std::string message) {
  Finding finding = make_finding("drift/unfinished", std::move(message));
  finding.object = object.name;
  return finding;
}

}  // namespace

std::vector<Finding> unfinished(const Schema& schema) {
  std::vector<Finding> findings;
  for (const CatalogObject& object : schema.objects()) {
    if (object.has("invalid") || object.has("not_ready") || object.has("index_invalid")) {
      findings.push_back(
          tell(object,
               core::format("{} {} is invalid: it was not built to its end and serves no query",
                            object.kind == ObjectKind::index ? "index" : "the index of constraint",
                            object.name)));
    }
    if (object.has("detach_pending")) {
      findings.push_back(tell(object, core::format("table {} is still being detached from {}",
                                                   object.name, object.property("partition_of"))));
    }
  }
  return findings;
}

}  // namespace plumbline::checks::drift
