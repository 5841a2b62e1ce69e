#include "core/session/control_message.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;

BOOST_AUTO_TEST_SUITE(control_message)

BOOST_AUTO_TEST_CASE(every_message_comes_back)
{
    const std::vector<ControlMessage> all{Offer{3, "remote-control", {0, 1, 0}, {"view", "input"}},
                                          Accept{3, {"view"}},
                                          Stop{31, 7},
                                          Restart{1, 4'000'000'000u},
                                          Credit{1, 0, 3, 1 << 20},
                                          Narrow{4, {"view"}},
                                          Addresses{{"192.0.2.7:110"}, {"[2001:db8::1]:5000"}},
                                          Words{Words::Step::nonce, Bytes(16, 7)},
                                          Words{Words::Step::equal, {}},
                                          Introduce{"Bob", {1}, {2}, "{}"},
                                          Focus{true},
                                          Renewal{"v4.public.x"},
                                          Pair{{"view", "input"}},
                                          Paired{{"view"}, "AAECAwQFBgcICQoLDA0ODw"},
                                          Paired{{}, ""}};
    for (const auto& message : all)
        BOOST_TEST((decode_control_message(encode(message)).value() == message), encode(message));
}

// SEC-26
BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused)
{
    for (const char* wrong : {"",
                              "[]",
                              "{}",
                              "null",
                              R"({"t":1})",
                              R"({"t":"stop"})",
                              R"({"t":"stop","slot":0,"code":0})",
                              R"({"t":"stop","slot":32,"code":0})",
                              R"({"t":"stop","slot":"1","code":0})",
                              R"({"t":"stop","slot":1,"code":65536})",
                              R"({"t":"stop","slot":1,"code":-1})",
                              R"({"t":"stop","slot":1,"slot":2,"code":0})",
                              R"({"t":"offer","slot":1,"module":"","version":"1.0.0","permissions":[]})",
                              R"({"t":"offer","slot":1,"module":"x","version":"1.0","permissions":[]})",
                              R"({"t":"offer","slot":1,"module":"x","version":"1.0.0","permissions":[1]})",
                              R"({"t":"offer","slot":1,"module":"x","version":"1.0.0","permissions":[""]})",
                              R"({"t":"restart","slot":1,"generation":0})",
                              R"({"t":"credit","slot":1,"generation":0,"bytes":0})",
                              R"({"t":"credit","slot":1,"generation":0,"bytes":4294967296})",
                              R"({"t":"words","step":"equal","value":"07"})",
                              R"({"t":"words","step":"nonce","value":""})",
                              R"({"t":"words","step":"same","value":""})",
                              R"({"t":"renewal","grant":""})",
                              R"({"t":"pair","permissions":[]})",
                              R"({"t":"paired","permissions":[]})",
                              R"({"t":"stop","slot":1,"code":0}x)"})
        BOOST_TEST((decode_control_message(wrong).error() == Errc::malformed), wrong);
    BOOST_TEST((decode_control_message(R"({"t":"dance"})").error() == Errc::unsupported));
    BOOST_TEST((decode_control_message(std::string(kMaxControlMessage + 1, ' ')).error() == Errc::too_large));
    std::string many = R"({"t":"accept","slot":1,"permissions":["a")";
    for (int i = 0; i < 32; ++i)
        many += R"(,"a")";
    BOOST_TEST((decode_control_message(many + "]}").error() == Errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
