#include "texts.hpp"

#include "protocol/paths.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace cordee::transfer {
namespace {

struct Text {
    std::string_view english;
    std::string_view french;
    [[nodiscard]] std::string_view in(std::string_view language) const
    {
        return language == "fr" ? french : english;
    }
};

/// In the order of Phrase.
constexpr std::array<Text, 8> kPhrases{{
    {"leave it as it is", "la laisser telle quelle"},
    {"replace it", "la remplacer"},
    {"keep both", "garder les deux"},
    {"no", "non"},
    {"yes", "oui"},
    {"yes, and all others of this transfer", "oui, et tous les autres de ce transfert"},
    {"waiting for the person at the other side to allow it",
     "en attente de l’accord de la personne de l’autre côté"},
    {"paused", "en pause"},
}};

/// In the order of Trouble.
constexpr std::array<Text, 22> kTroubles{{
    {"done", "fait"},
    {"this session does not have the permission for it; ask the other side or the administrator to allow it",
     "cette session n’en a pas l’autorisation ; demandez à l’autre côté ou à l’administrateur de l’accorder"},
    {"the other side gives no folder for that; it can set files.folder",
     "l’autre côté ne donne pas de dossier pour cela ; il peut définir files.folder"},
    {"the person there said no; ask them first", "la personne là-bas a dit non ; demandez-lui d’abord"},
    {"the file is larger than the settings there allow (max_size); send it in pieces or ask for a higher "
     "limit",
     "le fichier dépasse la taille permise là-bas (max_size) ; envoyez-le en morceaux ou demandez une limite "
     "plus haute"},
    {"it is more than one transfer may carry there (max_total); send less at a time",
     "c’est plus qu’un transfert ne peut contenir là-bas (max_total) ; envoyez moins à la fois"},
    {"the settings there refuse files of that name (allowed, refused); rename it or ask for a change",
     "les réglages là-bas refusent les fichiers de ce nom (allowed, refused) ; renommez-le ou demandez un "
     "changement"},
    {"a file cannot have that name there; rename it",
     "un fichier ne peut pas porter ce nom là-bas ; renommez-le"},
    {"something of that name appeared there meanwhile and was left alone; send it again",
     "un élément de ce nom est apparu entre-temps et n’a pas été touché ; renvoyez-le"},
    {"there is something else of that name, such as a folder instead of a file; rename one of them",
     "il y a autre chose sous ce nom, comme un dossier à la place d’un fichier ; renommez l’un des deux"},
    {"the computer does not let this person read or write it; change who may",
     "l’ordinateur n’autorise pas cette personne à le lire ou à l’écrire ; changez les droits"},
    {"the link leads out of the folder and was not made; send what it leads to",
     "le lien mène hors du dossier et n’a pas été créé ; envoyez ce vers quoi il mène"},
    {"the disk there is full, and nothing of the file was kept; free some space and send it again",
     "le disque est plein là-bas, et rien du fichier n’a été gardé ; libérez de la place et renvoyez-le"},
    {"another transfer writes there; wait for its end and send it again",
     "un autre transfert y écrit ; attendez sa fin et renvoyez-le"},
    {"the disk could not read or write it; look at the disk, then send it again",
     "le disque n’a pas pu le lire ou l’écrire ; vérifiez le disque, puis renvoyez-le"},
    {"it is not there; check the name", "il n’existe pas ; vérifiez le nom"},
    {"it changed each time it was read; send it when nothing writes to it",
     "il a changé à chaque lecture ; envoyez-le quand rien n’y écrit"},
    {"what arrived is not what was sent, although it was tried twice, and was not kept; send it again and "
     "look at "
     "the disks",
     "ce qui est arrivé n’est pas ce qui a été envoyé, malgré deux essais, et n’a pas été gardé ; "
     "renvoyez-le et "
     "vérifiez les disques"},
    {"the other side does not follow the protocol of file transfer; both sides may need the same version of "
     "the "
     "module",
     "l’autre côté ne suit pas le protocole de transfert de fichiers ; il faut peut-être la même version du "
     "module "
     "des deux côtés"},
    {"it was cancelled; what was complete by then is there",
     "annulé ; ce qui était complet à ce moment est là"},
    {"the wish makes no sense; see the README of file-transfer",
     "la demande n’a pas de sens ; voyez le README de file-transfer"},
    {"the other side has another version of the module; both sides need the same",
     "l’autre côté a une autre version du module ; il faut la même des deux côtés"},
}};

constexpr std::size_t kNamesShown = 5;
constexpr std::size_t kNameShown = 60;

/// Its end, which tells the most of a path; between two letters.
std::string cut(const std::string& text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    auto from = text.size() - most;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xc0) == 0x80)
        ++from;
    return "…" + text.substr(from);
}

