-- What `wenzheng faq calibrate` made of the matcher's probabilities; the newest row is in force.
-- A row without content puts the built-in ones in force again.
CREATE TABLE faq_refits (
    id $identity,
    fitted_at TEXT NOT NULL,
    content TEXT NOT NULL
);
