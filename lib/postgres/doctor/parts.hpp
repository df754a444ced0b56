/// The parts of inspect_target: what is read in its own way, and what is made of it.
#pragma once

#include "plumbline/doctor.hpp"
#include "postgres/connection.hpp"

namespace plumbline::postgres::doctor {

/// What is between us and the server. A pooler announces a process id that is not the server's; one
/// in transaction mode gives our idle server connection to the next client, which may be us.
Route find_route(Connection& connection);

/// Reads the catalog's names, and the counters of writing around it, each in a snapshot of its own.
WriteProof prove_no_writing(Connection& connection);

/// What to know and to do.
std::vector<Advice> advise(const DoctorReport& report);

}  // namespace plumbline::postgres::doctor
