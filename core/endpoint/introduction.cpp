#include "core/endpoint/introduction.hpp"

#include "core/base/printable.hpp"
#include "core/endpoint/meeting_answer.hpp"
#include "core/session/rights.hpp"

#include <utility>

namespace cordee::endpoint {
namespace {

using session::Role;

Result<Meeting> meeting_of(const std::string& text)
{
    const auto object = json::parse(text);
    if (!object)
        return object.error();
    return read_meeting(**object);
}

bool is_introduction(const crypto::Grant& grant)
{
    return session::may_begin(grant) && grant.ways == std::vector<std::string>{"introduced"} &&
           grant.parts.size() == 2 && session::find_part(grant, "operator") != nullptr &&
           session::find_part(grant, "agent") != nullptr;
}

} // namespace

bool is_between(const crypto::Grant& grant, const ByteArray<32>& operator_key, const ByteArray<32>& agent_key)
{
    return is_introduction(grant) && operator_key != agent_key &&
           session::find_part(grant, "operator")->key == operator_key &&
           session::find_part(grant, "agent")->key == agent_key;
}

Result<Introduced> accept_introduction(session::Introduce said, bool introducer_verified, Role self,
                                       const ByteArray<32>& own_key, crypto::GrantVerifier& verifier)
{
    Introduced out;
    out.secret = Secret<32>{said.secret};
    wipe(said.secret);
    if (!introducer_verified)
        return Errc::not_permitted;
    auto meeting = meeting_of(said.meeting);
    if (!meeting)
        return meeting.error();
    const auto grant = verifier.verify(meeting->grant);
    if (!grant)
        return grant.error();
    if (meeting->way != wire::Way::introduced || grant->sid != meeting->session || !is_introduction(*grant))
        return Errc::not_permitted;
    const bool agent = self == Role::agent;
    if (!is_between(*grant, agent ? said.key : own_key, agent ? own_key : said.key))
        return Errc::bad_key;
    const auto* other = session::find_part(*grant, agent ? "operator" : "agent");
    out.meeting = std::move(*meeting);
    out.key = said.key;
    out.name = printable(other->name.empty() ? said.name : other->name);
    out.organisation = printable(other->org);
    return out;
}

OwnSide own_side(const Introduced& introduced, Role self, const crypto::X25519KeyPair& key, std::string name)
{
    OwnSide out;
    out.role = self;
    out.key = key.clone();
    out.name = std::move(name);
    out.credential = [&introduced]() -> session::Credential {
        return session::IntroSecret{introduced.secret.clone(), introduced.key};
    };
    return out;
}

} // namespace cordee::endpoint
