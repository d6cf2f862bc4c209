// SPDX-License-Identifier: Apache-2.0
#include "compile/program.h"

#include <pthread.h>

#include <array>
#include <bit>
#include <complex>
#include <cstring>

#include "compile/analysis.h"
#include "compile/cache.h"
#include "compile/emitter.h"
#include "compile/jit.h"
#include "compile/kernel_calls.h"
#include "compile/loops/emit_loops.h"
#include "compile/same_code.h"
#include "kernels/element.h"
#include "memory/list.h"
#include "memory/view.h"

namespace weft::compile {

namespace {

using wire::TypeKind;

using EntryFunction = int32_t (*)(RunContext*, void**, void**);

bool same_kind(const Value& value, const wire::TypeT& type) {
  if (value.kind != type.kind) return false;
  if (type.kind == TypeKind::Array) return value.dtype == type.dtype && value.rank == type.dims.size();
  return type.kind != TypeKind::Scalar || value.dtype == type.dtype;
}

/// Two words are enough for every scalar.
using Bits = std::array<uint64_t, 2>;

/// Calls `body` with a value of the type by which generated code holds the scalar.
template <typename Body>
void with_scalar_type(TypeKind kind, wire::DType dtype, const Body& body) {
  switch (kind) {
    case TypeKind::Float: body(double{}); return;
    case TypeKind::Complex: body(std::complex<double>{}); return;
    case TypeKind::Bool: body(bool{}); return;
    case TypeKind::Scalar: kernels::with_type(dtype, body); return;
    default: body(int64_t{}); return;
  }
}

/// A scalar as generated code loads it.
Bits to_bits(const Value& value) {
  Bits bits{};
  if (value.kind == TypeKind::List) {
    bits[0] = std::bit_cast<uint64_t>(value.list);
    return bits;
  }
  with_scalar_type(value.kind, value.dtype, [&]<typename T>(T) {
    T scalar{};
    if constexpr (kernels::is_complex<T>) {
      using Part = typename T::value_type;
      scalar = T(static_cast<Part>(value.floating), static_cast<Part>(value.imaginary));
    } else if constexpr (std::is_floating_point_v<T>) {
      scalar = static_cast<T>(value.floating);
    } else {
      scalar = static_cast<T>(value.integer);
    }
    std::memcpy(bits.data(), &scalar, sizeof scalar);
  });
  return bits;
}

Value from_bits(const wire::TypeT& type, const Bits& bits, RunContext& run) {
  Value value;
  value.kind = type.kind;
  value.dtype = type.dtype;
  if (type.kind == TypeKind::Str) {
    value.text = text_of(run, static_cast<int32_t>(bits[0]));
    return value;
  }
  if (type.kind == TypeKind::None) return value;
  if (type.kind == TypeKind::List) {
    value.list = std::bit_cast<memory::List*>(static_cast<uintptr_t>(bits[0]));
    return value;
  }
  with_scalar_type(type.kind, type.dtype, [&]<typename T>(T) {
    T scalar{};
    std::memcpy(static_cast<void*>(&scalar), bits.data(), sizeof scalar);
    if constexpr (kernels::is_complex<T>) {
      value.floating = static_cast<double>(scalar.real());
      value.imaginary = static_cast<double>(scalar.imag());
    } else if constexpr (std::is_floating_point_v<T>) {
      value.floating = static_cast<double>(scalar);
    } else {
      value.integer = static_cast<int64_t>(scalar);
    }
  });
  return value;
}

class Compiled final : public Program {
 public:
  RunOutcome run(engine::Engine& engine, memory::Pool& pool, profile::Recorder* recorder, std::span<const Value> arguments) override;
  const std::vector<Site>& sites() const override { return sites_; }
  bool from_cache() const override { return from_cache_; }
  std::vector<std::string> new_warnings(RunContext& run);

  Status start(CompiledCode code);

