#include "controlling/scaler.hpp"

#include <cmath>
#include <cstring>

namespace cordee::remote {
namespace {

constexpr std::size_t kPixel = 4;
/// Weights are in 1/256: a byte times all weights of an axis still fits into 16 bits.
constexpr int kOne = 256;

std::size_t index(int value)
{
    return static_cast<std::size_t>(value);
}

/// Whole numbers in proportion to `raw` that sum to kOne.
void append_weights(const std::vector<double>& raw, std::vector<std::uint16_t>& out)
{
    double total = 0;
    for (const double weight : raw)
        total += weight;
    double seen = 0;
    int given = 0;
    for (const double weight : raw) {
        seen += weight;
        const int until_here = static_cast<int>(std::lround(seen / total * kOne));
        out.push_back(static_cast<std::uint16_t>(until_here - given));
        given = until_here;
    }
}

} // namespace

Scaler::Scaler(Size from, Size to)
    : across_{make_axis(from.width, to.width)}, down_{make_axis(from.height, to.height)}, same_width_{
                                                                                              from.width ==
                                                                                              to.width}
{}

Scaler::Axis Scaler::make_axis(int from, int to)
{
    Axis axis;
    axis.single = to % from == 0;
    const double step = static_cast<double>(from) / to;
    const double reach = std::max(1.0, step);
    std::vector<double> raw;
    for (int i = 0; i < to; ++i) {
        if (axis.single) {
            axis.taps.push_back({i / (to / from), 0, 1});
            continue;
        }
        const double centre = (i + 0.5) * step - 0.5;
        const int first = std::max(0, static_cast<int>(std::ceil(centre - reach)));
        const int last = std::min(from - 1, static_cast<int>(std::floor(centre + reach)));
        raw.clear();
        for (int source = first; source <= last; ++source)
            raw.push_back(std::max(1e-6, 1.0 - std::abs(source - centre) / reach));
        axis.taps.push_back({first, axis.weights.size(), raw.size()});
        append_weights(raw, axis.weights);
    }
    if (axis.single)
        axis.weights.push_back(kOne);
    return axis;
}

void Scaler::affected_range(const Axis& axis, int from_first, int from_end, int& first, int& count)
{
    // Taps move forward only, so the affected ones are neighbours.
    const auto end_of = [](const Taps& taps) { return taps.first + static_cast<int>(taps.count); };
    const auto begin = std::partition_point(axis.taps.begin(), axis.taps.end(),
                                            [&](const Taps& taps) { return end_of(taps) <= from_first; });
    const auto end =
        std::partition_point(begin, axis.taps.end(), [&](const Taps& taps) { return taps.first < from_end; });
    first = static_cast<int>(begin - axis.taps.begin());
    count = static_cast<int>(end - begin);
}

Area Scaler::affected(const Area& area) const
{
    Area out;
    if (area.empty())
        return out;
    affected_range(across_, area.x, area.right(), out.x, out.width);
    affected_range(down_, area.y, area.bottom(), out.y, out.height);
    return out;
}

void Scaler::draw(const PixelSource& source, const Area& wanted, const PixelTarget& target) const
{
    const Area area =
        common(wanted, {0, 0, static_cast<int>(across_.taps.size()), static_cast<int>(down_.taps.size())});
    if (area.empty())
        return;
    std::vector<std::uint16_t> column_sums;
    for (int y = area.y; y < area.bottom(); ++y) {
        std::uint8_t* out = target.data + index(y) * target.stride + index(area.x) * kPixel;
        if (across_.single && down_.single)
            copy_row(source.data + index(down_.taps[index(y)].first) * source.stride, area.x, area.width,
                     out);
        else
            weigh_row(source, y, area, column_sums, out);
    }
}

void Scaler::copy_row(const std::uint8_t* source, int first, int count, std::uint8_t* target) const
{
    if (same_width_) {
        std::memcpy(target, source + index(first) * kPixel, index(count) * kPixel);
        return;
    }
    for (int i = 0; i < count; ++i)
        std::memcpy(target + index(i) * kPixel, source + index(across_.taps[index(first + i)].first) * kPixel,
                    kPixel);
}

void Scaler::weigh_row(const PixelSource& source, int y, const Area& area,
                       std::vector<std::uint16_t>& column_sums, std::uint8_t* target) const
{
    const Taps& left = across_.taps[index(area.x)];
    const Taps& right = across_.taps[index(area.right() - 1)];
    const std::size_t first = index(left.first) * kPixel;
    const std::size_t bytes = (index(right.first) + right.count) * kPixel - first;
    column_sums.assign(bytes, 0);
    const Taps& rows = down_.taps[index(y)];
    for (std::size_t row = 0; row < rows.count; ++row) {
        const unsigned weight = down_.weights[rows.offset + row];
        const std::uint8_t* from = source.data + (index(rows.first) + row) * source.stride + first;
        for (std::size_t i = 0; i < bytes; ++i)
            column_sums[i] = static_cast<std::uint16_t>(column_sums[i] + weight * from[i]);
    }
    for (int x = 0; x < area.width; ++x) {
        const Taps& columns = across_.taps[index(area.x + x)];
        const std::uint16_t* sums = column_sums.data() + index(columns.first) * kPixel - first;
        std::uint32_t blue = 1u << 15;
        std::uint32_t green = blue;
        std::uint32_t red = blue;
        for (std::size_t i = 0; i < columns.count; ++i, sums += kPixel) {
            const std::uint32_t weight = across_.weights[columns.offset + i];
            blue += weight * sums[0];
            green += weight * sums[1];
            red += weight * sums[2];
        }
        std::uint8_t* pixel = target + index(x) * kPixel;
        pixel[0] = static_cast<std::uint8_t>(blue >> 16);
        pixel[1] = static_cast<std::uint8_t>(green >> 16);
        pixel[2] = static_cast<std::uint8_t>(red >> 16);
        pixel[3] = 0;
    }
}

} // namespace cordee::remote
