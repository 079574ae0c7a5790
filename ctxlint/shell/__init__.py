"""The shell's language: text -> commands and words, as far as they are known; pure, nothing is run."""
