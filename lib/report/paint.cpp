#include "report/paint.hpp"

#include "core/format.hpp"

namespace plumbline::report {

namespace {

std::string_view code(Ink ink) {
  switch (ink) {
    case Ink::bold:
      return "1";
    case Ink::dim:
      return "2";
    case Ink::red:
      return "1;31";
    case Ink::yellow:
      return "1;33";
    case Ink::blue:
      return "1;34";
    case Ink::green:
      return "32";
    case Ink::cyan:
      return "36";
  }
  return "0";
}

}  // namespace

std::string Paint::operator()(Ink ink, std::string_view text) const {
  if (!on_ || text.empty()) return std::string(text);
  return core::format("\x1b[{}m{}\x1b[0m", code(ink), text);
}

std::string Paint::severity(Severity severity) const {
  const Ink ink = severity == Severity::error     ? Ink::red
                  : severity == Severity::warning ? Ink::yellow
                                                  : Ink::blue;
  return (*this)(ink, severity_name(severity));
}

}  // namespace plumbline::report
