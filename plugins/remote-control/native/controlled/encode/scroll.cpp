#include "controlled/encode/scroll.hpp"

#include "controlled/encode/boxes.hpp"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

namespace cordee::remote {
namespace {

/// Fewer changed rows than these are cheaper to send than to search.
constexpr std::size_t kMinRows = 16;
/// Rows that must agree on a distance before it is believed.
constexpr std::size_t kMinVotes = 4;

std::uint64_t hash_row(const std::uint32_t* row, std::size_t width)
{
    std::uint64_t out = width;
    for (std::size_t x = 0; x < width; ++x) {
        out = (out ^ row[x]) * 0x9e3779b97f4a7c15u;
        out ^= out >> 29;
    }
    return out;
}

/// A vertical run of tiles.
class Strip {
public:
    Strip(const Picture& before, const Picture& now, const Rect& area) : area_{area}
    {
        for (std::size_t y = area.y; y < area.bottom(); ++y) {
            before_.push_back(hash_row(before.row(y) + area.x, area.width));
            now_.push_back(hash_row(now.row(y) + area.x, area.width));
        }
    }

    /// How far most rows went, downwards positive; 0 when that is not clear.
    [[nodiscard]] int distance() const
    {
        const auto places = unique_rows(before_);
        const auto unique_now = unique_rows(now_);
        std::unordered_map<int, std::size_t> votes;
        std::pair<int, std::size_t> best{0, kMinVotes - 1};
        for (const auto& [hash, y] : unique_now) {
            const auto found = places.find(hash);
            if (y < 0 || found == places.end() || found->second < 0 || found->second == y)
                continue;
            const auto count = ++votes[y - found->second];
            if (count > best.second)
                best = {y - found->second, count};
        }
        return best.first;
    }

    /// The runs of rows that came from `distance` rows above, in an order in which none spoils another.
    void append_copies(int distance, std::vector<Copy>& out) const
    {
        const std::size_t first = out.size();
        const int rows = static_cast<int>(now_.size());
        int start = 0;
        std::size_t changed = 0;
        for (int y = 0; y <= rows; ++y) {
            const int from = y - distance;
            if (y < rows && from >= 0 && from < rows && at(now_, y) == at(before_, from)) {
                changed += at(now_, y) != at(before_, y) ? 1 : 0;
                continue;
            }
            if (changed >= kMinVotes)
                out.push_back(copy(start, y, distance));
            start = y + 1;
            changed = 0;
        }
        if (distance > 0)
            std::reverse(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
    }

private:
    using Hashes = std::vector<std::uint64_t>;

    static std::uint64_t at(const Hashes& rows, int y) { return rows[static_cast<std::size_t>(y)]; }

    /// Where each row stands; -1 for those that stand in several places, such as empty ones.
    static std::unordered_map<std::uint64_t, int> unique_rows(const Hashes& rows)
    {
        std::unordered_map<std::uint64_t, int> out;
        for (std::size_t y = 0; y < rows.size(); ++y) {
            const auto [place, fresh] = out.try_emplace(rows[y], static_cast<int>(y));
            if (!fresh)
                place->second = -1;
        }
        return out;
    }

    [[nodiscard]] Copy copy(int start, int end, int distance) const
    {
        const auto top = static_cast<std::uint32_t>(area_.y + start);
        const auto bottom = static_cast<std::uint32_t>(area_.y + end);
        return {{area_.x, static_cast<std::uint16_t>(area_.y + start - distance)},
                rect_between(area_.x, top, area_.right(), bottom)};
    }

    Rect area_;
    Hashes before_;
    Hashes now_;
};

/// Each vertical run of tiles, as wide as its changed part.
std::vector<Rect> strips(const Picture& before, const Picture& now, const TileSet& tiles)
{
    std::vector<Rect> out;
    for (std::size_t column = 0; column < tiles.columns(); ++column) {
        Rect run;
        for (std::size_t row = 0; row <= tiles.rows(); ++row) {
            if (row < tiles.rows() && tiles.has(column, row)) {
                run = bounds(run, tiles.area(column, row));
                continue;
            }
            if (run.height >= kMinRows) {
                const Rect changed = changed_part(before, now, run);
                // All rows of the run: what moved may come from one that did not change.
                if (changed.height >= kMinRows)
                    out.push_back({changed.x, run.y, changed.width, run.height});
            }
            run = {};
        }
    }
    return out;
}

/// Joins copies of neighbouring strips that are the same but for their columns.
std::vector<Copy> join(const std::vector<Copy>& copies)
{
    std::vector<Copy> out;
    for (const auto& copy : copies) {
        const auto beside = [&](const Copy& other) {
            return other.to.right() == copy.to.x && other.to.y == copy.to.y &&
                   other.to.height == copy.to.height && other.from.y == copy.from.y;
        };
        const auto found = std::find_if(out.begin(), out.end(), beside);
        if (found == out.end())
            out.push_back(copy);
        else
            found->to = bounds(found->to, copy.to);
    }
    return out;
}

} // namespace

std::vector<Copy> find_scrolls(const Picture& before, const Picture& now, const TileSet& tiles)
{
    std::vector<Copy> out;
    for (const auto& area : strips(before, now, tiles)) {
        const Strip strip{before, now, area};
        if (const int distance = strip.distance(); distance != 0)
            strip.append_copies(distance, out);
    }
    return join(out);
}

} // namespace cordee::remote
