// Ids are UUIDs of version 7 whose order is the order in which they were given.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <thread>
#include <vector>

#include "engine/log/decision_id.h"

namespace regard {
namespace {

constexpr std::int64_t kMs = 0x017F'22E2'79B0;  // of the example in RFC 9562

TEST_CASE("an id says when it was given, and is a UUID of version 7") {
  DecisionIds ids;
  const DecisionId id = ids.next(kMs);
  CHECK(id.ms() == kMs);
  CHECK(id.text().substr(0, 15) == "017f22e2-79b0-7");
  CHECK(std::string("89ab").find(id.text()[19]) != std::string::npos);
  CHECK(DecisionId::firstAt(kMs) <= id);
  CHECK(id < DecisionId::firstAt(kMs + 1));
  CHECK(id < ids.next(kMs + 1));
}

TEST_CASE("an id reads as it was written") {
  DecisionIds ids;
  for (int i = 0; i < 1'000; ++i) {
    const DecisionId id = ids.next(kMs);
    const auto read = DecisionId::parse(id.text());
    REQUIRE(read.ok());
    CHECK(*read == id);
    CHECK(DecisionId::ofView(id.view()) == id);
  }
  CHECK(DecisionId::parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")->text() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST_CASE("what is no id is told, with what would be one") {
  const auto messageOf = [](std::string_view text) {
    const auto read = DecisionId::parse(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.fault().kind == FaultKind::kInvalid);
    CHECK(read.fault().message.find("; one looks like 01890a5d-ac96-774b-bcce-b302099a8057") != std::string::npos);
    return read.fault().message.substr(0, read.fault().message.find(';'));
  };
  CHECK(messageOf("") == "`` is not the id of a decision: it has 0 characters and not 36");
  CHECK(messageOf("C-1001") == "`C-1001` is not the id of a decision: it has 6 characters and not 36");
  CHECK(messageOf("017f22e2-79b0-7cc3-98c4-dc0c0c07398g").ends_with("character 36 is no hexadecimal digit"));
  CHECK(messageOf("017f22e2x79b0-7cc3-98c4-dc0c0c07398f").ends_with("character 9 is no hyphen"));
  CHECK(messageOf("017f22e2-79b0-4cc3-98c4-dc0c0c07398f").ends_with("it is a UUID of another version than 7"));
  CHECK(messageOf("017f22e2-79b0-7cc3-18c4-dc0c0c07398f").ends_with("it is a UUID of another version than 7"));
  CHECK(messageOf(std::string(1'000, 'x')).size() < 160);
}

TEST_CASE("ids only grow, whatever the clock does") {
  DecisionIds ids;
  DecisionId last;
  for (int i = 0; i < 20'000; ++i) {
    const DecisionId id = ids.next(kMs - i % 7 * 1'000 + i / 5'000);
    CHECK(last < id);
    last = id;
  }
  CHECK(last.ms() < kMs + 5);  // and their time stays near it
}

TEST_CASE("threads share ids without one twice") {
  constexpr std::size_t kThreads = 8, kEach = 5'000;
  DecisionIds ids;
  std::vector<std::vector<DecisionId>> given(kThreads);
  std::vector<std::thread> threads;
  for (auto& mine : given)
    threads.emplace_back([&ids, &mine] {
      for (std::size_t i = 0; i < kEach; ++i) mine.push_back(ids.next(kMs));
    });
  for (std::thread& thread : threads) thread.join();
  std::set<DecisionId> all;
  for (const auto& mine : given) {
    CHECK(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  CHECK(all.size() == kThreads * kEach);
}

TEST_CASE("two that give ids at the same moment do not give the same") {
  DecisionIds one, other;
  std::set<DecisionId> all;
  for (int i = 0; i < 1'000; ++i) all.insert({one.next(kMs + i), other.next(kMs + i)});
  CHECK(all.size() == 2'000);
}

TEST_CASE("what is random in an id is not given twice") {
  DecisionIds ids;
  std::set<std::string> tails;
  for (int i = 0; i < 1'000; ++i) tails.emplace(ids.next(kMs).view().substr(10));
  CHECK(tails.size() == 1'000);  // of 2^48 there are
}

}  // namespace
}  // namespace regard
