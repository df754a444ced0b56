/// Collects what a statement does while its visitor's `describe` reads it: from the text alone,
/// without a catalog.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumbline/effects.hpp"
#include "sql/node.hpp"

namespace plumbline::sql {

class EffectsOf {
 public:
  /// What a script has set so far; follows SET search_path and SET ROLE.
  struct State {
    std::string default_schema = "public";
    int server_version = 150000;
  };

  explicit EffectsOf(State& state) : state_(state) {}

  void requires_(std::string_view kind, std::string name);
  void creates(std::string_view kind, std::string name);
  void drops(std::string_view kind, std::string name);
  void alters(std::string_view kind, std::string name);
  void renames(std::string_view kind, std::string from, std::string to);
  void reads(std::string_view kind, std::string name);
  void writes(std::string_view kind, std::string name);
  /// Of the last one.
  void implied() { effects_.back().implied = true; }
  /// All that are added while it lives are guarded.
  class Guard {
   public:
    explicit Guard(EffectsOf& effects, bool is_so = true)
        : effects_(effects), before_(effects.is_guarded_) {
      effects_.is_guarded_ = before_ || is_so;
    }
    ~Guard() { effects_.is_guarded_ = before_; }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    EffectsOf& effects_;
    bool before_;
  };
  /// Not all of it can be told.
  void unknown(std::string why);

  /// "schema.name" of a RangeVar; the default schema where it names none; parts quoted as
  /// core::name_part does.
  [[nodiscard]] std::string name_of(const Node& range_var) const;
  /// The same of a list of String nodes (types, functions, collations), of which all but the last
  /// one qualify.
  [[nodiscard]] std::string name_of_list(const Node& names) const;
  [[nodiscard]] State& state() noexcept { return state_; }

  [[nodiscard]] std::vector<Effect> take() { return std::move(effects_); }
  [[nodiscard]] const std::string& why_unknown() const noexcept { return unknown_; }

 private:
  void add(EffectAction action, std::string_view kind, std::string name);

  State& state_;
  std::vector<Effect> effects_;
  std::string unknown_;
  bool is_guarded_ = false;
};

}  // namespace plumbline::sql
