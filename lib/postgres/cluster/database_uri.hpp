/// URIs of other databases on the same server, complete in themselves: a child process that has
/// none of our environment reaches the same place. Used by the cluster and the database maker.
#pragma once

#include <string>
#include <string_view>

#include "postgres/uri.hpp"

namespace plumbline::postgres {

/// What the URI says, and where it says nothing what libpq would take from our environment.
Keywords complete_keywords(std::string_view uri);

/// postgres://USER:PASSWORD@HOST:PORT/DATABASE?…, with a socket's folder or several hosts behind
/// the question mark.
std::string database_uri(const Keywords& server, std::string_view database);

}  // namespace plumbline::postgres
