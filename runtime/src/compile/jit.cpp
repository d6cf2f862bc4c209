// SPDX-License-Identifier: Apache-2.0
#include "compile/jit.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/Support/xxhash.h>
#pragma GCC diagnostic pop

namespace weft::compile {

using namespace llvm;

namespace {

constexpr char kMagic[8] = {'W', 'E', 'F', 'T', 'O', 'B', 'J', '1'};

std::string message_of(Error error) { return toString(std::move(error)); }

/// glibc's vector mathematics beyond what LLVM 19 knows by itself.
struct VectorFunction {
  const char* name;      // of the double function
  const char* intrinsic; // LLVM's intrinsic, or null
  bool two_operands;
};
constexpr VectorFunction kVectorFunctions[] = {
    {"exp", "llvm.exp", false},     {"log", "llvm.log", false},     {"sin", "llvm.sin", false},   {"cos", "llvm.cos", false},
    {"exp2", "llvm.exp2", false},   {"log2", "llvm.log2", false},   {"log10", "llvm.log10", false}, {"tan", "llvm.tan", false},
    {"expm1", nullptr, false},      {"log1p", nullptr, false},      {"cbrt", nullptr, false},     {"sinh", nullptr, false},
    {"cosh", nullptr, false},       {"tanh", nullptr, false},       {"asin", nullptr, false},     {"acos", nullptr, false},
    {"atan", nullptr, false},       {"asinh", nullptr, false},      {"acosh", nullptr, false},    {"atanh", nullptr, false},
    {"pow", "llvm.pow", true},      {"atan2", nullptr, true},       {"hypot", nullptr, true},
};

/// Scalar names that generated code may call in the C library.
constexpr const char* kLibraryFunctions[] = {
    "exp", "log", "sin", "cos", "exp2", "log2", "log10", "tan", "expm1", "log1p", "cbrt", "sinh", "cosh", "tanh", "asin", "acos",
    "atan", "asinh", "acosh", "atanh", "pow", "atan2", "hypot", "fmod", "rint", "floor", "ceil", "trunc", "sqrt", "fabs",
    "copysign", "fmin", "fmax", "ldexp", "exp10", "roundeven", "nearbyint", "fma",
};

void* vector_library() {
  static void* handle = dlopen("libmvec.so.1", RTLD_NOW | RTLD_LOCAL);
  return handle;
}

struct Lane {
  char letter;  // of the vector ABI: b SSE4, d AVX2, e AVX-512
  unsigned doubles;
};
constexpr Lane kLanes[] = {{'b', 2}, {'d', 4}, {'e', 8}};

std::string vector_name(const Lane& lane, unsigned width, const VectorFunction& function, const char* suffix) {
  return std::string("_ZGV") + lane.letter + "N" + std::to_string(width) + (function.two_operands ? "vv_" : "v_") + function.name +
         suffix;
}

struct VectorTable {
  std::vector<std::string> names;  // keeps the texts alive
  std::vector<VecDesc> entries;
};

/// The functions that this machine's C library and processor have.
const VectorTable& vector_table(bool avx2, bool avx512) {
  static const VectorTable table = [&] {
    VectorTable made;
    if (vector_library() == nullptr) return made;
    made.names.reserve(2048);
    const auto keep = [&](std::string text) -> StringRef { return made.names.emplace_back(std::move(text)); };
    for (const VectorFunction& function : kVectorFunctions) {
      for (const Lane& lane : kLanes) {
        if ((lane.letter == 'd' && !avx2) || (lane.letter == 'e' && !avx512)) continue;
        for (const bool single : {false, true}) {
          const char* suffix = single ? "f" : "";
          const unsigned width = lane.doubles * (single ? 2 : 1);
          std::string symbol = vector_name(lane, width, function, suffix);
          if (dlsym(vector_library(), symbol.c_str()) == nullptr) continue;
          const StringRef vector = keep(std::move(symbol));
          const StringRef abi = keep("_ZGV_LLVM_N" + std::to_string(width) + (function.two_operands ? "vv" : "v"));
          made.entries.push_back({keep(std::string(function.name) + suffix), vector, ElementCount::getFixed(width), false, abi});
          if (function.intrinsic == nullptr) continue;
          const StringRef intrinsic = keep(std::string(function.intrinsic) + (single ? ".f32" : ".f64"));
          made.entries.push_back({intrinsic, vector, ElementCount::getFixed(width), false, abi});
        }
      }
    }
    return made;
  }();
  return table;
}

Result<std::string> read_cached(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (content.size() < 16 || std::memcmp(content.data(), kMagic, 8) != 0) return Status("cache", "no entry");
  uint64_t hash = 0;
  std::memcpy(&hash, content.data() + 8, 8);
  std::string object = content.substr(16);
  if (xxh3_64bits(StringRef(object)) != hash) return Status("cache", "damaged entry");
  return object;
}

/// Best effort: a full disk or a read-only directory costs nothing but the next compilation.
void write_cached(const std::string& path, StringRef object) {
  const std::string temporary = path + "." + std::to_string(getpid()) + ".tmp";
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    const uint64_t hash = xxh3_64bits(object);
    file.write(kMagic, 8);
    file.write(reinterpret_cast<const char*>(&hash), 8);
    file.write(object.data(), static_cast<std::streamsize>(object.size()));
    if (!file.flush()) {
      unlink(temporary.c_str());
      return;
    }
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) unlink(temporary.c_str());
}

}  // namespace

