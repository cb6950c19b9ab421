#pragma once
// What the cells of one column say about its type. Constant memory but for the check that values are unique.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/type.h"

namespace regard {

/// What a column is, and what about that was guessed.
struct ColumnGuess {
  TypeKind kind = TypeKind::kText;
  std::vector<std::string> values;  ///< of a choice: as spelled, most sensible order
  bool looksOrdered = false;        ///< the values hold rising numbers
  bool isPrivate = false;           ///< by its name
  std::vector<std::string> notes;   ///< comments for the author
  std::size_t guesses = 0;          ///< of the notes, those about something that may be wrong
};

class ColumnFacts {
 public:
  ColumnFacts(std::string_view column, std::size_t choiceMembersMax);

  void add(std::string_view cell);
  ColumnGuess guess() const;

  /// Every cell is there, differs from all others and can be a key.
  bool isUnique() const { return unique_ && cells_ > 0; }
  bool isNumeric() const { return number_ && known_ > 0; }
  bool isNamedAsKey() const;                                 ///< id, key, number
  bool isNamedAsPerson() const;                              ///< name, address …: unique perhaps, but no key
  const std::string& currency() const { return currency_; }  ///< of the symbols met; empty if none

 private:
  void addNumber(std::string_view cell);
  void addMoney(std::string_view cell);
  void addDistinct(std::string_view cell);
  bool isMoneyByName() const;
  void guessNumber(ColumnGuess& guess) const;
  void guessWords(ColumnGuess& guess) const;
  void noteSentinel(ColumnGuess& guess) const;
  void noteNature(ColumnGuess& guess) const;

  /// The two most extreme values on one side, and how often the most extreme came.
  struct Extreme {
    double most = 0, next = 0;
    std::uint64_t times = 0, distinct = 0;
  };
  static void widen(Extreme& extreme, double value, bool low);

  std::vector<std::string> words_;  // of the column's name
  std::size_t choiceMembersMax_;
  std::uint64_t cells_ = 0, known_ = 0;
  bool flag_ = true, binary_ = true, number_ = true, percent_ = true, money_ = true, date_ = true, duration_ = true;
  bool mixedCurrencies_ = false, codes_ = false;  // codes: digits with leading zeros or too many of them
  std::string currency_;
  Extreme low_, high_;
  bool distinctKnown_ = true;
  std::unordered_map<std::string, std::uint64_t> distinct_;
  bool unique_ = true;
  std::unordered_set<std::uint64_t> seen_;  // hashes
};

}  // namespace regard
