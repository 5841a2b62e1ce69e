#include "core/endpoint/link.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/typed_words.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxLink = 512;
constexpr std::string_view kLinkScheme = "https://";
constexpr std::string_view kInvitationPath = "/j/";
constexpr std::string_view kSetupPath = "/setup";
constexpr std::string_view kEnrolmentPath = "/enrol";
constexpr std::string_view kFragmentVersion = "1.";
constexpr std::size_t kMinToken = 16;
constexpr std::size_t kMaxToken = 128;

struct Parts {
    BrokerAddress broker;
    std::string_view path;
    std::string_view fragment;
};

Result<Parts> split(std::string_view text)
{
    if (text.size() > kMaxLink)
        return Errc::too_large;
    const auto hash = text.find('#');
    if (!text.starts_with(kLinkScheme) || hash == std::string_view::npos)
        return Errc::malformed;
    const auto slash = text.find('/', kLinkScheme.size());
    if (slash == std::string_view::npos || slash > hash)
        return Errc::malformed;
    const auto broker = parse_authority(text.substr(kLinkScheme.size(), slash - kLinkScheme.size()));
    if (!broker)
        return broker.error();
    return Parts{*broker, text.substr(slash, hash - slash), text.substr(hash + 1)};
}

/// Cuts ".PIN" off the end of a fragment; false when what stands there is no pin.
bool take_pin(std::string_view& fragment, std::optional<Pin>& pin)
{
    const auto dot = fragment.find('.');
    if (dot == std::string_view::npos)
        return true;
    pin = parse_pin(fragment.substr(dot + 1));
    fragment = fragment.substr(0, dot);
    return pin.has_value();
}

UserError link_error(std::string_view text)
{
    if (text.find('#') == std::string_view::npos)
        return UserError{std::string{tr("the link is not complete: the part after # is missing")},
                         std::string{tr("copy the whole link, and put it between single quotes")}};
    return UserError{
        std::string{tr("this is not a link that can be used here")},
        std::string{tr("copy the whole link as it was sent, from https:// to its last character")}};
}

} // namespace

Result<InvitationLink> parse_invitation_link(std::string_view text)
{
    auto parts = split(text);
    if (!parts)
        return parts.error();
    if (!parts->path.starts_with(kInvitationPath) || !parts->fragment.starts_with(kFragmentVersion))
        return Errc::malformed;
    InvitationLink out;
    out.broker = parts->broker;
    out.invitation = parts->path.substr(kInvitationPath.size());
    parts->fragment.remove_prefix(kFragmentVersion.size());
    if (!take_pin(parts->fragment, out.pin))
        return Errc::malformed;
    const auto invitation = from_base64url(out.invitation);
    auto secret_bytes = from_base64url(parts->fragment);
    if (!invitation || invitation->size() != 16 || !secret_bytes)
        return Errc::malformed;
    auto secret = Secret<16>::from(*secret_bytes);
    wipe(*secret_bytes);
    if (!secret)
        return Errc::malformed;
    out.secret = std::move(*secret);
    return out;
}

std::string format_invitation_link(const InvitationLink& link)
{
    std::string out = format_broker_url(link.broker);
    out.append(kInvitationPath).append(link.invitation).append("#").append(kFragmentVersion);
    out += to_base64url(link.secret.view());
    if (link.pin)
        out += "." + format_pin(*link.pin);
    return out;
}

namespace {

/// SetupLink or EnrolmentLink: a token for the broker.
template <class Link>
Result<Link> parse_token_link(std::string_view text, std::string_view path)
{
    auto parts = split(text);
    if (!parts)
        return parts.error();
    Link out;
    out.broker = parts->broker;
    if (parts->path != path || !take_pin(parts->fragment, out.pin))
        return Errc::malformed;
    out.token = parts->fragment;
    if (out.token.size() < kMinToken || out.token.size() > kMaxToken || !from_base64url(out.token))
        return Errc::malformed;
    return out;
}

} // namespace

Result<SetupLink> parse_setup_link(std::string_view text)
{
    return parse_token_link<SetupLink>(text, kSetupPath);
}

Result<EnrolmentLink> parse_enrolment_link(std::string_view text)
{
    return parse_token_link<EnrolmentLink>(text, kEnrolmentPath);
}

std::string format_enrolment_link(const EnrolmentLink& link)
{
    return fmt::format("{}{}#{}{}", format_broker_url(link.broker), kEnrolmentPath, link.token,
                       link.pin ? "." + format_pin(*link.pin) : "");
}

namespace {

template <class Link>
Link from_person(std::string_view text, Result<Link> (*parse)(std::string_view))
{
    auto link = parse(trimmed(text));
    if (!link)
        throw link_error(text);
    return std::move(*link);
}

} // namespace

InvitationLink invitation_link_from_person(std::string_view text)
{
    return from_person(text, parse_invitation_link);
}

SetupLink setup_link_from_person(std::string_view text)
{
    return from_person(text, parse_setup_link);
}

EnrolmentLink enrolment_link_from_person(std::string_view text)
{
    return from_person(text, parse_enrolment_link);
}

BrokerAddress broker_url_from_person(std::string_view text)
{
    const auto address = parse_broker_url(trimmed(text));
    if (!address)
        throw UserError{std::string{tr("this is not the address of a broker")},
                        std::string{tr("it has the form https://broker.example.org:8443")}};
    return *address;
}

} // namespace cordee::endpoint
