// SPDX-License-Identifier: Apache-2.0
// The product-limit estimate and the hazard by age.
#include "graph/survival.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace godwit {

namespace {

constexpr std::array<double, 8> band_ends{0.25, 1, 3, 7, 14, 30, 90, 365};  // days; then for ever
constexpr double prior_days = 30;
constexpr double prior_shape = 0.56, prior_scale = 326;

std::size_t band_of(double age) {
  const auto end = std::upper_bound(band_ends.begin(), band_ends.end(), age);
  return static_cast<std::size_t>(end - band_ends.begin());
}

double band_begin(std::size_t band) { return band == 0 ? 0 : band_ends[band - 1]; }
double band_end(std::size_t band) { return band < band_ends.size() ? band_ends[band] : 1e6; }

// Mean hazard of the prior over a band, per day: the increase of (t/scale)^shape over its length.
double prior_hazard(std::size_t band) {
  const double begin = band_begin(band), end = std::min(band_end(band), 3650.0);
  const auto cumulated = [](double t) { return std::pow(t / prior_scale, prior_shape); };
  return (cumulated(end) - cumulated(begin)) / (end - begin);
}

double in_days(Duration d) { return static_cast<double>(d.count()) / 86'400'000.0; }

}  // namespace

std::vector<CurvePoint> kaplan_meier(std::span<const Stretch> stretches) {
  std::map<double, std::size_t> deaths;
  for (const Stretch& s : stretches)
    if (s.died) ++deaths[s.exit];
  std::vector<CurvePoint> curve;
  double survival = 1, greenwood = 0;
  for (const auto& [age, died] : deaths) {
    std::size_t at_risk = 0;
    for (const Stretch& s : stretches) at_risk += s.entry < age && s.exit >= age;
    if (at_risk == 0) continue;
    const auto n = static_cast<double>(at_risk), d = static_cast<double>(died);
    survival *= 1 - d / n;
    if (at_risk > died) greenwood += d / (n * (n - d));
    curve.push_back({age, at_risk, died, survival, survival * std::sqrt(greenwood)});
  }
  return curve;
}

double survival_at(std::span<const CurvePoint> curve, double age) {
  double survival = 1;
  for (const CurvePoint& point : curve)
    if (point.age <= age) survival = point.survival;
  return survival;
}

double quantile(std::span<const CurvePoint> curve, double share) {
  for (const CurvePoint& point : curve)
    if (point.survival <= share) return point.age;
  return -1;
}

std::vector<Stretch> stretches_of(const Known& known, bool sites) {
  std::vector<Stretch> stretches;
  for (NodeNo n = 0; n < known.nodes().size(); ++n) {
    const Node& node = known.node(n);
    if (!node.looked || !node.curious || known.is_site(n) != sites || !node.last_alive) continue;
    const Time born = node.birth();
    const Time end = node.died ? std::max(node.died->earliest, born) : node.end();
    stretches.push_back({in_days(std::max(node.first_seen - born, Duration{0})),
                         in_days(std::max(end - born, Duration{0})), node.died.has_value()});
  }
  return stretches;
}

Hazard::Hazard(std::span<const Stretch> stretches) {
  std::array<double, band_ends.size() + 1> at_risk{}, deaths{};
  for (const Stretch& s : stretches) {
    for (std::size_t band = 0; band < at_risk.size(); ++band)
      at_risk[band] +=
          std::max(0.0, std::min(s.exit, band_end(band)) - std::max(s.entry, band_begin(band)));
    if (s.died) ++deaths[band_of(s.exit)];
  }
  for (std::size_t band = 0; band < at_risk.size(); ++band)
    per_day_.push_back((deaths[band] + prior_hazard(band) * prior_days) /
                       (at_risk[band] + prior_days));
}

double Hazard::dies_within(double age_days, double days) const {
  double cumulated = 0;
  for (std::size_t band = 0; band < per_day_.size(); ++band)
    cumulated += per_day_[band] * std::max(0.0, std::min(age_days + days, band_end(band)) -
                                                    std::max(age_days, band_begin(band)));
  return 1 - std::exp(-cumulated);
}

}  // namespace godwit
