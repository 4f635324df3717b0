-- Whether somebody has looked lately is asked each time a ticket is opened.
CREATE INDEX access_log_by_ticket ON access_log (ticket_id, official_id, at);
