#include "dsl/source/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <unordered_map>

#include "base/nearest.h"
#include "dsl/source/files.h"

namespace regard::dsl {

namespace fs = std::filesystem;

namespace {

/// What a name that is not one of a library does wrong, and what would be right.
struct WrongName {
  std::string fact, hint;
};

std::optional<WrongName> judgeName(const std::string& name) {
  const auto isPart = [](const fs::path& part) { return !part.empty() && !part.string().starts_with('.'); };
  const fs::path path(name);
  const bool hasDrive = name.size() > 1 && name[1] == ':' && std::isalpha(static_cast<unsigned char>(name[0])) != 0;
  const std::string beside = "libraries stand beside the rulebook or in a `lib` folder above it: `use \"lib/contact\"`";
  if (name.empty()) return WrongName{"a library needs a name", beside};
  if (name.find('\\') != name.npos)
    return WrongName{fmt::format("`{}` has a backslash", name), "the parts of a name stand between `/`"};
  if (path.is_absolute() || hasDrive || name.front() == '~')
    return WrongName{fmt::format("`{}` names one place on one computer", name), beside};
  if (!std::all_of(path.begin(), path.end(), isPart) || name.find("//") != name.npos)
    return WrongName{fmt::format("`{}` has a part that is empty or begins with a dot", name), beside};
  if (isRules(path))
    return WrongName{fmt::format("`{}` is the name of a file", name),
                     fmt::format("write `use \"{}\"`", fs::path(path).replace_extension().generic_string())};
  return std::nullopt;
}

/// The folders in which libraries are looked for, the nearest first.
std::vector<fs::path> basesOf(const SourceSet& sources) {
  if (sources.folder.empty()) return {};
  std::error_code error;
  fs::path at = fs::absolute(sources.folder, error).lexically_normal();
  if (!at.has_filename()) at = at.parent_path();  // it was written with a `/` at its end
  std::vector<fs::path> bases = {at};
  while (!fs::exists(at / ".git", error) && at.parent_path().has_relative_path()) {  // `/lib` is the system's
    at = at.parent_path();
    if (fs::is_directory(at / "lib", error)) bases.push_back(at);
  }
  return bases;
}

std::string withoutExtension(const fs::path& path) { return fs::path(path).replace_extension().generic_string(); }

/// Each file once, whatever way leads to it.
std::string identityOf(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  return (error ? path : real).string();
}

class Libraries {
 public:
  Libraries(SourceSet& sources, UsesIn usesIn, const SourceLimits& limits, DiagnosticSink& sink)
      : sources_(sources), usesIn_(usesIn), limits_(limits), sink_(sink), bases_(basesOf(sources)) {}

  bool run() {
    for (std::uint32_t file = 0; file < sources_.files.size(); ++file)
      indexes_.emplace(identityOf(sources_.files[file].location), file);
    // The list grows while it is walked; beyond the limit the parser complains.
    for (std::uint32_t file = 0; file < sources_.files.size() && file < limits_.filesMax; ++file)
      for (const Use& use : usesIn_(sources_.files[file], file)) add(use);
    uses_.resize(sources_.files.size());
    states_.resize(sources_.files.size());
    for (std::uint32_t file = 0; file < sources_.files.size(); ++file) findCircles(file);
    return isComplete_;
  }

 private:
  /// A `use`, and one of the files that it brings in.
  struct Edge {
    Span use;
    std::uint32_t file;
  };
  enum class State : std::uint8_t { kNew, kOpen, kDone };

  void add(const Use& use) {
    if (const auto wrong = judgeName(use.library)) return refuse(Code::E0014, use, wrong->fact, wrong->hint);
    std::error_code error;
    for (const fs::path& base : bases_) {
      const fs::path folder = base / use.library, file = base / (use.library + std::string(kRuleExtension));
      if (fs::is_regular_file(file, error)) return take(use, base, std::vector{file});
      if (fs::is_directory(folder, error)) return take(use, base, filesBelow(folder, isRules, limits_));
    }
    reportMissing(use);
  }

  void take(const Use& use, const fs::path& base, const Result<std::vector<fs::path>>& found) {
    if (!found) return unreadable(use, found.fault().message);
    if (found->empty())
      return unreadable(use, fmt::format("the folder `{}` has no file ending in `{}`", use.library, kRuleExtension));
    for (const fs::path& path : *found) {
      const auto [known, isNew] = indexes_.emplace(identityOf(path), static_cast<std::uint32_t>(sources_.files.size()));
      if (isNew) {
        auto text = readText(path, limits_);
        if (!text) return unreadable(use, text.fault().message);
        sources_.files.push_back({path.lexically_relative(base).generic_string(), *std::move(text), SourceKind::kRules,
                                  shownLocation(path)});
        ++sources_.libraryFiles;
      }
      uses_.resize(sources_.files.size());
      uses_[use.span.file].push_back({use.span, known->second});
    }
  }

