// An operator calls a device of the organisation that was never paired with them: on the broker's word alone,
// until two people compared six digits.
#include "tests/support/office.hpp"
#include "tests/support/typist.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::test;

namespace {

const std::string kAllowed = "account.allowed=true";

/// A program in a terminal, and whoever sits there.
class AtTerminal {
public:
    explicit AtTerminal(Launch launch) : process_{typist_.listening(in_terminal(std::move(launch)))} {}

    Process* operator->() { return &process_; }

    /// What is typed before a question is no answer to it.
    void answer(const std::string& question, const std::string& line)
    {
        BOOST_TEST_REQUIRE(eventually([&] { return process_.out().find(question) != std::string::npos; }),
                           process_.everything());
        typist_.type(line);
    }

private:
    Typist typist_;
    Process process_;
};

struct Closed : Office {
    Closed() : Office{{"devices.by_account=false"}} {}
};

/// Both programs, with the same digits shown at each.
struct Call : Office {
    Call()
    {
        device->line_with("till waits for calls of operators of Example Ltd");
        wait_for_device();
        control = std::make_unique<AtTerminal>(call());
        for (auto* program : {&device, control.get()})
            (*program)->line_with("not verified: only the broker says who is there");
        const auto digits = digits_at(device);
        BOOST_TEST(digits.size() == 7U);
        BOOST_TEST(digits == digits_at(*control));
    }
    static std::string digits_at(AtTerminal& program)
    {
        const auto line = program->line_with("safety digits: ");
        const auto from = line.find("digits: ") + 8;
        return line.substr(from, line.find(';') - from);
    }
    [[nodiscard]] std::string everything() { return device->everything() + (*control)->everything(); }

    AtTerminal device{serve(kAllowed)};
    std::unique_ptr<AtTerminal> control;
};

} // namespace

// SEC-29
BOOST_FIXTURE_TEST_CASE(a_device_takes_no_calls_until_its_owner_and_somebody_at_it_allow_that, Office)
{
    Process off{till.program("cordee-agent", {"serve"})};
    BOOST_TEST(off.wait() == 2);
    BOOST_TEST(off.err().find("unattended access is off on this computer") != std::string::npos, off.err());
    Process service{without_terminal(serve(kAllowed))};
    BOOST_TEST(service.wait() == 2);
    BOOST_TEST(service.err().find("start cordee-agent serve in a terminal") != std::string::npos,
               service.err());

    AtTerminal for_paired{serve("unattended.allowed=true")};
    for_paired->line_with("till waits for operators who were paired with it");
    wait_for_device();
    AtTerminal control{call()};
    control->line_with("the device till takes only operators who were paired with it");
    control->line_with("somebody there sets account.allowed to true");
    BOOST_TEST(control->wait() == 1, control->everything());
    BOOST_TEST(for_paired->stop() == 0, for_paired->everything());
    BOOST_TEST(for_paired->everything().find("Ada Operator") == std::string::npos);
}

// SEC-29
BOOST_FIXTURE_TEST_CASE(an_organisation_that_forbids_calls_says_so, Closed)
{
    AtTerminal device{serve(kAllowed)};
    device->line_with("till waits for calls");
    AtTerminal control{call()};
    control->line_with("this organisation lets nobody come to a device on the broker's word alone");
    BOOST_TEST(control->wait() == 1, control->everything());
}

// SEC-29
BOOST_FIXTURE_TEST_CASE(a_module_begins_when_both_people_found_the_digits_equal, Call)
{
    control->answer("Are they equal?", "y");
    (*control)->line_with("waiting until till has compared them too");
    BOOST_TEST(device->everything().find("asks to use traffic") == std::string::npos, everything());
    device.answer("Are they equal?", "y");
    for (auto* program : {&device, control.get()})
        (*program)->line_with("verified: you both see the same digits");
    device->line_with("Ada Operator, Example Ltd, asks to use traffic");
    device.answer("Allow it?", "y");
    device->line_with("traffic runs with Ada Operator");
    (*control)->line_with("traffic runs with till");
    BOOST_TEST((*control)->stop() == 0, everything());
    device->line_with("Ada Operator is no longer connected");
    BOOST_TEST(device->stop() == 0, everything());
}

// SEC-29
BOOST_FIXTURE_TEST_CASE(digits_that_differ_end_the_call_and_both_people_read_why, Call)
{
    control->answer("Are they equal?", "y");
    device.answer("Are they equal?", "n");
    device->line_with("the numbers differ: the connection may be intercepted");
    (*control)->line_with("the numbers differ: the connection may be intercepted");
    (*control)->line_with("speak with the other person before you try again");
    BOOST_TEST((*control)->wait() == 1, everything());
    BOOST_TEST(everything().find("traffic runs") == std::string::npos, everything());
    BOOST_TEST(device->running()); // and waits for the next one
    BOOST_TEST(device->stop() == 0, everything());
}
