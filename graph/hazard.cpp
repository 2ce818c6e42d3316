// SPDX-License-Identifier: Apache-2.0
#include "graph/hazard.h"

#include <algorithm>
#include <cmath>

namespace godwit {

namespace {

constexpr double prior_shape = 0.56, prior_scale = 326;  // days
constexpr double ridge = 5;                              // pull of every coefficient towards zero
constexpr double wave_days = 7;                          // a kin's death counts as a sign that long
constexpr std::array<double, 4> band_ends{1, 7, 30, 180};  // days; the fifth band has no end
constexpr std::size_t bands = band_ends.size() + 1;
constexpr std::size_t first_trait = 1 + bands, kin_deaths = first_trait + traits;
constexpr std::size_t coefficients = kin_deaths + 1;
constexpr int rounds = 25;

using Features = std::array<double, coefficients>;

double prior_cumulated(double age) { return std::pow(age / prior_scale, prior_shape); }

// The end of the period that begins at this age: six hours for two days, days for a fortnight,
// weeks for a quarter, months for a year, quarters then.
double period_end(double begin) {
  const auto next = [&](double step) { return (std::floor(begin / step + 1e-9) + 1) * step; };
  return next(begin < 2 ? 0.25 : begin < 14 ? 1 : begin < 91 ? 7 : begin < 364 ? 30.4 : 91);
}

// One period under watch of one channel.
struct Period {
  Features x{};
  double offset = 0;  // log of the prior, summed over the period
  double weight = 1;  // share of the channel still at risk
  double died = 0;    // share that died in it
};

Features features(const Life& life, double age) {
  Features x{};
  x[0] = 1;
  const auto band = std::upper_bound(band_ends.begin(), band_ends.end(), age) - band_ends.begin();
  x[1 + static_cast<std::size_t>(band)] = 1;
  for (std::size_t i = 0; i < traits; ++i) x[first_trait + i] = life.trait[i];
  const auto first =
      std::lower_bound(life.kin_deaths.begin(), life.kin_deaths.end(), age - wave_days);
  const auto last = std::upper_bound(first, life.kin_deaths.end(), age);
  x[kin_deaths] = std::min(3.0, std::log2(1.0 + static_cast<double>(last - first)));
  return x;
}

double prior_log_hazard(double begin, double end) {
  return std::log(std::max(prior_cumulated(end) - prior_cumulated(begin), 1e-9));
}

// The periods between two ages, whole or cut.
template <class Take>
void each_period(double from, double to, const Take& take) {
  for (double begin = from; begin < to;) {
    const double end = std::min(period_end(begin), to);
    take(begin, end);
    begin = end;
  }
}

// A death known only to lie between two looks is spread over the periods between them.
void add_periods(const Life& life, std::vector<Period>& all) {
  const double unsure = life.exit - life.died_after;
  double left = 1;
  each_period(life.entry, life.exit, [&](double begin, double end) {
    if (left <= 1e-9) return;
    Period p{features(life, begin), prior_log_hazard(begin, end), left, 0};
    if (life.died_after >= 0) {
      const double in_it = std::max(0.0, end - std::max(begin, life.died_after));
      const bool at_once = unsure <= 0 && end >= life.exit;
      p.died = at_once ? left : unsure > 0 ? std::min(left, in_it / unsure) : 0;
    }
    left -= p.died;
    all.push_back(p);
  });
}

// Log of the hazard summed over a period; its length and the prior are in `offset`.
double log_hazard(const Features& x, double offset, const std::vector<double>& beta) {
  double eta = offset;
  for (std::size_t i = 0; i < coefficients; ++i) eta += x[i] * beta[i];
  return std::clamp(eta, -30.0, 4.0);
}

// Solves the symmetric positive system A x = b in place (Cholesky); A row-major.
void solve(std::vector<double>& a, std::vector<double>& b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) a[j * n + j] -= a[j * n + k] * a[j * n + k];
    a[j * n + j] = std::sqrt(a[j * n + j]);
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t k = 0; k < j; ++k) a[i * n + j] -= a[i * n + k] * a[j * n + k];
      a[i * n + j] /= a[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
}

}  // namespace

Hazard::Hazard(std::span<const Life> lives) : beta_(coefficients, 0.0) {
  std::vector<Period> periods;
  for (const Life& life : lives) add_periods(life, periods);
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> a(coefficients * coefficients, 0), step(coefficients, 0);
    for (std::size_t i = 0; i < coefficients; ++i) {
      a[i * coefficients + i] = ridge;
      step[i] = -ridge * beta_[i];
    }
    for (const Period& p : periods) {
      const double hazard = std::exp(log_hazard(p.x, p.offset, beta_)), h = -std::expm1(-hazard);
      const double slope = (p.died - p.weight * h) * hazard / h;
      const double curve = p.weight * hazard * hazard * (1 - h) / h;
      for (std::size_t i = 0; i < coefficients; ++i) {
        if (p.x[i] == 0) continue;
        step[i] += p.x[i] * slope;
        for (std::size_t j = 0; j <= i; ++j) a[i * coefficients + j] += curve * p.x[i] * p.x[j];
      }
    }
    for (std::size_t i = 0; i < coefficients; ++i)
      for (std::size_t j = 0; j < i; ++j) a[j * coefficients + i] = a[i * coefficients + j];
    solve(a, step);
    double largest = 0;
    for (std::size_t i = 0; i < coefficients; ++i) {
      // A full Newton step may overshoot where deaths are rare.
      beta_[i] += std::clamp(step[i], -2.0, 2.0);
      largest = std::max(largest, std::abs(step[i]));
    }
    if (largest < 1e-7) break;
  }
}

double Hazard::dies_within(const Life& life, double days) const {
  double lives_on = 1;
  each_period(life.exit, life.exit + days, [&](double begin, double end) {
    Features x = features(life, begin);
    x[kin_deaths] = features(life, life.exit)[kin_deaths];  // what happens next is not known yet
    lives_on *= std::exp(-std::exp(log_hazard(x, prior_log_hazard(begin, end), beta_)));
  });
  return 1 - lives_on;
}

double Hazard::effect(Trait trait) const {
  return beta_[first_trait + static_cast<std::size_t>(trait)];
}

double Hazard::effect_of_kin_deaths() const { return beta_[kin_deaths]; }

}  // namespace godwit
