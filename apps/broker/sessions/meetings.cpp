#include "apps/broker/sessions/meetings.hpp"

#include "apps/broker/accounts/words.hpp"

namespace cordee::broker {
namespace {

constexpr const char* kSelectMeeting =
    "SELECT session, attempt, way, agent_key, agent_name, first_grant, candidates FROM meeting WHERE ";

std::optional<Meeting> first_meeting(const std::vector<Row>& rows)
{
    if (rows.empty())
        return std::nullopt;
    const auto& row = rows.front();
    return Meeting{row.text(0), static_cast<int>(row.integer(1)), row.text(2), row.text(3), row.text(4),
                   row.text(5), split_words(row.text(6))};
}

} // namespace

void Meetings::add(const Meeting& meeting)
{
    database_.run("INSERT INTO meeting VALUES (?, ?, ?, ?, ?, ?, ?)",
                  {meeting.session, std::int64_t{meeting.attempt}, meeting.way, meeting.agent_key,
                   meeting.agent_name, meeting.first_grant, join_words(meeting.candidates)});
}

std::optional<Meeting> Meetings::find(const std::string& session, int attempt) const
{
    return first_meeting(database_.query(std::string{kSelectMeeting} + "session = ? AND attempt = ?",
                                         {session, std::int64_t{attempt}}));
}

std::optional<Meeting> Meetings::latest(const std::string& session) const
{
    return first_meeting(database_.query(
        std::string{kSelectMeeting} + "session = ? ORDER BY attempt DESC LIMIT 1", {session}));
}

} // namespace cordee::broker
