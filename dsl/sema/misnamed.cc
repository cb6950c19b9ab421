// A name that is used and declared nowhere, and one much like it that is declared and used nowhere, are most likely
// one: the message then says where the other one stands, for it may be the declaration that is misspelt.

#include <algorithm>
#include <array>
#include <map>
#include <type_traits>

#include "base/nearest.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

constexpr std::array kUnknownName = {Code::E0207, Code::E0301, Code::E0401, Code::E0501, Code::E0502};

struct Declared {
  std::vector<std::string> names;
  std::vector<Span> spans;

  void add(const ast::Word& word) {
    if (word.empty()) return;
    names.push_back(word.text);
    spans.push_back(word.span);
  }
  void add(const std::vector<ast::MemberDecl>& members) {
    for (const ast::MemberDecl& member : members) add(member.name);
  }
  void add(const std::vector<ast::Field>& fields) {
    for (const ast::Field& field : fields) {
      add(field.name);
      add(field.type.members);
    }
  }
  template <class Item>
  void addItem(const Item& item) {
    if constexpr (requires { item.name; }) add(item.name);
    if constexpr (requires { item.fields; }) add(item.fields);
    if constexpr (std::is_same_v<Item, ast::Choice>) add(item.members);
    if constexpr (std::is_same_v<Item, ast::Issues>)
      for (const ast::Word& issue : item.names) add(issue);
    if constexpr (std::is_same_v<Item, ast::Ladder>)
      for (const ast::Rung& rung : item.rungs) add(rung.name);
  }
};

/// How often each word stands in the files, tokens of texts and comments included.
std::map<std::string_view, int> countWords(const SourceSet& sources) {
  const auto isPart = [](char ch) { return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '_'; };
  std::map<std::string_view, int> counts;
  for (const SourceFile& file : sources.files)
    for (auto at = file.kind == SourceKind::kModel ? file.text.end() : file.text.begin(); at != file.text.end();) {
      const auto begin = std::find_if(at, file.text.end(), isPart);
      at = std::find_if_not(begin, file.text.end(), isPart);
      if (begin != at) ++counts[std::string_view(begin, at)];
    }
  return counts;
}

bool isUnknownName(const Diagnostic& diagnostic) {
  return std::find(kUnknownName.begin(), kUnknownName.end(), diagnostic.code) != kUnknownName.end();
}

}  // namespace

void noteMisnamed(Context& c) {
  std::vector<Diagnostic>& all = c.sink.soFar();
  if (std::none_of(all.begin(), all.end(), isUnknownName)) return;
  Declared declared, unused;
  for (const ast::Item& item : c.book.items) std::visit([&](const auto& one) { declared.addItem(one); }, item);
  const auto counts = countWords(c.sources);
  for (std::size_t i = 0; i < declared.names.size(); ++i) {
    const auto count = counts.find(declared.names[i]);
    if (count == counts.end() || count->second == 1) unused.add({declared.names[i], declared.spans[i]});
  }
  for (Diagnostic& diagnostic : all) {
    if (!isUnknownName(diagnostic)) continue;
    const std::string_view text = c.sources.files[diagnostic.span.file].text;
    const std::string_view word = text.substr(diagnostic.span.begin, diagnostic.span.end - diagnostic.span.begin);
    const std::vector<std::string> nearest = nearestNames(word, unused.names, 1);
    if (nearest.empty()) continue;
    const auto at = std::find(unused.names.begin(), unused.names.end(), nearest.front()) - unused.names.begin();
    diagnostic.notes.push_back(
        {unused.spans[static_cast<std::size_t>(at)], quoted(nearest.front()) + " is declared here and used nowhere"});
  }
}

}  // namespace regard::dsl
