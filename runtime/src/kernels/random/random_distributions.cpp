// SPDX-License-Identifier: Apache-2.0
// Distributions of one number each, as a table: parameters, what NumPy requires of them, and how Generator and RandomState draw.

#include <cmath>
#include <limits>

#include "kernels/random/random_legacy.h"
#include "kernels/random/random_parameters.h"

namespace weft::kernels {
namespace rng {
namespace {

struct Draws {
  Source& source;
  binomial_t kept{};
  bitgen_t* bits() { return source.bits(); }
  Mt19937& twister() { return source.twister(); }
};

using Real = double (*)(Draws&, const double*);
using Whole = int64_t (*)(Draws&, const double*, const int64_t*);

struct Distribution {
  const char* name;
  size_t count;
  const char* names[3];
  Check checks[3];
  Check legacy_checks[3];
  Real real = nullptr;
  Real legacy_real = nullptr;
  Whole whole = nullptr;
  Whole legacy_whole = nullptr;
  uint32_t integers = 0;  // which parameters are integers, a bit each
  Status (*more)(const Parameters&, bool legacy) = nullptr;
};

/// Calls `body` for each element of the parameters' common shape until one fails.
template <typename Body>
Status for_all(const Parameters& given, const Body& body) {
  Parameters items = given;
  if (Status status = items.broadcast(Size{}); !status.ok()) return status;
  int64_t total = 1;
  for (const int64_t each : items.shape()) total *= each;
  Status first;
  items.each(total, [&](int64_t, const double* p, const int64_t* n) {
    if (first.ok()) first = body(p, n);
  });
  return first;
}

Status value_error(bool wrong, const char* message) { return wrong ? Status("ValueError", message) : Status(); }

Status check_triangular(const Parameters& items, bool) {
  for (const auto& [i, j, text] : {std::tuple{0, 1, "left > mode"}, std::tuple{1, 2, "mode > right"}}) {
    Status status = for_all(items, [&](const double* p, const int64_t*) { return value_error(p[i] > p[j], text); });
    if (!status.ok()) return status;
  }
  return for_all(items, [](const double* p, const int64_t*) { return value_error(p[0] == p[2], "left == right"); });
}

Status check_hypergeometric(const Parameters& items, bool legacy) {
  if (!legacy) {
    Status status = for_all(items, [](const double*, const int64_t* n) {
      return value_error(n[0] >= 1000000000 || n[1] >= 1000000000, "both ngood and nbad must be less than 1000000000");
    });
    if (!status.ok()) return status;
  }
  return for_all(items, [](const double*, const int64_t* n) { return value_error(n[0] + n[1] < n[2], "ngood + nbad < nsample"); });
}

Status check_negative_binomial(const Parameters& items, bool legacy) {
  if (legacy) return {};
  return for_all(items, [](const double* p, const int64_t*) {
    const double most = (1 - p[1]) / p[1] * (p[0] + 10 * std::sqrt(p[0]));
    return value_error(most > 9.223372006484771e+18, "n too large or p too small, see Generator.negative_binomial Notes");
  });
}

constexpr Check kAny = Check::none;
constexpr Check kNonNegative = Check::non_negative;
constexpr Check kPositive = Check::positive;

constexpr Distribution kDistributions[] = {
    {"normal", 2, {"", "scale"}, {kAny, kNonNegative}, {kAny, kNonNegative},
     [](Draws& d, const double* p) { return random_normal(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) { return p[0] + p[1] * legacy::gauss(d.twister()); }},
    {"exponential", 1, {"scale"}, {kNonNegative}, {kNonNegative},
     [](Draws& d, const double* p) { return random_exponential(d.bits(), p[0]); },
     [](Draws& d, const double* p) { return p[0] * legacy::standard_exponential(d.twister()); }},
    {"gamma", 2, {"shape", "scale"}, {kNonNegative, kNonNegative}, {kNonNegative, kNonNegative},
     [](Draws& d, const double* p) { return random_gamma(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) { return p[1] * legacy::standard_gamma(d.twister(), p[0]); }},
    {"standard_gamma", 1, {"shape"}, {kNonNegative}, {kNonNegative},
     [](Draws& d, const double* p) { return random_standard_gamma(d.bits(), p[0]); },
     [](Draws& d, const double* p) { return legacy::standard_gamma(d.twister(), p[0]); }},
    {"beta", 2, {"a", "b"}, {kPositive, kPositive}, {kPositive, kPositive},
     [](Draws& d, const double* p) { return beta_of(d.source, p[0], p[1]); },
     [](Draws& d, const double* p) { return legacy::beta(d.twister(), p[0], p[1]); }},
    {"f", 2, {"dfnum", "dfden"}, {kPositive, kPositive}, {kPositive, kPositive},
     [](Draws& d, const double* p) { return random_f(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) {
       const double numerator = legacy::chisquare(d.twister(), p[0]) * p[1];
       return numerator / (legacy::chisquare(d.twister(), p[1]) * p[0]);
     }},
    {"chisquare", 1, {"df"}, {kPositive}, {kPositive},
     [](Draws& d, const double* p) { return random_chisquare(d.bits(), p[0]); },
     [](Draws& d, const double* p) { return legacy::chisquare(d.twister(), p[0]); }},
    {"noncentral_chisquare", 2, {"df", "nonc"}, {kPositive, kNonNegative}, {kPositive, kNonNegative},
     [](Draws& d, const double* p) { return random_noncentral_chisquare(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) { return legacy::noncentral_chisquare(d.source, p[0], p[1]); }},
    {"noncentral_f", 3, {"dfnum", "dfden", "nonc"}, {kPositive, kPositive, kNonNegative}, {kPositive, kPositive, kNonNegative},
     [](Draws& d, const double* p) { return random_noncentral_f(d.bits(), p[0], p[1], p[2]); },
     [](Draws& d, const double* p) {
       const double numerator = legacy::noncentral_chisquare(d.source, p[0], p[2]) * p[1];
       return numerator / (legacy::chisquare(d.twister(), p[1]) * p[0]);
     }},
    {"standard_cauchy", 0, {}, {}, {},
     [](Draws& d, const double*) { return random_standard_cauchy(d.bits()); },
     [](Draws& d, const double*) {
       const double first = legacy::gauss(d.twister());
       return first / legacy::gauss(d.twister());
     }},
    {"standard_t", 1, {"df"}, {kPositive}, {kPositive},
     [](Draws& d, const double* p) { return random_standard_t(d.bits(), p[0]); },
     [](Draws& d, const double* p) {
       const double first = legacy::gauss(d.twister());
       return std::sqrt(p[0] / 2) * first / std::sqrt(legacy::standard_gamma(d.twister(), p[0] / 2));
     }},
    {"vonmises", 2, {"mu", "kappa"}, {kAny, kNonNegative}, {kAny, kNonNegative},
     [](Draws& d, const double* p) { return random_vonmises(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) { return legacy::vonmises(d.twister(), p[0], p[1]); }},
    {"pareto", 1, {"a"}, {kPositive}, {kPositive},
     [](Draws& d, const double* p) { return random_pareto(d.bits(), p[0]); },
     [](Draws& d, const double* p) { return std::exp(legacy::standard_exponential(d.twister()) / p[0]) - 1; }},
    {"weibull", 1, {"a"}, {kNonNegative}, {kNonNegative},
     [](Draws& d, const double* p) { return random_weibull(d.bits(), p[0]); },
     [](Draws& d, const double* p) {
       return p[0] == 0.0 ? 0.0 : std::pow(legacy::standard_exponential(d.twister()), 1. / p[0]);
     }},
    {"power", 1, {"a"}, {kPositive}, {kPositive},
     [](Draws& d, const double* p) { return random_power(d.bits(), p[0]); },
     [](Draws& d, const double* p) { return std::pow(1 - std::exp(-legacy::standard_exponential(d.twister())), 1. / p[0]); }},
    {"laplace", 2, {"loc", "scale"}, {kAny, kNonNegative}, {kAny, kNonNegative},
     [](Draws& d, const double* p) { return random_laplace(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) { return random_laplace(d.bits(), p[0], p[1]); }},
    {"gumbel", 2, {"loc", "scale"}, {kAny, kNonNegative}, {kAny, kNonNegative},
     [](Draws& d, const double* p) { return random_gumbel(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) { return random_gumbel(d.bits(), p[0], p[1]); }},
    {"logistic", 2, {"loc", "scale"}, {kAny, kNonNegative}, {kAny, kNonNegative},
     [](Draws& d, const double* p) { return random_logistic(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) { return random_logistic(d.bits(), p[0], p[1]); }},
    {"lognormal", 2, {"mean", "sigma"}, {kAny, kNonNegative}, {kAny, kNonNegative},
     [](Draws& d, const double* p) { return random_lognormal(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p) { return std::exp(p[0] + p[1] * legacy::gauss(d.twister())); }},
    {"rayleigh", 1, {"scale"}, {kNonNegative}, {kNonNegative},
     [](Draws& d, const double* p) { return random_rayleigh(d.bits(), p[0]); },
     [](Draws& d, const double* p) { return p[0] * std::sqrt(-2.0 * std::log1p(-d.source.next_double())); }},
    {"wald", 2, {"mean", "scale"}, {kPositive, kPositive}, {kPositive, kPositive},
     [](Draws& d, const double* p) { return wald_of(d.source, p[0], p[1]); },
     [](Draws& d, const double* p) { return legacy::wald(d.twister(), p[0], p[1]); }},
    {"triangular", 3, {"left", "mode", "right"}, {}, {},
     [](Draws& d, const double* p) { return random_triangular(d.bits(), p[0], p[1], p[2]); },
     [](Draws& d, const double* p) { return random_triangular(d.bits(), p[0], p[1], p[2]); }, nullptr, nullptr, 0, check_triangular},
    {"binomial", 2, {"n", "p"}, {kNonNegative, Check::in_0_1}, {kNonNegative, Check::in_0_1}, nullptr, nullptr,
     [](Draws& d, const double* p, const int64_t* n) { return random_binomial(d.bits(), p[1], n[0], &d.kept); },
     [](Draws& d, const double* p, const int64_t* n) { return legacy::binomial(d.bits(), p[1], n[0], &d.kept); }, 1},
    {"negative_binomial", 2, {"n", "p"}, {Check::positive_not_nan, Check::above_0_to_1}, {kPositive, Check::in_0_1}, nullptr, nullptr,
     [](Draws& d, const double* p, const int64_t*) { return random_negative_binomial(d.bits(), p[0], p[1]); },
     [](Draws& d, const double* p, const int64_t*) {
       const double mean = (1 - p[1]) / p[1] * legacy::standard_gamma(d.twister(), p[0]);
       return random_poisson(d.bits(), mean);
     }, 0, check_negative_binomial},
    {"poisson", 1, {"lam"}, {Check::poisson}, {Check::poisson}, nullptr, nullptr,
     [](Draws& d, const double* p, const int64_t*) { return random_poisson(d.bits(), p[0]); },
     [](Draws& d, const double* p, const int64_t*) { return random_poisson(d.bits(), p[0]); }},
    {"zipf", 1, {"a"}, {Check::above_1}, {Check::above_1}, nullptr, nullptr,
     [](Draws& d, const double* p, const int64_t*) { return zipf_of(d.source, p[0]); },
     [](Draws& d, const double* p, const int64_t*) { return legacy::zipf(d.twister(), p[0]); }},
    {"geometric", 1, {"p"}, {Check::above_0_to_1}, {Check::above_0_to_1}, nullptr, nullptr,
     [](Draws& d, const double* p, const int64_t*) { return random_geometric(d.bits(), p[0]); },
     [](Draws& d, const double* p, const int64_t*) { return legacy::geometric(d.source, p[0]); }},
    {"hypergeometric", 3, {"ngood", "nbad", "nsample"}, {kNonNegative, kNonNegative, kNonNegative},
     {kNonNegative, kNonNegative, Check::from_1}, nullptr, nullptr,
     [](Draws& d, const double*, const int64_t* n) { return random_hypergeometric(d.bits(), n[0], n[1], n[2]); },
     [](Draws& d, const double*, const int64_t* n) { return legacy::hypergeometric(d.twister(), n[0], n[1], n[2]); }, 7,
     check_hypergeometric},
    {"logseries", 1, {"p"}, {Check::from_0_below_1}, {Check::from_0_below_1}, nullptr, nullptr,
     [](Draws& d, const double* p, const int64_t*) { return random_logseries(d.bits(), p[0]); },
     [](Draws& d, const double* p, const int64_t*) { return legacy::logseries(d.twister(), p[0]); }},
};

/// Draws `total` values for all elements of the parameters and gives them.
Status draw(Call& call, const Distribution& what, Source& source, Parameters& items, const Size& size) {
  if (Status status = items.broadcast(size); !status.ok()) return status;
  Draws draws{source};
  const bool legacy = source.is_legacy();
  const Real real = legacy ? what.legacy_real : what.real;
  const Whole whole = legacy ? what.legacy_whole : what.whole;
  if (size.is_none && !items.has_arrays()) {
    items.each(1, [&](int64_t, const double* p, const int64_t* n) {
      if (real != nullptr) call.give_float(real(draws, p));
      else call.give_int(whole(draws, p, n));
    });
    return {};
  }
  auto array = call.fresh(items.shape(), real != nullptr ? DType::Float64 : DType::Int64);
  if (!array.ok()) return array.status();
  const int64_t total = memory::element_count(array.value().view, array.value().rank);
  std::byte* data = array.value().view.data;
  items.each(total, [&](int64_t i, const double* p, const int64_t* n) {
    if (real != nullptr) reinterpret_cast<double*>(data)[i] = real(draws, p);
    else reinterpret_cast<int64_t*>(data)[i] = whole(draws, p, n);
  });
  call.give(array.value());
  return {};
}

/// Operands: the state, the parameters, then the size.
template <const Distribution& What, Kind Of>
Status run(Call& call) {
  Source source;
  if (Status status = Source::open(call, Of, source); !status.ok()) return status;
  Parameters items;
  Size size;
  if (Status status = items.read(call, source.first(), What.count, What.integers); !status.ok()) return status;
  if (Status status = read_size(call, source.first() + What.count, size); !status.ok()) return status;
  for (size_t i = 0; i < What.count; ++i) {
    const Check check = source.is_legacy() ? What.legacy_checks[i] : What.checks[i];
    if (Status status = items.check(i, What.names[i], check); !status.ok()) return status;
  }
  if (What.more != nullptr) {
    if (Status status = What.more(items, source.is_legacy()); !status.ok()) return status;
  }
  return draw(call, What, source, items, size);
}

/// `uniform(low, high)`: the range is checked, not the ends.
Status uniform(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  Parameters items;
  Size size;
  if (Status status = items.read(call, source.first(), 2); !status.ok()) return status;
  if (Status status = read_size(call, source.first() + 2, size); !status.ok()) return status;
  const bool scalar = !items.has_arrays();
  Status status = for_all(items, [&](const double* p, const int64_t*) {
    if (std::isfinite(p[1] - p[0])) return Status();
    return Status("OverflowError", scalar && !source.is_legacy() ? "high - low range exceeds valid bounds" : "Range exceeds valid bounds");
  });
  if (!status.ok()) return status;
  if (!source.is_legacy()) {
    status = for_all(items, [](const double* p, const int64_t*) { return value_error(std::signbit(p[1] - p[0]), "high - low < 0"); });
    if (!status.ok()) return status;
  }
  static constexpr Real kDraw = [](Draws& d, const double* p) { return random_uniform(d.bits(), p[0], p[1] - p[0]); };
  static constexpr Distribution kUniform{"uniform", 2, {}, {}, {}, kDraw, kDraw};
  return draw(call, kUniform, source, items, size);
}

/// `standard_gamma(shape, dtype=np.float32)`.
Status standard_gamma_float(Call& call) {
  Source source;
  if (Status status = Source::open(call, Kind::Generator, source); !status.ok()) return status;
  Parameters items;
  Size size;
  if (Status status = items.read(call, 1, 1); !status.ok()) return status;
  if (Status status = read_size(call, 2, size); !status.ok()) return status;
  if (Status status = items.check(0, "shape", kNonNegative); !status.ok()) return status;
  if (Status status = items.broadcast(size); !status.ok()) return status;
  const auto one = [&](double shape) { return random_standard_gamma_f(source.bits(), static_cast<float>(shape)); };
  if (size.is_none && !items.has_arrays()) {
    call.give_float(static_cast<double>(one(items[0].number)));
    return {};
  }
  auto array = call.fresh(items.shape(), DType::Float32);
  if (!array.ok()) return array.status();
  auto* out = reinterpret_cast<float*>(array.value().view.data);
  items.each(memory::element_count(array.value().view, array.value().rank),
             [&](int64_t i, const double* p, const int64_t*) { out[i] = one(p[0]); });
  call.give(array.value());
  return {};
}

template <size_t... I>
void add_all(Registry& registry, std::index_sequence<I...>) {
  const auto add = [&]<size_t K>(std::integral_constant<size_t, K>) {
    const std::string name = kDistributions[K].name;
    registry.add("random.Generator." + name, run<kDistributions[K], Kind::Generator>, 1);
    registry.add("random.RandomState." + name, run<kDistributions[K], Kind::RandomState>, 1);
    registry.add("random." + name, run<kDistributions[K], Kind::Global>);
  };
  (add(std::integral_constant<size_t, I>{}), ...);
}

}  // namespace
}  // namespace rng

void register_random_distributions(Registry& registry) {
  using namespace rng;
  add_all(registry, std::make_index_sequence<std::size(kDistributions)>{});
  WEFT_RANDOM(registry, "uniform", uniform);
  registry.add("random.Generator.standard_gamma_float32", standard_gamma_float, 1);
}

}  // namespace weft::kernels
