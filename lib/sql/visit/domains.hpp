/// What CREATE DOMAIN and ALTER DOMAIN share.
#pragma once

#include "sql/session.hpp"

namespace plumbline::sql {

/// CHECK of a domain, from a Constraint node; chooses its name. domainAddConstraint.
Id add_domain_check(Session& session, Id domain, const Node& constraint);

}  // namespace plumbline::sql
