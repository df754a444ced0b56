/// What env.py does with the URL of alembic.ini. Alembic runs env.py, which alone decides where to
/// connect; only the way of Alembic's own templates is recognised here.
#pragma once

#include <string_view>

namespace plumbline::adapters::alembic {

/// Whether env.py plainly connects to `sqlalchemy.url` of the configuration file, as the templates
/// "generic", "async" and "pyproject" of alembic 1.20.1 do. False when in doubt.
bool takes_url_from_configuration(std::string_view text);

}  // namespace plumbline::adapters::alembic
