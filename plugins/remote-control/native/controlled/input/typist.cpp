#include "controlled/input/typist.hpp"

#include "protocol/octets.hpp"

#include <xkbcommon/xkbcommon-keysyms.h>

#include <algorithm>

namespace cordee::remote {
namespace {

/// More fingers than anyone has.
constexpr std::size_t kMostHeld = 64;

Keysym keysym_of(char32_t character)
{
    switch (character) {
    case U'\n':
    case U'\r':
        return XKB_KEY_Return;
    case U'\t':
        return XKB_KEY_Tab;
    case U'\b':
        return XKB_KEY_BackSpace;
    default:
        return character < 0x20 || character == 0x7f ? Keysym{XKB_KEY_NoSymbol}
                                                     : xkb_utf32_to_keysym(character);
    }
}

} // namespace

void Typist::key(Keysym keysym, bool down)
{
    if (!down)
        release(keysym);
    else if (is_modifier(keysym))
        press_modifier(keysym);
    else
        press(keysym);
}

void Typist::press_modifier(Keysym keysym)
{
    const auto same = [&](const Held& held) { return held.keysym == keysym; };
    const auto key = keyboard_.keymap().modifier_key(keysym);
    // A layout without AltGr, say: the characters that need it come by themselves.
    if (!key || held_.size() >= kMostHeld || std::any_of(held_.begin(), held_.end(), same))
        return;
    keyboard_.press(*key);
    held_.push_back({keysym, *key});
}

void Typist::press(Keysym keysym)
{
    // A repetition.
    release(keysym);
    const auto stroke = stroke_for(keysym);
    if (!stroke || held_.size() >= kMostHeld)
        return;
    let_go(stroke->key);
    // With other modifiers than are held, the X server would repeat another character.
    if (!stroke->plain())
        return tap(*stroke);
    keyboard_.press(stroke->key);
    held_.push_back({keysym, stroke->key});
}

void Typist::release(Keysym keysym)
{
    const auto found =
        std::find_if(held_.begin(), held_.end(), [&](const Held& held) { return held.keysym == keysym; });
    if (found == held_.end())
        return;
    keyboard_.release(found->key);
    held_.erase(found);
}

void Typist::let_go(Keycode key)
{
    const auto on_key = [&](const Held& held) { return held.key == key; };
    if (std::any_of(held_.begin(), held_.end(), on_key))
        keyboard_.release(key);
    std::erase_if(held_, on_key);
}

std::optional<Stroke> Typist::stroke_for(Keysym keysym)
{
    auto state = keyboard_.state();
    auto stroke = keyboard_.keymap().find(keysym, state);
    if (!stroke && keyboard_.lend(keysym, held_keys()))
        stroke = keyboard_.keymap().find(keysym, state);
    untyped_ += stroke ? 0 : 1;
    return stroke;
}

void Typist::tap(const Stroke& stroke)
{
    const auto& keymap = keyboard_.keymap();
    std::vector<Keycode> pressed;
    std::vector<Keycode> released;
    const auto prepare = [&](Turn turn, std::uint32_t mask, std::optional<Keycode> key) {
        if (turn == Turn::press && key)
            pressed.push_back(*key);
        if (turn == Turn::release)
            for (const auto held : held_with(mask))
                released.push_back(held);
    };
    prepare(stroke.shift, keymap.shift_mask(), keymap.shift_key());
    prepare(stroke.level3, keymap.level3_mask(), keymap.level3_key());
    for (const auto key : released)
        keyboard_.release(key);
    for (const auto key : pressed)
        keyboard_.press(key);
    keyboard_.press(stroke.key);
    keyboard_.release(stroke.key);
    for (const auto key : pressed)
        keyboard_.release(key);
    for (const auto key : released)
        keyboard_.press(key);
}

void Typist::text(std::string_view utf8)
{
    // Ctrl, Alt and the like would turn text into commands.
    std::vector<Keycode> aside;
    for (const auto& held : held_)
        if (is_modifier(held.keysym))
            aside.push_back(held.key);
    for (const auto key : aside)
        keyboard_.release(key);
    View left{reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size()};
    while (const auto character = next_code_point(left))
        if (const auto keysym = keysym_of(*character); keysym != XKB_KEY_NoSymbol)
            if (const auto stroke = stroke_for(keysym)) {
                let_go(stroke->key);
                tap(*stroke);
            }
    for (const auto key : aside)
        keyboard_.press(key);
}

void Typist::release_all()
{
    // The last pressed first, so that no modifier outlives its key.
    for (auto held = held_.rbegin(); held != held_.rend(); ++held)
        keyboard_.release(held->key);
    held_.clear();
}

std::vector<Keycode> Typist::held_with(std::uint32_t mask)
{
    std::vector<Keycode> out;
    for (const auto& held : held_)
        if (is_modifier(held.keysym) && (keyboard_.keymap().mask_of(held.key) & mask) != 0)
            out.push_back(held.key);
    return out;
}

std::vector<Keycode> Typist::held_keys() const
{
    std::vector<Keycode> out;
    for (const auto& held : held_)
        out.push_back(held.key);
    return out;
}

} // namespace cordee::remote
