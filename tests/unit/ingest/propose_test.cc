#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstdio>

#include "dsl/compile.h"
#include "engine/ingest/import.h"
#include "engine/ingest/propose.h"
#include "tests/support/temp_folder.h"

using namespace regard;
using regard::support::TempFolder;

namespace {

/// What a store is asked for by the proposal's profile; the proposal must compile without any diagnostic.
ProfileSchema compiledSchema(const std::string& text) {
  const dsl::Compiled compiled = dsl::compile({{{"profile.regard", text}}});
  for (const dsl::Diagnostic& diagnostic : compiled.diagnostics) {
    INFO(text);
    FAIL_CHECK(diagnostic.message);
  }
  REQUIRE(compiled.program.has_value());
  ProfileSchema schema{compiled.program->profileName, compiled.program->currency, {}};
  bool hasKey = false;
  for (const ir::Input& input : compiled.program->inputs) {
    if (input.source != ir::InputSource::kProfile) continue;
    CatalogAttribute attribute;
    attribute.name = input.name;
    attribute.title = input.title;
    attribute.kind = input.type.kind;
    attribute.isKey = input.name == compiled.program->keyName;
    hasKey |= attribute.isKey;
    if (input.type.kind == TypeKind::kChoice) {
      for (const ir::ChoiceMember& m : compiled.program->choices[input.type.choice].members) {
        attribute.members.push_back({m.name, m.title});
      }
    }
    schema.attributes.push_back(std::move(attribute));
  }
  if (!hasKey) {
    CatalogAttribute key;
    key.name = compiled.program->keyName;
    key.kind = TypeKind::kText;
    key.isKey = true;
    schema.attributes.push_back(std::move(key));
  }
  return schema;
}

/// Proposes, compiles, imports the same file; every row must go in and every column be used.
ImportSummary roundTrip(const std::string& path, Proposal& proposal) {
  proposal = *proposeProfile(path, {});
  const TempFolder folder;
  auto store = std::move(*ProfileStore::open(folder / "store", OpenMode::kWriter));
  REQUIRE(store->writer().submit(PutCatalog{*Catalog().merged(compiledSchema(proposal.text))}).get().ok());
  ImportOptions options;
  options.keyFromRow = !proposal.hasKey;
  options.rejectPath = folder / "rejects.csv";
  auto summary = importFile(*store, path, options, {});
  REQUIRE(summary.ok());
  INFO(proposal.text);
  CHECK(summary->firstRejects == std::vector<std::string>{});
  CHECK(summary->rejected == 0);
  CHECK(summary->unusedColumns == std::vector<std::string>{});
  CHECK(summary->missingAttributes == std::vector<std::string>{});
  return *summary;
}

bool has(const Proposal& proposal, const std::string& line) {
  // Alignment is for people: compare with blanks folded.
  std::string folded;
  for (const char c : proposal.text) {
    if ((c == ' ' || c == '\n') && !folded.empty() && folded.back() == ' ') continue;
    folded += c == '\n' ? ' ' : c;
  }
  return folded.find(line) != std::string::npos;
}

}  // namespace

TEST_CASE("A proposal types each column as its cells suggest", "[propose]") {
  struct Case {
    const char* column;
    const char* cells[4];
    const char* line;
  };
  const Case cases[] = {
      {"Active", {"Yes", "No", "", "yes"}, "active \"Active\" : flag"},
      {"senior", {"0", "1", "0", "1"}, "guess: 0 and 1 read as no and yes"},
      {"score", {"1", "2.5", "-3", "NA"}, "score : number"},
      {"paid", {"£1,200.00", "£3", "", "£4.50"}, "paid : money"},
      {"MonthlyCharges", {"29.85", "56.95", "70", "8"}, "monthly_charges \"MonthlyCharges\" : money"},
      {"price_index", {"92.893", "93.994", "92.2", "93"}, "price_index : number"},
      {"margin", {"12%", "12.5%", "0%", "1%"}, "margin : percent"},
      {"joined", {"2026-01-01", "2025-12-31", "", "2024-02-29"}, "joined : date"},
      {"waited", {"3 days", "1 hour", "90 seconds", "3 days"}, "waited : duration"},
      {"Service", {"Fiber optic", "No", "Fiber optic", "No"}, "one of { fiber_optic \"Fiber optic\", no \"No\" }"},
      {"case", {"IN", "IN", "2nd", "2nd"}, "one of { n2nd \"2nd\", in_value \"IN\" }"},
      {"band", {"10 to 20", "5 to 10", "20 to 30", "5 to 10"}, "band : text"},
      {"email", {"a@b.example", "c@d.example", "c@d.example", ""}, "email : text private"},
      {"zip", {"00501", "90210", "00501", "90210"}, "zip : text"},
      {"where", {"x", "y", "x", "y"}, "where_value \"where\" : one of { x, y }"},
      {"empty", {"", "", " ", "NA"}, "empty : text"},
      {"tricky \"\"title\"\" \\", {"a", "b", "a", "b"}, "tricky_title \"tricky \\\"title\\\" \\\\\""},
      {"paid2", {"£1", "€2", "£1", "€2"}, "several currencies"},
      {"wait_days", {"-1", "300", "-1", "100"}, "-1 is the only value below zero (2 of 4 cells)"},
      {"pdays", {"999", "999", "3", "7"}, "999 lies far above all others (2 of 4 cells)"},
      {"Größe", {"klein", "groß", "klein", "groß"}, "\"Größe\" : one of"},
  };
  const TempFolder folder;
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.column) {
      std::string text = fmt::format("customer_id,\"{}\"\n", c.column);
      for (int i = 0; i < 4; ++i) text += fmt::format("c{},\"{}\"\n", i, c.cells[i]);
      Proposal proposal;
      roundTrip(folder.write("my-data 2.csv", text), proposal);
      INFO(proposal.text);
      CHECK(has(proposal, c.line));
      CHECK(has(proposal, "key customer_id : text"));
      CHECK(has(proposal, "rulebook my_data_2"));
    }
  }
}

