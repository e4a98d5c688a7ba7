"""Everything to take home: the list, the plan and the profile as files, made in memory and kept nowhere."""
