#include "engine/ingest/propose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/nearest.h"
#include "engine/ingest/infer.h"

namespace regard {

namespace {

constexpr std::size_t kWidth = 112;  // of a line of the proposal

// Words the language keeps for itself, and words that mean the candidate action in a rule.
constexpr std::array<std::string_view, 12> kReserved{"and",  "or",   "not", "in", "is",      "where",
                                                     "when", "else", "yes", "no", "unknown", "expect"};
constexpr std::array<std::string_view, 9> kTaken{"channel", "issue",   "group", "action", "direction",
                                                 "trigger", "request", "key",   "today"};

struct Field {
  std::string name, title, type;
  bool isKey = false, isPrivate = false;
  std::vector<std::string> notes, values;  // values: of a choice, each its own member
};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// Names for spellings, all different: a spelling that is a name keeps it, others get the next free one.
template <class IsTaken>
std::vector<std::string> namesFor(const std::vector<std::string>& spellings, std::set<std::string> used,
                                  IsTaken isTaken) {
  std::vector<std::string> names(spellings.size());
  for (const bool plain : {true, false}) {
    for (std::size_t i = 0; i < spellings.size(); ++i) {
      std::string name = snakeName(spellings[i]);
      if ((name == spellings[i] && !isTaken(name)) != plain) continue;
      if (isTaken(name)) name += "_value";
      const std::string base = name;
      for (int n = 2; !used.insert(name).second; ++n) name = fmt::format("{}_{}", base, n);
      names[i] = name;
    }
  }
  return names;
}

bool isSameWord(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(x) == lower(y);
  });
}

/// Values without those that differ from an earlier one in case alone.
std::vector<std::string> distinctValues(const std::vector<std::string>& values) {
  std::vector<std::string> distinct;
  for (const std::string& value : values) {
    const bool seen =
        std::any_of(distinct.begin(), distinct.end(), [&](const auto& d) { return isSameWord(d, value); });
    if (!seen) distinct.push_back(value);
  }
  return distinct;
}

std::vector<std::string> memberNames(const std::vector<std::string>& values) {
  return namesFor(values, {},
                  [](std::string_view name) { return contains(kReserved, name) && name != "yes" && name != "no"; });
}

/// `one of { dsl "DSL", no "No" }`, broken into lines that begin under the first member.
std::string choiceType(const std::vector<std::string>& values, std::size_t indent) {
  const std::vector<std::string> names = memberNames(values);
  std::string out = "one of { ";
  std::size_t column = indent + out.size();
  const std::size_t begin = column;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string member = names[i];
    if (names[i] != values[i]) member += " " + quoted(values[i]);
    member += i + 1 < names.size() ? "," : " }";
    if (i > 0 && column + 1 + member.size() > kWidth) {
      out += "\n" + std::string(begin, ' ');
      column = begin;
    } else if (i > 0) {
      out += ' ';
      ++column;
    }
    out += member;
    column += member.size();
  }
  return out;
}

std::string orderedNote(const std::string& field, const std::vector<std::string>& values) {
  std::string order;
  for (const std::string& name : memberNames(values)) order += (order.empty() ? "" : " < ") + name;
  return fmt::format("looks ordered; to compare with < and >, declare `choice {}_band {{ {} }}` and use it as the type",
                     field, order);
}

/// The column that identifies a customer.
std::optional<std::size_t> findKey(const std::vector<ColumnFacts>& facts) {
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (facts[i].isUnique() && facts[i].isNamedAsKey()) return i;
  }
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (facts[i].isUnique() && !facts[i].isNumeric() && !facts[i].isNamedAsPerson() &&
        facts[i].guess().kind == TypeKind::kText) {
      return i;
    }
  }
  return {};
}

std::string stemOf(const std::string& path) {
  std::string stem = path == "-" ? "rules" : path.substr(path.find_last_of('/') + 1);
  if (const std::size_t dot = stem.find_last_of('.'); dot != std::string::npos && dot > 0) stem.resize(dot);
  return stem;
}

