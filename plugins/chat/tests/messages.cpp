#include "protocol/messages.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::chat;

namespace {

Bytes bytes_of(std::string_view text)
{
    return {text.begin(), text.end()};
}

template <class T>
T round_trip(const T& message)
{
    const auto decoded = decode(encode(message));
    BOOST_REQUIRE(!decoded.broken);
    BOOST_REQUIRE(decoded.message);
    return std::get<T>(*decoded.message);
}

bool sound(Content content)
{
    return is_sound(content);
}

bool broken(const Bytes& bytes)
{
    return decode(bytes).broken;
}

} // namespace

BOOST_AUTO_TEST_CASE(messages_come_back_as_they_were_sent)
{
    const auto hello = round_trip(Hello{1, 2, 3, 4});
    BOOST_TEST(hello.own_history == 2u);
    BOOST_TEST(hello.your_history == 3u);
    BOOST_TEST(hello.received == 4u);
    BOOST_TEST(round_trip(Delivered{7}).number == 7u);
    BOOST_TEST(round_trip(Seen{8}).number == 8u);
    BOOST_TEST(round_trip(Typing{true}).on);
    const std::vector<Content> contents{Text{"déjà"}, Link{"https://example.org/a?b=c"},
                                        Picture{PictureType::png, "a.png", bytes_of("\x89PNG\r\n\x1a\n…")},
                                        Files{{"report.pdf", "été.txt"}}};
    for (const auto& content : contents) {
        const auto entry = round_trip(Entry{1, 1'700'000'000'000, content});
        BOOST_TEST(entry.time == 1'700'000'000'000u);
        BOOST_TEST((entry.content == content));
    }
}

BOOST_AUTO_TEST_CASE(content_keeps_its_limits)
{
    BOOST_TEST(sound(Text{std::string(kMaxText, 'a')}));
    BOOST_TEST(!sound(Text{std::string(kMaxText + 1, 'a')}));
    BOOST_TEST(!sound(Text{""}));
    BOOST_TEST(!sound(Text{"\xff"}));
    BOOST_TEST(!sound(Link{"javascript:alert(1)"}));
    BOOST_TEST(!sound(Link{"https://a b"}));
    BOOST_TEST(!sound(Link{"https://a\nb"}));
    BOOST_TEST(!sound(Link{"https://" + std::string(kMaxLink, 'a')}));
    BOOST_TEST(!sound(Picture{PictureType::png, "a", bytes_of("GIF89a")}));
    BOOST_TEST(!sound(Picture{PictureType{9}, "a", bytes_of("\x89PNG\r\n\x1a\n")}));
    BOOST_TEST(!sound(Files{}));
    BOOST_TEST(!sound(Files{std::vector<std::string>(kMaxFiles + 1, "a")}));
    BOOST_TEST(!sound(Files{{""}}));
}

BOOST_AUTO_TEST_CASE(what_breaks_a_rule_is_refused_and_what_is_new_is_skipped)
{
    BOOST_TEST(broken({}));
    BOOST_TEST(broken({0}));
    BOOST_TEST(!broken({200, 1, 2}));
    BOOST_TEST(!decode(Bytes{200}).message);
    BOOST_TEST(broken(encode(Entry{0, 1, Text{"number 0"}})));
    BOOST_TEST(broken(encode(Hello{1, 0, 0, 0})));
    BOOST_TEST(broken({5, 2}));
    auto longer = encode(Delivered{1});
    longer.push_back(0);
    BOOST_TEST(broken(longer));
    auto kind = encode(Entry{1, 1, Text{"a"}});
    kind[17] = 9;
    BOOST_TEST(broken(kind));
    auto later = encode(Hello{2, 1, 0, 0});
    later.push_back(1);
    BOOST_TEST(!broken(later));
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_message_is_refused)
{
    const auto whole = encode(Entry{1, 2, Files{{"one", "two"}}});
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_TEST(decode(View{whole}.first(size)).broken);
}
