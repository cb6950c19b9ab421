#pragma once
// CSV as a TableReader. Private to engine/ingest.

#include <memory>
#include <string>

#include "engine/ingest/byte_window.h"
#include "engine/ingest/table_reader.h"

namespace regard {

/// Reads the header. `name` is what messages call the file. kInvalid, kIo.
Result<std::unique_ptr<TableReader>> openCsv(ByteWindow window, const std::string& name, const TableOptions& options);

}  // namespace regard
