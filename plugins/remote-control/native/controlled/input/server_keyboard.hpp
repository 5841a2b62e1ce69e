// The X server's keyboard: its layout and state, keys pressed and released by XTest, and spare keys that get
// a keysym which the layout lacks.
#pragma once

#include "controlled/input/keymap.hpp"
#include "controlled/x11/display.hpp"

#include <optional>
#include <vector>

namespace cordee::remote {

/// Belongs to the thread of its display.
class ServerKeyboard {
public:
    /// Throws DisplayError when the server lacks XKB or XTEST.
    explicit ServerKeyboard(Display& display);
    /// Gives the spare keys back.
    ~ServerKeyboard();

    /// Of this moment; asks the server.
    KeyboardState state();
    /// Of this moment; renewed after a change of the layout.
    const Keymap& keymap();
    void press(Keycode key);
    void release(Keycode key);
    /// Gives a spare key this keysym; false when there is no key that is not `in_use`.
    bool lend(Keysym keysym, const std::vector<Keycode>& in_use);
    /// Releases what a former process left pressed by XTest.
    void release_leftovers();

private:
    struct Spare {
        Keycode key;
        Keysym keysym;
    };
    void listen();
    void handle_events();
    void reload();
    void map(Keycode key, Keysym keysym);
    void forget_lost_spares();

    Display& display_;
    std::uint8_t event_ = 0;
    std::int32_t device_ = -1;
    xkb_context* context_ = nullptr;
    std::optional<Keymap> keymap_;
    bool stale_ = true;
    /// The one lent longest ago first.
    std::vector<Spare> spares_;
};

} // namespace cordee::remote