TEST_CASE("The key is what identifies a row; without one rows are numbered", "[propose]") {
  struct Case {
    const char* text;
    const char* line;
    bool hasKey;
  };
  const Case cases[] = {
      {"ref,customerID\nx,7\ny,8\n", "key customer_id \"customerID\" : text", true},
      {"n,ref\n7,x\n7,y\n", "key ref : text", true},
      {"id,n\n1,5\n1,5\n", "key row_number : text", false},
      {"id,n\n1,5\n,5\n", "key row_number : text", false},
      {"name,n\nAnn,5\nBob,5\n", "key row_number : text", false},
  };
  const TempFolder folder;
  for (const Case& c : cases) {
    CAPTURE(c.text);
    Proposal proposal;
    roundTrip(folder.write("x.csv", c.text), proposal);
    CHECK(has(proposal, c.line));
    CHECK(proposal.hasKey == c.hasKey);
  }
}

TEST_CASE("A currency is a code", "[propose]") {
  const TempFolder folder;
  const std::string path = folder.write("x.csv", "id,paid\na,5\nb,6\n");
  ProposeOptions options;
  options.currency = "EUR";
  const auto proposal = proposeProfile(path, options);
  REQUIRE(proposal.ok());
  CHECK(has(*proposal, "currency EUR timezone"));
  for (const char* wrong : {"pounds", "eur", "£", "EU}"}) {
    options.currency = wrong;
    const auto refused = proposeProfile(path, options);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.fault().message ==
          fmt::format("`{}` is not a currency: write its code of three capital letters, such as GBP", wrong));
  }
}

TEST_CASE("Real files import through their own proposal", "[propose]") {
  struct Case {
    const char* path;
    std::uint64_t rows;
    bool hasKey;
    std::vector<const char*> lines;
  };
  const Case cases[] = {
      {"../shared/data/telco/Telco-Customer-Churn.csv",
       7043,
       true,
       {"key customer_id \"customerID\" : text", "senior_citizen \"SeniorCitizen\" : flag",
        "one of { dsl \"DSL\", fiber_optic \"Fiber optic\", no \"No\" }", "monthly_charges \"MonthlyCharges\" : money",
        "total_charges \"TotalCharges\" : money", "tenure : number"}},
      {"../shared/data/bank_marketing/bank-additional.csv",
       4119,
       false,
       {"key row_number : text", "admin \"admin.\"", "default : flag", "emp_var_rate \"emp.var.rate\" : number",
        "cons_price_idx \"cons.price.idx\" : number", "999 lies far above all others"}},
      {"../shared/data/bank_marketing/bank.csv", 4521, false, {"balance : money", "-1 is the only value below zero"}},
  };
  for (const Case& c : cases) {
    const std::string path = std::string(REGARD_SOURCE_DIR "/") + c.path;
    if (!std::filesystem::exists(path)) {
      std::printf("SKIPPED: no %s beside the repository\n", c.path);
      continue;
    }
    Proposal proposal;
    const ImportSummary summary = roundTrip(path, proposal);
    INFO(proposal.text);
    CHECK(summary.rows == c.rows);
    CHECK(proposal.hasKey == c.hasKey);
    for (const char* line : c.lines) {
      CAPTURE(line);
      CHECK(has(proposal, line));
    }
    for (const auto& [name, cells] : summary.unknownCells) {
      if (name == "total_charges") CHECK(cells == 11);
    }
  }
}
