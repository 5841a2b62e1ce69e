#include "controlled/input/keymap.hpp"

#include <xkbcommon/xkbcommon-keysyms.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace cordee::remote {
namespace {

/// One spelling for each character: many have an old keysym and one by code point. The keypad stays apart.
Keysym one_spelling(Keysym keysym)
{
    const bool keypad = keysym >= XKB_KEY_KP_Space && keysym <= XKB_KEY_KP_Equal;
    const std::uint32_t character = keypad ? 0 : xkb_keysym_to_utf32(keysym);
    return character >= 0x20 && character != 0x7f ? 0x01000000 | character : keysym;
}

/// From the least to the most disturbing for what else is held.
constexpr std::array kTurns{std::pair{false, false}, std::pair{true, false}, std::pair{false, true},
                            std::pair{true, true}};

Turn turn(bool change, bool held)
{
    return !change ? Turn::keep : held ? Turn::release : Turn::press;
}

} // namespace

bool is_modifier(Keysym keysym)
{
    return (keysym >= XKB_KEY_Shift_L && keysym <= XKB_KEY_Hyper_R) ||
           (keysym >= XKB_KEY_ISO_Lock && keysym <= XKB_KEY_ISO_Level5_Lock) ||
           keysym == XKB_KEY_Mode_switch || keysym == XKB_KEY_Num_Lock;
}

Keymap::Keymap(xkb_keymap* keymap) : keymap_{keymap}
{
    if (keymap_)
        state_.reset(xkb_state_new(keymap_.get()));
    if (!state_)
        throw std::runtime_error{"the keyboard layout can't be read"};
    index();
}

void Keymap::index()
{
    const auto first = std::max<xkb_keycode_t>(xkb_keymap_min_keycode(keymap_.get()), 8);
    const auto last = std::min<xkb_keycode_t>(xkb_keymap_max_keycode(keymap_.get()), 255);
    for (auto key = first; key <= last; ++key)
        index_key(static_cast<Keycode>(key));
    std::reverse(unused_.begin(), unused_.end());
    if (const auto shift = shift_key())
        shift_mask_ = mask_of(*shift);
    level3_key_ = modifier_key(XKB_KEY_ISO_Level3_Shift);
    if (!level3_key_)
        level3_key_ = modifier_key(XKB_KEY_Mode_switch);
    if (level3_key_)
        level3_mask_ = mask_of(*level3_key_);
}

void Keymap::index_key(Keycode key)
{
    bool used = false;
    for (xkb_layout_index_t layout = 0; layout < xkb_keymap_num_layouts_for_key(keymap_.get(), key); ++layout)
        for (xkb_level_index_t level = 0; level < xkb_keymap_num_levels_for_key(keymap_.get(), key, layout);
             ++level) {
            const xkb_keysym_t* keysyms = nullptr;
            if (xkb_keymap_key_get_syms_by_level(keymap_.get(), key, layout, level, &keysyms) != 1)
                continue;
            used = true;
            if (level == 0 && is_modifier(keysyms[0]))
                modifiers_.try_emplace(keysyms[0], key);
            auto& keys = keys_[one_spelling(keysyms[0])];
            if (keys.empty() || keys.back() != key)
                keys.push_back(key);
        }
    if (!used)
        unused_.push_back(key);
}

std::optional<Keycode> Keymap::modifier_key(Keysym keysym) const
{
    const auto found = modifiers_.find(keysym);
    return found == modifiers_.end() ? std::nullopt : std::optional{found->second};
}

std::uint32_t Keymap::mask_of(Keycode key) const
{
    const std::unique_ptr<xkb_state, Unref> fresh{xkb_state_new(keymap_.get())};
    xkb_state_update_key(fresh.get(), key, XKB_KEY_DOWN);
    return xkb_state_serialize_mods(fresh.get(), XKB_STATE_MODS_DEPRESSED) & 0xff;
}

std::optional<Stroke> Keymap::find(Keysym keysym, const KeyboardState& state) const
{
    const auto found = keys_.find(one_spelling(keysym));
    if (found == keys_.end())
        return std::nullopt;
    std::optional<Stroke> best;
    for (const auto key : found->second) {
        const auto stroke = try_key(key, one_spelling(keysym), state);
        if (stroke && stroke->plain())
            return stroke;
        const auto changes = [](const Stroke& one) {
            return (one.shift != Turn::keep ? 1 : 0) + (one.level3 != Turn::keep ? 1 : 0);
        };
        if (stroke && (!best || changes(*stroke) < changes(*best)))
            best = stroke;
    }
    return best;
}

std::optional<Stroke> Keymap::try_key(Keycode key, Keysym wanted, const KeyboardState& state) const
{
    for (const auto& [shift, level3] : kTurns) {
        if ((shift && shift_mask_ == 0) || (level3 && level3_mask_ == 0))
            continue;
        const std::uint32_t pressed = state.pressed ^ (shift ? shift_mask_ : 0) ^ (level3 ? level3_mask_ : 0);
        xkb_state_update_mask(state_.get(), pressed, 0, state.locked, 0, 0, state.layout);
        if (one_spelling(xkb_state_key_get_one_sym(state_.get(), key)) == wanted)
            return Stroke{key, turn(shift, (state.pressed & shift_mask_) != 0),
                          turn(level3, (state.pressed & level3_mask_) != 0)};
    }
    return std::nullopt;
}

bool Keymap::gives(Keycode key, Keysym keysym) const
{
    const auto found = keys_.find(one_spelling(keysym));
    return found != keys_.end() &&
           std::find(found->second.begin(), found->second.end(), key) != found->second.end();
}

} // namespace cordee::remote
