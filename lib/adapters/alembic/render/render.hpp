/// What a revision's upgrade() and downgrade() send to PostgreSQL, as `alembic upgrade --sql` would
/// print it, found without running Python. Rules: spec of Alembic 1.20.1 on SQLAlchemy 2.1.
#pragma once

#include <string>
#include <string_view>

#include "plumbline/statement.hpp"

namespace plumbline::adapters::alembic {

/// `text` is the revision's file, `file` its path for positions. Empty for Direction::verify.
/// Never throws for bad content: what cannot be told is an opaque statement with the reason.
StatementList render_revision(std::string_view text, std::string file, Direction direction);

}  // namespace plumbline::adapters::alembic
