/// Makes the row that somebody needs, as the tables stand in the simulator, with the rows that it
/// refers to.
#pragma once

#include <string>
#include <vector>

#include "gate/inference/known_rows.hpp"
#include "gate/inference/need.hpp"
#include "sql/simulator.hpp"

namespace plumbline::gate {

struct MadeRow {
  sql::Id table = sql::Catalog::none;
  sql::KnownRow row;
  std::string sql;  ///< one INSERT that bears being run again
};

struct Making {
  std::vector<MadeRow> rows;  ///< parents first
  std::string impossible;     ///< why there is none; "" when there is
  bool is_certain = true;     ///< false: a check or a trigger may refuse it
};

/// `number` counts the rows that were made, so that keys are distinct.
Making make_row(const RowNeed& need, sql::Simulator& simulator, const KnownRows& known,
                int& number);

}  // namespace plumbline::gate
