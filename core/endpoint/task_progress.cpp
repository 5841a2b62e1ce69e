#include "core/endpoint/task_progress.hpp"

#include "core/base/language.hpp"
#include "core/base/printable.hpp"

#include <algorithm>
#include <array>

namespace cordee::endpoint {
namespace {

constexpr std::chrono::seconds kBetweenLines{10};
constexpr std::chrono::milliseconds kBetweenDrawings{200};
constexpr std::size_t kLongestText = 300;
constexpr unsigned kBar = 20;

bool is_known(std::uint64_t number)
{
    return number != CORDEE_TASK_UNKNOWN;
}

/// "[######..............]  30 %"; empty when the end is not in sight.
std::string bar_text(const plugin::TaskReport& report)
{
    if (!is_known(report.total))
        return {};
    const auto part =
        report.total == 0
            ? 1.0
            : std::min(1.0, static_cast<double>(report.done) / static_cast<double>(report.total));
    const auto full = static_cast<unsigned>(part * kBar);
    return fmt::format("[{}{}] {:3} %", std::string(full, '#'), std::string(kBar - full, '.'),
                       static_cast<unsigned>(part * 100));
}

} // namespace

std::string size_text(std::uint64_t bytes)
{
    constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.95 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits.at(unit));
}

std::string time_text(std::uint64_t seconds)
{
    const auto minutes = seconds / 60;
    if (minutes < 60)
        return fmt::format("{}:{:02}", minutes, seconds % 60);
    return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, seconds % 60);
}

std::string progress_text(const plugin::TaskReport& report)
{
    std::string out = printable(report.title, kLongestText);
    const auto add = [&out](const std::string& part) {
        if (!part.empty())
            out += (out.empty() ? "" : "  ") + part;
    };
    add(bar_text(report));
    add(is_known(report.total) ? trf("{} of {}", size_text(report.done), size_text(report.total))
                               : size_text(report.done));
    if (report.state == CORDEE_TASK_PAUSED)
        add(std::string{tr("paused")});
    else if (is_known(report.rate))
        add(size_text(report.rate) + "/s");
    if (report.state == CORDEE_TASK_RUNNING && is_known(report.seconds_left))
        add(trf("{} left", time_text(report.seconds_left)));
    add(printable(report.detail, kLongestText));
    return out;
}

std::string outcome_text(const plugin::TaskReport& report)
{
    const auto title = printable(report.title, kLongestText);
    const auto detail = printable(report.detail, kLongestText);
    auto out = report.state == CORDEE_TASK_DONE     ? trf("{}: done, {}", title, size_text(report.done))
               : report.state == CORDEE_TASK_FAILED ? trf("{}: failed", title)
                                                    : trf("{}: cancelled", title);
    return detail.empty() ? out : out + "; " + detail;
}

bool is_last(const plugin::TaskReport& report)
{
    return plugin::has_ended(report.state);
}

void TaskProgress::reported(const std::string& module, const plugin::TaskReport& report, bool typing)
{
    const auto now = clock_.steady();
    const auto key = std::pair{module, report.task};
    const auto [entry, first] = shown_.try_emplace(key, Shown{now, {}});
    auto& shown = entry->second;
    if (is_last(report)) {
        shown_.erase(entry);
        if (terminal_.has_status())
            terminal_.status({});
        return terminal_.say(outcome_text(report));
    }
    if (terminal_.has_status() && !typing) {
        if (first || now - shown.status >= kBetweenDrawings) {
            shown.status = now;
            terminal_.status(progress_text(report));
        }
    } else if (now - shown.line >= kBetweenLines) {
        shown.line = now;
        terminal_.say(progress_text(report));
    }
}

void TaskProgress::forget(const std::string& module)
{
    const auto erased = std::erase_if(shown_, [&](const auto& one) { return one.first.first == module; });
    if (erased > 0 && terminal_.has_status())
        terminal_.status({});
}

} // namespace cordee::endpoint
