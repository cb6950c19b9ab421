#pragma once
// What is asked, of whom, and what an answer says.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace regard::bench {

enum class Kind : std::uint8_t { constant, decision, why, outcome };
inline constexpr const char* kNames[] = {"constant", "decision", "decision with why", "outcome"};

struct What {
  std::string channel = "call";
  int deadlineMs = 0;  ///< 0: the server's
};
/// A request over HTTP with a body of JSON.
std::string post(const char* path, const std::string& body);
std::string requestFor(Kind kind, const What& what, const std::string& id);

/// What a decision says: its id and what ranks first; empty if it is none, or nothing was offered, or it is not logged.
struct Offered {
  std::string decision, action;
};
Offered offeredIn(std::string_view answer);
/// It was presented: what is told of that is on disk when it is answered.
std::string outcomeFor(const Offered& offered);

/// Whether it was decided, and not answered with what stands in for that.
inline bool isDecision(std::string_view answer) { return answer.find("\"degraded\":null") != std::string_view::npos; }
inline bool isRefused(std::string_view answer) { return answer.starts_with("HTTP/1.1 503 "); }

/// The customers' ids that a file has, one on each line. Throws std::runtime_error if there are none.
std::vector<std::string> idsIn(const std::string& path);

/// Whom it is about: everybody alike, or (`zipf` > 0) the customer of rank r in proportion to r^−zipf.
class Customers {
 public:
  Customers(std::vector<std::string> ids, double zipf);
  /// By a number from all 64-bit ones.
  const std::string& pick(std::uint64_t random) const;

 private:
  std::vector<std::string> ids_;
  std::vector<double> upTo_;  ///< the share of the first so many; empty: all alike
};

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random {
  std::uint64_t state;
  std::uint64_t next() {
    std::uint64_t z = state += 0x9E37'79B9'7F4A'7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31U);
  }
  double share() { return static_cast<double>(next() >> 11U) / 9007199254740992.0; }
};

}  // namespace regard::bench
