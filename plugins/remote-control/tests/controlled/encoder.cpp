// What the decoder makes of the encoder's updates is the screen, to the last bit, whatever is on it.
#include "controlled/encode/encoder.hpp"

#include "protocol/decoder.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cordee::remote;

namespace {

class Pair {
public:
    explicit Pair(Size size) : screen{size}, changed{size}
    {
        encoder.reset(size);
        changed.add_all();
    }

    /// One update to the decoder; its size in bytes, 0 when there was none.
    std::size_t step(std::size_t max_bytes = 1 << 22)
    {
        const Bytes bytes = encoder.encode(screen, changed, max_bytes);
        if (bytes.empty())
            return 0;
        const auto decoded = decode_screen(bytes);
        BOOST_REQUIRE(decoded.status == DecodeStatus::ok);
        const auto& update = std::get<Update>(*decoded.message);
        BOOST_TEST(update.number == encoder.number());
        more = update.more;
        rects = update.rects.size();
        BOOST_REQUIRE(decoder.apply(update));
        return bytes.size();
    }

    void fill(const Rect& area, std::uint32_t colour)
    {
        for (std::size_t y = area.y; y < area.bottom(); ++y)
            std::fill_n(screen.row(y) + area.x, area.width, colour);
        changed.add(area);
    }

    /// Pixels of at most `colours` different colours.
    void scatter(const Rect& area, unsigned colours)
    {
        for (std::size_t y = area.y; y < area.bottom(); ++y)
            for (std::size_t x = area.x; x < area.right(); ++x)
                screen.row(y)[x] = static_cast<std::uint32_t>(random() % colours * 0x10305) & 0xffffff;
        changed.add(area);
    }

    [[nodiscard]] bool same() const { return decoder.picture() == screen; }

