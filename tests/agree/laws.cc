// The laws that conditions keep whatever they are made of, so that rules may be reordered and turned inside out: over
// all four truths, as text through the compiler, on both evaluators.

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "engine/gather/gather.h"
#include "tests/support/both.h"
#include "tests/support/compile_text.h"

namespace regard {
namespace {

/// True, unknown, an error, false.
const std::vector<std::string> kTruths = {"t", "u", "e", "f"};
constexpr const char* kHead =
    "rulebook laws { currency GBP }\n"
    "profile customer { key id : text  t : flag default yes  f : flag default no  u : flag  zero : number default 0 }\n"
    "formula e = 1 / zero > 1\n";

struct Law {
  std::string left, right;
};

/// Whatever the parts are.
std::vector<Law> lawsOfAll() {
  std::vector<Law> all;
  for (const std::string& a : kTruths) {
    all.push_back({"not not " + a, a});
    all.push_back({a + " and " + a, a});
    all.push_back({a + " or " + a, a});
    for (const std::string& b : kTruths) {
      all.push_back({a + " and " + b, b + " and " + a});
      all.push_back({a + " or " + b, b + " or " + a});
      all.push_back({"not (" + a + " and " + b + ")", "not " + a + " or not " + b});
      all.push_back({"not (" + a + " or " + b + ")", "not " + a + " and not " + b});
      for (const std::string& c : kTruths) {
        all.push_back({"(" + a + " and " + b + ") and " + c, a + " and (" + b + " and " + c + ")"});
        all.push_back({"(" + a + " or " + b + ") or " + c, a + " or (" + b + " or " + c + ")"});
      }
    }
  }
  return all;
}

/// What moves a part into brackets, or leaves one out: only where unknown and error do not meet. An error is told
/// rather than an unknown by `and` and by `or` alike, so `u and (t or e)` is unknown, `u and t or u and e` an error.
std::vector<Law> lawsOfThree(const std::vector<std::string>& truths) {
  std::vector<Law> all;
  for (const std::string& a : truths)
    for (const std::string& b : truths) {
      all.push_back({a + " and (" + a + " or " + b + ")", a});
      all.push_back({a + " or " + a + " and " + b, a});
      for (const std::string& c : truths) {
        all.push_back({a + " and (" + b + " or " + c + ")", a + " and " + b + " or " + a + " and " + c});
        all.push_back({a + " or " + b + " and " + c, "(" + a + " or " + b + ") and (" + a + " or " + c + ")"});
      }
    }
  return all;
}

std::vector<Law> laws() {
  std::vector<Law> all = lawsOfAll();
  for (const auto& truths : {lawsOfThree({"t", "u", "f"}), lawsOfThree({"t", "e", "f"})})
    all.insert(all.end(), truths.begin(), truths.end());
  return all;
}

TEST_CASE("conditions commute, associate, distribute, absorb and turn inside out", "[spec]") {
  const std::vector<Law> all = laws();
  std::string book = kHead;
  for (std::size_t i = 0; i < all.size(); ++i) {
    book += "formula left_" + std::to_string(i) + " = " + all[i].left + "\n";
    book += "formula right_" + std::to_string(i) + " = " + all[i].right + "\n";
  }
  const Plan plan = support::planOfText(book + "test \"none\" { customer { } expect t }\n");
  const ir::Program& program = *plan.program;
  const Inputs inputs = gatherTest(program, plan.zone, program.tests.at(0));
  const auto values = reference::evaluateAll(program, inputs, support::kNobody);
  exact::Scratch scratch;
  CHECK(support::firstDifference(plan, inputs, values, support::kNobody, scratch, true) == ir::kNone);

  const auto truthOf = [&](const std::string& name) {
    for (const ir::Named& named : program.names)
      if (named.name == name) return values[named.inst].truth();
    FAIL(name);
    return Truth::Unknown;
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO(all[i].left << "   is   " << all[i].right);
    CHECK(truthOf("left_" + std::to_string(i)) == truthOf("right_" + std::to_string(i)));
  }
}

}  // namespace
}  // namespace regard
