"""Taking in what partners publish: fetched with a guard, read by an isolated process, kept apart from what is ours."""
