#pragma once
// NDJSON as a TableReader. Private to engine/ingest; its .cc is the only owner of simdjson.

#include <memory>
#include <string>

#include "engine/ingest/byte_window.h"
#include "engine/ingest/table_reader.h"

namespace regard {

/// Looks at the first rows for the columns. kInvalid, kIo.
Result<std::unique_ptr<TableReader>> openNdjson(ByteWindow window, const std::string& name,
                                                const TableOptions& options);

}  // namespace regard
