// SPDX-License-Identifier: Apache-2.0
#include "compile/same_code.h"

#include <doctest/doctest.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <llvm/AsmParser/Parser.h>
#include <llvm/Support/SourceMgr.h>
#pragma GCC diagnostic pop

namespace weft::compile::test {

namespace {

/// How many functions are left of a scale of an array and `others`, which `{}` in them names.
size_t left(const std::string& body) {
  const std::string first = R"(
define internal void @first(ptr noalias %p, i64 %n) {
  br label %loop
loop:
  %i = phi i64 [ 0, %0 ], [ %next, %loop ]
  %q = getelementptr inbounds double, ptr %p, i64 %i
  %x = load double, ptr %q, align 8, !alias.scope !1, !llvm.access.group !3
  %y = fmul contract double %x, 2.0
  store double %y, ptr %q, align 8, !noalias !1, !llvm.access.group !3
  %next = add nuw nsw i64 %i, 1
  %c = icmp slt i64 %next, %n
  br i1 %c, label %loop, label %done, !llvm.loop !4
done:
  ret void
}
)";
  const std::string rest = R"(
define void @entry(ptr %p, i64 %n) {
  call void @first(ptr %p, i64 %n)
  call void @second(ptr %p, i64 %n)
  ret void
}
!0 = distinct !{!0}
!1 = !{!2}
!2 = distinct !{!2, !0}
!3 = distinct !{}
!4 = distinct !{!4, !5}
!5 = !{!"llvm.loop.parallel_accesses", !3}
!10 = distinct !{!10}
!11 = !{!12}
!12 = distinct !{!12, !10}
!13 = distinct !{}
!14 = distinct !{!14, !15}
!15 = !{!"llvm.loop.parallel_accesses", !13}
)";
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  const auto module = llvm::parseAssemblyString(first + body + rest, problem, context);
  REQUIRE_MESSAGE(module != nullptr, problem.getMessage().str());
  keep_one_of_same_code(*module);
  REQUIRE_FALSE(llvm::verifyModule(*module));
  return module->size();
}

const std::string kSecond = R"(
define internal void @second(ptr noalias %a, i64 %b) {
  br label %around
around:
  %k = phi i64 [ 0, %0 ], [ %more, %around ]
  %at = getelementptr inbounds double, ptr %a, i64 %k
  %v = load double, ptr %at, align 8, !alias.scope !11, !llvm.access.group !13
  %w = fmul contract double %v, 2.0
  store double %w, ptr %at, align 8, !noalias !11, !llvm.access.group !13
  %more = add nuw nsw i64 %k, 1
  %d = icmp slt i64 %more, %b
  br i1 %d, label %around, label %end, !llvm.loop !14
end:
  ret void
}
)";

size_t left_with(const std::string& part, const std::string& other) {
  std::string body = kSecond;
  const size_t at = body.find(part);
  REQUIRE(at != std::string::npos);
  body.replace(at, part.size(), other);
  return left(body);
}

}  // namespace

TEST_CASE("functions with the same code become one, whatever their names, scopes and groups are called") { CHECK(left(kSecond) == 2); }

TEST_CASE("functions that differ in anything stay two") {
  const std::pair<const char*, const char*> changes[] = {
      {"2.0", "3.0"},
      {"fmul contract", "fmul"},
      {"fmul contract", "fadd contract"},
      {"slt", "sle"},
      {"nuw nsw", "nsw"},
      {"inbounds double", "inbounds i64"},
      {"align 8, !noalias", "align 4, !noalias"},
      {"%d = icmp slt i64 %more, %b", "%d = icmp slt i64 %k, %b"},
      {"[ 0, %0 ]", "[ 1, %0 ]"},
      {"label %around, label %end, !llvm", "label %end, label %around, !llvm"},
      {"!noalias !11", "!noalias !1"},
      {", !llvm.access.group !13\n  %w", "\n  %w"},
      {"!llvm.loop !14", "!llvm.loop !4"},
      {"noalias %a", "%a"},
      {"internal", "dso_local"},
  };
  for (const auto& [part, other] : changes) {
    CAPTURE(part);
    CAPTURE(other);
    CHECK(left_with(part, other) == 3);
  }
}

}  // namespace weft::compile::test
