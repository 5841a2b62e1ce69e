#include "wish.hpp"

#include "protocol/paths.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace cordee::transfer {
namespace {

using Object = Poco::JSON::Object::Ptr;

std::string path_in(const std::string& text)
{
    if (!text.empty() && !is_path(text))
        throw Poco::SyntaxException{"no path"};
    return text;
}

std::uint32_t folder_in(const Object& from)
{
    return from->getValue<std::uint32_t>("folder");
}

Conflict conflict_in(const Object& wish)
{
    static constexpr std::string_view kNames[] = {"keep-both", "replace", "skip", "newer", "ask"};
    const auto name = wish->optValue<std::string>("conflict", "keep-both");
    for (std::size_t i = 0; i < std::size(kNames); ++i)
        if (name == kNames[i])
            return static_cast<Conflict>(i);
    throw Poco::SyntaxException{"no such conflict"};
}

Wish read(const Object& wish)
{
    Wish out;
    const auto what = wish->getValue<std::string>("do");
    out.conflict = conflict_in(wish);
    if (what == "send") {
        const auto list = wish->getArray("from");
        for (unsigned i = 0; list && i < list->size(); ++i) {
            const auto one = list->getObject(i);
            out.from.push_back({folder_in(one), path_in(one->getValue<std::string>("path"))});
        }
        out.to = path_in(wish->optValue<std::string>("to", ""));
    } else if (what == "fetch") {
        out.direction = Direction::fetch;
        const auto list = wish->getArray("what");
        for (unsigned i = 0; list && i < list->size(); ++i)
            out.what.push_back(path_in(list->getElement<std::string>(i)));
        const auto to = wish->getObject("to");
        if (!to)
            throw Poco::SyntaxException{"no place"};
        out.folder = folder_in(to);
        out.to = path_in(to->optValue<std::string>("path", ""));
    } else {
        throw Poco::SyntaxException{"nothing to do"};
    }
    const auto count = out.from.size() + out.what.size();
    if (count == 0 || count > kOfferPaths)
        throw Poco::SyntaxException{"too few or too many"};
    return out;
}

} // namespace

std::optional<Wish> read_wish(std::string_view json)
{
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(8);
        const auto object = parser.parse(std::string{json}).extract<Object>();
        return object ? std::optional{read(object)} : std::nullopt;
    } catch (const std::exception&) { // Poco's derive from it
        return std::nullopt;
    }
}

} // namespace cordee::transfer
