#include "engine/ingest/infer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <utility>

#include "base/format.h"
#include "base/literals.h"
#include "base/nearest.h"
#include "engine/ingest/cell_reader.h"
#include "engine/store/profile_key.h"

namespace regard {

namespace {

constexpr std::size_t kMemberBytesMax = 60;     // longer values are prose
constexpr std::size_t kDigitsOfNumberMax = 15;  // a double keeps no more
constexpr std::uint64_t kSentinelShare = 100;   // one cell in so many

// Words of column names, each with its plural in mind: a word matches if it starts so.
constexpr std::array<std::string_view, 3> kKeyWords{"id", "key", "number"};
constexpr std::array<std::string_view, 11> kMoneyWords{"charge", "price",   "amount", "balance", "revenue", "spend",
                                                       "cost",   "arrears", "income", "salary",  "fee"};
constexpr std::array<std::string_view, 9> kNotMoneyWords{"idx",   "index", "rate", "ratio", "count",
                                                         "score", "share", "per",  "number"};
constexpr std::array<std::string_view, 9> kPersonWords{"name",   "surname", "firstname", "lastname", "fullname",
                                                       "street", "address", "born",      "birth"};
constexpr std::array<std::string_view, 13> kPrivateWords{"name",  "surname", "firstname", "lastname", "fullname",
                                                         "email", "phone",   "mobile",    "address",  "street",
                                                         "born",  "birth",   "birthday"};
constexpr std::array<std::string_view, 13> kProtectedWords{"age",    "gender",  "sex",        "born",    "birth",
                                                           "ethnic", "race",    "religion",   "marital", "disabled",
                                                           "senior", "married", "nationality"};
constexpr std::array<std::string_view, 8> kTimeWords{"month", "day",    "week",   "year",
                                                     "hour",  "minute", "tenure", "duration"};

std::vector<std::string> wordsOf(std::string_view column) {
  std::vector<std::string> words(1);
  for (const char c : snakeName(column)) {
    if (c == '_') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

/// Some word of `words` is one of `wanted`, or its plural.
bool anyOf(const std::vector<std::string>& words, std::span<const std::string_view> wanted) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view w) {
      return word == w || (word.size() == w.size() + 1 && word.starts_with(w) && word.back() == 's');
    });
  });
}

/// 007 and 12345678901234567 are names made of digits, not quantities.
bool looksLikeCode(std::string_view cell) {
  cell = trimmed(cell);
  if (!cell.empty() && (cell.front() == '-' || cell.front() == '+')) cell.remove_prefix(1);
  const auto digits =
      static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; }));
  return digits > kDigitsOfNumberMax || (cell.size() > 1 && cell[0] == '0' && cell[1] >= '0' && cell[1] <= '9');
}

bool isPlain(std::string_view value) {
  return value.size() <= kMemberBytesMax &&
         std::none_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

/// The first number written in a value, if any.
std::pair<bool, double> firstNumber(const std::string& value) {
  const std::size_t from = value.find_first_of("0123456789");
  if (from == std::string::npos) return {false, 0};
  const std::size_t to = value.find_first_not_of("0123456789", from);
  const Result<double> number = parseNumber(std::string_view(value).substr(from, to - from), Dialect::kData);
  return {number.ok(), number.ok() ? *number : 0};
}

}  // namespace

ColumnFacts::ColumnFacts(std::string_view column, std::size_t choiceMembersMax)
    : words_(wordsOf(column)), choiceMembersMax_(choiceMembersMax) {}

void ColumnFacts::add(std::string_view cell) {
  ++cells_;
  if (unique_) {
    const std::string_view id = trimmed(cell);  // as an import reads it
    unique_ = !id.empty() && id.size() <= kIdBytesMax && seen_.insert(std::hash<std::string_view>()(id)).second;
    if (!unique_) std::unordered_set<std::uint64_t>().swap(seen_);
  }
  if (saysNothing(cell)) return;
  ++known_;
  if (flag_) flag_ = parseFlag(cell, Dialect::kData).ok();
  if (binary_) binary_ = trimmed(cell) == "0" || trimmed(cell) == "1";
  if (percent_) percent_ = parsePercent(cell, Dialect::kData).ok();
  if (date_) date_ = parseDate(cell, Dialect::kData).ok();
  if (duration_) {
    const Result<QuantityLiteral> quantity = parseQuantity(cell, Dialect::kData);
    duration_ = quantity.ok() && !quantity->isPeriod;
  }
  if (number_) addNumber(cell);
  if (money_) addMoney(cell);
  if (distinctKnown_) addDistinct(cell);
}

void ColumnFacts::addNumber(std::string_view cell) {
  const Result<double> number = parseNumber(cell, Dialect::kData);
  number_ = number.ok();
  if (!number_) return;
  codes_ |= looksLikeCode(cell);
  widen(low_, *number, true);
  widen(high_, *number, false);
}

void ColumnFacts::addMoney(std::string_view cell) {
  const Result<MoneyLiteral> money = parseMoney(cell, Dialect::kData);
  money_ = money.ok();
  if (!money_ || money->currency[0] == '\0') return;
  mixedCurrencies_ |= !currency_.empty() && currency_ != money->currency;
  currency_ = money->currency;
}

void ColumnFacts::addDistinct(std::string_view cell) {
  if (isPlain(cell)) ++distinct_[std::string(cell)];
  if (isPlain(cell) && distinct_.size() <= choiceMembersMax_) return;
  distinctKnown_ = false;
  distinct_.clear();
}

