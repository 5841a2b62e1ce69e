// Two kinds of failure: Errc for code (precise, never shown to a peer) and UserError for a person.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <iosfwd>
#include <stdexcept>
#include <string>

namespace cordee {

enum class Errc {
    malformed = 1, ///< bytes or text that do not follow their format
    too_large,     ///< a length beyond its limit, refused before any allocation
    bad_signature, ///< a signature, tag or MAC that does not verify
    bad_key,       ///< a key or group element that must not be used
    unexpected,    ///< well-formed, but not at this point of the protocol
    unsupported,   ///< a version, suite, algorithm or platform that is not spoken here
    not_permitted, ///< the grant, the policy or the person says no
    expired,       ///< too late
    not_yet_valid, ///< too early
    already_used,  ///< single use, and used
    not_found,     ///< no such thing here
    exhausted,     ///< a budget or counter is spent
    closed,        ///< the other side, or this one, ended it
    timed_out,     ///< a deadline passed
    unreachable,   ///< no connection could be made
    refused,       ///< the other program answered no
    io_error,      ///< the operating system refused a read or write
    internal,      ///< a library call failed that cannot fail
};

boost::system::error_code make_error_code(Errc error) noexcept;
std::ostream& operator<<(std::ostream& out, Errc error);

template <class T>
using Result = boost::system::result<T>;

/// A failure for the person at the program: what happened and why, and what to do next.
class UserError : public std::runtime_error {
public:
    UserError(const std::string& message, std::string hint)
        : std::runtime_error{message}, hint_{std::move(hint)}
    {}
    [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

private:
    std::string hint_;
};

} // namespace cordee

template <>
struct boost::system::is_error_code_enum<cordee::Errc> : std::true_type {};
