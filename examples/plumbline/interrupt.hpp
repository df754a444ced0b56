/// Ctrl-C ends a running query instead of the process, so that what is known is still reported.
#pragma once

#include "plumbline/cancel.hpp"

namespace plumbline::cli {

/// The token that SIGINT and SIGTERM request. The handlers are installed by the first call.
const Cancel& interrupt();

}  // namespace plumbline::cli