  /// As the rulebook was given: relative to the working directory, or not.
  std::string shownLocation(const fs::path& path) const {
    std::error_code error;
    return fs::path(sources_.folder).is_absolute() ? path.string()
                                                   : path.lexically_proximate(fs::current_path(error)).string();
  }

  void refuse(Code code, const Use& use, std::string fact, std::string hint) {
    isComplete_ = false;
    sink_.report(code, use.span, std::move(fact), std::move(hint));
  }

  void unreadable(const Use& use, std::string fact) {
    refuse(Code::E0012, use, std::move(fact), "put a rule file there, or use another library");
  }

  void reportMissing(const Use& use) {
    if (bases_.empty()) {
      return refuse(
          Code::E0012, use,
          fmt::format("`{}` cannot be looked for: these rules are a text that lies in no folder", use.library),
          "save them as a file beside the library, or write what they need into the text");
    }
    const std::vector<std::string> names = namesThatExist();
    std::string hint = didYouMean(use.library, names);
    if (hint.empty()) hint = didYouMean("lib/" + use.library, names);
    if (hint.empty() && !names.empty()) {
      constexpr std::size_t kNamesMax = 5;
      const auto last = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kNamesMax));
      hint = fmt::format("there {} `{}`{}", names.size() == 1 ? "is only" : "are",
                         fmt::join(names.begin(), last, "`, `"), last == names.end() ? "" : " and more");
    }
    if (hint.empty())
      hint = fmt::format("`{}{}` may stand beside the rulebook, or in a folder above it that has a folder `lib`",
                         use.library, kRuleExtension);
    refuse(Code::E0012, use, fmt::format("there is no library `{}`", use.library), std::move(hint));
  }

  /// What could be used: the files of each `lib` folder, and those folders in it that hold files. A `lib` that is
  /// nobody's library may hold very much else.
  std::vector<std::string> namesThatExist() const {
    constexpr std::size_t kEntriesMax = 2'000;
    std::set<std::string> names;
    std::error_code error;
    for (const fs::path& base : bases_) {
      if (!fs::is_directory(base / "lib", error)) continue;
      const auto files = filesBelow(base / "lib", isRules, limits_, kEntriesMax);
      if (!files) continue;
      for (const fs::path& file : *files) {
        const fs::path name = file.lexically_relative(base);
        names.insert(withoutExtension(name));
        for (fs::path above = name.parent_path(); above.has_parent_path(); above = above.parent_path())
          names.insert(above.generic_string());
      }
    }
    return {names.begin(), names.end()};
  }

  void findCircles(std::uint32_t file) {
    if (states_[file] != State::kNew) return;
    states_[file] = State::kOpen;
    for (const Edge& edge : uses_[file]) {
      path_.push_back({edge.use, file});
      if (states_[edge.file] == State::kOpen)
        reportCircle(edge.file);
      else
        findCircles(edge.file);
      path_.pop_back();
    }
    states_[file] = State::kDone;
  }

  /// path_ holds each file that is open with the `use` that leads on; its last leads back to `first`.
  void reportCircle(std::uint32_t first) {
    const Edge& last = path_.back();
    if (last.file == first) {
      sink_.report(Code::E0013, last.use, fmt::format("`{}` uses itself", nameOf(first)), "delete this line");
      return;
    }
    const auto begin = std::find_if(path_.begin(), path_.end(), [&](const Edge& edge) { return edge.file == first; });
    std::string way;
    for (auto at = begin; at != path_.end(); ++at) way += fmt::format("`{}` uses ", nameOf(at->file));
    Diagnostic& circle = sink_.report(Code::E0013, last.use, way + fmt::format("`{}`", nameOf(first)),
                                      "put what they share into a library of its own");
    for (auto at = begin; at + 1 != path_.end(); ++at)
      circle.notes.push_back({at->use, fmt::format("`{}` uses `{}` here", nameOf(at->file), nameOf((at + 1)->file))});
  }

  std::string nameOf(std::uint32_t file) const { return withoutExtension(sources_.files[file].path); }

  SourceSet& sources_;
  UsesIn usesIn_;
  const SourceLimits& limits_;
  DiagnosticSink& sink_;
  std::vector<fs::path> bases_;
  std::unordered_map<std::string, std::uint32_t> indexes_;  ///< of files, by identity
  std::vector<std::vector<Edge>> uses_;                     ///< by file
  std::vector<State> states_;                               ///< of findCircles, by file
  std::vector<Edge> path_;
  bool isComplete_ = true;
};

}  // namespace

bool addLibraries(SourceSet& sources, UsesIn usesIn, const SourceLimits& limits, DiagnosticSink& sink) {
  return Libraries(sources, usesIn, limits, sink).run();
}

}  // namespace regard::dsl
