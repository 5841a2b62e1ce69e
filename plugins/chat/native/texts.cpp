#include "texts.hpp"

#include <array>
#include <ctime>

namespace cordee::chat {
namespace {

std::string in(Tongue tongue, std::string_view english, std::string_view french)
{
    return std::string{tongue == Tongue::french ? french : english};
}

std::string indented(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '\n')
            out += "    ";
    }
    return out;
}

std::string size_of(std::size_t bytes, Tongue tongue)
{
    return std::to_string((bytes + 1023) / 1024) + in(tongue, " KB", " Ko");
}

std::string joined(const std::vector<std::string>& names)
{
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : ", ") + name;
    return out;
}

struct InWords {
    Tongue tongue;
    std::string operator()(const Text& text) const { return indented(text.text); }
    std::string operator()(const Link& link) const { return link.address; }
    std::string operator()(const Picture& picture) const
    {
        return in(tongue, "(a picture, ", "(une image, ") + indented(picture.name) + ", " +
               size_of(picture.bytes.size(), tongue) +
               in(tongue, "; it can be seen in the console)", " ; elle se voit dans la console)");
    }
    std::string operator()(const Files& files) const
    {
        return in(tongue, "(hands over: ", "(remet : ") + indented(joined(files.names)) + ")";
    }
};

std::string format(std::uint64_t milliseconds, const char* how)
{
    const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
    std::tm local{};
    std::array<char, 32> text{};
    if (localtime_r(&seconds, &local) == nullptr)
        return "?";
    return {text.data(), std::strftime(text.data(), text.size(), how, &local)};
}

std::string in_words(Mark mark, Tongue tongue)
{
    switch (mark) {
    case Mark::seen:
        return in(tongue, " (seen)", " (vu)");
    case Mark::delivered:
        return in(tongue, " (delivered)", " (reçu)");
    case Mark::waiting:
        break;
    }
    return in(tongue, " (on its way)", " (en route)");
}

} // namespace

Tongue tongue_of(std::string_view language)
{
    return language == "fr" ? Tongue::french : Tongue::english;
}

std::string line_of(std::string_view speaker, const Content& content, Tongue tongue)
{
    return std::string{speaker} + in(tongue, ": ", " : ") + std::visit(InWords{tongue}, content);
}

std::string history_line(const Said& said, std::string_view peer, Mark mark, Tongue tongue)
{
    const auto you = in(tongue, "you", "vous");
    const auto speaker = said.own ? std::string_view{you} : peer;
    auto out = format(said.entry.time, "%H:%M ") + line_of(speaker, said.entry.content, tongue);
    return said.own ? out + in_words(mark, tongue) : out;
}

std::string no_history(Tongue tongue)
{
    return in(tongue, "nothing was said yet", "rien n’a encore été dit");
}

std::string list_of_answers(const std::vector<Answer>& answers, Tongue tongue)
{
    if (answers.empty())
        return in(tongue,
                  "there are no prepared answers; they are written in the settings, [modules.chat] answers",
                  "il n’y a pas de réponses préparées ; elles s’écrivent dans les réglages, [modules.chat] "
                  "answers");
    auto out = in(tongue, "prepared answers, for /answer NAME:", "réponses préparées, pour /answer NOM :");
    for (const auto& answer : answers)
        out += "\n  " + answer.name;
    return out;
}

std::string no_such_answer(Tongue tongue)
{
    return in(tongue, "there is no such prepared answer; /answer lists them",
              "cette réponse préparée n’existe pas ; /answer en donne la liste");
}

std::string note_taken(Tongue tongue)
{
    return in(tongue, "noted, for you alone; /notes shows all", "noté, pour vous seul ; /notes montre tout");
}

std::string no_notes(Tongue tongue)
{
    return in(tongue, "there are no notes; /note TEXT takes one",
              "il n’y a pas de notes ; /note TEXTE en prend une");
}

std::string commands(bool operator_side, Tongue tongue)
{
    auto out = in(tongue, "the chat knows /history and /answer", "la discussion connaît /history et /answer");
    if (operator_side)
        out += in(tongue, ", /note TEXT and /notes", ", /note TEXTE et /notes");
    return out + in(tongue, "; // begins a text with a slash", " ; // commence un texte par une barre");
}

std::string greeting(std::string_view peer, Tongue tongue)
{
    return in(tongue, "what you type goes to ", "ce que vous tapez va à ") + std::string{peer};
}

std::string not_arrived(Tongue tongue)
{
    return in(
        tongue, "(what you said has not arrived yet; it will, once the connection is back)",
        "(ce que vous avez dit n’est pas encore arrivé ; cela viendra, une fois la connexion rétablie)");
}

std::string broken_protocol(Tongue tongue)
{
    return in(tongue,
              "the other side does not follow the protocol of the chat; both sides may need the same version "
              "of the "
              "module",
              "l’autre côté ne suit pas le protocole de la discussion ; il faut peut-être la même version du "
              "module "
              "des deux côtés");
}

std::string no_terminal(Tongue tongue)
{
    return in(tongue, "there is no terminal to chat in; start the program in one",
              "il n’y a pas de terminal pour discuter ; lancez le programme dans un terminal");
}

std::string date_and_time(std::uint64_t milliseconds)
{
    return format(milliseconds, "%Y-%m-%d %H:%M");
}

} // namespace cordee::chat
