/// Whether a database may be reset, or marked as one that may: every refusal that can be told
/// before anything is written. Used by the guard, mark_scratch and check_scratch.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumbline/scratch.hpp"
#include "plumbline/target.hpp"
#include "postgres/scratch/facts.hpp"
#include "postgres/scratch/mark.hpp"

namespace plumbline::postgres::scratch {

enum class Purpose : std::uint8_t {
  reset,  ///< it must carry a mark that fits
  mark,   ///< it must be empty, or carry one already
};

struct Inspection {
  Facts facts;
  Mark mark;  ///< the one it carries, when that fits
  bool is_marked = false;
  std::string name;  ///< redacted
  int server_version = 0;
};

/// Throws Error: refused, with the reason; argument, connection, server, timeout, cancelled.
Inspection inspect(std::string_view uri, const ScratchOptions& options, Purpose purpose);

/// What the database looks like, as a mark has it.
std::string fingerprint_of(Target& target);

/// Refuses when others are connected to the database; those who are just leaving are waited for.
/// `own`: process ids of ours.
void require_alone(std::string_view uri, int connect_ms, const std::vector<int>& own);

Target open_for_reading(std::string_view uri, int connect_ms);

/// Waits, but not beyond this thread's call. Throws Interrupted.
void pause(int ms);

}  // namespace plumbline::postgres::scratch
