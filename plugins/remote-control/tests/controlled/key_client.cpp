#include "key_client.hpp"

#include "controlled/input/xkb.hpp"

#include <bit>
#include <utility>

namespace cordee::remote::test {
namespace {

std::uint32_t keysym_of(xkb_keymap* keymap, std::uint8_t key, std::uint16_t modifiers)
{
    auto* state = xkb_state_new(keymap);
    xkb_state_update_mask(state, modifiers & 0xff, 0, 0, 0, 0, (modifiers >> 13) & 3);
    const auto keysym = xkb_state_key_get_one_sym(state, key);
    xkb_state_unref(state);
    return keysym;
}

} // namespace

KeyClient::KeyClient(const std::string& display)
    : display_{display}, context_{xkb_context_new(XKB_CONTEXT_NO_FLAGS)}
{
    xkb_x11_setup_xkb_extension(display_.get(), 1, 0, XKB_X11_SETUP_XKB_EXTENSION_NO_FLAGS, nullptr, nullptr,
                                nullptr, nullptr);
    const auto window = xcb_generate_id(display_.get());
    const std::uint32_t values[] = {1, XCB_EVENT_MASK_KEY_PRESS | XCB_EVENT_MASK_KEY_RELEASE |
                                           XCB_EVENT_MASK_BUTTON_PRESS | XCB_EVENT_MASK_BUTTON_RELEASE};
    xcb_create_window(display_.get(), XCB_COPY_FROM_PARENT, window, display_.root(), 0, 0, 500, 400, 0,
                      XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
                      XCB_CW_OVERRIDE_REDIRECT | XCB_CW_EVENT_MASK, values);
    xcb_map_window(display_.get(), window);
    xcb_set_input_focus(display_.get(), XCB_INPUT_FOCUS_NONE, window, XCB_CURRENT_TIME);
    (void)display_.size();
}

KeyClient::~KeyClient()
{
    xkb_context_unref(context_);
}

void KeyClient::collect()
{
    // The answer comes after every event before it.
    (void)display_.size();
    auto* keymap = xkb_x11_keymap_new_from_device(context_, display_.get(),
                                                  xkb_x11_get_core_keyboard_device_id(display_.get()),
                                                  XKB_KEYMAP_COMPILE_NO_FLAGS);
    while (const Reply<xcb_generic_event_t> event{xcb_poll_for_event(display_.get())}) {
        const int type = event->response_type & 0x7f;
        const auto& key = reinterpret_cast<const xcb_key_press_event_t&>(*event);
        if (type == XCB_KEY_PRESS || type == XCB_KEY_RELEASE)
            keys_.push_back({keysym_of(keymap, key.detail, key.state), key.state, type == XCB_KEY_PRESS});
        if (type == XCB_BUTTON_PRESS || type == XCB_BUTTON_RELEASE)
            buttons_.push_back((type == XCB_BUTTON_PRESS ? "+" : "-") + std::to_string(key.detail));
    }
    xkb_keymap_unref(keymap);
}

std::vector<SeenKey> KeyClient::keys()
{
    collect();
    return std::exchange(keys_, {});
}

std::string KeyClient::text()
{
    std::string out;
    for (const auto& key : keys()) {
        char character[8] = {};
        if (key.down && xkb_keysym_to_utf8(key.keysym, character, sizeof character) > 0)
            out += character;
    }
    return out;
}

std::vector<std::string> KeyClient::buttons()
{
    collect();
    return std::exchange(buttons_, {});
}

int KeyClient::down()
{
    const Reply<xcb_query_keymap_reply_t> reply{
        xcb_query_keymap_reply(display_.get(), xcb_query_keymap(display_.get()), nullptr)};
    int out = 0;
    for (const auto byte : reply->keys)
        out += std::popcount(byte);
    return out;
}

std::vector<std::uint32_t> KeyClient::mapping()
{
    const Reply<xcb_get_keyboard_mapping_reply_t> reply{xcb_get_keyboard_mapping_reply(
        display_.get(), xcb_get_keyboard_mapping(display_.get(), 8, 248), nullptr)};
    const auto* first = xcb_get_keyboard_mapping_keysyms(reply.get());
    return {first, first + xcb_get_keyboard_mapping_keysyms_length(reply.get())};
}

Point KeyClient::pointer()
{
    const Reply<xcb_query_pointer_reply_t> reply{
        xcb_query_pointer_reply(display_.get(), xcb_query_pointer(display_.get(), display_.root()), nullptr)};
    return {static_cast<std::uint16_t>(reply->root_x), static_cast<std::uint16_t>(reply->root_y)};
}

} // namespace cordee::remote::test
