// The API by topic. Each function adds its routes to the broker's router; the broker outlives them.
#pragma once

namespace cordee::broker {

struct Broker;

void add_setup_handlers(Broker& broker);          ///< POST /setup
void add_login_handlers(Broker& broker);          ///< POST /login, POST /logout
void add_own_account_handlers(Broker& broker);    ///< GET /me, /me/totp, /me/password, /me/answers
void add_operator_handlers(Broker& broker);       ///< GET and POST /operators, PATCH, DELETE
void add_group_handlers(Broker& broker);          ///< GET and POST /groups, PATCH, DELETE
void add_token_handlers(Broker& broker);          ///< GET and POST /tokens, DELETE
void add_event_handler(Broker& broker);           ///< GET /events
void add_openapi_handler(Broker& broker);         ///< GET /openapi.json
void add_administration_handlers(Broker& broker); ///< GET /keys, /healthz
void add_policy_handlers(Broker& broker); ///< GET and PUT /policy, POST …/check and …/explain, GET …/versions
void add_audit_handlers(Broker& broker);          ///< GET /audit, /audit.csv, /audit.jsonl, /audit/head
void add_told_handler(Broker& broker);            ///< POST /sessions/ID/audit
void add_connection_handlers(Broker& broker);     ///< GET and PUT /connection
void add_invitation_handlers(Broker& broker);     ///< POST /invitations, POST …/close, DELETE
void add_invitation_wait_handler(Broker& broker); ///< POST /invitations/ID/wait
void add_meeting_handler(Broker& broker);         ///< POST /meetings
void add_session_handlers(Broker& broker);        ///< POST /sessions/ID/grant and …/tickets
void add_session_list_handlers(Broker& broker);   ///< GET /sessions, GET, PATCH, DELETE, POST …/narrow
void add_watch_handler(Broker& broker);           ///< POST /sessions/ID/watch
void add_colleague_handler(Broker& broker);       ///< POST /sessions/ID/colleagues and /me/keys
void add_device_handlers(Broker& broker); ///< POST and GET /devices, POST /devices/enrol, PATCH, DELETE
void add_device_meeting_handlers(Broker& broker); ///< POST /devices/ID/wait and …/meetings
void add_module_handlers(Broker& broker);         ///< GET /modules/…
void add_web_handlers(Broker& broker);            ///< GET /modules/ID/web, GET /modules/ID/VERSION/web/…
void add_package_handlers(Broker& broker);        ///< GET and PUT /packages, GET /packages/SHA256
void add_trust_handlers(Broker& broker);          ///< GET and PUT /trust, GET /trust/timestamp-key
void add_relay_handlers(
    Broker& broker); ///< GET and POST /relays, DELETE, PUT /relays/pin, GET /sessions/ID/relays
void add_relay_report_handlers(
    Broker& broker);            ///< GET /relays/instance, POST /relays/ID/report and /relays/probes
void add_pages(Broker& broker); ///< GET /, /join, /j/ID, /setup, /frame and /assets/NAME

} // namespace cordee::broker
