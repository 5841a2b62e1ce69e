#include "core/base/json.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;

BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(typed_access_converts_nothing)
{
    const auto object =
        json::parse(R"({"text":"a","number":7,"yes":true,"list":["x","y"],"mixed":["x",1]})").value();
    BOOST_TEST((json::get_string(*object, "text") == "a"));
    BOOST_TEST((json::get_integer(*object, "number") == 7));
    BOOST_TEST((json::get_bool(*object, "yes") == true));
    BOOST_TEST((json::get_strings(*object, "list") == std::vector<std::string>{"x", "y"}));
    BOOST_TEST(!json::get_string(*object, "number").has_value());
    BOOST_TEST(!json::get_integer(*object, "text").has_value());
    BOOST_TEST(!json::get_integer(*object, "yes").has_value());
    BOOST_TEST(!json::get_strings(*object, "mixed").has_value());
    BOOST_TEST(!json::get_string(*object, "absent").has_value());
}

BOOST_AUTO_TEST_CASE(a_number_may_have_a_fraction_and_is_finite)
{
    const auto number = [](const std::string& value) {
        return json::get_number(**json::parse(R"({"n":)" + value + "}"), "n");
    };
    BOOST_TEST((number("1.5") == 1.5));
    BOOST_TEST((number("-2") == -2.0));
    BOOST_TEST((number("0") == 0.0));
    for (const char* wrong : {"true", "\"1\"", "null", "[1]", "{}"})
        BOOST_TEST(!number(wrong).has_value(), wrong);
    const auto huge = json::parse(R"({"n":1e999})");
    BOOST_TEST((huge.has_error() || !json::get_number(**huge, "n")));
}

BOOST_AUTO_TEST_CASE(what_two_readers_could_read_differently_is_refused)
{
    for (const char* wrong :
         {"", "[]", "7", "{", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "{\"b\":{\"a\":1,\"a\":2}}", "{\"a\":}"})
        BOOST_TEST(json::parse(wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_CASE(depth_and_length_are_bounded)
{
    BOOST_TEST(json::parse("{\"a\":" + std::string(20, '[') + std::string(20, ']') + "}").has_error());
    BOOST_TEST(json::parse("{\"a\":\"" + std::string(json::kMaxText, 'x') + "\"}").error() ==
               Errc::too_large);
}

BOOST_AUTO_TEST_CASE(a_list_of_integers_holds_nothing_else)
{
    const auto list = [](const std::string& values) {
        return json::get_integers(**json::parse(R"({"list":)" + values + "}"), "list");
    };
    BOOST_CHECK((list("[1,-2,3]") == std::vector<std::int64_t>{1, -2, 3}));
    BOOST_CHECK(list("[]")->empty());
    for (const char* wrong : {"[1,true]", "[\"1\"]", "[1.5]", "[18446744073709551615]", "[[1]]", "7", "null"})
        BOOST_TEST(!list(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
