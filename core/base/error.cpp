#include "core/base/error.hpp"

#include <ostream>

namespace cordee {
namespace {

const char* text(Errc error)
{
    switch (error) {
    case Errc::malformed:
        return "malformed";
    case Errc::too_large:
        return "too large";
    case Errc::bad_signature:
        return "bad signature";
    case Errc::bad_key:
        return "bad key";
    case Errc::unexpected:
        return "unexpected";
    case Errc::unsupported:
        return "unsupported";
    case Errc::not_permitted:
        return "not permitted";
    case Errc::expired:
        return "expired";
    case Errc::not_yet_valid:
        return "not yet valid";
    case Errc::already_used:
        return "already used";
    case Errc::not_found:
        return "not found";
    case Errc::exhausted:
        return "exhausted";
    case Errc::closed:
        return "closed";
    case Errc::timed_out:
        return "timed out";
    case Errc::unreachable:
        return "unreachable";
    case Errc::refused:
        return "refused";
    case Errc::io_error:
        return "input/output error";
    case Errc::internal:
        return "internal error";
    }
    return "unknown error";
}

class Category : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "cordee"; }
    [[nodiscard]] std::string message(int value) const override { return text(static_cast<Errc>(value)); }
};

} // namespace

boost::system::error_code make_error_code(Errc error) noexcept
{
    static const Category category;
    return {static_cast<int>(error), category};
}

std::ostream& operator<<(std::ostream& out, Errc error)
{
    return out << text(error);
}

} // namespace cordee