    std::mt19937 random{7};
    Picture screen;
    TileSet changed;
    UpdateEncoder encoder;
    UpdateDecoder decoder;
    bool more = false;
    std::size_t rects = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(the_first_update_is_the_whole_screen_even_when_black)
{
    Pair pair{{100, 70}};
    BOOST_TEST(pair.step() > 0u);
    BOOST_TEST(pair.same());
    BOOST_TEST(pair.step() == 0u);
}

BOOST_AUTO_TEST_CASE(every_number_of_colours_comes_through)
{
    for (const unsigned colours : {1u, 2u, 3u, 4u, 5u, 16u, 17u, 255u, 256u, 257u, 100000u}) {
        Pair pair{{130, 67}};
        pair.scatter({0, 0, 130, 67}, colours);
        pair.step();
        BOOST_TEST(pair.same(), colours << " colours");
    }
}

BOOST_AUTO_TEST_CASE(a_gradient_is_filtered_and_exact)
{
    Pair pair{{256, 200}};
    for (std::size_t y = 0; y < 200; ++y)
        for (std::size_t x = 0; x < 256; ++x)
            pair.screen.row(y)[x] = static_cast<std::uint32_t>(x << 16 | y << 8 | ((x * y / 7) & 0xff));
    const auto bytes = pair.step();
    BOOST_TEST(pair.same());
    BOOST_TEST(bytes < 256u * 200u);
}

BOOST_AUTO_TEST_CASE(only_what_changed_is_sent)
{
    Pair pair{{1920, 1080}};
    pair.fill({0, 0, 1920, 1080}, 0xffffff);
    pair.step();
    pair.scatter({500, 300, 8, 16}, 2);
    // Damage is coarse, the difference is not.
    pair.changed.add_all();
    BOOST_TEST(pair.step() < 100u);
    BOOST_TEST(pair.same());
}

BOOST_AUTO_TEST_CASE(a_uniform_screen_is_small)
{
    Pair pair{{1920, 1080}};
    pair.fill({0, 0, 1920, 1080}, 0x336699);
    BOOST_TEST(pair.step() < 400u);
    BOOST_TEST(pair.same());
}

BOOST_AUTO_TEST_CASE(scrolled_text_is_copied)
{
    for (const int distance : {-13, 13, -200}) {
        Pair pair{{800, 600}};
        pair.fill({0, 0, 800, 600}, 0x202020);
        pair.scatter({37, 41, 605, 500}, 300);
        pair.step();
        const auto pixels = static_cast<std::uint16_t>(std::abs(distance));
        const Rect area{37, 41, 605, 500};
        if (distance < 0)
            pair.screen.copy({37, static_cast<std::uint16_t>(41 + pixels)},
                             {37, 41, 605, static_cast<std::uint16_t>(500 - pixels)});
        else
            pair.screen.copy({37, 41}, {37, static_cast<std::uint16_t>(41 + pixels), 605,
                                        static_cast<std::uint16_t>(500 - pixels)});
        const Rect fresh{37, static_cast<std::uint16_t>(distance < 0 ? 541 - pixels : 41), 605, pixels};
        pair.changed.add(area);
        pair.fill(fresh, 0x101010);
        BOOST_TEST(pair.step() < 1200u, distance);
        BOOST_TEST(pair.same());
    }
}

BOOST_AUTO_TEST_CASE(a_small_budget_gives_parts_that_end_in_the_whole)
{
    Pair pair{{1000, 700}};
    pair.scatter({0, 0, 1000, 700}, 100000);
    int parts = 0;
    std::size_t largest = 0;
    do {
        const auto bytes = pair.step(50'000);
        BOOST_REQUIRE(bytes > 0u);
        largest = std::max(largest, bytes);
    } while (!pair.changed.empty() && ++parts < 200);
    BOOST_TEST(parts > 10);
    BOOST_TEST(largest < 120'000u);
    BOOST_TEST(!pair.more);
    BOOST_TEST(pair.same());
}

BOOST_AUTO_TEST_CASE(a_busy_top_does_not_starve_the_bottom)
{
    Pair pair{{640, 640}};
    pair.step();
    pair.scatter({0, 0, 640, 640}, 100000);
    for (int round = 0; round < 60; ++round) {
        pair.scatter({0, 0, 640, 200}, 100000);
        pair.step(50'000);
    }
    BOOST_TEST(pair.decoder.picture().at(639, 639) == pair.screen.at(639, 639));
}

BOOST_AUTO_TEST_CASE(another_size_starts_anew)
{
    Pair pair{{300, 200}};
    pair.scatter({0, 0, 300, 200}, 50);
    pair.step();
    pair.screen = Picture{{77, 500}};
    pair.changed = TileSet{{77, 500}};
    pair.encoder.reset({77, 500});
    pair.scatter({0, 0, 77, 500}, 3);
    pair.step();
    BOOST_TEST(pair.decoder.resized());
    BOOST_TEST(pair.same());
}

// Property: after any sequence of drawing, scrolling and half-sent updates, the picture is the screen.
BOOST_AUTO_TEST_CASE(random_drawing_is_always_exact)
{
    for (unsigned seed = 0; seed < 12; ++seed) {
        std::mt19937 random{seed};
        const Size size{static_cast<std::uint16_t>(1 + random() % 700),
                        static_cast<std::uint16_t>(1 + random() % 500)};
        Pair pair{size};
        for (int round = 0; round < 40; ++round) {
            const auto left = random() % size.width, top = random() % size.height;
            const Rect area =
                rect_between(static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(top),
                             static_cast<std::uint32_t>(left + 1 + random() % (size.width - left)),
                             static_cast<std::uint32_t>(top + 1 + random() % (size.height - top)));
            switch (random() % 4) {
            case 0:
                pair.fill(area, static_cast<std::uint32_t>(random()) & 0xffffff);
                break;
            case 1:
                pair.scatter(area, 1u << random() % 18);
                break;
            default: {
                const Point from{static_cast<std::uint16_t>(random() % (size.width - area.width + 1u)),
                                 static_cast<std::uint16_t>(random() % (size.height - area.height + 1u))};
                pair.screen.copy(random() % 2 ? from : Point{area.x, from.y}, area);
                pair.changed.add(area);
            }
            }
            if (random() % 3)
                pair.step(random() % 3 ? 1 << 22 : 5000);
        }
        while (!pair.changed.empty())
            pair.step(20'000);
        BOOST_TEST(pair.same(), "seed " << seed);
    }
}
