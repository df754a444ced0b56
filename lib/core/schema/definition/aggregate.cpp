/// CREATE AGGREGATE.
#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

namespace {

struct Clause {
  std::string_view name;
  std::string_view property;
};

/// What is a name or a number, in pg_dump's order.
constexpr Clause of_state[] = {{"SFUNC", "transition"},
                               {"STYPE", "state_type"},
                               {"SSPACE", "state_space"},
                               {"FINALFUNC", "final"}};
constexpr Clause of_parallel[] = {
    {"COMBINEFUNC", "combine"}, {"SERIALFUNC", "serial"}, {"DESERIALFUNC", "deserial"}};
constexpr Clause of_moving_state[] = {{"MSFUNC", "moving_transition"},
                                      {"MINVFUNC", "moving_inverse"},
                                      {"MSTYPE", "moving_state_type"},
                                      {"MSSPACE", "moving_state_space"},
                                      {"MFINALFUNC", "moving_final"}};

std::string upper_words(const Subject& of, std::string_view property) {
  std::string words = of.words(property);
  for (char& c : words) {
    if (c == ' ' || c == '-') c = '_';
  }
  return words;
}

}  // namespace

std::string aggregate_definition(const Subject& aggregate) {
  SqlList list;
  for (const Clause& one : of_state) list.entry(one.name, aggregate.value(one.property));
  if (aggregate.has("final_extra")) list.item("FINALFUNC_EXTRA");
  list.entry("FINALFUNC_MODIFY", upper_words(aggregate, "final_modify"));
  for (const Clause& one : of_parallel) list.entry(one.name, aggregate.value(one.property));
  for (const Clause& one : of_moving_state) list.entry(one.name, aggregate.value(one.property));
  if (aggregate.has("moving_final_extra")) list.item("MFINALFUNC_EXTRA");
  list.entry("MFINALFUNC_MODIFY", upper_words(aggregate, "moving_final_modify"));
  list.entry("INITCOND", aggregate.value("initial"));
  list.entry("MINITCOND", aggregate.value("moving_initial"));
  list.entry("SORTOP", operator_reference(aggregate.value("sort_operator")));
  list.entry("PARALLEL", aggregate.words("parallel"));
  if (aggregate.value("sort") == "hypothetical") list.item("HYPOTHETICAL");
  const std::string_view arguments = aggregate.value("arguments");
  return "CREATE AGGREGATE " + aggregate.name() + '(' +
         (arguments.empty() ? "*" : std::string(arguments)) + ") (" + list.text() + ')';
}

}  // namespace plumbline::core
