// How close sealing records comes to the cipher alone: 16 KiB records against `openssl speed` in the same
// run.
#include "core/crypto/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>

using namespace cordee;
using namespace cordee::crypto;

namespace {

constexpr double kSeconds = 2;
/// They alternate and the best of each counts: the machine may be busy during one of them.
constexpr int kRounds = 3;
constexpr double kGoal = 0.90;
constexpr double kGigabyte = 1e9;

/// As openssl speed, so that other programs on the machine count for neither.
double processor_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Bytes of plaintext per second; step handles one record.
template <class Step>
double speed_of(std::size_t size, Step step)
{
    constexpr int kBatch = 64;
    double records = 0;
    double spent = 0;
    const double start = processor_seconds();
    do {
        for (int i = 0; i < kBatch; ++i)
            step();
        records += kBatch;
        spent = processor_seconds() - start;
    } while (spent < kSeconds);
    return records * static_cast<double>(size) / spent;
}

double sealing(std::size_t size)
{
    RecordSealer sealer{Secret<32>{ByteArray<32>{1}}, 0, system_clock()};
    const Bytes plaintext(size, 0x5a);
    Bytes record;
    return speed_of(size, [&] { (void)sealer.seal(plaintext, record).value(); });
}

/// Sealing and opening, since a record opens once.
double both_ways(std::size_t size)
{
    RecordSealer sealer{Secret<32>{ByteArray<32>{1}}, 0, system_clock()};
    RecordOpener opener{Secret<32>{ByteArray<32>{1}}, 0};
    const Bytes plaintext(size, 0x5a);
    Bytes record;
    return speed_of(size, [&] {
        (void)sealer.seal(plaintext, record).value();
        (void)opener.open(record).value();
    });
}

/// The last line of its output is "AES-256-GCM 1234.56k": thousands of bytes per second.
double openssl_speed(std::size_t size)
{
    const auto command =
        fmt::format("openssl speed -evp aes-256-gcm -bytes {} -seconds {} 2>/dev/null", size, kSeconds);
    const std::unique_ptr<FILE, int (*)(FILE*)> output{popen(command.c_str(), "r"), pclose};
    std::string last;
    std::array<char, 256> line{};
    while (output && std::fgets(line.data(), line.size(), output.get()) != nullptr)
        last = line.data();
    const auto number = last.find_last_of(' ', last.find_last_not_of(" \n"));
    return number == std::string::npos ? 0 : std::strtod(last.c_str() + number, nullptr) * 1000;
}

} // namespace

int main()
{
    double cipher = 0;
    double records = 0;
    for (int round = 0; round < kRounds; ++round) {
        cipher = std::max(cipher, openssl_speed(16384));
        records = std::max(records, sealing(16384));
    }
    if (cipher <= 0) {
        fmt::print(stderr, "bench_crypto: cannot run openssl speed\n");
        return 1;
    }
    fmt::print("openssl speed aes-256-gcm, 16 KiB   {:6.2f} GB/s\n", cipher / kGigabyte);
    fmt::print("sealing records of 16 KiB           {:6.2f} GB/s\n", records / kGigabyte);
    fmt::print("ratio                               {:6.2f}        goal {:.2f}: {}\n", records / cipher,
               kGoal, records / cipher >= kGoal ? "met" : "missed");
    fmt::print("sealing records of 1 KiB            {:6.2f} GB/s\n", sealing(1024) / kGigabyte);
    fmt::print("sealing and opening, 16 KiB         {:6.2f} GB/s\n", both_ways(16384) / kGigabyte);
    return 0;
}
