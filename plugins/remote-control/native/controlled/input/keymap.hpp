// Which key gives which keysym on the layout in use, and with which of Shift and AltGr. Knows no X server:
// tests make one from any layout.
#pragma once

#include <xkbcommon/xkbcommon.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace cordee::remote {

using Keysym = xkb_keysym_t;
using Keycode = std::uint8_t;

/// What the server says of the keyboard: real modifiers, effective layout.
struct KeyboardState {
    std::uint32_t pressed = 0; ///< held or latched
    std::uint32_t locked = 0;
    std::uint32_t layout = 0;
};

enum class Turn { keep, press, release };

/// How to get a keysym.
struct Stroke {
    Keycode key = 0;
    Turn shift = Turn::keep;
    Turn level3 = Turn::keep;
    bool operator==(const Stroke&) const = default;
    [[nodiscard]] bool plain() const { return shift == Turn::keep && level3 == Turn::keep; }
};

/// Shift, Control, Alt, AltGr, locks and the like.
bool is_modifier(Keysym keysym);

class Keymap {
public:
    /// Takes over the reference.
    explicit Keymap(xkb_keymap* keymap);

    /// The stroke that needs the fewest changes of what is held; nothing when no key gives the keysym.
    [[nodiscard]] std::optional<Stroke> find(Keysym keysym, const KeyboardState& state) const;
    /// The key that has this modifier on its first level.
    [[nodiscard]] std::optional<Keycode> modifier_key(Keysym keysym) const;
    /// Real modifiers that these keys set; 0 when the layout lacks them.
    [[nodiscard]] std::uint32_t shift_mask() const { return shift_mask_; }
    [[nodiscard]] std::uint32_t level3_mask() const { return level3_mask_; }
    /// The modifiers that the key sets while it is held.
    [[nodiscard]] std::uint32_t mask_of(Keycode key) const;
    /// The key that is to be pressed for AltGr.
    [[nodiscard]] std::optional<Keycode> level3_key() const { return level3_key_; }
    [[nodiscard]] std::optional<Keycode> shift_key() const { return modifier_key(kShiftL); }
    /// Keys without any keysym, the highest first.
    [[nodiscard]] const std::vector<Keycode>& unused() const { return unused_; }
    [[nodiscard]] bool gives(Keycode key, Keysym keysym) const;

private:
    static constexpr Keysym kShiftL = 0xffe1;

    struct Unref {
        void operator()(xkb_keymap* keymap) const { xkb_keymap_unref(keymap); }
        void operator()(xkb_state* state) const { xkb_state_unref(state); }
    };
    void index();
    void index_key(Keycode key);
    [[nodiscard]] std::optional<Stroke> try_key(Keycode key, Keysym wanted, const KeyboardState& state) const;

    std::unique_ptr<xkb_keymap, Unref> keymap_;
    std::unique_ptr<xkb_state, Unref> state_;
    std::unordered_map<Keysym, std::vector<Keycode>> keys_;
    std::unordered_map<Keysym, Keycode> modifiers_;
    std::vector<Keycode> unused_;
    std::uint32_t shift_mask_ = 0;
    std::uint32_t level3_mask_ = 0;
    std::optional<Keycode> level3_key_;
};

} // namespace cordee::remote
