#include "controlled/x11/layout.hpp"

#include <xcb/randr.h>

namespace cordee::remote {

LayoutWatch::LayoutWatch(Display& display) : display_{display}
{
    const std::uint32_t events = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
    xcb_change_window_attributes(display.get(), display.root(), XCB_CW_EVENT_MASK, &events);
    if (!display.has(xcb_randr_id))
        return;
    event_ = display.require(xcb_randr_id, "RANDR");
    const Reply<xcb_randr_query_version_reply_t> version{
        xcb_randr_query_version_reply(display.get(), xcb_randr_query_version(display.get(), 1, 5), nullptr)};
    monitors_ = version && (version->major_version > 1 || version->minor_version >= 5);
    xcb_randr_select_input(display.get(), display.root(),
                           XCB_RANDR_NOTIFY_MASK_SCREEN_CHANGE | XCB_RANDR_NOTIFY_MASK_CRTC_CHANGE);
}

bool LayoutWatch::is_change(const xcb_generic_event_t& event) const
{
    const int type = event.response_type & 0x7f;
    if (type == XCB_CONFIGURE_NOTIFY)
        return reinterpret_cast<const xcb_configure_notify_event_t&>(event).window == display_.root();
    return event_ != 0 &&
           (type == event_ + XCB_RANDR_SCREEN_CHANGE_NOTIFY || type == event_ + XCB_RANDR_NOTIFY);
}

ScreenLayout LayoutWatch::layout(Size screen) const
{
    ScreenLayout out{screen, {}};
    if (!monitors_)
        return out;
    const Reply<xcb_randr_get_monitors_reply_t> reply{xcb_randr_get_monitors_reply(
        display_.get(), xcb_randr_get_monitors(display_.get(), display_.root(), 1), nullptr)};
    if (!reply)
        return out;
    for (auto monitor = xcb_randr_get_monitors_monitors_iterator(reply.get());
         monitor.rem > 0 && out.monitors.size() < kMaxMonitors; xcb_randr_monitor_info_next(&monitor)) {
        const auto edge = [](int value) { return static_cast<std::uint32_t>(value < 0 ? 0 : value); };
        const auto& info = *monitor.data;
        const Rect area = intersection(
            rect_between(edge(info.x), edge(info.y), edge(info.x + info.width), edge(info.y + info.height)),
            whole(screen));
        if (!area.empty())
            out.monitors.push_back(area);
    }
    return out;
}

} // namespace cordee::remote