void ColumnFacts::widen(Extreme& extreme, double value, bool low) {
  if (extreme.distinct > 0 && value == extreme.most) {
    ++extreme.times;
  } else if (extreme.distinct == 0 || (low ? value < extreme.most : value > extreme.most)) {
    extreme.next = extreme.most;
    extreme.most = value;
    extreme.times = 1;
    ++extreme.distinct;
  } else if (extreme.distinct == 1 || (low ? value < extreme.next : value > extreme.next)) {
    extreme.next = value;
    ++extreme.distinct;
  }
}

bool ColumnFacts::isNamedAsKey() const { return anyOf(words_, kKeyWords); }
bool ColumnFacts::isNamedAsPerson() const { return anyOf(words_, kPersonWords); }
bool ColumnFacts::isMoneyByName() const { return anyOf(words_, kMoneyWords) && !anyOf(words_, kNotMoneyWords); }

ColumnGuess ColumnFacts::guess() const {
  ColumnGuess guess;
  if (known_ == 0) {
    guess.notes.emplace_back("guess: every cell is empty");
    ++guess.guesses;
  } else if (flag_ && (!binary_ || distinct_.size() > 1)) {
    guess.kind = TypeKind::kFlag;
    if (binary_) {
      guess.notes.emplace_back("guess: 0 and 1 read as no and yes; write `number` if they are amounts");
      ++guess.guesses;
    }
  } else if (percent_) {
    guess.kind = TypeKind::kPercent;
  } else if (date_) {
    guess.kind = TypeKind::kDate;
  } else if (money_ && !currency_.empty() && !mixedCurrencies_) {
    guess.kind = TypeKind::kMoney;
  } else if (number_) {
    guessNumber(guess);
  } else if (duration_) {
    guess.kind = TypeKind::kDuration;
  } else {
    guessWords(guess);
  }
  noteNature(guess);
  return guess;
}

void ColumnFacts::guessNumber(ColumnGuess& guess) const {
  if (codes_) {
    guess.notes.emplace_back("guess: digits that name something (leading zeros, or too many to count with)");
    ++guess.guesses;
    return;
  }
  guess.kind = money_ && isMoneyByName() ? TypeKind::kMoney : TypeKind::kNumber;
  if (guess.kind == TypeKind::kMoney) {
    guess.notes.emplace_back("guess: money, by its name; no cell names a currency");
    ++guess.guesses;
  }
  noteSentinel(guess);
  if (guess.kind == TypeKind::kNumber && anyOf(words_, kTimeWords)) {
    guess.notes.emplace_back("a plain number; if its cells said `30 days`, it could be a `duration`");
  }
}

/// Text, or a choice if few values come again and again.
void ColumnFacts::guessWords(ColumnGuess& guess) const {
  if (money_ && mixedCurrencies_) {
    guess.notes.emplace_back("guess: amounts in several currencies are kept as text; a store holds one currency");
    ++guess.guesses;
    return;
  }
  if (!distinctKnown_ || distinct_.size() * 2 > known_ || anyOf(words_, kPrivateWords)) return;
  guess.kind = TypeKind::kChoice;
  for (const auto& [value, times] : distinct_) guess.values.push_back(value);
  const bool numbered =
      guess.values.size() > 2 && std::all_of(guess.values.begin(), guess.values.end(),
                                             [](const std::string& value) { return firstNumber(value).first; });
  std::sort(guess.values.begin(), guess.values.end(), [&](const std::string& a, const std::string& b) {
    const double x = numbered ? firstNumber(a).second : 0, y = numbered ? firstNumber(b).second : 0;
    return x != y ? x < y : a < b;
  });
  guess.looksOrdered = numbered;
}

/// A value far outside the others, and frequent, is often a way to say "none".
void ColumnFacts::noteSentinel(ColumnGuess& guess) const {
  const auto note = [&](const Extreme& extreme, const char* why) {
    guess.notes.push_back(fmt::format("guess: {} {} ({} of {} cells): does it mean unknown or never?",
                                      formatNumber(extreme.most), why, extreme.times, known_));
    ++guess.guesses;
  };
  const auto frequent = [&](const Extreme& e) {
    return e.distinct > 1 && e.times > 1 && e.times * kSentinelShare >= known_;
  };
  if (frequent(high_) && high_.next > low_.most && high_.most - high_.next > 2 * (high_.next - low_.most)) {
    note(high_, "lies far above all others");
  }
  if (frequent(low_) && low_.next >= 0 && low_.most == -1) {
    note(low_, "is the only value below zero");
  } else if (frequent(low_) && high_.most > low_.next && low_.next - low_.most > 2 * (high_.most - low_.next)) {
    note(low_, "lies far below all others");
  }
}

void ColumnFacts::noteNature(ColumnGuess& guess) const {
  const bool personal = guess.kind == TypeKind::kText || guess.kind == TypeKind::kDate;
  guess.isPrivate = personal && anyOf(words_, kPrivateWords);
  if (guess.kind == TypeKind::kNumber && anyOf(words_, std::array<std::string_view, 2>{"phone", "mobile"})) {
    guess.kind = TypeKind::kText;
    guess.isPrivate = true;
  }
  if (guess.isPrivate) {
    guess.notes.emplace_back("guess: private, by its name: masked in logs and reject files");
    ++guess.guesses;
  }
  if (anyOf(words_, kProtectedWords)) { guess.notes.emplace_back("add `protected` if no rule may use it"); }
}

}  // namespace regard
