-- Nobody asked the inbox for these: the side is told by who wrote, the day by the line of the conversation.
ALTER TABLE inbox DROP COLUMN side;
ALTER TABLE inbox DROP COLUMN local_date;
