// SPDX-License-Identifier: Apache-2.0
// What generated code calls for lists.
#include "compile/list_calls.h"

#include "compile/faults.h"
#include "graph/types.h"
#include "memory/list.h"

namespace weft::compile {

using memory::List;

const memory::ListType* list_type_named(RunContext& run, int32_t text) {
  const auto index = static_cast<size_t>(text);
  if (run.list_types.size() <= index) run.list_types.resize(run.texts->size());
  const memory::ListType*& known = run.list_types[index];
  if (known == nullptr) {
    const auto type = graph::parse_type((*run.texts)[index]);
    WEFT_CHECK(type != nullptr);
    known = memory::list_type(*type);
  }
  return known;
}

extern "C" {

List* weft_list_new(RunContext* run, int32_t node, int32_t type, int64_t length) {
  List* list = memory::make_list(&run->lists, list_type_named(*run, type), length);
  if (list == nullptr) fail(*run, node, Status("MemoryError", ""));
  return list;
}

int32_t weft_list_grow(RunContext* run, int32_t node, List* list) {
  return memory::grow(*list) ? 0 : fail(*run, node, Status("MemoryError", ""));
}

void weft_list_release(List* list) { memory::release(list); }

void weft_list_hold(memory::Buffer* buffer) { memory::retain(buffer); }

void weft_list_drop(memory::Buffer* buffer) { memory::release(buffer); }

/// Closes the gap of an item whose references are already taken.
void weft_list_remove(List* list, std::byte* item) {
  memory::close_gap(*list, (item - list->data) / list->type->item_bytes);
}

}  // extern "C"

void add_list_symbols(SymbolTable& symbols) {
  const auto add = [&](const char* name, auto* function) { symbols.emplace_back(name, reinterpret_cast<void*>(function)); };
  add("weft_list_new", weft_list_new);
  add("weft_list_grow", weft_list_grow);
  add("weft_list_release", weft_list_release);
  add("weft_list_hold", weft_list_hold);
  add("weft_list_drop", weft_list_drop);
  add("weft_list_remove", weft_list_remove);
}

}  // namespace weft::compile