std::string names_of(const std::vector<std::string>& paths, std::string_view language)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(paths.size(), kNamesShown); ++i) {
        const auto name = paths[i].empty() ? std::string{Text{"everything", "tout"}.in(language)}
                                           : cut(shown(paths[i]), kNameShown);
        out += (i == 0 ? "" : ", ") + name;
    }
    if (paths.size() > kNamesShown)
        out += Text{" and more", " et d’autres"}.in(language);
    return out;
}

} // namespace

std::string_view say(Phrase phrase, std::string_view language)
{
    return kPhrases[static_cast<std::size_t>(phrase)].in(language);
}

std::string_view say(Trouble trouble, std::string_view language)
{
    return kTroubles[static_cast<std::size_t>(trouble)].in(language);
}

std::string amount(std::uint64_t bytes, std::string_view language)
{
    static constexpr const char* kEnglish[] = {"B", "kB", "MB", "GB", "TB"};
    static constexpr const char* kFrench[] = {"o", "ko", "Mo", "Go", "To"};
    const bool french = language == "fr";
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 999.5 && unit < 4; ++unit)
        value /= 1000;
    char text[32];
    std::snprintf(text, sizeof text, unit == 0 || value >= 99.95 ? "%.0f" : "%.1f", value);
    std::string out{text};
    if (french)
        std::replace(out.begin(), out.end(), '.', ',');
    return out + (french ? " " : " ") + (french ? kFrench : kEnglish)[unit];
}

std::string exists_question(std::string_view path, std::string_view language)
{
    return names_of({std::string{path}}, language) +
           std::string{Text{" is there already. What is to become of it?",
                            " existe déjà. Que faire de la version existante ?"}
                           .in(language)};
}

std::string file_question(std::string_view peer, std::string_view path, std::uint64_t size,
                          std::string_view language)
{
    return shown(peer) + std::string{Text{" sends ", " envoie "}.in(language)} +
           names_of({std::string{path}}, language) + " (" + amount(size, language) + "). " +
           std::string{Text{"May it come in?", "L’accepter ?"}.in(language)};
}

std::string transfer_question(std::string_view peer, bool comes_in, const std::vector<std::string>& paths,
                              std::string_view language)
{
    const Text verb =
        comes_in ? Text{" wants to send: ", " veut envoyer : "}
                 : Text{" wants to fetch from this computer: ", " veut prendre sur cet ordinateur : "};
    return shown(peer) + std::string{verb.in(language)} + names_of(paths, language) + ". " +
           std::string{Text{"Allow it?", "L’autoriser ?"}.in(language)};
}

std::string title_of(const std::vector<std::string>& paths, std::string_view language)
{
    if (paths.size() == 1)
        return names_of({std::string{last_part(paths[0])}}, language);
    return std::to_string(paths.size()) + std::string{Text{" things", " éléments"}.in(language)};
}

std::string describe(const Outcome& outcome, std::string_view language)
{
    const bool french = language == "fr";
    std::string out = std::to_string(outcome.files) +
                      (french ? (outcome.files == 1 ? " fichier, " : " fichiers, ")
                              : (outcome.files == 1 ? " file, " : " files, ")) +
                      amount(outcome.bytes, language) + (french ? ", vérifiés" : ", verified");
    if (!outcome.root.empty())
        out += " (SHA-256 " + outcome.root + ")";
    if (outcome.skipped > 0)
        out +=
            "; " + std::to_string(outcome.skipped) + (french ? " laissés tels quels" : " left as they were");
    if (outcome.failed > 0)
        out += "; " + std::to_string(outcome.failed) + (french ? " non transférés" : " not transferred");
    for (const auto& one : outcome.failures)
        out += "\n" + one;
    return out;
}

std::string failure(std::string_view path, Trouble why, std::string_view language)
{
    const auto name = path.empty() ? std::string{Text{"something there", "un élément là-bas"}.in(language)}
                                   : cut(shown(path), 200);
    return name + (language == "fr" ? " : " : ": ") + std::string{say(why, language)};
}

} // namespace cordee::transfer
