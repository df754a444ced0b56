/// Which statements leave a session as it was: behind them the connection may take the place of a
/// new one. Told from tokens, by a list of what is known to leave nothing: no setting, temporary
/// table, lock or prepared statement, nothing that is set for new connections, no user's function
/// called.
#pragma once

#include <string_view>

namespace plumbline::adapters::sqitch {

/// `sql` is one statement. Event triggers, which run functions after most of these, are for the
/// caller to look for.
bool leaves_no_trace(std::string_view sql);

}  // namespace plumbline::adapters::sqitch
