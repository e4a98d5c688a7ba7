"""What people most often want to learn, in the everyday words of 26 languages: one table of subjects, one file of
words a language."""
