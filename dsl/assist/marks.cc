#include "dsl/assist/marks.h"

#include <algorithm>
#include <array>

namespace regard::dsl::assist {

namespace {

struct ItemRow {
  PartKind kind;
  std::uint32_t blanks;  ///< between two of them on one line
  bool ownLine = false;
};

/// Items are what a block is a list of. Clauses that follow each other without a sign stand further apart.
constexpr ItemRow kItems[] = {{PartKind::kDeclaration, 0, true},
                              {PartKind::kSetting, 2},
                              {PartKind::kField, 2},
                              {PartKind::kMember, 1},
                              {PartKind::kOutcome, 1},
                              {PartKind::kScoreRow, 2},
                              {PartKind::kTableRow, 2, true},
                              {PartKind::kRung, 2},
                              {PartKind::kClause, 2},
                              {PartKind::kTextField, 1},
                              {PartKind::kBundlePart, 2},
                              {PartKind::kPolicyItem, 2},
                              {PartKind::kArbitrateItem, 2},
                              {PartKind::kJourneyStep, 2},
                              {PartKind::kTestItem, 2},
                              {PartKind::kTestEvidence, 2},
                              {PartKind::kPair, 1}};

const ItemRow* itemRow(PartKind kind) {
  const auto* row =
      std::find_if(std::begin(kItems), std::end(kItems), [&](const ItemRow& r) { return r.kind == kind; });
  return row == std::end(kItems) ? nullptr : row;
}

bool opens(const LexedFile& file, std::uint32_t token) {
  return isSign(file, token, "{") || isSign(file, token, "(") || isSign(file, token, "[");
}

bool closes(const LexedFile& file, std::uint32_t token) {
  return isSign(file, token, "}") || isSign(file, token, ")") || isSign(file, token, "]");
}

void matchBrackets(const LexedFile& file, std::vector<Mark>& marks) {
  std::vector<std::uint32_t> open;
  for (std::uint32_t token = 0; token < file.tokens.size(); ++token) {
    if (closes(file, token) && !open.empty()) {
      marks[token].partner = open.back();
      marks[open.back()].partner = token;
      open.pop_back();
    }
    if (!open.empty()) marks[token].block = open.back();
    if (opens(file, token)) open.push_back(token);
  }
}

/// `private protected` at the end of a field: after its `:` and the name of its type.
void markFlags(const LexedFile& file, const OutlinePart& field, std::vector<Mark>& marks) {
  const auto isFlag = [&](std::uint32_t token) {
    return isWord(file, token, "private") || isWord(file, token, "protected");
  };
  std::uint32_t first = field.end;
  while (first >= field.begin + 3 && isFlag(first - 1) && !isSign(file, first - 2, ":")) --first;
  if (first < field.end) marks[first].isFlag = true;
}

/// `table name(`: its inputs stand as a call's arguments do.
void markInputs(const LexedFile& file, const OutlinePart& declaration, std::vector<Mark>& marks) {
  const std::uint32_t bracket = declaration.begin + 2;
  if (isWord(file, declaration.begin, "table") && bracket < declaration.end && isSign(file, bracket, "("))
    marks[bracket].isCall = true;
}

bool joinsBoth(const LexedFile& file, std::uint32_t token) {
  constexpr std::array kJoining = {".", "..", "..<"};
  return std::any_of(kJoining.begin(), kJoining.end(), [&](const char* sign) { return isSign(file, token, sign); });
}

std::uint32_t blanksBefore(const LexedFile& file, const std::vector<Mark>& marks, std::uint32_t token) {
  const std::uint32_t before = token - 1;
  const Mark& mark = marks[token];
  const bool isTight = isSign(file, token, ",") || isSign(file, token, ")") || isSign(file, before, "(") ||
                       joinsBoth(file, token) || joinsBoth(file, before) || marks[before].isPrefix || mark.isCall ||
                       marks[before].partner == token;
  if (isTight) return 0;
  const bool closesIndex = isSign(file, token, "]") && marks[mark.partner].isCall;
  if (closesIndex || (isSign(file, before, "[") && marks[before].isCall)) return 0;
  if (mark.isFlag) return 2;
  const bool follows = mark.item && !opens(file, before) && !isSign(file, before, ",");
  return follows ? std::max(itemRow(*mark.item)->blanks, 1U) : 1;
}

}  // namespace

bool isSign(const LexedFile& file, std::uint32_t token, std::string_view sign) {
  return file.tokens[token].kind == TokenKind::kSign && file.meant(file.tokens[token]) == sign;
}

bool isWord(const LexedFile& file, std::uint32_t token, std::string_view word) {
  return file.tokens[token].kind == TokenKind::kWord && file.written(file.tokens[token]) == word;
}

std::vector<Mark> marksOf(const Outline& outline) {
  const LexedFile& file = outline.lexed;
  std::vector<Mark> marks(file.tokens.size());
  matchBrackets(file, marks);
  // An index has no rule of its own; a list of values, the other use of `[`, has.
  for (std::uint32_t token = 0; token < file.tokens.size(); ++token) marks[token].isCall = isSign(file, token, "[");
  for (const OutlinePart& part : outline.parts) {
    Mark& mark = marks[part.begin];
    if (itemRow(part.kind) != nullptr) {
      mark.item = part.kind;
      mark.itemEnd = part.end;
    }
    if (part.kind == PartKind::kSigned) mark.isPrefix = true;
    if (part.kind == PartKind::kArguments) mark.isCall = true;
    if (part.kind == PartKind::kList) mark.isCall = false;
    if (part.kind == PartKind::kField) markFlags(file, part, marks);
    if (part.kind == PartKind::kDeclaration) markInputs(file, part, marks);
  }
  return marks;
}

std::vector<std::uint32_t> blanksOf(const Outline& outline, const std::vector<Mark>& marks) {
  std::vector<std::uint32_t> blanks(marks.size());
  for (std::uint32_t token = 1; token < marks.size(); ++token)
    blanks[token] = blanksBefore(outline.lexed, marks, token);
  return blanks;
}

bool wantsOwnLine(PartKind item) { return itemRow(item)->ownLine; }

}  // namespace regard::dsl::assist
