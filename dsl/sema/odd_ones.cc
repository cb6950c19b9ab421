// What all others have tells what was meant. The names of texts are free, so a misspelt one is a text that nobody ever
// reads, and a missing one leaves a letter without its subject. An action without an issue is reached by no rule about
// issues, and a sale that no policy on sales stops looks like any other.

#include <algorithm>
#include <map>

#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

constexpr std::size_t kFewest = 3;  // fewer are no habit

/// A letter is written plain or in HTML.
const std::string& purposeOf(const ast::TextField& field) {
  static const std::string kBody = "body";
  return field.name.text == "html" ? kBody : field.name.text;
}

struct Channel {
  std::vector<const ast::Treatment*> treatments;
  std::map<std::string, std::size_t> counts;  ///< of treatments, by the purpose of a text
};

bool hasText(const ast::Treatment& treatment, const std::string& purpose) {
  for (const ast::TextField& field : treatment.fields)
    if (purposeOf(field) == purpose) return true;
  return false;
}

/// A text of the treatment that no other one on its channel has.
const ast::TextField* oddOne(const ast::Treatment& treatment, const Channel& channel) {
  for (const ast::TextField& field : treatment.fields)
    if (channel.counts.at(purposeOf(field)) == 1) return &field;
  return nullptr;
}

void judge(Context& c, const std::string& name, const Channel& channel) {
  for (const auto& [purpose, count] : channel.counts) {
    if (count + 1 != channel.treatments.size()) continue;  // none is alone without it
    for (const ast::Treatment* treatment : channel.treatments) {
      if (hasText(*treatment, purpose)) continue;
      const ast::TextField* odd = oddOne(*treatment, channel);
      if (odd != nullptr) {
        c.sink.report(Code::W0610, odd->name.span,
                      "no other treatment by " + quoted(name) + " has a text " + quoted(odd->name.text) +
                          "; they have " + quoted(purpose),
                      "write " + quoted(purpose) + " if that is meant");
      } else {
        c.sink.report(Code::W0611, treatment->channel.span,
                      "every other treatment by " + quoted(name) + " has a text " + quoted(purpose), "add it");
      }
    }
  }
}

void warnTexts(Context& c) {
  std::map<std::string, Channel> channels;
  const auto add = [&](const ast::ActionBody& body) {
    for (const ast::Treatment& treatment : body.treatments) {
      if (treatment.fields.empty()) continue;  // it is carried out, not read
      Channel& channel = channels[treatment.channel.text];
      channel.treatments.push_back(&treatment);
      for (const ast::TextField& field : treatment.fields) ++channel.counts[purposeOf(field)];
    }
  };
  for (const ast::Item& item : c.book.items) {
    if (const auto* action = std::get_if<ast::Action>(&item)) add(action->body);
    if (const auto* group = std::get_if<ast::Group>(&item)) add(group->body);
  }
  for (const auto& [name, channel] : channels)
    if (channel.treatments.size() >= kFewest) judge(c, name, channel);
}

bool hasIssue(const Context& c, const ast::Action& action) {
  if (!action.body.issues.empty()) return true;
  return std::any_of(c.book.items.begin(), c.book.items.end(), [&](const ast::Item& item) {
    const auto* group = std::get_if<ast::Group>(&item);
    return group != nullptr && group->name.text == action.group.text && !group->body.issues.empty();
  });
}

void warnIssue(Context& c) {
  std::size_t actions = 0;
  std::vector<const ast::Action*> without;
  for (const ast::Item& item : c.book.items) {
    const auto* action = std::get_if<ast::Action>(&item);
    if (action == nullptr) continue;
    ++actions;
    if (!hasIssue(c, *action)) without.push_back(action);
  }
  if (actions < kFewest || without.size() != 1) return;
  c.sink.report(Code::W0612, without.front()->name.span,
                "every other action has an issue, and " + quoted(without.front()->name.text) + " has none",
                "say which one it belongs to, as in `issue service`: what rules say of an issue then holds for it");
}

}  // namespace

void warnOddOnes(Context& c) {
  warnTexts(c);
  warnIssue(c);
}

}  // namespace regard::dsl
