/// plumb_cancel.
#include "handles.hpp"

using plumbline::capi::boundary;
using plumbline::capi::require;

plumb_status plumb_cancel_new(plumb_cancel** cancel) {
  if (cancel != nullptr) *cancel = nullptr;
  return boundary(nullptr, [&] {
    require(cancel != nullptr, "cancel");
    *cancel = new plumb_cancel{std::make_shared<plumbline::Cancel>()};
  });
}

void plumb_cancel_request(plumb_cancel* cancel) {
  if (cancel != nullptr) cancel->token->request();
}

void plumb_cancel_free(plumb_cancel* cancel) { delete cancel; }
