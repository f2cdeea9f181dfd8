"""What an operator does to the whole: back it up, bring it back, ask what is wrong."""
