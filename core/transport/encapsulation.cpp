#include "core/transport/encapsulation.hpp"

namespace cordee::transport {

std::string_view to_string(Encapsulation encapsulation)
{
    switch (encapsulation) {
    case Encapsulation::native:
        return "native";
    case Encapsulation::https:
        return "https";
    case Encapsulation::http:
        break;
    }
    return "http";
}

std::optional<Encapsulation> parse_encapsulation(std::string_view name)
{
    for (const auto each : {Encapsulation::native, Encapsulation::https, Encapsulation::http})
        if (to_string(each) == name)
            return each;
    return std::nullopt;
}

} // namespace cordee::transport
