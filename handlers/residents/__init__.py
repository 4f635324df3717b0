"""What residents say, and what they are told: questions, choices, places, where matters stand."""