std::string titleOf(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

class Proposer {
 public:
  Proposer(std::string path, const ProposeOptions& options) : path_(std::move(path)), options_(options) {}

  Status look(TableReader& reader) {
    columns_ = reader.columns();
    for (const std::string& column : columns_) facts_.emplace_back(column, options_.choiceMembersMax);
    Row row;
    while (rows_ < options_.rowsMax && reader.next(row)) {
      ++rows_;
      if (!row.fault.empty()) {
        ++faulty_;
        continue;
      }
      for (std::size_t i = 0; i < columns_.size(); ++i) facts_[i].add(row.cells[i]);
    }
    return reader.status();
  }

  Proposal propose() {
    key_ = findKey(facts_);
    const std::vector<Field> fields = makeFields();
    Proposal proposal;
    proposal.text = head() + profile(fields) + tail();
    proposal.rows = rows_;
    proposal.unreadRows = faulty_;
    proposal.hasKey = key_.has_value();
    proposal.guesses = guesses_;
    return proposal;
  }

 private:
  std::vector<Field> makeFields();
  std::string head();
  std::string profile(const std::vector<Field>& fields) const;
  std::string tail() const;

  std::string path_;
  const ProposeOptions& options_;
  std::vector<std::string> columns_;
  std::vector<ColumnFacts> facts_;
  std::optional<std::size_t> key_;
  std::uint64_t rows_ = 0, faulty_ = 0;
  std::size_t guesses_ = 0;
};

std::vector<Field> Proposer::makeFields() {
  const auto isTaken = [](std::string_view name) { return contains(kReserved, name) || contains(kTaken, name); };
  std::set<std::string> used;
  if (!key_) used.insert("row_number");
  const std::vector<std::string> names = namesFor(columns_, used, isTaken);
  std::vector<Field> fields;
  if (!key_) {
    fields.push_back({"row_number",
                      "",
                      "text",
                      true,
                      false,
                      {"guess: no column is unique and always there, so rows are numbered: `--key row`"},
                      {}});
    ++guesses_;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool printable = std::none_of(columns_[i].begin(), columns_[i].end(),
                                        [](char c) { return static_cast<unsigned char>(c) < ' '; });
    Field field{names[i], names[i] != columns_[i] && printable ? columns_[i] : "", "", key_ == i, false, {}, {}};
    ColumnGuess guess = facts_[i].guess();
    if (field.isKey) {
      field.type = "text";
      field.isPrivate = guess.kind == TypeKind::kText && guess.isPrivate;
      if (!facts_[i].isNamedAsKey()) {
        field.notes.emplace_back("guess: the key, because no value comes twice");
        ++guesses_;
      }
      fields.insert(fields.begin(), std::move(field));
      continue;
    }
    guesses_ += guess.guesses;
    field.notes = std::move(guess.notes);
    field.isPrivate = guess.isPrivate;
    field.type = kindName(guess.kind);
    field.values = distinctValues(guess.values);
    if (guess.looksOrdered) field.notes.push_back(orderedNote(field.name, field.values));
    fields.push_back(std::move(field));
  }
  return fields;
}

std::string Proposer::head() {
  const std::string name = options_.name.empty() ? snakeName(stemOf(path_)) : snakeName(options_.name);
  std::string currency = options_.currency, why;
  for (const ColumnFacts& facts : facts_) {
    if (currency.empty() && !facts.currency().empty()) currency = facts.currency();
  }
  if (currency.empty()) {
    currency = "GBP";
    why = "    # guess: no cell names a currency";
    ++guesses_;
  }
  ++guesses_;  // the time zone: no data file says it
  std::string out = fmt::format("# Proposed from {} ({} {}). Look at each line that says `guess`.\n", stemOf(path_),
                                rows_, rows_ == 1 ? "row" : "rows");
  if (faulty_ > 0)
    out += fmt::format("# {} could not be read and {} left aside.\n",
                       faulty_ == 1 ? "1 row" : fmt::format("{} rows", faulty_), faulty_ == 1 ? "was" : "were");
  return out + fmt::format(
                   "rulebook {} {} {{\n  currency {}{}\n  timezone \"Europe/London\"    # guess: where `today` "
                   "begins\n}}\n\n",
                   contains(kReserved, name) ? name + "_rules" : name, quoted(titleOf(name)), currency, why);
}

std::string Proposer::profile(const std::vector<Field>& fields) const {
  const auto left = [](const Field& field) {
    std::string text = (field.isKey ? "key " : "") + field.name;
    if (!field.title.empty()) text += " " + quoted(field.title);
    return text;
  };
  std::size_t width = 0;
  for (const Field& field : fields) width = std::max(width, left(field).size());
  std::string out = "profile customer {\n";
  for (const Field& field : fields) {
    for (const std::string& note : field.notes) out += "  # " + note + "\n";
    const std::string type = field.values.empty() ? field.type : choiceType(field.values, width + 5);
    out += fmt::format("  {:<{}} : {}{}\n", left(field), width, type, field.isPrivate ? " private" : "");
  }
  return out + "}\n";
}

std::string Proposer::tail() const {
  return fmt::format(
      "\n# Next: bring the customers in with `regard import STORE {}{}`, then write what you may offer them:\n"
      "# `issues`, a `choice channel`, and an `action` for each offer.\n",
      path_ == "-" ? "FILE" : path_.substr(path_.find_last_of('/') + 1), key_ ? "" : " --key row");
}

bool isCurrencyCode(std::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Result<Proposal> proposeProfile(const std::string& path, const ProposeOptions& options) {
  if (!options.currency.empty() && !isCurrencyCode(options.currency)) {
    return Fault{
        FaultKind::kInvalid,
        fmt::format("`{}` is not a currency: write its code of three capital letters, such as GBP", options.currency)};
  }
  Result<std::unique_ptr<TableReader>> reader = TableReader::open(path, options.table);
  if (!reader.ok()) return reader.fault();
  Proposer proposer(path, options);
  if (Status looked = proposer.look(**reader); !looked) return looked.fault();
  return proposer.propose();
}

}  // namespace regard
