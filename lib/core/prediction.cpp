/// What the verdicts are called.
#include "plumbline/prediction.hpp"

namespace plumbline {

std::string_view verdict_name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::fails:
      return "fails";
    case Verdict::unknown:
      break;
  }
  return "unknown";
}

}  // namespace plumbline
