// SPDX-License-Identifier: Apache-2.0
#include "compile/cache.h"

#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <type_traits>

#include "base/files.h"
#include "compile/llvm.h"
#include "graph/load.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include <llvm/Support/xxhash.h>
#pragma GCC diagnostic pop

namespace weft::compile {

namespace {

constexpr std::string_view kMagic = "WEFTOBJ2";
constexpr size_t kHeader = 16;  // the magic, and the hash of the rest
constexpr time_t kDay = 24 * 3600;
constexpr time_t kSecondsKept = 60 * kDay;            // of an entry that nobody uses
constexpr off_t kMostBytes = off_t{512} << 20;        // of all entries: thousands of programs
constexpr time_t kSecondsBetweenLooks = 3600;         // at the whole directory

/// Lists and texts with their lengths before them; the same functions write and read.
struct Writer {
  std::string bytes;
  void raw(void* from, size_t size) { bytes.append(static_cast<const char*>(from), size); }
  template <typename List>
  void length(List& list) {
    auto count = static_cast<uint64_t>(list.size());
    raw(&count, sizeof count);
  }
};

struct Reader {
  std::string_view bytes;
  bool failed = false;
  void raw(void* to, size_t size) {
    failed = failed || bytes.size() < size;
    if (failed) return;
    std::memcpy(to, bytes.data(), size);
    bytes.remove_prefix(size);
  }
  template <typename List>
  void length(List& list) {
    uint64_t count = 0;
    raw(&count, sizeof count);
    failed = failed || count > bytes.size();  // no item is smaller than a byte
    if (!failed) list.resize(count);
  }
};

template <typename Stream>
void pass(Stream& stream, std::string& text) {
  stream.length(text);
  stream.raw(text.data(), text.size());
}
template <typename Stream, typename Plain>
  requires std::is_trivially_copyable_v<Plain>
void pass(Stream& stream, Plain& plain) {
  stream.raw(&plain, sizeof plain);
}
template <typename Stream, typename Item>
void pass(Stream& stream, std::vector<Item>& list) {
  stream.length(list);
  for (Item& item : list) pass(stream, item);
}
// All fields by name, so that a new one is not forgotten here.
template <typename Stream, typename... Field>
void pass_all(Stream& stream, Field&... fields) {
  (pass(stream, fields), ...);
}
template <typename Stream>
void pass(Stream& stream, NodeSite& node) {
  auto& [function, range] = node;
  pass_all(stream, function, range);
}
template <typename Stream>
void pass(Stream& stream, WarningSite& site) {
  auto& [line, text] = site;
  pass_all(stream, line, text);
}
template <typename Stream>
void pass(Stream& stream, Site& site) {
  auto& [operation, function, range, lines, fused, note, stored, nests, elements, operations] = site;
  pass_all(stream, operation, function, range, lines, fused, note, stored, nests, elements, operations);
}
template <typename Stream>
void pass(Stream& stream, CompiledCode& code) {
  auto& [objects, sites, nodes, texts, warnings] = code;
  pass_all(stream, objects, sites, nodes, texts, warnings);
}

/// The linker's hash of this program, which every change of it changes.
const std::string& build_id() {
  static const std::string id = [] {
    std::string found;
    // The first object is the program itself.
    dl_iterate_phdr(
        [](dl_phdr_info* info, size_t, void* to) {
          for (unsigned index = 0; index < info->dlpi_phnum; ++index) {
            const ElfW(Phdr)& header = info->dlpi_phdr[index];
            if (header.p_type != PT_NOTE) continue;
            const auto* at = reinterpret_cast<const char*>(info->dlpi_addr + header.p_vaddr);
            for (const char* end = at + header.p_memsz; at + sizeof(ElfW(Nhdr)) <= end;) {
              ElfW(Nhdr) note;
              std::memcpy(&note, at, sizeof note);
              const char* name = at + sizeof note;
              const char* content = name + (note.n_namesz + 3) / 4 * 4;
              if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0) {
                static_cast<std::string*>(to)->assign(content, note.n_descsz);
              }
              at = content + (note.n_descsz + 3) / 4 * 4;
            }
          }
          return 1;
        },
        &found);
    return found;
  }();
  return id;
}

/// Now and then: removes what nobody used for long, the oldest of too much, and what a process left that was killed while it wrote.
void tidy(const std::string& directory) {
  const time_t now = std::time(nullptr);
  const std::string marker = directory + "/looked-at";
  struct stat info = {};
  if (stat(marker.c_str(), &info) == 0 && now - info.st_mtime < kSecondsBetweenLooks) return;
  const UniqueFd touched(open(marker.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!touched || futimens(touched.get(), nullptr) != 0) return;
  struct Entry {
    time_t used;
    off_t bytes;
    std::string path;
  };
  std::vector<Entry> entries;
  off_t bytes = 0;
  DIR* listing = opendir(directory.c_str());
  if (listing == nullptr) return;
  while (const dirent* item = readdir(listing)) {
    const std::string name = item->d_name;
    const bool is_part = name.find(".o.") != std::string::npos;
    if (!is_part && !name.ends_with(".o")) continue;
    const std::string path = directory + "/" + name;
    if (lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    if (now - info.st_mtime > (is_part ? kDay : kSecondsKept)) {
      unlink(path.c_str());
    } else if (!is_part) {
      entries.push_back({info.st_mtime, info.st_size, path});
      bytes += info.st_size;
    }
  }
  closedir(listing);
  if (bytes <= kMostBytes) return;
  std::ranges::sort(entries, {}, &Entry::used);
  for (const Entry& entry : entries) {
    if (bytes <= kMostBytes / 4 * 3) break;
    if (unlink(entry.path.c_str()) == 0) bytes -= entry.bytes;
  }
}

}  // namespace

std::string cache_path(const wire::GraphT& graph, const std::vector<std::vector<int64_t>>& signature, const CompileOptions& options,
                       const std::string& machine) {
  if (!options.switches.cache || options.cache_directory.empty() || build_id().empty()) return {};
  Writer key;
  static_assert(std::is_trivially_copyable_v<Switches>);
  auto switches = options.switches;
  auto level = options.optimisation;
  std::string id = build_id();
  std::string processor = machine;
  auto facts = signature;
  pass(key, id);
  pass(key, processor);
  pass(key, switches);
  pass(key, level);
  pass(key, facts);
  const std::vector<std::byte> bytes = graph::encode_graph(graph);
  key.bytes.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::ArrayRef(reinterpret_cast<const uint8_t*>(key.bytes.data()), key.bytes.size()));
  char name[64];
  std::snprintf(name, sizeof name, "/%016llx%016llx.o", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return options.cache_directory + name;
}

std::optional<CompiledCode> read_code(const std::string& path) {
  const Result<std::string> file = read_file(path);
  if (!file.ok() || file.value().size() < kHeader || !file.value().starts_with(kMagic)) return std::nullopt;
  const std::string_view content = std::string_view(file.value()).substr(kHeader);
  uint64_t hash = 0;
  std::memcpy(&hash, file.value().data() + kMagic.size(), sizeof hash);
  if (llvm::xxh3_64bits(llvm::StringRef(content)) != hash) return std::nullopt;
  Reader reader{content};
  CompiledCode code;
  pass(reader, code);
  if (reader.failed || code.objects.empty()) return std::nullopt;
  struct stat info = {};
  // How long nobody used an entry is told by its time.
  if (stat(path.c_str(), &info) == 0 && std::time(nullptr) - info.st_mtime > kDay) utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
  return code;
}

void write_code(const std::string& path, CompiledCode& code) {
  Writer writer;
  pass(writer, code);
  uint64_t hash = llvm::xxh3_64bits(llvm::StringRef(writer.bytes));
  std::string content(kMagic);
  content.append(reinterpret_cast<const char*>(&hash), sizeof hash);
  content += writer.bytes;
  const std::string directory = parent_path(path);
  mkdir(directory.c_str(), 0700);
  tidy(directory);
  // A name of its own: machines that share the directory number their processes alike.
  // Not synced: an entry that a crash of the machine damages is not used.
  std::string temporary = path + ".XXXXXX";
  UniqueFd file(mkstemp(temporary.data()));
  if (!file) return;
  const bool written = write_all(file.get(), content, temporary).ok();
  file.reset();
  if (!written || rename(temporary.c_str(), path.c_str()) != 0) unlink(temporary.c_str());
}

}  // namespace weft::compile
