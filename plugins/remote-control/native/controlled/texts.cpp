#include "controlled/texts.hpp"

#include <array>

namespace cordee::remote {
namespace {

struct Text {
    std::string_view english;
    std::string_view french;
};

/// In the order of Phrase.
constexpr std::array<Text, 7> kTexts{{
    {"the screen can't be shown: ", "l’écran ne peut pas être montré : "},
    {"; start cordee-agent in a graphical session (X11), or set DISPLAY, for example DISPLAY=:0, and "
     "XAUTHORITY if the "
     "display asks for it",
     " ; lancez cordee-agent dans une session graphique (X11), ou définissez DISPLAY, par exemple "
     "DISPLAY=:0, et "
     "XAUTHORITY si l’affichage le demande"},
    {"this session may no longer show the screen", "cette session ne peut plus montrer l’écran"},
    {"this session may only look: the other side did not allow keyboard and mouse",
     "cette session permet seulement de regarder : l’autre côté n’a pas autorisé le clavier et la souris"},
    {"the X server ended, so its screen is gone; start the graphical session again",
     "le serveur X s’est arrêté, son écran a disparu ; relancez la session graphique"},
    {"the operator's side does not follow the protocol of remote control; both sides may need the same "
     "version of the "
     "module",
     "le côté de l’opérateur ne suit pas le protocole de prise en main ; il faut peut-être la même version "
     "du module "
     "des deux côtés"},
    {"a character could not be typed: this keyboard layout lacks it and has no spare key",
     "un caractère n’a pas pu être saisi : cette disposition de clavier ne l’a pas et n’a pas de touche "
     "libre"},
}};

} // namespace

std::string_view say(Phrase phrase, std::string_view language)
{
    const auto& text = kTexts[static_cast<std::size_t>(phrase)];
    return language == "fr" ? text.french : text.english;
}

std::string no_screen(std::string_view reason, std::string_view language)
{
    std::string out{say(Phrase::no_display, language)};
    out += reason;
    out += say(Phrase::set_display, language);
    return out;
}

} // namespace cordee::remote
