#include "core/wire/poll.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::wire;
using PollKind = PollRequest::Kind;

BOOST_AUTO_TEST_SUITE(poll)

namespace {

const std::string kId = "000102030405060708090a0b0c0d0e0f";
const std::string kPath = "/cordee/1/poll/" + kId;

bool is_known(std::string_view method, const std::string& target)
{
    const auto decoded = decode_poll_request(method, target);
    if (!decoded)
        BOOST_TEST(decoded.error() == Errc::not_found);
    return decoded.has_value();
}

} // namespace

BOOST_AUTO_TEST_CASE(requests_come_back_as_they_were)
{
    PollId id{};
    for (std::uint8_t i = 0; i < 16; ++i)
        id[i] = i;
    for (const auto& request :
         {PollRequest{}, PollRequest{PollKind::up, id, 0}, PollRequest{PollKind::down, id, 17},
          PollRequest{PollKind::down, id, (std::uint64_t{1} << 48U) - 1},
          PollRequest{PollKind::end, id, 0}}) {
        const auto target = poll_target(request);
        const auto method = request.kind == PollKind::end ? "DELETE" : "POST";
        BOOST_TEST((decode_poll_request(method, target).value() == request), target);
    }
    BOOST_TEST(poll_target({PollKind::up, id, 5}) == kPath + "/up/5");
    BOOST_TEST(poll_target({}) == "/cordee/1/poll");
}

BOOST_AUTO_TEST_CASE(every_other_spelling_is_unknown)
{
    BOOST_TEST(is_known("POST", kPath + "/up/10"));
    const std::vector<std::string> others{"",
                                          "/",
                                          "/cordee/1/poll/",
                                          "/cordee/1/pol",
                                          "/cordee/1/poll?x",
                                          "//cordee/1/poll",
                                          "/cordee/1/poll/000102030405060708090A0B0C0D0E0F/up/1",
                                          "/cordee/1/poll/000102030405060708090a0b0c0d0e/up/1",
                                          kPath,
                                          kPath + "0/up/1",
                                          kPath + "/",
                                          kPath + "/up",
                                          kPath + "/up/",
                                          kPath + "/up/-1",
                                          kPath + "/up/+1",
                                          kPath + "/up/01",
                                          kPath + "/up/1/",
                                          kPath + "/up/1?",
                                          kPath + "/up/0x1",
                                          kPath + "/up/281474976710656",
                                          kPath + "/up/99999999999999999999999",
                                          kPath + "/sideways/1"};
    for (const auto& target : others)
        BOOST_TEST(!is_known("POST", target), target);
    for (const auto* method : {"GET", "PUT", "post", "", "DELETE"})
        BOOST_TEST(!is_known(method, kPath + "/up/1"), method);
    BOOST_TEST(!is_known("DELETE", "/cordee/1/poll"));
}

BOOST_AUTO_TEST_CASE(a_body_gives_its_messages_back)
{
    Bytes body;
    BOOST_TEST(append_poll_message(body, as_view("one")).has_value());
    BOOST_TEST(append_poll_message(body, Bytes(kMaxPollMessage)).has_value());
    BOOST_TEST(check_poll_body(body).has_value());
    View rest{body};
    BOOST_TEST(as_text(take_poll_message(rest).value()) == "one");
    BOOST_TEST(take_poll_message(rest).value().size() == kMaxPollMessage);
    BOOST_TEST(rest.empty());
    BOOST_TEST(check_poll_body({}).has_value());
}

BOOST_AUTO_TEST_CASE(lengths_of_messages_at_their_edges) // SEC-26
{
    Bytes body;
    BOOST_TEST(append_poll_message(body, {}).error() == Errc::too_large);
    BOOST_TEST(append_poll_message(body, Bytes(kMaxPollMessage + 1)).error() == Errc::too_large);
    BOOST_TEST(check_poll_body(Bytes{0, 0, 0, 0}).error() == Errc::malformed);
    BOOST_TEST(check_poll_body(Bytes{0, 0, 0, 1, 9}).has_value());
    BOOST_TEST(check_poll_body(Bytes{0, 1, 0, 0}).error() == Errc::too_large);
    BOOST_TEST(check_poll_body(Bytes{255, 255, 255, 255}).error() == Errc::too_large);
    BOOST_TEST(append_poll_message(body, as_view("12345")).has_value());
    for (std::size_t n = 1; n < body.size(); ++n)
        BOOST_TEST(check_poll_body(View{body}.first(n)).error() == Errc::malformed, n);
    while (body.size() <= kMaxPollBody)
        (void)append_poll_message(body, Bytes(1000));
    BOOST_TEST(check_poll_body(body).error() == Errc::too_large);
}

BOOST_AUTO_TEST_SUITE_END()
