#include "core/plugin/host/extensions.hpp"
#include "core/plugin/host/host_object.hpp"
#include "core/plugin/host/text.hpp"

namespace cordee::plugin::host {
namespace {

cordee_status report_task(const cordee_host* host, const cordee_task_report* report)
{
    auto& self = HostObject::of(host);
    if (!self.is_open())
        return CORDEE_CLOSED;
    if (report == nullptr)
        return CORDEE_INVALID;
    return self.tasks().report({report->task, report->state, report->done, report->total, report->rate,
                                report->seconds_left, string_of(report->title), string_of(report->detail)},
                               std::chrono::steady_clock::now());
}

} // namespace

const cordee_host_task kTaskHalf{&report_task};

} // namespace cordee::plugin::host
