// The names of texts are free, so a misspelt one is a text that nobody ever reads, and a missing one leaves a letter
// without its subject. What all other treatments on a channel have tells what was meant.

#include <map>

#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

constexpr std::size_t kFewest = 3;  // fewer treatments are no habit

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

}  // namespace

void warnOddTexts(Context& c) {
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

}  // namespace regard::dsl
