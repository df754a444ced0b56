/// Names of the kinds of gates, as the record and the documents have them.
#include "plumbline/gate.hpp"

namespace plumbline {

std::string_view gate_kind_name(GateKind kind) noexcept {
  return kind == GateKind::dry_run ? "dry-run" : "round-trip";
}

}  // namespace plumbline
