// SPDX-License-Identifier: Apache-2.0
#include "compile/jit.h"
#include "compile/narrow.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <sched.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <thread>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/DeadStoreElimination.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/GVN.h>
#include <llvm/Transforms/Scalar/IndVarSimplify.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Utils/InjectTLIMappings.h>
#include <llvm/Transforms/Vectorize/LoopVectorize.h>
#pragma GCC diagnostic pop

namespace weft::compile {

using namespace llvm;

namespace {

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

/// Of an instruction, in 0.025 ms (measured): one of a task grows to vectors and several iterations, those of tiles are vectors already,
/// and of the host most only start work.
constexpr size_t kWeightOfTask = 6;
constexpr size_t kWeightOfTile = 1;
constexpr size_t kWeightOfHost = 2;
constexpr size_t kWeightOfStart = 1;
constexpr size_t kWeightOfLook = 2;
/// Parts of a module are worth a thread of their own from this weight on: 25 ms. One more takes 2 to 15 ms of processor time; on two
/// idle processors, programs of 110 to 170 ms compile in 67 to 109 ms so (measured).
constexpr size_t kWorthThread = 1000;
constexpr size_t kMostParts = 8;

/// A task's code: called through its address alone, so that it can be anywhere.
bool is_task(const Function& function) {
  if (function.isDeclaration() || function.arg_size() != 4 || !function.getReturnType()->isVoidTy()) return false;
  LLVMContext& context = function.getContext();
  Type* word = Type::getInt64Ty(context);
  return function.getArg(0)->getType()->isPointerTy() && function.getArg(1)->getType() == word && function.getArg(2)->getType() == word &&
         function.getArg(3)->getType() == Type::getInt32Ty(context) && function.hasAddressTaken();
}

/// Whether it is what a task calls to look at odd numbers (nest.h).
bool is_look(const Function& function) {
  return !function.isDeclaration() && function.hasFnAttribute(Attribute::Cold) && function.hasFnAttribute(Attribute::NoInline) && function.arg_size() == 4;
}

/// A call that takes so long that the instructions around it do not count: some 0.1 µs and more.
bool starts_work(const Instruction& instruction) {
  const auto* call = dyn_cast<CallInst>(&instruction);
  const Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
  if (callee == nullptr) return false;
  const StringRef name = callee->getName();
  return name == "weft_submit" || name == "weft_run_loops" || name == "weft_allocate" || name == "weft_kernel" || name == "weft_matmul";
}

/// The program's own function where it only starts work: each of its innermost loops starts some. Loops that run as written beside a planned
/// one do not, and are what small sizes run: with this pipeline they took up to twice as long.
bool only_starts_work(Function& function) {
  if (function.isDeclaration() || function.hasLocalLinkage() || function.getVisibility() != GlobalValue::DefaultVisibility) return false;
  const DominatorTree dominators(function);
  const LoopInfo loops(dominators);
  for (const Loop* loop : loops.getLoopsInPreorder()) {
    if (!loop->isInnermost()) continue;
    const bool starts = std::ranges::any_of(loop->blocks(), [](const BasicBlock* block) { return std::ranges::any_of(*block, starts_work); });
    if (!starts) return false;
  }
  return true;
}

/// Whether the program's own function is long, only starts work, and has no other code beside it than its tasks: it is quickly generated
/// then, in a module of its own. Choosing instructions and registers for so much code takes 80 ms and more, quickly a sixth of that; what
/// it starts takes so long that slower code around it does not count.
bool is_long_start(Module& module) {
  constexpr size_t kLong = 3500;  // instructions, before any are optimised away
  bool found = false;
  for (Function& function : module) {
    if (function.isDeclaration() || is_task(function)) continue;
    const bool is_start = only_starts_work(function);
    if (is_start && function.getInstructionCount() >= kLong) found = true;
    else if (is_start || !LoopInfo(DominatorTree(function)).empty()) return false;
  }
  return found;
}

/// Code that runs once is quickly generated: that of the program's own function, where no loop is left in it.
void mark_once(Module& module) {
  for (Function& function : module) {
    if (function.isDeclaration() || function.hasLocalLinkage() || function.getVisibility() != GlobalValue::DefaultVisibility) continue;
    if (!LoopInfo(DominatorTree(function)).empty()) continue;
    function.addFnAttr(Attribute::OptimizeNone);
    function.addFnAttr(Attribute::NoInline);
  }
}

/// What of the module the code of `roots` needs besides what other parts have.
DenseSet<const GlobalValue*> needed(const std::vector<Function*>& roots, const DenseSet<const GlobalValue*>& shared) {
  DenseSet<const GlobalValue*> found;
  std::vector<const User*> waiting;
  const auto add = [&](const GlobalValue* value) {
    if (!found.insert(value).second) return;
    if (const auto* function = dyn_cast<Function>(value)) {
      for (const Instruction& instruction : instructions(*function)) waiting.push_back(&instruction);
    } else {
      waiting.push_back(value);
    }
  };
  for (const Function* root : roots) add(root);
  DenseSet<const User*> seen;
  while (!waiting.empty()) {
    const User* user = waiting.back();
    waiting.pop_back();
    for (const Use& use : user->operands()) {
      if (const auto* global = dyn_cast<GlobalValue>(use.get())) {
        if (!shared.contains(global)) add(global);
      } else if (const auto* constant = dyn_cast<Constant>(use.get()); constant != nullptr && seen.insert(constant).second) {
        waiting.push_back(constant);
      }
    }
  }
  return found;
}

/// Whether a function was made of vectors, or of rows that nothing can make vectors of.
bool is_tile(const Function& function) {
  if (function.hasFnAttribute(kRowsInOrder)) return true;
  return std::ranges::any_of(instructions(function), [](const Instruction& instruction) { return instruction.getType()->isVectorTy(); });
}

/// With what it calls to look at odd numbers.
size_t weight_of(const Function& task, bool is_small) {
  size_t weight = task.getInstructionCount() * (is_small && is_tile(task) ? kWeightOfTile : kWeightOfTask);
  DenseSet<const Function*> counted;
  for (const Instruction& instruction : instructions(task)) {
    const auto* call = dyn_cast<CallInst>(&instruction);
    const Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
    if (callee != nullptr && is_look(*callee) && counted.insert(callee).second) weight += callee->getInstructionCount() * (is_small ? kWeightOfLook : kWeightOfHost);
  }
  return weight;
}

/// Takes tasks out of a module that has much code: parts of about the weight of what is left, as bitcode, because each is compiled in
/// a context of its own. Empty where that is not worth it. `all`: every task, so that the rest is alone.
std::vector<SmallString<0>> split(Module& module, bool is_small, bool all) {
  std::vector<Function*> tasks;
  std::vector<Function*> others;
  size_t rest = 0;
  size_t weight = 0;
  for (Function& function : module) {
    if (function.isDeclaration()) continue;
    const size_t size = function.getInstructionCount();
    if (is_task(function)) {
      tasks.push_back(&function);
      weight += weight_of(function, is_small);
      continue;
    }
    if (is_look(function)) continue;
    if (!function.hasLocalLinkage()) others.push_back(&function);
    rest += size * (is_small && only_starts_work(function) ? kWeightOfStart : kWeightOfHost);
  }
  cpu_set_t processors;
  const size_t available = sched_getaffinity(0, sizeof processors, &processors) == 0 ? static_cast<size_t>(CPU_COUNT(&processors)) : 1;
  const size_t worth = std::min({(weight + rest) / kWorthThread, tasks.size() + 1, available, kMostParts});
  if (worth < 2 && !all) return {};
  const size_t count = all ? std::max<size_t>(worth, 1) + 1 : worth;
  std::ranges::stable_sort(tasks, std::greater{}, [&](const Function* task) { return weight_of(*task, is_small); });
  std::vector<std::vector<Function*>> parts(count);  // the first stays here, beside the host
  std::vector<size_t> weights(count);
  weights[0] = all ? SIZE_MAX : rest;
  if (all) weights[1] = rest / 4;  // on the same thread, and quickly generated
  for (Function* task : tasks) {
    const size_t least = static_cast<size_t>(std::ranges::min_element(weights) - weights.begin());
    parts[least].push_back(task);
    weights[least] += weight_of(*task, is_small);
  }
  parts.erase(parts.begin());
  std::erase_if(parts, [](const auto& part) { return part.empty(); });
  tasks.clear();
  for (const auto& part : parts) tasks.insert(tasks.end(), part.begin(), part.end());
  DenseSet<const GlobalValue*> shared(tasks.begin(), tasks.end());
  shared.insert(others.begin(), others.end());
  for (Function* task : tasks) {
    task->setLinkage(GlobalValue::ExternalLinkage);
    task->setVisibility(GlobalValue::HiddenVisibility);
  }
  std::vector<SmallString<0>> made;
  for (const std::vector<Function*>& part : parts) {
    const DenseSet<const GlobalValue*> own = needed(part, shared);
    ValueToValueMapTy map;
    const std::unique_ptr<Module> copy = CloneModule(module, map, [&](const GlobalValue* value) { return own.contains(value); });
    raw_svector_ostream stream(made.emplace_back());
    WriteBitcodeToFile(*copy, stream);
  }
  for (Function* task : tasks) task->deleteBody();
  return made;
}

/// For code that only starts work: without what is repeated and what never changes, in a third of the time that the pipeline for loops
/// takes, which finds nothing more in it. `is_quick`: without what is repeated alone.
FunctionPassManager start_pipeline(bool is_quick) {
  FunctionPassManager passes;
  const auto combine = [&] { passes.addPass(InstCombinePass(InstCombineOptions().setVerifyFixpoint(false))); };
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass(true));
  passes.addPass(SimplifyCFGPass());
  if (is_quick) return passes;
  combine();
  passes.addPass(createFunctionToLoopPassAdaptor(LICMPass(LICMOptions()), true));
  passes.addPass(GVNPass());
  passes.addPass(DSEPass());
  passes.addPass(SimplifyCFGPass());
  combine();
  return passes;
}

/// For tiles and rows in order: loops and vectors are as they should be. In half of the time of the pipeline for loops, and less code.
FunctionPassManager tile_pipeline() {
  FunctionPassManager passes;
  LoopPassManager loops;
  loops.addPass(IndVarSimplifyPass());
  loops.addPass(LoopFullUnrollPass(3));
  const auto hoist = [&] { passes.addPass(createFunctionToLoopPassAdaptor(LICMPass(LICMOptions()), true)); };
  const auto combine = [&] { passes.addPass(InstCombinePass(InstCombineOptions().setVerifyFixpoint(false))); };
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass(true));
  passes.addPass(SimplifyCFGPass());
  combine();
  hoist();
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(loops)));
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  combine();
  passes.addPass(GVNPass());
  hoist();
  passes.addPass(DSEPass());
  passes.addPass(SimplifyCFGPass());
  combine();
  return passes;
}