  std::unique_ptr<Jit> jit_;
  bool from_cache_ = false;
  EntryFunction entry_ = nullptr;
  std::vector<wire::TypeT> results_;
  std::vector<Site> sites_;
  std::vector<NodeSite> nodes_;
  std::vector<std::string> texts_;
  std::vector<WarningSite> warnings_;
  std::set<uint32_t> told_;  // warnings that an earlier run gave
  std::set<std::pair<uint32_t, std::string>> said_;  // the same of kernels
  std::string file_;
  Switches switches_;
  std::vector<std::vector<int64_t>> signature_;
};

/// Calls stop where a quarter of this thread's stack is left, and at most 2 MiB: library kernels need some of it.
int64_t stack_floor() {
  // Asked once for a thread: of the first one, the C library reads it in a file.
  thread_local const int64_t floor = [] {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return int64_t{0};
    void* lowest = nullptr;
    size_t size = 0;
    pthread_attr_getstack(&attributes, &lowest, &size);
    pthread_attr_destroy(&attributes);
    return static_cast<int64_t>(reinterpret_cast<uintptr_t>(lowest) + std::min<size_t>(size / 4, 2 << 20));
  }();
  return floor;
}

/// As Python prints them, by line; each once for a program.
std::vector<std::string> Compiled::new_warnings(RunContext& run) {
  std::vector<uint32_t> fresh;
  for (const uint32_t number : run.warnings.raised) {
    if (told_.insert(number).second) fresh.push_back(number);
  }
  std::ranges::stable_sort(fresh, {}, [&](uint32_t number) { return warnings_[number].line; });
  std::vector<std::string> texts;
  for (const uint32_t number : fresh) {
    texts.push_back(file_ + ":" + std::to_string(warnings_[number].line + 1) + ": RuntimeWarning: " + warnings_[number].text);
  }
  return texts;
}

RunOutcome Compiled::run(engine::Engine& engine, memory::Pool& pool, profile::Recorder* recorder, std::span<const Value> arguments) {
  WEFT_CHECK(argument_signature(arguments) == signature_);
  RunContext context;
  context.engine = &engine;
  context.pool = &pool;
  context.recorder = recorder;
  context.nodes = &nodes_;
  context.work.resize(sites_.size());
  context.texts = &texts_;
  context.file = &file_;
  context.switches = switches_;
  context.said = &said_;
  context.text_store->start(texts_);
  context.stack_floor = stack_floor();
  std::vector<Bits> scalars(arguments.size());
  std::vector<memory::ArrayView> views(arguments.size());
  std::vector<void*> in(arguments.size());
  for (size_t index = 0; index < arguments.size(); ++index) {
    if (arguments[index].kind == TypeKind::Array) {
      views[index] = arguments[index].view;
      // Strides of axes of size 1 mean nothing; the code expects those of a contiguous array.
      const Value& argument = arguments[index];
      const int64_t item = memory::item_size(argument.dtype);
      if (memory::is_c_contiguous(argument.view, argument.rank, item)) {
        int64_t stride = item;
        for (uint32_t axis = argument.rank; axis-- > 0;) {
          views[index].strides[axis] = stride;
          stride *= argument.view.shape[axis];
        }
      } else if (memory::is_f_contiguous(argument.view, argument.rank, item)) {
        int64_t stride = item;
        for (uint32_t axis = 0; axis < argument.rank; ++axis) {
          views[index].strides[axis] = stride;
          stride *= argument.view.shape[axis];
        }
      }
      in[index] = &views[index];
    } else {
      scalars[index] = to_bits(arguments[index]);
      in[index] = &scalars[index];
    }
  }
  std::vector<Bits> result_scalars(results_.size());
  std::vector<memory::ArrayView> result_views(results_.size());
  std::vector<void*> out(results_.size());
  for (size_t index = 0; index < results_.size(); ++index) {
    out[index] = results_[index].kind == TypeKind::Array ? static_cast<void*>(&result_views[index]) : &result_scalars[index];
  }

  const int32_t failed = entry_(&context, in.data(), out.data());
  engine.wait_all();
  RunOutcome outcome;
  outcome.warnings = new_warnings(context);
  for (size_t site = 0; site < sites_.size(); ++site) {
    sites_[site].nests += context.work[site].nests;
    sites_[site].elements += context.work[site].elements;
    sites_[site].operations += context.work[site].operations;
  }
  if (context.failed || failed != 0 || engine.cancelled()) {
    for (const auto& [buffer, count] : context.held) {
      for (int64_t k = 0; k < count; ++k) memory::release(buffer);
    }
    std::vector<memory::List*> kept;
    for (const Value& argument : arguments) kept.push_back(argument.list);
    context.lists.free_unreachable(kept);
  }
  if (context.failed) {
    outcome.state = RunOutcome::State::failed;
    outcome.error = std::move(context.error);
    return outcome;
  }
  if (failed != 0 || engine.cancelled()) {
    outcome.state = RunOutcome::State::cancelled;
    return outcome;
  }
  outcome.texts = context.text_store;
  for (size_t index = 0; index < results_.size(); ++index) {
    if (results_[index].kind == TypeKind::Array) {
      Value value;
      value.kind = TypeKind::Array;
      value.dtype = results_[index].dtype;
      value.rank = static_cast<uint32_t>(results_[index].dims.size());
      value.view = result_views[index];
      outcome.results.push_back(std::move(value));
    } else {
      outcome.results.push_back(from_bits(results_[index], result_scalars[index], context));
    }
  }
  return outcome;
}

Status Compiled::start(CompiledCode code) {
  auto address = jit_->link(code.objects, codegen::Emitter::kEntry);
  if (!address.ok()) return address.status();
  entry_ = reinterpret_cast<EntryFunction>(address.value());
  sites_ = std::move(code.sites);
  nodes_ = std::move(code.nodes);
  texts_ = std::move(code.texts);
  warnings_ = std::move(code.warnings);
  return {};
}

/// A `bool` argument of C has eight bits, of which LLVM leaves seven as they are unless it is told.
void widen_truths(llvm::Module& module) {
  for (llvm::Function& function : module) {
    if (!function.isDeclaration() || function.isIntrinsic()) continue;
    for (const llvm::Argument& argument : function.args()) {
      if (argument.getType()->isIntegerTy(1)) function.addParamAttr(argument.getArgNo(), llvm::Attribute::ZExt);
    }
  }
}

}  // namespace

Result<std::unique_ptr<Program>> Program::compile(const wire::GraphT& graph, std::span<const Value> arguments, const CompileOptions& options) {
  const wire::FunctionT& entry = *graph.functions.front();
  if (arguments.size() != entry.parameters.size()) {
    return Status("WEFT521", "the program takes " + std::to_string(entry.parameters.size()) + " arguments, " +
                                 std::to_string(arguments.size()) + " were given");
  }
  for (size_t index = 0; index < arguments.size(); ++index) {
    const wire::TypeT& type = *entry.values[entry.parameters[index]->value];
    if (!same_kind(arguments[index], type)) {
      return Status("WEFT521", "argument `" + entry.parameters[index]->name + "` is not " + graph::type_text(type),
                    "compile the program for the types of these arguments");
    }
  }
  auto program = std::make_unique<Compiled>();
  auto jit = Jit::create(service_symbols());
  if (!jit.ok()) return jit.status();
  program->jit_ = jit.take();
  program->signature_ = argument_signature(arguments);
  for (const auto& type : entry.results) program->results_.push_back(*type);

  program->file_ = graph.file;
  program->switches_ = options.switches;

  const std::string path = cache_path(graph, program->signature_, options, program->jit_->description());
  // What tells how a program is compiled needs it compiled.
  if (!path.empty() && !options.dump_ir && !loops::tells_plans()) {
    if (std::optional<CompiledCode> known = read_code(path)) {
      if (program->start(std::move(*known)).ok()) {
        program->from_cache_ = true;
        return std::unique_ptr<Program>(std::move(program));
      }
      // Something that the entry needs is not on this machine.
      jit = Jit::create(service_symbols());
      if (!jit.ok()) return jit.status();
      program->jit_ = jit.take();
    }
  }
  Analysis analysis(graph, options.switches.facts);
  const std::unique_ptr<Frame> frame = analysis.run(arguments);
  llvm::LLVMContext context;
  llvm::Module module("weft", context);
  program->jit_->prepare(module);
  Switches switches = options.switches;
  if (switches.worth) switches.rows = largest_size(arguments);
  codegen::Emitter emitter(graph, *frame, analysis.symbols(), module, switches);
  emitter.emit();
  widen_truths(module);
  if (options.switches.lean) keep_one_of_same_code(module);
  std::string problem;
  llvm::raw_string_ostream stream(problem);
  if (llvm::verifyModule(module, &stream)) {
    if (options.dump_ir) module.print(llvm::errs(), nullptr);
    return Status("WEFT522", "the compiler made invalid code: " + problem, "please report this program");
  }
  auto objects = program->jit_->compile(module, {.optimisation = options.switches.llvm ? options.optimisation : 0,
                                               .dump_ir = options.dump_ir,
                                               .vector_functions = options.switches.functions,
                                               .in_parts = options.switches.parts,
                                               .quick_once = options.switches.quick,
                                               .lean = options.switches.lean});
  if (!objects.ok()) return objects.status();
  CompiledCode code{objects.take(), emitter.take_sites(), emitter.take_nodes(), emitter.take_texts(), emitter.take_warnings()};
  if (!path.empty()) write_code(path, code);
  if (Status status = program->start(std::move(code)); !status.ok()) return status;
  return std::unique_ptr<Program>(std::move(program));
}

}  // namespace weft::compile
