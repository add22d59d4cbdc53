"""The led hour: a leader beside a customer, asked one question at a time."""
