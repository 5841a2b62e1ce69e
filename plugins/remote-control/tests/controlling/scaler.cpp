// Pictures at other sizes: exact where they can be, whole and in proportion elsewhere.
#include "controlling/scaler.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cordee::remote;

namespace {

struct Image {
    explicit Image(Size of) : size{of}, pixels(of.pixels()) {}

    static Image noise(Size of, unsigned seed)
    {
        Image image{of};
        std::mt19937 random{seed};
        for (auto& pixel : image.pixels)
            pixel = static_cast<std::uint32_t>(random()) & 0xffffff;
        return image;
    }
    [[nodiscard]] std::uint32_t at(std::size_t x, std::size_t y) const { return pixels[y * size.width + x]; }
    [[nodiscard]] std::size_t stride() const { return size.width * std::size_t{4}; }

    Size size;
    std::vector<std::uint32_t> pixels;
};

void draw(const Scaler& scaler, const Image& from, const Area& area, Image& to)
{
    scaler.draw({reinterpret_cast<const std::uint8_t*>(from.pixels.data()), from.stride()}, area,
                {reinterpret_cast<std::uint8_t*>(to.pixels.data()), to.stride()});
}

Image scaled(const Image& from, Size to)
{
    Image out{to};
    draw(Scaler{from.size, to}, from, area_of(to), out);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(scaler)

BOOST_AUTO_TEST_CASE(one_to_one_is_exact)
{
    const auto image = Image::noise({97, 61}, 1);
    BOOST_TEST(scaled(image, {97, 61}).pixels == image.pixels, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(whole_multiples_repeat_pixels)
{
    const auto image = Image::noise({7, 5}, 2);
    const auto twice = scaled(image, {21, 15});
    for (std::size_t y = 0; y < 15; ++y)
        for (std::size_t x = 0; x < 21; ++x)
            BOOST_TEST(twice.at(x, y) == image.at(x / 3, y / 3));
}

BOOST_AUTO_TEST_CASE(one_colour_stays_that_colour_at_every_size)
{
    Image image{{50, 40}};
    image.pixels.assign(image.pixels.size(), 0x00fe01ff);
    for (const Size size :
         {Size{1, 1}, Size{33, 27}, Size{49, 39}, Size{51, 41}, Size{100, 41}, Size{333, 7}})
        for (const auto pixel : scaled(image, size).pixels)
            BOOST_REQUIRE(pixel == 0x00fe01ff);
}

BOOST_AUTO_TEST_CASE(halving_weighs_every_source_pixel)
{
    Image image{{64, 64}};
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = (i % 64 + i / 64) % 2 == 0 ? 0xffffff : 0;
    for (const auto pixel : scaled(image, {32, 32}).pixels) {
        BOOST_TEST((pixel & 0xff) >= 0x70);
        BOOST_TEST((pixel & 0xff) <= 0x90);
    }
}

BOOST_AUTO_TEST_CASE(redrawing_what_changed_gives_the_whole_picture)
{
    for (const Size to : {Size{80, 60}, Size{160, 120}, Size{61, 47}, Size{131, 101}, Size{160, 61}}) {
        auto image = Image::noise({80, 60}, 3);
        const Scaler scaler{image.size, to};
        auto shown = scaled(image, to);
        const Area change{17, 23, 9, 5};
        for (int y = change.y; y < change.bottom(); ++y)
            for (int x = change.x; x < change.right(); ++x)
                image.pixels[static_cast<std::size_t>(y * 80 + x)] ^= 0xffffff;
        draw(scaler, image, scaler.affected(change), shown);
        BOOST_TEST(shown.pixels == scaled(image, to).pixels, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(areas_outside_draw_nothing)
{
    const auto image = Image::noise({10, 10}, 4);
    const Scaler scaler{image.size, {15, 15}};
    Image out{{15, 15}};
    draw(scaler, image, {20, 20, 5, 5}, out);
    draw(scaler, image, {-10, 3, 10, 4}, out);
    for (const auto pixel : out.pixels)
        BOOST_TEST(pixel == 0u);
    BOOST_TEST(scaler.affected({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
