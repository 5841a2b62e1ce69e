#include "controlling/texts.hpp"

#include "protocol/octets.hpp"

namespace cordee::remote {
namespace {

constexpr std::size_t kLongestName = 64;

struct Text {
    std::string_view english;
    std::string_view french;
};

std::string_view in(const Text& text, Tongue tongue)
{
    return tongue == Tongue::french ? text.french : text.english;
}

constexpr Text kControl{"control", "contrôle"};
constexpr Text kViewOnly{"view only", "vue seule"};
constexpr Text kWaiting{"waiting for the screen…", "en attente de l’écran…"};
constexpr Text kRenewing{"reconnecting…", "reconnexion…"};
constexpr Text kScreenless{"the remote screen is gone", "l’écran distant a disparu"};
constexpr Text kUnnamed{"Remote screen", "Écran distant"};
constexpr Text kNoDisplay{"the window for the remote screen can't be opened: ",
                          "la fenêtre de l’écran distant ne peut pas s’ouvrir : "};
constexpr Text kNoVariable{"DISPLAY is not set", "DISPLAY n’est pas défini"};
constexpr Text kSetDisplay{
    "; run cordee in a graphical session, or set DISPLAY, for example DISPLAY=:0",
    " ; lancez cordee dans une session graphique, ou définissez DISPLAY, par exemple DISPLAY=:0"};
constexpr Text kBroken{
    "the other side does not follow the protocol of remote control; both sides may need the "
    "same version of the module",
    "l’autre côté ne suit pas le protocole de prise en main ; il faut peut-être la même version "
    "du module des deux côtés"};

Text text_of(const Standing& standing)
{
    switch (standing.condition) {
    case Condition::waiting:
        return kWaiting;
    case Condition::renewing:
        return kRenewing;
    case Condition::screenless:
        return kScreenless;
    case Condition::live:
        break;
    }
    return standing.mode == Mode::control ? kControl : kViewOnly;
}

bool invisible(char32_t c)
{
    const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    const bool direction = c == 0x061c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
    return control || direction;
}

} // namespace

Tongue tongue_of(std::string_view language)
{
    return language == "fr" ? Tongue::french : Tongue::english;
}

std::string printable_text(std::string_view text, std::size_t most_characters)
{
    std::string out;
    View rest{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    for (std::size_t characters = 0; !rest.empty() && characters < most_characters;) {
        const View before = rest;
        const auto character = next_code_point(rest);
        if (!character) {
            rest = rest.subspan(1);
            continue;
        }
        if (invisible(*character))
            continue;
        out.append(reinterpret_cast<const char*>(before.data()), before.size() - rest.size());
        ++characters;
    }
    return out;
}

std::string window_title(std::string_view peer, const Standing& standing, Tongue tongue)
{
    std::string title = printable_text(peer, kLongestName);
    if (title.empty())
        title = in(kUnnamed, tongue);
    title += " – Cordée (";
    title += in(text_of(standing), tongue);
    title += ')';
    return title;
}

std::string no_display(std::string_view reason, Tongue tongue)
{
    return std::string{in(kNoDisplay, tongue)}.append(reason).append(in(kSetDisplay, tongue));
}

std::string no_variable(Tongue tongue)
{
    return std::string{in(kNoVariable, tongue)};
}

std::string broken_protocol(Tongue tongue)
{
    return std::string{in(kBroken, tongue)};
}

} // namespace cordee::remote
