"""Text -> Understanding: language, dialogue act, goal, skills, limits, places, vector."""
