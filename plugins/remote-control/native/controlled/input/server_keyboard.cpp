#include "controlled/input/server_keyboard.hpp"

#include "controlled/input/xkb.hpp"

#include <xcb/xtest.h>

#include <algorithm>
#include <array>

namespace cordee::remote {
namespace {

constexpr std::size_t kMostSpares = 32;

} // namespace

ServerKeyboard::ServerKeyboard(Display& display) : display_{display}
{
    display.require(xcb_test_id, "XTEST");
    if (xkb_x11_setup_xkb_extension(display.get(), XKB_X11_MIN_MAJOR_XKB_VERSION,
                                    XKB_X11_MIN_MINOR_XKB_VERSION, XKB_X11_SETUP_XKB_EXTENSION_NO_FLAGS,
                                    nullptr, nullptr, &event_, nullptr) == 0)
        throw DisplayError{"the X server lacks the extension XKEYBOARD"};
    device_ = xkb_x11_get_core_keyboard_device_id(display.get());
    if (device_ < 0)
        throw DisplayError{"the X server has no keyboard"};
    // A program that grabs the server must not make the operator's keys wait.
    xcb_test_grab_control(display.get(), 1);
    listen();
    context_ = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
    // It would write to stderr what is handled here.
    xkb_context_set_log_level(context_, XKB_LOG_LEVEL_CRITICAL);
    reload();
}

ServerKeyboard::~ServerKeyboard()
{
    if (!display_.lost()) {
        // Only those that are still ours: a new layout may have given them a meaning.
        reload();
        for (const auto& spare : spares_)
            map(spare.key, XKB_KEY_NoSymbol);
        // The server has taken them when it answers; a connection that ends early may lose them.
        (void)display_.size();
    }
    keymap_.reset();
    xkb_context_unref(context_);
}

void ServerKeyboard::listen()
{
    constexpr std::uint16_t events = XCB_XKB_EVENT_TYPE_NEW_KEYBOARD_NOTIFY | XCB_XKB_EVENT_TYPE_MAP_NOTIFY;
    constexpr std::uint16_t parts = XCB_XKB_MAP_PART_KEY_TYPES | XCB_XKB_MAP_PART_KEY_SYMS |
                                    XCB_XKB_MAP_PART_MODIFIER_MAP | XCB_XKB_MAP_PART_VIRTUAL_MODS |
                                    XCB_XKB_MAP_PART_VIRTUAL_MOD_MAP;
    xcb_xkb_select_events_details_t details{};
    details.affectNewKeyboard = details.newKeyboardDetails = XCB_XKB_NKN_DETAIL_KEYCODES;
    xcb_xkb_select_events_aux(display_.get(), static_cast<xcb_xkb_device_spec_t>(device_), events, 0, 0,
                              parts, parts, &details);
}

void ServerKeyboard::handle_events()
{
    while (const Reply<xcb_generic_event_t> event{xcb_poll_for_event(display_.get())})
        stale_ = stale_ || (event->response_type & 0x7f) == event_;
}

KeyboardState ServerKeyboard::state()
{
    const Reply<xcb_xkb_get_state_reply_t> reply{xcb_xkb_get_state_reply(
        display_.get(), xcb_xkb_get_state(display_.get(), static_cast<xcb_xkb_device_spec_t>(device_)),
        nullptr)};
    if (!reply)
        return {};
    return {static_cast<std::uint32_t>(reply->baseMods | reply->latchedMods), reply->lockedMods,
            reply->group};
}

const Keymap& ServerKeyboard::keymap()
{
    handle_events();
    if (stale_)
        reload();
    return *keymap_;
}

void ServerKeyboard::reload()
{
    stale_ = false;
    auto* fresh =
        xkb_x11_keymap_new_from_device(context_, display_.get(), device_, XKB_KEYMAP_COMPILE_NO_FLAGS);
    // In the middle of a change, or after the server has gone: the former layout serves on.
    if (fresh == nullptr && keymap_)
        return;
    if (fresh == nullptr)
        throw DisplayError{"the X server does not tell its keyboard layout"};
    keymap_.emplace(fresh);
    forget_lost_spares();
}

void ServerKeyboard::forget_lost_spares()
{
    std::erase_if(spares_, [&](const Spare& spare) { return !keymap_->gives(spare.key, spare.keysym); });
}

void ServerKeyboard::press(Keycode key)
{
    xcb_test_fake_input(display_.get(), XCB_KEY_PRESS, key, XCB_CURRENT_TIME, XCB_NONE, 0, 0, 0);
}

void ServerKeyboard::release(Keycode key)
{
    xcb_test_fake_input(display_.get(), XCB_KEY_RELEASE, key, XCB_CURRENT_TIME, XCB_NONE, 0, 0, 0);
}

void ServerKeyboard::map(Keycode key, Keysym keysym)
{
    // Both letters, since Caps Lock turns a letter that is alone on its key around.
    const xcb_keysym_t lower = xkb_keysym_to_lower(keysym);
    const xcb_keysym_t upper = xkb_keysym_to_upper(keysym);
    const bool letter = lower != upper;
    const xcb_keysym_t first = letter ? lower : keysym;
    const xcb_keysym_t second = letter ? upper : keysym;
    const std::array<xcb_keysym_t, 4> keysyms{first, second, first, second};
    xcb_change_keyboard_mapping(display_.get(), 1, key, keysyms.size(), keysyms.data());
}

bool ServerKeyboard::lend(Keysym keysym, const std::vector<Keycode>& in_use)
{
    const auto& unused = keymap().unused();
    // It has one, and that did not help.
    if (std::any_of(spares_.begin(), spares_.end(),
                    [&](const Spare& one) { return keymap_->gives(one.key, keysym); }))
        return false;
    Spare spare{0, keysym};
    if (!unused.empty() && spares_.size() < kMostSpares) {
        spare.key = unused.front();
    } else {
        const auto idle = std::find_if(spares_.begin(), spares_.end(), [&](const Spare& one) {
            return std::find(in_use.begin(), in_use.end(), one.key) == in_use.end();
        });
        if (idle == spares_.end())
            return false;
        spare.key = idle->key;
        spares_.erase(idle);
    }
    map(spare.key, keysym);
    reload();
    if (!keymap_->gives(spare.key, keysym))
        return false;
    // Programs learn of a new meaning before the key: the mapping stays until the end or until it is needed
    // again.
    spares_.push_back(spare);
    return true;
}

void ServerKeyboard::release_leftovers()
{
    const Reply<xcb_query_keymap_reply_t> keys{
        xcb_query_keymap_reply(display_.get(), xcb_query_keymap(display_.get()), nullptr)};
    if (!keys)
        return;
    // A key held at the real keyboard stays held: XTest has a device of its own.
    for (unsigned key = 8; key < 256; ++key)
        if ((keys->keys[key / 8] & (1u << (key % 8))) != 0)
            release(static_cast<Keycode>(key));
    display_.flush();
}

} // namespace cordee::remote
