// Window titles and messages.
#include "controlling/texts.hpp"

#include "controlling/x_title.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::remote;

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(the_title_names_the_peer_and_how_things_stand)
{
    const Standing control{Condition::live, Mode::control};
    const Standing view{Condition::live, Mode::view};
    BOOST_TEST(window_title("Marie", control, Tongue::english) == "Marie – Cordée (control)");
    BOOST_TEST(window_title("Marie", view, Tongue::english) == "Marie – Cordée (view only)");
    BOOST_TEST(window_title("Marie", view, Tongue::french) == "Marie – Cordée (vue seule)");
    BOOST_TEST(window_title("Marie", {Condition::renewing, Mode::control}, Tongue::french) ==
               "Marie – Cordée (reconnexion…)");
    BOOST_TEST(window_title("", control, Tongue::english) == "Remote screen – Cordée (control)");
}

BOOST_AUTO_TEST_CASE(a_name_can_not_write_anything_else)
{
    BOOST_TEST(printable_text("a\nb\x1b[0m\xe2\x80\xae"
                              "c\xff\xc3") == "ab[0mc");
    BOOST_TEST(printable_text("Élodie 漢") == "Élodie 漢");
    BOOST_TEST(printable_text(std::string(1000, 'x'), 64).size() == 64u);
}

BOOST_AUTO_TEST_CASE(old_programs_get_the_title_in_latin)
{
    BOOST_TEST(to_latin1("Zoë 漢 – Cordée") == "Zo\xeb ? - Cord\xe9"
                                               "e");
}

BOOST_AUTO_TEST_CASE(a_missing_display_is_named)
{
    for (const auto tongue : {Tongue::english, Tongue::french})
        BOOST_TEST(no_display("x", tongue).find("DISPLAY=:0") != std::string::npos);
    BOOST_TEST((tongue_of("fr") == Tongue::french));
    BOOST_TEST((tongue_of("") == Tongue::english));
}

BOOST_AUTO_TEST_SUITE_END()