Result<std::unique_ptr<Jit>> Jit::create(std::span<const std::pair<const char*, void*>> symbols) {
  static const bool initialised = [] {
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)initialised;
  auto builder = orc::JITTargetMachineBuilder::detectHost();
  if (!builder) return Status("WEFT520", "the processor is not known to LLVM: " + message_of(builder.takeError()));
  builder->setCodeGenOptLevel(CodeGenOptLevel::Aggressive);
  builder->getOptions().AllowFPOpFusion = FPOpFusion::Standard;  // only where an operation says `contract`
  auto machine = builder->createTargetMachine();
  if (!machine) return Status("WEFT520", "no code generator for this processor: " + message_of(machine.takeError()));
  auto session = orc::LLJITBuilder().setJITTargetMachineBuilder(*builder).setNumCompileThreads(0).create();
  if (!session) return Status("WEFT520", "the compiler did not start: " + message_of(session.takeError()));
  std::unique_ptr<Jit> jit(new Jit);
  jit->machine_ = std::move(*machine);
  jit->session_ = std::move(*session);
  jit->features_ = jit->machine_->getTargetFeatureString().str();

  orc::SymbolMap map;
  const auto add = [&](const std::string& name, void* address) {
    if (address == nullptr) return;
    map[jit->session_->mangleAndIntern(name)] = {orc::ExecutorAddr::fromPtr(address), JITSymbolFlags::Exported | JITSymbolFlags::Callable};
  };
  for (const auto& [name, address] : symbols) add(name, address);
  void* mathematics = dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
  for (const char* name : kLibraryFunctions) {
    if (mathematics == nullptr) break;
    add(name, dlsym(mathematics, name));
    add(std::string(name) + "f", dlsym(mathematics, (std::string(name) + "f").c_str()));
  }
  const bool avx2 = jit->features_.find("+avx2") != std::string::npos;
  const bool avx512 = jit->features_.find("+avx512f") != std::string::npos;
  for (const VecDesc& entry : vector_table(avx2, avx512).entries) {
    const std::string name = entry.getVectorFnName().str();
    add(name, dlsym(vector_library(), name.c_str()));
  }
  add("memcpy", reinterpret_cast<void*>(&std::memcpy));
  add("memmove", reinterpret_cast<void*>(&std::memmove));
  add("memset", reinterpret_cast<void*>(&std::memset));
  if (auto error = jit->session_->getMainJITDylib().define(orc::absoluteSymbols(std::move(map)))) {
    return Status("WEFT520", "symbols could not be defined: " + message_of(std::move(error)));
  }
  return jit;
}

void Jit::prepare(Module& module) const {
  module.setTargetTriple(machine_->getTargetTriple().str());
  module.setDataLayout(machine_->createDataLayout());
}

void Jit::optimise(Module& module, unsigned level) {
  PassBuilder builder(machine_.get());
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager graphs;
  ModuleAnalysisManager modules;
  TargetLibraryInfoImpl library(machine_->getTargetTriple());
  const bool avx2 = features_.find("+avx2") != std::string::npos;
  const bool avx512 = features_.find("+avx512f") != std::string::npos;
  library.addVectorizableFunctions(vector_table(avx2, avx512).entries);
  functions.registerPass([&] { return TargetLibraryAnalysis(library); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(graphs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, graphs, modules);
  const OptimizationLevel levels[] = {OptimizationLevel::O0, OptimizationLevel::O1, OptimizationLevel::O2, OptimizationLevel::O3};
  const OptimizationLevel chosen = levels[std::min(level, 3U)];
  if (level == 0) {
    builder.buildO0DefaultPipeline(chosen).run(module, modules);
  } else {
    builder.buildPerModuleDefaultPipeline(chosen).run(module, modules);
  }
}

std::string Jit::cache_path(const Module& module, const JitOptions& options) const {
  SmallString<0> bytes;
  raw_svector_ostream stream(bytes);
  WriteBitcodeToFile(module, stream);
  stream << "|" << machine_->getTargetCPU() << "|" << features_ << "|" << LLVM_VERSION_STRING << "|" << options.optimisation;
  const XXH128_hash_t hash = xxh3_128bits(ArrayRef<uint8_t>(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
  char name[64];
  std::snprintf(name, sizeof name, "/%016llx%016llx.o", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return options.cache_directory + name;
}

Result<void*> Jit::load(Module& module, const std::string& symbol, const JitOptions& options) {
  std::string path;
  std::string object;
  if (!options.cache_directory.empty()) {
    mkdir(options.cache_directory.c_str(), 0700);
    path = cache_path(module, options);
    if (auto cached = read_cached(path); cached.ok() && !options.dump_ir) {
      object = cached.take();
      from_cache_ = true;
    }
  }
  if (object.empty()) {
    optimise(module, options.optimisation);
    if (options.dump_ir) module.print(errs(), nullptr);
    SmallString<0> bytes;
    raw_svector_ostream stream(bytes);
    legacy::PassManager passes;
    if (machine_->addPassesToEmitFile(passes, stream, nullptr, CodeGenFileType::ObjectFile)) {
      return Status("WEFT520", "LLVM cannot write objects for this processor");
    }
    passes.run(module);
    object = std::string(bytes);
    if (!path.empty()) write_cached(path, object);
  }
  if (auto error = session_->addObjectFile(MemoryBuffer::getMemBufferCopy(object, "program"))) {
    return Status("WEFT520", "the compiled program could not be loaded: " + message_of(std::move(error)));
  }
  auto address = session_->lookup(symbol);
  if (!address) return Status("WEFT520", "the compiled program could not be linked: " + message_of(address.takeError()));
  return address->toPtr<void*>();
}

}  // namespace weft::compile