/// For code that looks at odd numbers (nest.h), which seldom runs: one loop around many comparisons, for several elements at once. In half of
/// the time of the pipeline for loops, most of which goes by over what it finds nothing in.
FunctionPassManager look_pipeline() {
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass(true));
  passes.addPass(SimplifyCFGPass());
  passes.addPass(InstCombinePass(InstCombineOptions().setVerifyFixpoint(false)));
  passes.addPass(createFunctionToLoopPassAdaptor(LICMPass(LICMOptions()), true));
  passes.addPass(InjectTLIMappings());
  passes.addPass(LoopVectorizePass());
  passes.addPass(EarlyCSEPass());
  passes.addPass(SimplifyCFGPass());
  return passes;
}

}  // namespace

Result<std::unique_ptr<Jit>> Jit::create(std::span<const std::pair<const char*, void*>> symbols) {
  static const bool initialised = [] {
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
    // Loops of few iterations are not to be filled up to whole vectors: lanes beyond the end divide zero by zero and raise flags.
    StringMap<cl::Option*>& options = cl::getRegisteredOptions();
    const char* name = "vectorizer-min-trip-count";
    if (const auto found = options.find(name); found != options.end()) found->second->addOccurrence(0, name, "0");
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
  jit->builder_ = std::make_unique<orc::JITTargetMachineBuilder>(std::move(*builder));
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

void Jit::optimise(Module& module, TargetMachine& machine, const JitOptions& options) const {
  DenseSet<const Function*> done;
  PassInstrumentationCallbacks callbacks;
  callbacks.registerShouldRunOptionalPassCallback([&](StringRef, Any code) {
    const Function* function = nullptr;
    if (const auto* whole = any_cast<const Function*>(&code)) function = *whole;
    else if (const auto* loop = any_cast<const Loop*>(&code)) function = (*loop)->getHeader()->getParent();
    return function == nullptr || !done.contains(function);
  });
  PassBuilder builder(&machine, PipelineTuningOptions(), std::nullopt, &callbacks);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager graphs;
  ModuleAnalysisManager modules;
  TargetLibraryInfoImpl library(machine_->getTargetTriple());
  const bool avx2 = features_.find("+avx2") != std::string::npos;
  const bool avx512 = features_.find("+avx512f") != std::string::npos;
  if (options.vector_functions) library.addVectorizableFunctions(vector_table(avx2, avx512).entries);
  functions.registerPass([&] { return TargetLibraryAnalysis(library); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(graphs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, graphs, modules);
  const OptimizationLevel levels[] = {OptimizationLevel::O0, OptimizationLevel::O1, OptimizationLevel::O2, OptimizationLevel::O3};
  const OptimizationLevel chosen = levels[std::min(options.optimisation, 3U)];
  if (options.optimisation == 0) {
    builder.buildO0DefaultPipeline(chosen).run(module, modules);
    return;
  }
  for (Function& function : module) {
    if (!options.lean || function.isDeclaration()) continue;
    const bool starts = only_starts_work(function);
    const bool looks = !starts && is_look(function);
    if (!starts && !looks && !is_tile(function)) continue;
    (starts ? start_pipeline(options.is_quick_start) : looks ? look_pipeline() : tile_pipeline()).run(function, functions);
    done.insert(&function);
  }
  builder.registerOptimizerLastEPCallback(
      [](ModulePassManager& passes, OptimizationLevel) { passes.addPass(createModuleToFunctionPassAdaptor(NarrowOperations())); });
  builder.buildPerModuleDefaultPipeline(chosen).run(module, modules);
}

std::string Jit::description() const {
  const bool avx2 = features_.find("+avx2") != std::string::npos;
  const bool avx512 = features_.find("+avx512f") != std::string::npos;
  return machine_->getTargetCPU().str() + "|" + features_ + "|" + LLVM_VERSION_STRING + "|" + gnu_get_libc_version() + "|" +
         std::to_string(vector_table(avx2, avx512).entries.size());
}

Result<std::string> Jit::object_of(Module& module, TargetMachine& machine, const JitOptions& options) const {
  optimise(module, machine, options);
  if (options.dump_ir) module.print(errs(), nullptr);
  if (options.quick_once) mark_once(module);
  SmallString<0> bytes;
  raw_svector_ostream stream(bytes);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, CodeGenFileType::ObjectFile)) {
    return Status("WEFT520", "LLVM cannot write objects for this processor");
  }
  passes.run(module);
  return std::string(bytes);
}

Result<std::vector<std::string>> Jit::compile(Module& module, const JitOptions& options) const {
  const bool whole = options.dump_ir || !options.in_parts;
  const bool is_quick = !whole && options.optimisation != 0 && options.quick_once && options.lean && is_long_start(module);
  const std::vector<SmallString<0>> parts = whole ? std::vector<SmallString<0>>() : split(module, options.lean, is_quick);
  std::vector<Result<std::string>> objects(parts.size() + 1, Status("WEFT520", "a part of the program was not compiled"));
  std::vector<std::thread> threads;
  const auto compile_part = [&](size_t index) {
    LLVMContext context;
    auto part = parseBitcodeFile(MemoryBufferRef(parts[index], "part"), context);
    auto machine = orc::JITTargetMachineBuilder(*builder_).createTargetMachine();
    if (auto error = joinErrors(part.takeError(), machine.takeError())) {
      objects[index + 1] = Status("WEFT520", "a part of the program could not be compiled: " + message_of(std::move(error)));
    } else {
      objects[index + 1] = object_of(**part, **machine, options);
    }
  };
  const size_t own = is_quick && !parts.empty() ? 1 : 0;  // parts that this thread compiles beside the rest
  for (size_t index = own; index < parts.size(); ++index) threads.emplace_back(compile_part, index);
  if (is_quick) {
    auto machine = orc::JITTargetMachineBuilder(*builder_).setCodeGenOptLevel(CodeGenOptLevel::None).createTargetMachine();
    JitOptions quick = options;
    quick.is_quick_start = true;
    if (machine) objects[0] = object_of(module, **machine, quick);
    else objects[0] = Status("WEFT520", "no code generator for this processor: " + message_of(machine.takeError()));
  } else {
    objects[0] = object_of(module, *machine_, options);
  }
  if (own > 0) compile_part(0);
  for (std::thread& thread : threads) thread.join();
  std::vector<std::string> made;
  for (Result<std::string>& object : objects) {
    if (!object.ok()) return object.status();
    made.push_back(object.take());
  }
  return made;
}

Result<void*> Jit::link(const std::vector<std::string>& objects, const std::string& symbol) {
  for (const std::string& object : objects) {
    if (auto error = session_->addObjectFile(MemoryBuffer::getMemBufferCopy(object, "program"))) {
      return Status("WEFT520", "the compiled program could not be loaded: " + message_of(std::move(error)));
    }
  }
  auto address = session_->lookup(symbol);
  if (!address) return Status("WEFT520", "the compiled program could not be linked: " + message_of(address.takeError()));
  return address->toPtr<void*>();
}

}  // namespace weft::compile
